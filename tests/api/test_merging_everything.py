"""A row in every column that points to a person, and what merging makes of it."""

from collections import Counter

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from app.core import clock
from app.core.database.engine import Database
from app.core.json_values import Json
from app.decisions.models import Ballot, Decision, DecisionBallot, DecisionMember
from app.minutes.models import Minutes
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from tests import factories
from tests.api.erasing import EMAIL, FIRST, LAST, a_row_of_everything
from tests.clients import Api
from tests.test_merge_rules import Column, pointing_to


def rows_of(session: Session, person_id: int) -> Counter[Column]:
    """How many rows of each column point to the person."""
    found: Counter[Column] = Counter()
    for referred, name, column in pointing_to("person"):
        table = SQLModel.metadata.tables[name]
        mine = sa.select(sa.func.count()).select_from(table).where(table.c[column] == person_id)
        found[referred, name, column] = session.connection().scalar(mine) or 0
    return +found


def minutes_and_decisions(session: Session, partnership: Partnership, person: Person) -> None:
    """What is written of the person on behalf of a group."""
    for minutes in session.exec(select(Minutes)):
        minutes.minute_taker_id = minutes.verifier_id = person.id
    here: Json = {"partnership_id": partnership.id}
    group = factories.a_group(session, partnership)
    decision = Decision(group_id=group.id, title="Řád", folded_text="rad", **here)
    about = {"decision_id": factories.stored(session, decision).id, "person_id": person.id, **here}
    session.add(DecisionBallot(vote=Ballot.FOR, cast_at=clock.now(), **about))
    session.add(DecisionMember(**about))
    session.flush()


def test_all_that_was_of_the_duplicate_is_of_the_person_kept(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        kept = factories.a_person(session, partnership).id
        twice = factories.a_person(session, partnership, first_name=FIRST, last_name=LAST, email=EMAIL)
        a_row_of_everything(session, partnership, twice)
        minutes_and_decisions(session, partnership, twice)
        gone = twice.id
        before = rows_of(session, gone)
    assert pointing_to("person") - set(before) == set()
    done = coordinator.post(f"/people/{kept}/merge", json={"duplicate_id": gone})
    assert done.status_code == 200, done.text
    with database.reading() as session:
        assert session.get(Person, gone) is None
        assert rows_of(session, gone) == {}
        assert before - rows_of(session, kept) == {}
