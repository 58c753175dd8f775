"""Apache Kafka with TLS on both sides and SCRAM, reached by nothing but a process's environment."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.brokers import Kafka
from libs.common.kafka import BrokerLost, Cluster, Message, Producer, Subscription, ensure_topics
from libs.common.settings import Settings
from tests.integration.bus.accounts import ACCOUNTS
from tests.servers import CHOSEN

PASSWORD = "not the one of production"
SIGN_IN = "org.apache.kafka.common.security.scram.ScramLoginModule required"

pytestmark = pytest.mark.skipif(
    not isinstance(CHOSEN, Kafka), reason="needs an Apache Kafka of its own: make test-kafka"
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Signed by itself, for both ends; key and certificate in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=broker",
            ),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    both = folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + (folder / "certificate.pem").read_text())
    return both


@pytest.fixture(scope="module")
def guarded(server_folder: Path, certificate: Path) -> Iterator[Kafka]:
    broker = Kafka(
        server_folder / "guarded",
        log=server_folder / "guarded.log",
        users={"aftercare": PASSWORD},
        settings={
            "listener.security.protocol.map": "BROKER:SASL_SSL,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
            "listener.name.broker.scram-sha-512.sasl.jaas.config": (
                f'{SIGN_IN} username="aftercare" password="{PASSWORD}";'
            ),
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(certificate),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(certificate.with_name("certificate.pem")),
            "listener.name.broker.ssl.client.auth": "required",
        },
    )
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def environment(guarded: Kafka, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """What a worker finds in its environment."""
    ours = {
        "DATABASE_URL": "postgresql://unused",
        "ISSUER": "unused",
        "JWKS_URL": "unused",
        "KAFKA_BOOTSTRAP": guarded.bootstrap,
        "KAFKA_SECURITY": "SASL_SSL",
        "KAFKA_USERNAME": "aftercare",
        "KAFKA_PASSWORD": PASSWORD,
        "KAFKA_CA_FILE": str(certificate.with_name("certificate.pem")),
        "KAFKA_CERTIFICATE_FILE": str(certificate),
    }
    for name, value in ours.items():
        monkeypatch.setenv(f"AFTERCARE_{name}", value)
    return monkeypatch


def cluster() -> Cluster:
    return Cluster.of(Settings())


@pytest.mark.usefixtures("environment")
async def test_every_client_signs_in_by_scram_over_tls() -> None:
    await ensure_topics(cluster(), [ACCOUNTS])
    producer = Producer(cluster())
    assert None not in await producer.send([Message(ACCOUNTS.name, b"key", b"{}", [])])
    await producer.close()
    subscription = Subscription(cluster(), group="test", member="1", topics=[ACCOUNTS])
    await subscription.start()
    while not (records := await subscription.fetch(most=10)):
        pass
    await subscription.close(leaving=True)
    assert [record.value for record in records] == [b"{}"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("KAFKA_PASSWORD", "guessed"), ("KAFKA_CA_FILE", ""), ("KAFKA_CERTIFICATE_FILE", "")],
    ids=["wrong password", "unknown authority", "nameless client"],
)
async def test_who_is_not_known_gets_nowhere(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    if value:
        environment.setenv(f"AFTERCARE_{name}", value)
    else:
        environment.delenv(f"AFTERCARE_{name}")
    with pytest.raises(BrokerLost):
        await ensure_topics(cluster(), [ACCOUNTS])
