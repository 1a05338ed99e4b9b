"""Times of a consultation: offered by the staff, booked one each without an account, and the log of them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.accounts.models import UserPerson
from app.core import clock
from app.core.database.engine import Database
from app.core.mail.rendering import render
from app.core.text import NBSP
from app.courses.models import EventKind
from app.events.models import EventPerson, EventRole, RegistrationPolicy
from app.partnerships.models import Partnership
from tests import factories
from tests.api.inviting import invite, link_of
from tests.api.registering import Deliver, Opened, Roles, SignUp, body, code_of, letters, token_of
from tests.clients import Api

DAY = clock.start_of(clock.today() + timedelta(days=20))


def at(hour: int, minute: int = 0) -> str:
    return (DAY + timedelta(hours=hour, minutes=minute)).isoformat()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def consultation(event: Opened) -> Opened:
    """A day from nine to noon, on which nobody can book yet."""

    def make(**fields: Any) -> int:
        kind = fields.pop("kind", EventKind.CONSULTATION)
        return event(kind=kind, starts_at=DAY + timedelta(hours=9), hours=3, **fields)

    return make


def offer(client: Api, event_id: int, **fields: Any) -> list[Any]:
    run = {"starts_at": at(9), "ends_at": at(12), "minutes": 30, **fields}
    answer = client.post(f"/events/{event_id}/slots/run", json=run)
    assert answer.status_code == 201, answer.text
    return list(answer.json()["results"])


def field_of(answer: Any) -> tuple[str, str]:
    [problem] = answer.json()["errors"]
    return problem["pointer"], problem["code"]


def version_of(client: Api, path: str) -> dict[str, str]:
    return {"If-Match": client.get(path).headers["ETag"]}


def test_people_book_a_time_each_move_to_another_and_cancel(
    coordinator: Api, api: Api, consultation: Opened, database: Database, deliver: Deliver
) -> None:
    event_id = consultation()
    path, slots_path = f"/events/{event_id}/registrations", f"/events/{event_id}/slots"
    slots = offer(coordinator, event_id)
    assert [moment(one["starts_at"]) for one in slots][:2] == [moment(at(9)), moment(at(9, 30))]
    about = api.get(f"/events/{event_id}").json()
    assert (about["slots"], about["capacity"], about["registration"]["waiting_list"]) == (6, 6, False)
    first, second = slots[:2]

    refused = api.post(path, json=body())
    assert (refused.status_code, field_of(refused)) == (422, ("#/slot_id", "required"))
    form = body(slot_id=first["id"])
    made = api.post(path, json=form).json()
    assert made["status"] == "confirmed"
    receipt = api.get(f"/receipts/{made['receipt_url'].rpartition('/')[2]}").json()
    assert moment(receipt["slot_starts_at"]) == moment(at(9))
    assert code_of(api.post(path, json=form)) == (409, "already_registered")
    assert code_of(api.post(path, json=body(slot_id=first["id"]))) == (409, "slot_taken")

    shown = api.get(f"{slots_path}/{first['id']}").json()
    assert (shown["free"], shown["registration_id"], shown["person"]) == (False, None, None)
    held = coordinator.get(f"{slots_path}/{first['id']}").json()
    assert (held["registration_id"], held["person"]) == (made["id"], "Jana " + form["last_name"])
    assert held["allowed"] == ["log"]

    token = token_of(made)
    own = api.get(f"/my/registrations/{token}").json()
    assert moment(own["slot_starts_at"]) == moment(at(9)) and "change_slot" in own["allowed"]
    assert [one["id"] for one in own["free_slots"]] == [one["id"] for one in slots[1:]]
    unchosen = api.patch(f"/my/registrations/{token}", json={"slot_id": None}, headers={"If-Match": "*"})
    assert field_of(unchosen) == ("#/slot_id", "required")
    change = api.patch(
        f"/my/registrations/{token}",
        json={"slot_id": second["id"]},
        headers=version_of(api, f"/my/registrations/{token}"),
    )
    assert (change.status_code, change.json()["slot_id"]) == (200, second["id"])
    assert api.get(f"{slots_path}/{first['id']}").json()["free"]
    written = [one for one in letters(database) if one.receiver == form["email"]]
    sign_up, moved = (one for one in written if one.kind == "registration_confirmed")
    [before], [after] = sign_up.data["entries"], moved.data["entries"]
    assert (before["uid"], before["sequence"]) == (after["uid"], after["sequence"] - 1)
    assert moment(before["starts_at"]) == moment(at(9)) and moment(after["starts_at"]) == moment(at(9, 30))
    for lang, subject, words in (
        ("cs", "Změna termínu: ", "Váš termín se změnil"),
        ("en", "Time changed: ", "Your time has changed"),
    ):
        mail = render(moved.kind, lang, moved.data)
        text = mail.text.replace(NBSP, " ")
        assert mail.subject.replace(NBSP, " ").startswith(subject)
        assert words in text and "jiné akce" not in text and "another event" not in text
    [day] = moved.data["sessions"]
    assert (moment(day["starts_at"]), moment(day["ends_at"])) == (moment(at(9, 30)), moment(at(10)))
    calendar = api.get(api.get(f"/my/registrations/{token}").json()["calendar_url"].partition("/api/v1")[2])
    assert "T093000" in calendar.text and "T090000" not in calendar.text
    assert "9.30" in deliver()[-1].as_bytes().decode()

    assert code_of(coordinator.delete(f"{slots_path}/{second['id']}", headers={"If-Match": '"1"'})) == (
        409,
        "in_use",
    )
    assert api.post(f"/my/registrations/{token}/cancel").status_code == 200
    assert coordinator.delete(f"{slots_path}/{second['id']}", headers={"If-Match": '"1"'}).status_code == 204
    kept = coordinator.get(f"/registrations/{made['id']}").json()
    assert (kept["status"], kept["slot_id"]) == ("cancelled", None)
    assert api.get(f"/events/{event_id}").json()["capacity"] == 5


def test_staff_book_move_and_write_the_log_that_nobody_else_reads(
    coordinator: Api,
    api: Api,
    consultation: Opened,
    signed_in: Roles,
    partnership: Partnership,
    database: Database,
) -> None:
    event_id = consultation()
    slots = offer(coordinator, event_id, pause=30)
    assert len(slots) == 3
    single = coordinator.post(
        f"/events/{event_id}/slots", json={"starts_at": at(9), "ends_at": at(10), "place": "Přepážka 2"}
    )
    assert (single.status_code, single.json()["place"]) == (201, "Přepážka 2")
    made = coordinator.post(
        f"/events/{event_id}/registrations", json=body(email=None, slot_id=slots[0]["id"])
    ).json()
    path = f"/registrations/{made['id']}"
    moved = coordinator.patch(
        path, json={"slot_id": single.json()["id"]}, headers=version_of(coordinator, path)
    ).json()
    assert (moved["slot_place"], moved["log"]) == ("Přepážka 2", None)
    assert {"change_slot", "log"} <= set(moved["allowed"])
    log = {"text": "Dluhy na nájmu.", "minutes": 45, "outcome": "Splátkový kalendář.", "next_step": "Žádost"}
    written = coordinator.patch(path, json={"log": log}, headers=version_of(coordinator, path)).json()
    assert written["log"] == log
    [row] = coordinator.get(f"/events/{event_id}/registrations").json()["results"]
    assert row["log"] == log
    by_time = coordinator.get(f"/events/{event_id}/slots?sort=starts_at").json()["results"]
    assert [one["log"] for one in by_time if one["registration_id"]] == [log]
    for entry in coordinator.get("/changes?types=registration").json()["results"]:
        assert "Dluhy" not in str(entry)
    facilitator = signed_in("facilitator", partnership)
    with database.writing() as session:
        user_id = facilitator.get("/me").json()["user"]["id"]
        named = {"event_id": event_id, "partnership_id": partnership.id, "user_id": user_id, "name": "F"}
        session.add(EventPerson(**named, role=EventRole.FACILITATOR))
    read = facilitator.get(path)
    assert read.status_code == 200 and read.json()["log"] is None
    theirs = facilitator.get(f"/events/{event_id}/slots").json()["results"]
    assert {one["registration_id"] for one in theirs} == {None, made["id"]} and "Dluhy" not in str(theirs)
    assert "Dluhy" not in api.get(f"/events/{event_id}/slots").text
    assert facilitator.patch(path, json={"log": log}, headers={"If-Match": "*"}).status_code == 403
    assert "Dluhy" not in api.get(f"/my/registrations/{token_of(made)}").text
    cleared = coordinator.patch(path, json={"log": None}, headers=version_of(coordinator, path)).json()
    assert cleared["log"] is None


def test_slots_stay_within_their_day_and_move_with_it(
    coordinator: Api, api: Api, consultation: Opened, sign_up: SignUp, database: Database
) -> None:
    event_id = consultation()
    slots_path = f"/events/{event_id}/slots"
    outside = coordinator.post(slots_path, json={"starts_at": at(8), "ends_at": at(9)})
    assert field_of(outside) == ("#/starts_at", "outside_sessions")
    backwards = coordinator.post(slots_path, json={"starts_at": at(10), "ends_at": at(9)})
    assert field_of(backwards) == ("#/ends_at", "ends_before_starts")
    slots = offer(coordinator, event_id, ends_at=at(11))
    again = coordinator.post(slots_path, json={"starts_at": at(9, 10), "ends_at": at(9, 20)})
    assert field_of(again) == ("#/starts_at", "overlaps")
    last = f"{slots_path}/{slots[3]['id']}"
    later = {"starts_at": at(11), "ends_at": at(11, 45)}
    changed = coordinator.patch(last, json=later, headers=version_of(coordinator, last))
    assert moment(changed.json()["ends_at"]) == moment(at(11, 45))

    made = sign_up(event_id, slot_id=slots[0]["id"])

    def postpone(start: str, end: str) -> Any:
        day = {"sessions": [{"starts_at": start, "ends_at": end}]}
        return coordinator.post(f"/events/{event_id}/postpone", json=day)

    def starts() -> list[datetime]:
        return [moment(one["starts_at"]) for one in api.get(slots_path).json()["results"]]

    before = starts()
    assert postpone(at(8), at(13)).status_code == 200
    assert starts() == before  # the day has only grown
    there = {"sessions": [{"starts_at": at(32), "ends_at": at(37)}]}
    tried = coordinator.post(f"/events/{event_id}/postpone?dry_run=true", json=there).json()["effects"]
    [effect] = [one for one in tried if one["field"] == "slots"]
    assert [moment(effect[side]) for side in ("from", "to")] == [moment(at(9)), moment(at(33))]
    assert (effect["number"], effect["people"]) == (4, 1)
    assert starts() == before
    assert postpone(at(32), at(37)).status_code == 200
    assert starts() == [one + timedelta(days=1) for one in before]
    told = [one for one in letters(database) if one.kind == "event_changed"][-1]
    assert moment(told.data["sessions"][0]["starts_at"]) == moment(at(33))
    assert moment(told.data["entries"][0]["starts_at"]) == moment(at(33))
    [line] = told.data["changes"]
    assert line["what"] == "time"
    assert [moment(line[side]) for side in ("from", "to")] == [moment(at(9)), moment(at(33))]
    assert code_of(postpone(at(32), at(34))) == (409, "event_has_slots")
    assert code_of(coordinator.post(f"/events/{event_id}/postpone", json={"sessions": []})) == (
        409,
        "event_has_slots",
    )
    copy = coordinator.post(
        f"/events/{event_id}/copy", json={"sessions": [{"starts_at": at(56), "ends_at": at(61)}]}
    ).json()
    assert (copy["slots"], copy["capacity"]) == (4, 4)
    cancelled = coordinator.post(f"/events/{event_id}/cancel", json={"reason": "Nemoc"})
    assert cancelled.status_code == 200
    held = coordinator.delete(f"{slots_path}/{slots[0]['id']}", headers={"If-Match": "*"})
    assert code_of(held) == (409, "event_cancelled")
    assert coordinator.post(f"/events/{event_id}/reactivate").status_code == 200
    assert coordinator.get(f"/registrations/{made['id']}").json()["status"] == "confirmed"
    assert not coordinator.get(f"{slots_path}/{slots[0]['id']}").json()["free"]


def test_seats_are_given_in_no_other_way_where_people_book_times(
    coordinator: Api,
    api: Api,
    consultation: Opened,
    event: Opened,
    sign_up: SignUp,
    database: Database,
) -> None:
    run = {"starts_at": at(9), "ends_at": at(12), "minutes": 30}
    for other in (consultation(kind=EventKind.WORKSHOP), consultation()):
        sign_up(other)
        assert code_of(coordinator.post(f"/events/{other}/slots/run", json=run)) == (409, "no_slots_here")
    event_id = consultation()
    slots = offer(coordinator, event_id)
    made = sign_up(event_id, slot_id=slots[0]["id"])
    path = f"/events/{event_id}"
    for change in ({"capacity": 20}, {"registration": {"waiting_list": True}}):
        refused = coordinator.patch(path, json=change, headers={"If-Match": "*"})
        assert code_of(refused) == (409, "event_has_slots")
    two = [{"first_name": "Eva", "last_name": "Nová", "email": "eva@spolek.example"}]
    assert code_of(api.post(f"{path}/registrations/group", json={"people": two})) == (409, "event_has_slots")
    plain = event(capacity=5)
    outsider = sign_up(plain)
    into = coordinator.post(f"/registrations/{outsider['id']}/move", json={"event_id": event_id})
    assert code_of(into) == (409, "event_has_slots")
    assert field_of(api.post(f"/events/{plain}/registrations", json=body(slot_id=slots[1]["id"]))) == (
        "#/slot_id",
        "not_found",
    )
    with database.writing() as session:
        office = factories.an_organisation(session).id
    seats = {"organisation_id": office, "seats": 1, "until": at(8)}
    assert code_of(coordinator.post(f"{path}/seat-blocks", json=seats)) == (409, "event_has_slots")

    colleague = api.post(f"/my/registrations/{token_of(made)}/substitute", json=body()).json()
    assert coordinator.get(f"/registrations/{colleague['id']}").json()["slot_id"] == slots[0]["id"]
    out = coordinator.post(f"/registrations/{colleague['id']}/move", json={"event_id": plain})
    assert out.status_code == 201, out.text
    assert api.get(f"{path}/slots/{slots[0]['id']}").json()["free"]


def test_a_time_that_has_begun_is_booked_by_the_staff_alone(
    coordinator: Api, api: Api, event: Opened
) -> None:
    now = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=10)
    event_id = event(
        kind=EventKind.CONSULTATION,
        starts_at=now - timedelta(hours=1),
        hours=3,
        registration_closes_at=now + timedelta(hours=1),
    )
    first, last = (now + timedelta(hours=hours) for hours in (-1, 1))
    times = {"starts_at": first.isoformat(), "ends_at": last.isoformat()}
    [begun, coming] = offer(coordinator, event_id, **times, minutes=60)
    path = f"/events/{event_id}/registrations"
    refused = api.post(path, json=body(slot_id=begun["id"]))
    assert field_of(refused) == ("#/slot_id", "past")
    assert (begun["free"], coming["free"]) == (False, True)
    assert api.post(path, json=body(slot_id=coming["id"])).status_code == 201
    assert coordinator.post(path, json=body(slot_id=begun["id"])).status_code == 201
    assert code_of(coordinator.post(path, json=body(slot_id=begun["id"]))) == (409, "full")
    [day] = api.get(f"/events/{event_id}").json()["sessions"]
    [first, *_] = coordinator.get(path).json()["results"]
    lines = coordinator.get(f"/sessions/{day['id']}/attendance").json()["results"]
    told = {one["registration_id"]: one["slot_starts_at"] for one in lines}
    assert told[first["id"]] == first["slot_starts_at"] and len(set(told.values())) == 2
    present = coordinator.put(f"/sessions/{day['id']}/attendance/{first['id']}", json={"status": "present"})
    assert present.json()["minutes"] == 60  # the booked time, not the whole day
    other = next(one for one in lines if one["registration_id"] != first["id"])
    named = {name: other[name] for name in ("first_name", "last_name")}
    again = {**named, "email": coordinator.get(f"/registrations/{other['registration_id']}").json()["email"]}
    added = coordinator.post(f"/sessions/{day['id']}/walk-ins", json=again).json()
    assert (added["registration_id"], added["minutes"]) == (other["registration_id"], 60)


def test_a_guest_accepts_for_a_time_and_has_it_in_the_own_calendar(
    coordinator: Api,
    api: Api,
    consultation: Opened,
    signed_in: Roles,
    partnership: Partnership,
    database: Database,
) -> None:
    event_id = consultation(registration_policy=RegistrationPolicy.INVITATION)
    [_, slot, *_] = offer(coordinator, event_id)
    member = signed_in("member", partnership)
    with database.writing() as session:
        person = factories.a_person(session, partnership)
        user_id = member.get("/me").json()["user"]["id"]
        session.add(UserPerson(user_id=user_id, partnership_id=partnership.id, person_id=person.id))
        guest = person.id
    [invited] = invite(coordinator, event_id, people=[guest])
    link = link_of(coordinator, invited)
    assert slot["id"] in [one["id"] for one in api.get(link).json()["free_slots"]]
    assert field_of(api.post(f"{link}/accept", json={})) == ("#/slot_id", "required")
    assert api.post(f"{link}/accept", json={"slot_id": slot["id"]}).status_code == 201
    feed = api.get(member.post("/me/calendar").json()["url"].partition("/api/v1")[2]).text
    assert "T093000" in feed and "T090000" not in feed


def test_a_substitute_who_has_yet_to_confirm_takes_over_the_time_and_no_other(
    coordinator: Api, api: Api, consultation: Opened, sign_up: SignUp
) -> None:
    event_id = consultation(confirm_address=True)
    [slot, *_] = offer(coordinator, event_id)
    made = sign_up(event_id, slot_id=slot["id"])
    token = token_of(made)
    assert made["reason"] == "confirm_address"
    assert not api.get(f"/events/{event_id}/slots/{slot['id']}").json()["free"]
    assert api.post(f"/my/registrations/{token}/confirm-address").json()["status"] == "confirmed"
    other = api.post(f"/my/registrations/{token}/substitute", json=body()).json()
    path = f"/registrations/{other['id']}"
    waits = coordinator.get(path).json()
    assert waits["slot_id"] is None and not {"confirm", "offer", "change_slot"} & set(waits["allowed"])
    assert code_of(coordinator.post(f"{path}/confirm")) == (409, "wrong_state")
    assert api.post(f"/my/registrations/{token_of(other)}/confirm-address").status_code == 200
    assert coordinator.get(path).json()["slot_id"] == slot["id"]
    assert coordinator.get(f"/registrations/{made['id']}").json()["status"] == "cancelled"


def test_who_waits_for_approval_holds_the_time(
    coordinator: Api, api: Api, consultation: Opened, sign_up: SignUp
) -> None:
    event_id = consultation(registration_policy=RegistrationPolicy.APPROVAL)
    [slot, other] = offer(coordinator, event_id, ends_at=at(10))
    asks = sign_up(event_id, slot_id=slot["id"])
    assert asks["status"] == "pending"
    refused = api.post(f"/events/{event_id}/registrations", json=body(slot_id=slot["id"]))
    assert code_of(refused) == (409, "slot_taken")
    assert coordinator.post(f"/registrations/{asks['id']}/decline").status_code == 200
    again = sign_up(event_id, slot_id=slot["id"])
    assert coordinator.post(f"/registrations/{again['id']}/confirm").json()["status"] == "confirmed"
    last = sign_up(event_id, slot_id=other["id"])
    assert coordinator.post(f"/registrations/{last['id']}/confirm").json()["status"] == "confirmed"
    assert not any(one["free"] for one in api.get(f"/events/{event_id}/slots").json()["results"])
