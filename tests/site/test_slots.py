"""Times of a consultation on pages: offered by the staff, booked by the form, changed by the link, logged."""

import re
from datetime import timedelta

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import letters, link_in
from tests.clients import Browser
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
    last = choices(read(office, f"/events/{event_id}"))[-1]
    gone = f"{here}/slots/{last}/delete"
    assert office.post(gone, data=fields(read(office, gone))).status_code == 303
    assert last not in choices(read(office, f"/events/{event_id}"))
