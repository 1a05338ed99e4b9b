"""Typing a name and an address proves nothing: what somebody gains who signs up as somebody else."""

import json
from datetime import timedelta
from typing import Any

import time_machine

from app.core import clock
from app.core.database.engine import Database
from tests.api.registering import (
    Opened,
    Roles,
    SignUp,
    body,
    code_of,
    counters,
    leaving,
    letters,
    link_in,
    token_of,
)
from tests.clients import Api

JANA = {"first_name": "Jana", "last_name": "Pravá", "email": "jana@spolek.example"}


def receipt_of(told: Any) -> str:
    """The path of the receipt in the API."""
    return "/receipts/" + str(told["receipt_url"]).rpartition("/")[2]


def test_who_signs_up_as_somebody_else_never_holds_their_link(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event()
    stranger = sign_up(event_id, **JANA)
    assert stranger["manage_url"] is None
    again = api.post(f"/events/{event_id}/registrations", json=body(**JANA))
    assert code_of(again) == (409, "already_registered")
    mailed = [link_in(database, letter) for letter in letters(database)]
    assert [token in f"{stranger}{again.text}" for token in mailed] == [False, False]
    assert api.post(receipt_of(stranger) + "/undo").status_code == 404


def test_an_address_with_accents_in_its_domain_is_another_one(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event()
    told = [sign_up(event_id, **{**JANA, "email": f"Jana@{one}.example"}) for one in ("město", "mesto")]
    people = {coordinator.get(f"/registrations/{one['id']}").json()["person_id"] for one in told}
    assert len(people) == 2
    mailed = {letter.receiver: leaving(database, letter)["manage_url"] for letter in letters(database)}
    ids = {to: int(link.rpartition("/")[2].partition("-")[0]) for to, link in mailed.items()}
    assert ids == {"Jana@město.example": told[0]["id"], "Jana@mesto.example": told[1]["id"]}


def test_what_the_mailbox_has_used_is_its_own(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    stranger = sign_up(event(), **JANA)
    mailed = [link_in(database, letter) for letter in letters(database)]
    needs = {"accessibility": "vozík", "diet": "celiakie"}
    own = f"/my/registrations/{mailed[-1]}"
    given = api.patch(own, json={"phone": "777 000 111", "needs": needs}, headers={"If-Match": "*"})
    assert given.status_code == 200, given.text
    seen = api.get(receipt_of(stranger))
    assert [word in seen.text for word in ("777", "vozík", "celiakie")] == [False, False, False]
    assert (seen.json()["mailbox_used"], seen.json()["status"]) == (True, None)
    assert code_of(api.post(receipt_of(stranger) + "/undo")) == (409, "undo_closed")
    assert api.get(own).json()["status"] == "confirmed"


def test_a_receipt_shows_what_was_typed_and_nothing_that_was_known_before(
    api: Api, coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    sign_up(event(), first_name="Žofie", last_name="Řeháková", email="zofie@mesto.example", phone="111")
    told = sign_up(
        event(), first_name="zofie", last_name="rehakova", email="Zofie@mesto.example", note="Přijdu později."
    )
    seen = api.get(receipt_of(told)).json()
    typed = {name: value for name, value in seen["typed"].items() if value}
    assert (typed["first_name"], typed["last_name"], typed["note"]) == (
        "zofie",
        "rehakova",
        "Přijdu později.",
    )
    assert (seen["status"], typed.get("phone"), seen["allowed"]) == ("confirmed", None, ["undo"])
    person = coordinator.get(f"/registrations/{told['id']}").json()
    assert person["first_name"] == "Žofie"


def test_a_receipt_gives_no_other_right(api: Api, event: Opened, sign_up: SignUp) -> None:
    told = sign_up(event())
    token, other = receipt_of(told).rpartition("/")[2], token_of(told)
    assert api.get(f"/my/registrations/{token}").status_code == 404
    assert api.post(f"/my/registrations/{token}/cancel").status_code == 404
    assert api.get(f"/receipts/{other}").status_code == 404
    assert api.get("/receipts/žádná").status_code == 404


def test_a_sign_up_is_taken_back_within_an_hour(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1)
    told, waiting = sign_up(event_id), sign_up(event_id)
    undone = api.post(receipt_of(told) + "/undo").json()
    assert (undone["status"], undone["reason"], undone["allowed"]) == ("cancelled", "undone", [])
    assert api.post(receipt_of(told) + "/undo").json()["status"] == "cancelled"
    assert api.get(receipt_of(waiting)).json()["status"] == "confirmed"
    assert counters(database, event_id)["taken"] == 1
    kinds = [letter.kind for letter in letters(database)]
    assert kinds == ["registration_waiting", "registration_moved_up"]


def test_after_an_hour_it_is_only_shown_and_after_a_day_not_even_that(
    api: Api, event: Opened, sign_up: SignUp
) -> None:
    told = sign_up(event())
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert api.get(receipt_of(told)).json()["allowed"] == []
        assert code_of(api.post(receipt_of(told) + "/undo")) == (409, "undo_closed")
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert code_of(api.get(receipt_of(told))) == (410, "link_expired")
        assert code_of(api.post(receipt_of(told) + "/undo")) == (410, "link_expired")


def test_opening_the_link_in_the_mail_changes_nothing(api: Api, event: Opened, sign_up: SignUp) -> None:
    """Mail scanners open links."""
    told = sign_up(event())
    assert api.get(f"/my/registrations/{token_of(told)}").status_code == 200
    assert api.post(receipt_of(told) + "/undo").json()["status"] == "cancelled"


def test_a_long_form_still_has_a_short_receipt(api: Api, event: Opened, sign_up: SignUp) -> None:
    told = sign_up(event(), note="".join(chr(0x4E00 + number) for number in range(5_000)), phone="777")
    assert len(told["receipt_url"]) < 1_600
    typed = api.get(receipt_of(told)).json()["typed"]
    assert (typed["note"], typed["phone"]) == (None, "777")


def test_the_link_is_for_those_who_write_in_the_partnership(
    coordinator: Api, signed_in: Roles, partnership: Any, event: Opened
) -> None:
    event_id = event()
    path = f"/events/{event_id}/registrations"
    by_staff = coordinator.post(path, json=body()).json()
    assert (by_staff["receipt_url"], by_staff["manage_url"] is None) == (None, False)
    for role in ("facilitator", "auditor", "member"):
        told = signed_in(role, partnership).post(path, json=body()).json()
        assert (told["receipt_url"] is None, told["manage_url"]) == (False, None)
    several = {"people": [{"first_name": "Ota", "last_name": "Malý", "email": "ota@mesto.example"}]}
    [told] = signed_in("facilitator", partnership).post(f"{path}/group", json=several).json()["results"]
    assert (told["receipt_url"] is None, told["manage_url"]) == (False, None)


def test_a_calendar_program_reads_and_never_cancels(api: Api, event: Opened, sign_up: SignUp) -> None:
    token = token_of(sign_up(event()))
    feed = api.get(f"/my/registrations/{token}").json()["calendar_url"].partition("/api/v1")[2]
    assert api.get(feed).status_code == 200
    read_only = feed.split("/")[-2]
    assert api.get(f"/my/registrations/{read_only}").status_code == 404
    assert api.post(f"/my/registrations/{read_only}/cancel").status_code == 404
    assert api.get(f"/my/registrations/{token}/calendar.ics").status_code == 404


def test_a_link_ends_some_time_after_the_event(api: Api, event: Opened, sign_up: SignUp) -> None:
    token = token_of(sign_up(event()))
    with time_machine.travel(clock.now() + timedelta(days=74)):
        assert api.get(f"/my/registrations/{token}").status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=76)):
        assert code_of(api.get(f"/my/registrations/{token}")) == (410, "link_expired")
        assert code_of(api.post(f"/my/registrations/{token}/cancel")) == (410, "link_expired")


def test_the_outbox_holds_no_link_and_a_sent_letter_shows_none(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    told = sign_up(event(), **JANA)
    several = [{"first_name": "Jan", "last_name": name} for name in ("Malý", "Velký")]
    form = {"people": several, "email": "urad@mesto.example"}
    assert api.post(f"/events/{event()}/registrations/group", json=form).status_code == 201
    single, together = letters(database)
    assert [part["registration_id"] > 0 for part in together.data["parts"]] == [True, True]
    assert ["/my/" in json.dumps(letter.data) for letter in (single, together)] == [False, False]
    assert link_in(database, single) == token_of(told)
    links = [part["manage_url"] for part in leaving(database, together)["parts"]]
    assert all(api.get(f"/my/registrations/{link.rpartition('/')[2]}").status_code == 200 for link in links)


def test_a_letter_to_an_old_mailbox_takes_no_new_link_along(
    coordinator: Api, api: Api, database: Database, event: Opened
) -> None:
    """One letter about two people, of whom one has another mailbox by now."""
    people = [{"first_name": "Jan", "last_name": name} for name in ("Malý", "Velký")]
    form = {"people": people, "email": "urad@mesto.example"}
    made = api.post(f"/events/{event()}/registrations/group", json=form).json()["results"]
    moved = coordinator.get(f"/registrations/{made[1]['id']}").json()["person_id"]
    answer = coordinator.patch(
        f"/people/{moved}", json={"email": "velky@jinde.example"}, headers={"If-Match": "*"}
    )
    assert answer.status_code == 200
    parts = leaving(database, letters(database)[0])["parts"]
    assert ["manage_url" in part for part in parts] == [True, False]


def test_a_new_link_is_mailed_to_the_registered_mailbox_alone_and_the_old_one_ends(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    told = sign_up(event(), **JANA)
    token = token_of(told)
    feed = api.get(f"/my/registrations/{token}").json()["calendar_url"].partition("/api/v1")[2]
    for _ in range(2):
        answer = api.post(f"/my/registrations/{token}/link")
        assert (answer.status_code, answer.json()) == (202, {"noted": True})
    assert [api.get(path).status_code for path in (f"/my/registrations/{token}", feed)] == [404, 404]
    assert api.get(receipt_of(told)).status_code == 404
    _, renewed = letters(database)
    assert (renewed.kind, renewed.receiver) == ("registration_link", JANA["email"])
    assert api.get(f"/my/registrations/{link_in(database, renewed)}").status_code == 200


def test_a_wrong_link_asks_for_nothing_and_is_told_nothing(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    number = sign_up(event())["id"]
    for token in ("nonsense", f"{number}-7-wrong", f"{number + 1}-739948-x", token_of({"id": 4711})):
        answer = api.post(f"/my/registrations/{token}/link")
        assert (answer.status_code, answer.json()) == (202, {"noted": True})
    assert len(letters(database)) == 1


def test_an_expired_link_can_still_ask_for_a_new_one_that_works(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    """Consents can be taken back after the event too."""
    token = token_of(sign_up(event()))
    with time_machine.travel(clock.now() + timedelta(days=300)):
        assert code_of(api.get(f"/my/registrations/{token}")) == (410, "link_expired")
        assert api.post(f"/my/registrations/{token}/link").status_code == 202
        new = link_in(database, letters(database)[-1])
        assert api.get(f"/my/registrations/{new}").status_code == 200


def test_a_key_that_may_only_read_is_not_given_the_right_to_cancel(
    admin: Api, coordinator: Api, event: Opened, sign_up: SignUp, api: Api
) -> None:
    path = f"/registrations/{sign_up(event())['id']}"
    secret = admin.post("/api-keys", json={"name": "Čte", "scopes": ["registrations:read"]}).json()["secret"]
    assert api.signed_in(secret).get(path).json()["manage_url"] is None
    assert coordinator.get(path).json()["manage_url"] is not None
