"""Affiliations of people to organisations over time."""

from collections.abc import Sequence

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database import changes, records
from app.core.database.columns import rel
from app.core.errors import Invalid
from app.core.web import paging
from app.core.web.keyset import SortKey
from app.core.web.paging import PageQuery, Slice
from app.organisations.models import Organisation
from app.organisations.people import get_person_for_update, one, visible_people
from app.organisations.people_models import (
    Affiliation,
    AffiliationCreate,
    AffiliationUpdate,
    AffiliationView,
    Person,
)

SHOWN = selectinload(rel(Affiliation.organisation))


def list_affiliations(
    session: Session, actor: Actor, person_id: int, query: PageQuery
) -> Slice[AffiliationView]:
    records.get(session, one(actor, person_id))
    statement = select(Affiliation).where(col(Affiliation.person_id) == person_id).options(SHOWN)
    return paging.page(session, statement, query, _views, SortKey(col(Affiliation.id)))


def _views(found: Sequence[Affiliation]) -> list[AffiliationView]:
    return [AffiliationView.of(affiliation) for affiliation in found]


def add_affiliation(
    session: Session, actor: Actor, person_id: int, body: AffiliationCreate
) -> AffiliationView:
    person = get_person_for_update(session, actor, person_id, records.ANY_VERSION)
    records.get_referenced(session, Organisation, body.organisation_id, "#/organisation_id")
    added = Affiliation(person_id=person_id, partnership_id=person.partnership_id, **body.model_dump())
    session.add(added)
    changes.touch(person)
    session.flush()
    return get_affiliation(session, actor, added.id)


def get_affiliation(session: Session, actor: Actor, affiliation_id: int | None) -> AffiliationView:
    """Read from the database, also after a change."""
    statement = _visible(actor, affiliation_id).options(SHOWN).execution_options(populate_existing=True)
    return AffiliationView.of(records.get(session, statement))


def update_affiliation(
    session: Session, actor: Actor, affiliation_id: int, version: int, body: AffiliationUpdate
) -> AffiliationView:
    affiliation = records.get_for_update(session, _visible(actor, affiliation_id), version)
    person = get_person_for_update(session, actor, affiliation.person_id, records.ANY_VERSION)
    records.get_referenced(session, Organisation, body.organisation_id, "#/organisation_id")
    records.apply_changes(affiliation, body)
    if affiliation.since and affiliation.until and affiliation.until < affiliation.since:
        raise Invalid("#/until", "ends_before_starts")
    changes.touch(person, affiliation)
    session.flush()
    return get_affiliation(session, actor, affiliation_id)


def remove_affiliation(session: Session, actor: Actor, affiliation_id: int, version: int) -> None:
    affiliation = records.get_for_update(session, _visible(actor, affiliation_id), version)
    person = get_person_for_update(session, actor, affiliation.person_id, records.ANY_VERSION)
    records.delete(session, affiliation)
    changes.touch(person)
    session.flush()


def _visible(actor: Actor, affiliation_id: int | None) -> SelectOfScalar[Affiliation]:
    seen = visible_people(actor).with_only_columns(col(Person.id))
    return select(Affiliation).where(
        col(Affiliation.id) == affiliation_id, col(Affiliation.person_id).in_(seen)
    )
