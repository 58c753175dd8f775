"""What an agent asks the search and the screen pop, of a company with `tickets` of them."""

from collections.abc import Callable, Iterator
from random import Random
from urllib.parse import urlencode

import asyncpg

from tests.bench.intake.texts import RARE, RARE_CODES, Speaker

Kinds = dict[str, Iterator[str]]
"""Paths below `/intake/v1`, without end, by what is asked."""


async def questions(url: str, *, seed: int = 7) -> Kinds:
    """Of rows that are there, so that most questions have an answer."""
    connection = await asyncpg.connect(url)
    known = await connection.fetch(_KNOWN)
    await connection.close()
    random, speaker = Random(seed), Speaker(seed)

    def of_tickets(ask: Callable[[asyncpg.Record], dict[str, str]]) -> Iterator[str]:
        return _without_end(lambda: f"tickets?{urlencode(ask(random.choice(known)))}")

    return {
        "newest": of_tickets(lambda _: {}),
        "open": of_tickets(lambda _: {"status": "open"}),
        "of a day": of_tickets(lambda row: {"opened_from": row["day"], "opened_to": row["day"]}),
        "word of 30 %": of_tickets(lambda _: {"q": "冰箱"}),
        "word of 30 %, later page": of_tickets(lambda row: {"q": "冰箱", "cursor": row["cursor"]}),
        "word of 30 %, of a day": of_tickets(
            lambda row: {"q": "冰箱", "opened_from": row["day"], "opened_to": row["day"]}
        ),
        "word of 30 %, open": of_tickets(lambda _: {"q": "冰箱", "status": "open"}),
        "two words": of_tickets(lambda _: {"q": "空调 漏水"}),
        "two words that never meet": of_tickets(lambda _: {"q": "冰箱 空调"}),
        "three words": of_tickets(lambda _: {"q": f"{random.choice(('冰箱', '空调'))} 不制冷 换新"}),
        "character": of_tickets(lambda _: {"q": random.choice("冰漏跳")}),
        "rare character": of_tickets(lambda _: {"q": random.choice("贺阀钹")}),
        "rare word": of_tickets(lambda _: {"q": random.choice(RARE)}),
        "no hit": of_tickets(lambda _: {"q": random.choice(("大象", "冰箱不转", "冰箱 大象", "zebra"))}),
        "error code": of_tickets(lambda _: {"q": f"E{random.randint(1, 99)}"}),
        "rare error code": of_tickets(lambda _: {"q": f"F{random.choice(RARE_CODES)}"}),
        "name": of_tickets(lambda row: {"q": row["name"]}),
        "surname": of_tickets(lambda row: {"q": row["name"][0]}),
        "name and word": of_tickets(lambda row: {"q": f"{row['name']} {row['fault'][:2]}"}),
        "number": of_tickets(lambda row: {"number": row["number"]}),
        "end of a number": of_tickets(lambda row: {"q": row["number"][-6:]}),
        "beginning of a number": of_tickets(lambda row: {"q": row["number"][:7]}),
        "phone": of_tickets(lambda row: {"phone": row["phone"]}),
        "phone in words": of_tickets(lambda row: {"q": f"{row['phone'][3:6]} {row['phone'][6:]}"}),
        "beginning of a phone": of_tickets(lambda row: {"q": row["phone"][3 : random.randint(7, 10)]}),
        "end of a phone": of_tickets(lambda row: {"q": row["phone"][-4:]}),
        "serial": of_tickets(lambda row: {"serial": row["serial"]}),
        "beginning of a serial": of_tickets(lambda row: {"q": row["serial"][:9]}),
        "screen pop": _without_end(
            lambda: f"screen-pop?{urlencode({'number': random.choice(known)['phone']})}"
        ),
        "screen pop, unknown": _without_end(lambda: f"screen-pop?{urlencode({'number': speaker.phone()})}"),
        "customers by name": _without_end(
            lambda: f"customers?{urlencode({'name': random.choice(known)['name']})}"
        ),
        "customers by surname": _without_end(
            lambda: f"customers?{urlencode({'name': random.choice(known)['name'][0]})}"
        ),
    }


def _without_end(ask: Callable[[], str]) -> Iterator[str]:
    while True:
        yield ask()


_KNOWN = """
    SELECT t.number, t.fault, c.name, c.phones[1] AS phone, u.serial,
           to_char(t.opened_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS day,
           translate(rtrim(encode(uuid_send(t.id), 'base64'), '='), '+/', '-_') AS cursor
    FROM tickets t JOIN customers c ON c.id = t.customer_id JOIN units u ON u.id = t.unit_id
    WHERE t.number <> 'T' ORDER BY md5(t.number) LIMIT 500"""
