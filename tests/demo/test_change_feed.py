"""The feed of changes tells each write of each tracked table, with an address that shows the record."""

import sqlalchemy as sa
from sqlmodel import Session

from app.accounts.models import ApiKey
from app.core import clock
from app.core.database.change_log import TRACKED
from app.core.database.columns import Record
from app.core.database.engine import Database
from app.courses.models import Series
from app.events.models import Event
from app.integrations.models import PATHS
from app.messages.models import Message
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.series.models import SeriesEnrolment
from tests import factories
from tests.clients import Api

TYPES = {rule.type: table for table, rule in TRACKED.items()}


def a_record(session: Session, kind: str) -> Record:
    """The first one of the demo; one is made of what the demo has none of."""
    match kind:
        case "api_key":
            return factories.stored(
                session, ApiKey(user_id=1, name="Web obce", prefix="kk_1", token_hash="0" * 64, scopes=[])
            )
        case "enrolment":
            person = session.scalars(sa.select(Person).order_by(Person.id).limit(1)).one()
            territory = factories.a_territory(session)
            series = session.scalars(
                sa.select(Series).where(Series.partnership_id == person.partnership_id).limit(1)
            ).one()
            own = {"person_id": person.id, "partnership_id": person.partnership_id}
            return factories.stored(
                session, SeriesEnrolment(series_id=series.id, territory_id=territory.id, **own)
            )
        case "message":
            event = session.scalars(sa.select(Event).limit(1)).one()
            own = {"event_id": event.id, "partnership_id": event.partnership_id}
            return factories.stored(session, Message(subject="Kde", text="V radnici", receivers=1, **own))
        case "organisation_contact" | "organisation_proposal":
            organisation = session.scalars(sa.select(Organisation).limit(1)).one()
            place = session.scalars(sa.select(Partnership).limit(1)).one()
            own = {"organisation_id": organisation.id, "partnership_id": place.id}
            return factories.stored(session, TYPES[kind](**own))
        case _:
            return session.scalars(sa.select(TYPES[kind]).limit(1)).one()


def test_the_types_of_the_feed_are_the_tracked_tables() -> None:
    assert PATHS.keys() == TYPES.keys()


def test_a_write_of_each_tracked_table_gives_a_row(admin: Api, database: Database) -> None:
    with database.writing() as session:
        records = {kind: a_record(session, kind).id for kind in sorted(TYPES)}
    [*_, last] = admin.rows("/changes?limit=200")
    cursor = last["cursor"]
    for kind, number in records.items():
        with database.writing() as session:
            session.get_one(TYPES[kind], number).updated_at = clock.now()
        found = admin.rows(f"/changes?after={cursor}")
        assert [(row["type"], row["id"], row["action"]) for row in found] == [(kind, number, "updated")]
        assert admin.get(found[0]["url"].removeprefix("/api/v1")).status_code == 200, kind
        cursor = found[0]["cursor"]
