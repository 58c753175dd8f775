"""Callers who ask: known or not, answered at once, later, or with nothing but the guide to go by."""

from datetime import timedelta

from tests.e2e.desk import Desk, number, phone_of


def unknown_caller_asks_for_opening_hours(desk: Desk) -> None:
    caller = number()
    pop = desk.rings(caller)
    assert (pop["customer"], pop["recent_contacts"]) == (None, [])
    [greeting] = desk.find("/call-guide", situation="opening", lang="zh")
    assert greeting["say"]
    assert greeting["do_not_say"]
    call = desk.talk("consultation", "营业时间？", number=caller, answered=True, outcome="9:00 至 18:00")
    assert (call["status"], call["customer_id"]) == ("closed", None)
    assert desk.rings(caller)["recent_contacts"][0]["id"] == call["id"]


def the_line_is_silent(desk: Desk) -> None:
    [guide] = desk.find("/call-guide", situation="silence", lang="en")
    assert [said["then_wait_seconds"] for said in guide["say"]] == [5, 5]
    call = desk.talk("consultation", "无声电话", answered=True, outcome="两次问候后道别")
    assert (call["number"], call["status"]) == (None, "closed")


def a_new_agent_reads_the_guide(desk: Desk) -> None:
    for guide in desk.find("/call-guide"):
        if guide["must_read"]:
            desk.post(f"/call-guide/{guide['situation']}/acknowledge", {"version": guide["version"]})
    behind = desk.find("/call-guide/unread", by="service_manager", limit="200")
    assert "agent" not in {reader["agent"] for reader in behind}


def a_consultation_is_answered_from_the_knowledge_base(desk: Desk) -> None:
    article = desk.post(
        "/articles",
        {
            "title": {"zh": "冷冻室结霜太厚怎么除霜", "en": "Thick frost in the freezer"},
            "text": {"zh": "断电，开门两小时，用木铲。", "en": "Unplug, leave it open for two hours."},
            "models": ["BCD-500"],
            "categories": ["refrigerator"],
        },
        expect=201,
    )
    desk.post(f"/articles/{article['id']}/publish", by="service_manager")
    caller = number()
    assert desk.rings(caller)["customer"] is None
    asked = {"fault": "冰箱结霜很厚，怎么办", "category": "refrigerator"}
    assert article["id"] in {found["id"] for found in desk.find("/articles/suggestions", **asked)}
    assert article["id"] in {found["id"] for found in desk.find("/articles", q="除霜")}
    call = desk.talk("consultation", "冰箱结霜很厚", number=caller, article_id=article["id"])
    assert (call["status"], call["article_id"], call["article_version"]) == ("closed", article["id"], 1)
    assert desk.get(f"/articles/{article['id']}")["answered"] == 1


def what_nobody_knows_is_promised_and_called_back(desk: Desk) -> None:
    caller, due = number(), desk.now() + timedelta(hours=2)
    call = desk.talk("consultation", "能装在阳台吗？", number=caller, promised_at=due.isoformat())
    assert (call["status"], call["reply"], call["agent"]) == ("open", "running", "agent")
    assert call["id"] in {waiting["id"] for waiting in desk.find("/contacts", status="open", limit="200")}
    [outbound] = desk.find("/call-guide", situation="outbound", lang="zh")
    assert "方便" in outbound["say"][0]["text"]
    desk.pass_time(minutes=10)
    desk.talk("consultation", "可以，须避雨", number=caller, direction="outbound", answered=True)
    assert desk.get(f"/contacts/{call['id']}")["reply"] == "met"


def a_consultation_of_a_customer_is_free(desk: Desk) -> None:
    customer = desk.customer("周敏")
    ticket = desk.post(
        "/tickets",
        {"customer_id": customer["id"], "kind": "consultation", "fault": {"text": "如何清洗滤网"}},
        expect=201,
    )
    assert (ticket["service_type"], ticket["entitlement"]["customer_share"]) == ("C", "0")
    desk.talk("consultation", "已讲解", ticket_id=ticket["id"], direction="outbound", answered=True)
    assert desk.post(f"/tickets/{ticket['id']}/close", {"outcome": "answered"})["charge"] is None


def who_only_inspects_sees_no_names(desk: Desk) -> None:
    customer = desk.customer("诸葛亮")
    seen = desk.get(f"/customers/{customer['id']}", by="quality")
    assert "诸葛亮" not in str(seen)
    assert phone_of(customer)[-8:] not in str(seen)


def letters_and_messages_are_registered_too(desk: Desk) -> None:
    customer = desk.customer("孙丽", contacts=[{"type": "phone", "value": number()}])
    for channel, sender in (("wechat", "sunli_88"), ("email", "sun@example.com"), ("letter", None)):
        said = {"channel": channel, "customer_id": customer["id"], "answered": True}
        desk.talk("consultation", "要一份说明书", number=sender, **said)
    desk.talk("consultation", "要一份说明书", channel="sms", number=phone_of(customer), answered=True)
    assert len(desk.rings(phone_of(customer))["recent_contacts"]) == 4
