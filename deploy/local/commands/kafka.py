"""`aftercare kafka`: the pinned Apache Kafka by itself."""

import signal
import sys
import tempfile
import time
from pathlib import Path

import click

from deploy.local.brokers.jars import PINNED, Unavailable, fetch, jars, pins
from deploy.local.brokers.kafka import Kafka
from deploy.local.errors import CannotStart
from deploy.local.parent import make_was_interrupted
from deploy.local.ports import answers

_NOT_HERE = 75
"""EX_TEMPFAIL: nothing is wrong with this checkout."""
_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command()
@click.option(
    "--port", envvar="AFTERCARE_KAFKA_PORT", default=9092, show_default=True, help="[AFTERCARE_KAFKA_PORT]"
)
@click.option("--get", is_flag=True, help="Only get and check it.")
@click.option("--pin", is_flag=True, help="Only write down what the jars of a changed pom.xml are.")
def command(port: int, get: bool, pin: bool) -> None:
    """Run the pinned Apache Kafka on this machine, until Ctrl-C; its data go with it.

    Exits with 75 where there is no Java 17, no Maven, or no way to Maven Central.
    """
    try:
        if pin:
            _pin()
        elif get:
            click.echo(f"Apache Kafka is checked and ready in {jars()}.")
        else:
            _run(port)
    except Unavailable as reason:
        click.echo(reason, err=True)
        sys.exit(_NOT_HERE)
    except CannotStart as trouble:
        raise click.ClickException(str(trouble)) from None


def _pin() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fetch(Path(folder))
        PINNED.write_text(pins(Path(folder)))


def _run(port: int) -> None:
    if port and answers(port):
        raise CannotStart(f"Port {port} is taken by another program: set AFTERCARE_KAFKA_PORT to a free one.")
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    with tempfile.TemporaryDirectory(prefix="aftercare-kafka-") as folder:
        broker = Kafka(Path(folder, "kafka"), log=Path(folder, "kafka.log"), port=port)
        began = time.monotonic()
        try:
            broker.start()
            _say_ready(broker, time.monotonic() - began)
            while broker.runs() and not _asked_to_stop():
                pass
            if not broker.runs():
                raise CannotStart(f"Apache Kafka ended by itself: {_last_words(folder)}")
        except RuntimeError:
            raise CannotStart(f"Apache Kafka did not start: {_last_words(folder)}") from None
        finally:
            broker.stop()


def _asked_to_stop() -> bool:
    """Waits for a second at most."""
    return signal.sigtimedwait(_ENDS, 1) is not None or make_was_interrupted()


def _last_words(folder: str) -> str:
    said = Path(folder, "kafka.log").read_text(errors="replace").strip()
    return said.splitlines()[-1] if said else "it said nothing"


def _say_ready(broker: Kafka, seconds: float) -> None:
    click.echo(f"""
Apache Kafka is ready after {seconds:.1f} s

  address   {broker.bootstrap}
  use it    KAFKA_BOOTSTRAP={broker.bootstrap} make run
  stop      Ctrl-C
""")
