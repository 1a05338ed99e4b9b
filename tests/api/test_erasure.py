"""A person is erased everywhere: in every declared column, in letters, in what others wrote, in the file."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.sqltypes import AutoString

from app.accounts.models import UserPerson
from app.core import clock
from app.core.database.engine import Database
from app.core.json_values import Json
from app.core.mail import outbox
from app.core.mail.outbox import Letter
from app.core.personal import REGISTER, Data, Declared
from app.core.secrets import decrypt
from app.core.settings import Settings
from app.core.web.idempotency import PURPOSE
from app.events.models import Event
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.privacy import retention
from app.privacy.models import Erasure
from app.privacy.subject import subject_of
from app.projects.models import FundingProgramme, Project
from app.registrations.models import Registration, RegistrationStatus
from tests import factories
from tests.api.asking import made, refusal
from tests.api.erasing import EMAIL, FIRST, LAST, NAME, NORMAL, PHONE, a_row_of_everything
from tests.api.inviting import link_of
from tests.api.registering import together_token, token_of
from tests.clients import Api

REASON = {"reason": "žádost ze dne 3. 3."}
TEXTS = (sa.String, AutoString, sa.JSON)
IDENTITY = {
    ("person", "first_name"): FIRST,
    ("person", "last_name"): LAST,
    ("person", "folded_name"): "kunhuta nezamenitelna",
    ("person", "email"): EMAIL,
    ("person", "folded_email"): NORMAL,
    ("person", "phone"): PHONE,
    ("registration", "phone"): PHONE,
    ("account", "email"): EMAIL,
    ("account", "folded_email"): NORMAL,
    ("organisation", "email"): EMAIL,
    ("organisation_contact", "email"): EMAIL,
    ("organisation_contact", "person"): NAME,
    ("partnership", "contact_email"): EMAIL,
    ("partnership", "contact_name"): NAME,
    ("letter", "receiver"): EMAIL,
    ("invitation", "email"): EMAIL,
    ("unsubscribed", "address"): NORMAL,
    ("suggestion", "email"): EMAIL,
    ("newsletter_subscription", "address"): NORMAL,
}
BY_CODE = {("invitation", "office"), ("invitation", "addressee"), ("message", "registration_ids")}
"""Columns whose values a rule of the table decides; they hold ids."""


UNNAMED = ("idempotency_key", "security_event", "access")  # networks, ids, and encrypted answers


@pytest.fixture
def person_id(database: Database, partnership: Partnership) -> int:
    with database.writing() as session:
        return factories.a_person(
            session, partnership, first_name=FIRST, last_name=LAST, email=EMAIL, phone=PHONE
        ).id


def is_text(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, TEXTS) and not isinstance(column.type, sa.Enum)


def mark(session: Session, partnership: Partnership, person: Person, user_id: int) -> set[str]:
    """Write unmistakable values into every personal text; returns the values."""
    subject = subject_of(session, person)
    marks = {EMAIL, NORMAL, PHONE, FIRST, LAST, "nezamenitelna"}
    for declared in REGISTER.values():
        table = declared.table
        values = {
            name: value_for(table.c[name], marks, mentioned=declared.rows is None)
            for name in declared.personal
            if is_text(table.c[name]) and (table.name, name) not in BY_CODE
        }
        those = _rows_of(declared, subject, user_id)
        if values and table.name not in UNNAMED and not _is_of_logins(declared):
            done = session.connection().execute(
                sa.update(table).where(those).values(values).execution_options(in_change_log=True)
            )
            assert done.rowcount, table.name
    return marks


def _is_of_logins(declared: Declared) -> bool:
    """Hashes and secrets that go with the login: sign-ins, roles, codes."""
    deleted_with = [key.column.table.name for key in declared.table.foreign_keys if key.ondelete == "CASCADE"]
    return "account" in deleted_with and declared.rows is None and declared.table.name != "api_key"


def _rows_of(declared: Declared, subject: Any, user_id: int) -> sa.ColumnElement[bool]:
    if declared.table.name == "account":
        return declared.table.c.id == user_id
    if declared.table.name == "api_key":
        return declared.table.c.user_id == user_id
    return sa.true() if declared.rows is None else declared.rows(subject)


def value_for(column: sa.Column[Any], marks: set[str], *, mentioned: bool) -> object:
    """A text of its own; in texts that others wrote, the name, the address and the phone."""
    key = (column.table.name, column.name)
    value = IDENTITY.get(key)
    if (
        value is None
        and (mentioned or key == ("invitation", "function"))
        and column.table.name not in ("account", "api_key")
    ):
        value = f"Volala {NAME} ({EMAIL}, {PHONE})."
    if value is None:
        value = f"znak-{column.table.name}-{column.name}"
        marks.add(value)
    return {"zpráva": [value]} if isinstance(column.type, sa.JSON) else value


def contents(database: Database, settings: Settings) -> Iterator[str]:
    """Every value of every column of every table, kept answers decrypted."""
    with database.reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            for row in session.connection().execute(sa.select(table)).mappings():
                for name, value in row.items():
                    if (table.name, name) == ("idempotency_key", "answer") and value:
                        value = decrypt(settings.secret_key, PURPOSE, value)
                    seen = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    yield f"{table.name}.{name}: {seen}"


def found(database: Database, settings: Settings, marks: set[str]) -> set[str]:
    return {line for line in contents(database, settings) if any(one in line for one in marks)}


def erase(client: Api, person_id: int) -> Json:
    answer = client.post(f"/people/{person_id}/erase", json=REASON)
    assert answer.status_code == 200, answer.text
    view: Json = answer.json()
    return view


def test_nothing_of_an_erased_person_is_left_in_the_database(
    coordinator: Api,
    admin: Api,
    api: Api,
    database: Database,
    settings: Settings,
    partnership: Partnership,
    person_id: int,
) -> None:
    with database.writing() as session:
        user_id = a_row_of_everything(session, partnership, session.get_one(Person, person_id))
    changed = coordinator.post(
        "/people",
        json={"partnership_id": partnership.id, "first_name": "Jiná", "last_name": "Paní", "note": NAME},
        headers={"Idempotency-Key": "kept"},
    )
    assert changed.status_code == 201
    with database.writing() as session:
        marks = mark(session, partnership, session.get_one(Person, person_id), user_id)
    assert found(database, settings, marks)
    view = erase(coordinator, person_id)
    assert found(database, settings, marks) == set()
    assert {one["what"] for one in view["erased"]} >= {
        "name",
        "contact",
        "details",
        "needs",
        "letters",
        "login",
    }
    assert view["kept"] == []


def test_nothing_is_left_in_the_files_of_sqlite(
    coordinator: Api, database: Database, person_id: int, settings: Settings
) -> None:
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL cleans up by itself")
    erase(coordinator, person_id)
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    assert not [one for one in path.parent.glob(f"{path.name}*") if LAST.encode() in one.read_bytes()]
    with database.engine.connect() as connection:
        [overwrites] = connection.exec_driver_sql("PRAGMA secure_delete").one()
    assert overwrites == 1, "also after an erasure"


def test_numbers_of_the_past_stay_and_seats_to_come_are_given_back(
    coordinator: Api, database: Database, partnership: Partnership, person_id: int
) -> None:
    with database.writing() as session:
        person = session.get_one(Person, person_id)
        past = factories.an_event(session, partnership, starts_at=clock.now() - timedelta(days=9))
        came = factories.a_registration(session, past, person)
        factories.an_attendance(session, came, factories.sessions_of(session, past)[0])
        ahead = factories.an_event(session, partnership, capacity=1)
        factories.a_registration(session, ahead, person)
        waiting = factories.a_registration(session, ahead, status=RegistrationStatus.WAITING)
    erase(coordinator, person_id)
    with database.reading() as session:
        assert session.get_one(Event, past.id).confirmed == 1
        assert factories.sessions_of(session, past)[0].attended == 1
        assert session.get_one(Registration, waiting.id).status == RegistrationStatus.CONFIRMED
    listed = coordinator.rows(f"/events/{past.id}/registrations")
    assert [(one["first_name"], one["last_name"], one["email"]) for one in listed] == [
        ("Vymazaná", "osoba", None)
    ]


def test_the_feed_tells_that_the_person_is_gone(coordinator: Api, database: Database, person_id: int) -> None:
    known = coordinator.rows("/changes?types=person")
    erase(coordinator, person_id)
    rows = coordinator.rows("/changes?types=person")[len(known) :]
    assert [(row["id"], row["action"]) for row in rows] == [(person_id, "deleted")]
    assert refusal(coordinator.get(f"/people/{person_id}")) == (404, "not_found")
    assert person_id not in [one["id"] for one in coordinator.rows("/people")]
    assert refusal(coordinator.post(f"/people/{person_id}/erase", json=REASON)) == (404, "not_found")


def with_evidence(session: Session, partnership: Partnership, person: Person, until: Any) -> None:
    """The person was present at an event of a project whose programme asks for evidence until then."""
    programme = factories.stored(
        session, FundingProgramme(code="OPZ+", name="Zaměstnanost plus", retention_until=until)
    )
    project = factories.stored(
        session, Project(partnership_id=partnership.id, title="Síť", programme_id=programme.id)
    )
    past = factories.an_event(
        session, partnership, starts_at=clock.now() - timedelta(days=9), project_id=project.id
    )
    came = factories.a_registration(session, past, person, position="ředitelka", phone=PHONE)
    factories.an_attendance(session, came, factories.sessions_of(session, past)[0])


def test_evidence_for_a_funder_keeps_the_name_until_its_day(
    coordinator: Api, database: Database, settings: Settings, partnership: Partnership, person_id: int
) -> None:
    until = clock.today() + timedelta(days=400)
    with database.writing() as session:
        with_evidence(session, partnership, session.get_one(Person, person_id), until)
    view = erase(coordinator, person_id)
    duty = {"ground": "legal_duty", "until": until.isoformat(), "where": ["OPZ+"]}
    assert view["kept"] == [{"what": "name", **duty}, {"what": "attendance", **duty}]
    assert found(database, settings, {EMAIL, NORMAL, PHONE}) == set()
    assert {line.partition(":")[0] for line in found(database, settings, {LAST, "nezamenitelna"})} == {
        "person.last_name",
        "person.folded_name",
        "person.sort_key",
    }
    with time_machine.travel(clock.now() + timedelta(days=402), tick=False):
        retention.run_all(database, settings)
    assert found(database, settings, {LAST, "nezamenitelna", "ředitelka"}) == set()


def test_without_a_day_of_the_programme_the_evidence_has_no_end(
    coordinator: Api, database: Database, partnership: Partnership, person_id: int
) -> None:
    with database.writing() as session:
        with_evidence(session, partnership, session.get_one(Person, person_id), None)
    assert [one["until"] for one in erase(coordinator, person_id)["kept"]] == [None, None]


def test_a_shared_mailbox_keeps_the_letters_of_the_others(
    coordinator: Api, database: Database, partnership: Partnership, person_id: int
) -> None:
    with database.writing() as session:
        factories.a_person(session, partnership, first_name="Ema", last_name="Kolegyně", email=EMAIL)
        event = factories.an_event(session, partnership)
        hers = factories.a_registration(session, event, session.get_one(Person, person_id))
        for about in (f"registration:{hers.id}", "registration:999999"):
            outbox.enqueue(
                session, "event_thanks", EMAIL, "cs", {}, partnership_id=partnership.id, about=about
            )
    erase(coordinator, person_id)
    with database.reading() as session:
        assert [one.about for one in session.exec(select(Letter))] == ["registration:999999"]


def test_a_namesake_stays_named_and_texts_for_the_public_are_reported(
    coordinator: Api, database: Database, partnership: Partnership, person_id: int
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, description=f"Přednáší {NAME}.")
    kept = erase(coordinator, person_id)["kept"]
    assert kept == [
        {"what": "notes", "ground": "public_task", "until": None, "where": [f"event.description {event.id}"]}
    ]
    with database.writing() as session:
        one, other = (
            factories.a_person(session, partnership, first_name=FIRST, last_name=LAST, email=address)
            for address in ("jedna@obec.example", "druha@obec.example")
        )
        note = factories.a_person(session, partnership, note=f"zná {NAME}, jedna@obec.example")
    erase(coordinator, one.id)
    with database.reading() as session:
        assert session.get_one(Person, note.id).note == f"zná {NAME}, …"
        assert session.get_one(Person, other.id).last_name == LAST


def test_a_login_with_a_role_stays(
    coordinator: Api, database: Database, partnership: Partnership, person_id: int
) -> None:
    with database.writing() as session:
        user = factories.a_user(session, "coordinator", partnership, email=EMAIL)
        link = UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person_id)
        factories.stored(session, link)
    kept = erase(coordinator, person_id)["kept"]
    assert [(one["what"], one["until"]) for one in kept] == [(Data.LOGIN.value, None)]


def test_those_who_do_nothing_for_years_are_erased_and_those_in_groups_stay(
    database: Database, settings: Settings, partnership: Partnership, person_id: int
) -> None:
    with database.writing() as session:
        member = factories.a_person(session, partnership)
        factories.a_group_member(session, factories.a_group(session, partnership), member)
    with time_machine.travel(clock.now() + timedelta(days=1827), tick=False):
        assert retention.run_all(database, settings)["people"] == 1
    with database.reading() as session:
        gone = session.exec(select(Person.id).where(col(Person.erased_at).is_not(None))).all()
        assert gone == [person_id]
        assert [one.reason for one in session.exec(select(Erasure))] == ["retention"]


def test_each_table_about_a_person_is_erased_or_says_why_not() -> None:
    kept = {name for name, one in REGISTER.items() if one.personal and one.erased.value == "kept"}
    of_logins = {name for name, one in REGISTER.items() if _is_of_logins(one)}
    assert kept - of_logins == {"account", "api_key", "attendance", "change", "access", "security_event"}


def test_no_link_of_somebody_who_was_erased_opens_or_does_anything(
    api: Api, coordinator: Api, database: Database, partnership: Partnership, person_id: int
) -> None:
    """The person holds them still, or whoever reads the old mailbox."""
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        factories.a_group_member(session, group, session.get_one(Person, person_id))
        events = [factories.an_event(session, partnership).id for _ in range(2)]
    days = [{"starts_at": "2031-03-03T09:00:00+01:00", "ends_at": "2031-03-03T11:00:00+01:00"}]
    own = {"partnership_id": partnership.id, "group_id": group.id}
    meeting = made(coordinator, "/meetings", title="Jednání", sessions=days, **own)["id"]
    assert coordinator.post(f"/events/{meeting}/publish").status_code == 200
    [expected] = coordinator.get(f"/meetings/{meeting}/members").json()["results"]
    form = {"first_name": FIRST, "last_name": LAST, "email": EMAIL}
    receipt = made(api, f"/events/{events[0]}/registrations", **form)
    manage = f"/my/registrations/{token_of(receipt)}"
    calendar = api.get(manage).json()["calendar_url"].partition("/api/v1")[2]
    [invited] = made(coordinator, f"/events/{events[1]}/invitations", people=[person_id])["added"]
    invitation = "/my/invitations/" + link_of(coordinator, invited).rpartition("/")[2]
    assert api.post(f"{invitation}/accept", json={}).status_code == 201
    links = [
        manage,
        f"{manage}/rights",
        calendar,
        "/receipts/" + receipt["receipt_url"].rpartition("/")[2],
        "/my/meetings/" + expected["url"].rpartition("/")[2],
        "/my/sign-ups/" + together_token({receipt["id"]: 0}),
    ]
    assert [api.get(link).status_code for link in links] == [200] * len(links)
    assert coordinator.post(f"/people/{person_id}/erase", json=REASON).status_code == 200
    assert [api.get(link).status_code for link in links] == [404] * len(links)
    assert api.get(invitation).status_code == 410
    assert api.post(f"{invitation}/accept", json={}).status_code == 410
    assert api.post(f"{manage}/link").status_code == 202
    with database.reading() as session:
        assert session.exec(select(Letter)).all() == []
