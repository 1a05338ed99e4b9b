"""Times of a consultation on pages: offered by the staff, booked by the form, changed by the link, logged."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.core import clock, text
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import body, letters, link_in, token_of
from tests.api.test_slots import offer
from tests.clients import Api, Browser
from tests.site.desk import fields


@pytest.fixture
def event_id(database: Database, partnership: Partnership) -> int:
    start = clock.start_of(clock.today() + timedelta(days=20)) + timedelta(hours=9)
    with database.writing() as session:
        day = factories.an_event(
            session, partnership, kind=EventKind.CONSULTATION, starts_at=start, hours=3, title="Konzultace"
        )
        return day.id or 0


def read(site: Browser, path: str) -> str:
    answer = site.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\xa0", " ")


def choices(page: str) -> list[str]:
    return re.findall(r'name="slot_id" type="radio" value="(\d+)"', page)


def _a_day_later(local_time: str) -> str:
    return (datetime.fromisoformat(local_time) + timedelta(days=1)).isoformat(timespec="minutes")


def test_times_are_offered_booked_changed_and_logged_without_scripts(
    office: Browser, event_id: int, database: Database
) -> None:
    here = f"/staff/events/{event_id}"
    assert f"{here}/slots/run" in read(office, here)  # as the next step
    assert "Zatím nejsou vypsané žádné termíny" in read(office, f"{here}/slots")
    run = fields(read(office, f"{here}/slots/run"))
    assert run["minutes"] == "30" and run["starts_at"].endswith("T09:00")
    run["ends_at"] = run["starts_at"].replace("T09:00", "T12:00")
    short = office.post(f"{here}/slots/run", data=run | {"minutes": "240"})
    assert short.status_code == 422
    made = office.post(f"{here}/slots/run", data=run)
    assert made.status_code == 303, made.text
    assert "Přibylo 6 termínů." in read(office, made.headers["location"])
    single = fields(read(office, f"{here}/slots/new"))
    clash = office.post(f"{here}/slots/new", data=single | {"ends_at": run["ends_at"]})
    assert clash.status_code == 422

    page = read(office, f"/events/{event_id}")
    first, second, *_ = choices(page)
    assert len(choices(page)) == 6 and "9.00–9.30" in page and "register-several" not in page
    person = {"first_name": "Jana", "last_name": "Nová", "email": "jana@spolek.example"}
    refused = office.post(f"/events/{event_id}/register", data=person)
    assert refused.status_code == 422 and 'value="Jana"' in refused.text
    done = office.post(f"/events/{event_id}/register", data=person | {"slot_id": first})
    assert done.status_code == 303, done.text
    assert "9.00–9.30" in read(office, done.headers["location"])
    assert len(choices(read(office, f"/events/{event_id}"))) == 5

    own = f"/my/registrations/{link_in(database, letters(database)[-1])}"
    assert "9.00–9.30" in read(office, own)
    form = read(office, f"{own}/time")
    assert second in choices(form) and first not in choices(form)
    none_chosen = office.post(f"{own}/time", data={name: fields(form)[name] for name in ("etag",)})
    assert none_chosen.status_code == 422 and "slot_id-error" in none_chosen.text
    changed = office.post(f"{own}/time", data=fields(form) | {"slot_id": second})
    assert "Termín je změněn" in read(office, changed.headers["location"])
    assert "9.30–10.00" in read(office, own)

    listed = read(office, f"{here}/slots")
    assert "Jana Nová" in listed and "Rezervovat pro někoho…" in listed
    [log] = set(re.findall(rf"{here}/registrations/\d+/log", listed))
    typed = {"log-text": "Dluhy na nájmu", "log-minutes": "40", "log-outcome": "Splátky"}
    saved = office.post(log, data=fields(read(office, log)) | typed)
    assert saved.status_code == 303, saved.text
    assert "Dluhy na nájmu" in read(office, f"{here}/slots")
    registration = log.removesuffix("/log")
    assert "Splátky" in read(office, registration)
    move = fields(read(office, f"{registration}/time"))
    assert move["slot_id"] == second
    moved = office.post(f"{registration}/time", data=move | {"slot_id": first})
    assert moved.status_code == 303, moved.text
    booked = read(office, f"{here}/registrations/new?slot_id={second}")
    assert fields(booked)["slot_id"] == second
    by_hand = fields(booked) | {"first_name": "Petr", "last_name": "Malý"}
    assert office.post(f"{here}/registrations/new", data=by_hand).status_code == 303
    assert "Petr Malý" in read(office, f"{here}/slots")
    postponed = fields(read(office, f"{here}/do/postpone"))
    tomorrow = {name: _a_day_later(postponed[name]) for name in postponed if name.endswith("s_at")}
    asked = office.post(f"{here}/do/postpone", data=postponed | tomorrow)
    assert "6 termínů konzultace, první" in asked.text.replace("\xa0", " ")
    last = choices(read(office, f"/events/{event_id}"))[-1]
    gone = f"{here}/slots/{last}/delete"
    assert office.post(gone, data=fields(read(office, gone))).status_code == 303
    assert last not in choices(read(office, f"/events/{event_id}"))


def test_people_stand_at_the_door_in_the_order_in_which_they_come(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    start = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=10)
    with database.writing() as session:
        day = factories.an_event(
            session, partnership, kind=EventKind.CONSULTATION, starts_at=start, hours=2, title="Poradna"
        )
        event_id = day.id or 0
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    first, second = offer(coordinator, event_id, **times, minutes=60, place="přepážka 2")
    path = f"/events/{event_id}/registrations"
    coordinator.post(path, json=body(last_name="Adámková", slot_id=second["id"]))
    earlier = coordinator.post(path, json=body(last_name="Žáková", slot_id=first["id"])).json()
    words = text.times(first["starts_at"], first["ends_at"])
    [sitting] = coordinator.get(f"/events/{event_id}").json()["sessions"]
    at_door = f"/staff/sessions/{sitting['id']}"
    for path in ("check-in", "sheet"):
        page = read(office, f"{at_door}/{path}?event={event_id}")
        assert page.index("Žáková") < page.index("Adámková")
        assert words in page and "přepážka 2" in page
    row = fields(read(office, f"{at_door}/check-in?event={event_id}"))
    marked = office.post(
        f"{at_door}/check-in/{earlier['id']}",
        data=row | {"status": "present"},
        headers={"HX-Request": "true"},
    )
    assert re.search(r"\d\.\d\d–\d+\.\d\d", marked.text) and "přepážka 2" in marked.text
    ticket = coordinator.get(f"/my/registrations/{token_of(earlier)}").json()["ticket_code"]
    assert "Rezervovaný termín" in read(office, f"/check-in/{ticket}")
    printed = PdfReader(BytesIO(coordinator.get(f"/events/{event_id}/attendance-sheet.pdf").content))
    shown = printed.pages[0].extract_text().replace("\xa0", " ")
    assert "Čas" in shown and words.partition("–")[0] in shown
    assert shown.index("Žáková") < shown.index("Adámková")
    listed = coordinator.get(f"/events/{event_id}/participants.csv").content.decode("utf-8-sig")
    assert "Rezervovaný termín" in listed and f"{words}, přepážka 2" in listed.replace("\xa0", " ")
