"""Whatever is merged into whatever: nothing is lost, and all is as it was when all is undone (IN-11)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.intake.house import Intake
from tests.integration.intake.merges.test_merging import act, get, owned, with_everything

PEOPLE: list[dict[str, Any]] = [
    {},
    {"name": "王 芳", "contacts": [{"type": "mobile", "value": "13900139000"}], "tier": "key"},
    {"name": "李四", "addresses": [{"text": "苏州市观前街 2 号"}], "do_not_call": True},
]
MERGES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=4)


@pytest.mark.rule("IN-11")
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MERGES)
async def test_every_reference_leads_to_one_file_and_back(
    intake: Intake, merges: list[tuple[int, int]]
) -> None:
    files = [await with_everything(intake, **person) for person in PEOPLE]
    ids = [file["id"] for file, _ in files]
    root = {place: place for place in range(len(files))}
    done: list[tuple[int, int]] = []
    for into, other in merges:
        if (await act(intake, ids[into], ids[other]))["status_code"] == 200:
            done.append((into, other))
            root = {file: into if top == other else top for file, top in root.items()}

    await intake.hear_itself()
    for place, id_ in enumerate(ids):
        parts = [belongings for file, (_, belongings) in enumerate(files) if root[file] == place]
        together = {name: set[str]().union(*(part[name] for part in parts)) for name in files[0][1]}
        assert await owned(intake, id_) == together
        opened = await get(intake, f"/customers/{id_}/timeline", type="TicketOpened")
        assert {item["ref"] for item in opened["items"]} >= files[place][1]["tickets"] | together["tickets"]

    for into, other in reversed(done):
        assert (await act(intake, ids[into], ids[other], "unmerge"))["status_code"] == 200
    for (file, belongings), id_ in zip(files, ids, strict=True):
        assert await owned(intake, id_) == belongings
        assert await get(intake, f"/customers/{id_}") == file
