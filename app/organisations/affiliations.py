"""Affiliations of people to organisations over time; and the merge of two records of one person."""

from collections.abc import Sequence

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, delete, select, update
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import UserPerson
from app.core import reactions
from app.core.actor import Actor
from app.core.database import changes, records
from app.core.database.columns import rel
from app.core.errors import Forbidden, Invalid
from app.core.text import fold
from app.core.web import paging
from app.core.web.keyset import SortKey
from app.core.web.paging import PageQuery, Slice
from app.organisations.models import Organisation
from app.organisations.people import get_person, get_person_for_update, one, visible_people
from app.organisations.people_models import (
    Affiliation,
    AffiliationCreate,
    AffiliationUpdate,
    AffiliationView,
    Person,
    PersonAlias,
    PersonDetail,
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


def merge_people(session: Session, actor: Actor, person_id: int, duplicate_id: int) -> PersonDetail:
    """The duplicate's name becomes an alias, its records move to the person, and it is deleted.

    Higher rooms move their records as a reaction to `people_merged`. A record that no room moves prevents the
    deletion (409 `in_use`).
    """
    survivor = get_person_for_update(session, actor, person_id, records.ANY_VERSION)
    duplicate = session.get(Person, duplicate_id, with_for_update=True)
    if (
        duplicate is None
        or duplicate.id == survivor.id
        or duplicate.partnership_id != survivor.partnership_id
    ):
        raise Invalid("#/duplicate_id", "not_found")
    if not actor.writes(duplicate.partnership_id):
        raise Forbidden()
    _move_children(session, survivor, duplicate)
    reactions.announce("people_merged", session=session, survivor=survivor, duplicate=duplicate)
    records.delete(session, duplicate)
    changes.touch(survivor)
    session.flush()
    return get_person(session, actor, person_id)


def _move_children(session: Session, survivor: Person, duplicate: Person) -> None:
    session.exec(
        update(Affiliation).where(col(Affiliation.person_id) == duplicate.id).values(person_id=survivor.id)
    )
    session.exec(
        update(UserPerson).where(col(UserPerson.person_id) == duplicate.id).values(person_id=survivor.id)
    )
    names = select(PersonAlias.name).where(col(PersonAlias.person_id).in_([survivor.id, duplicate.id]))
    spelled = [f"{duplicate.first_name} {duplicate.last_name}", *session.exec(names)]
    session.exec(delete(PersonAlias).where(col(PersonAlias.person_id).in_([survivor.id, duplicate.id])))
    wanted = {fold(name): name for name in spelled if fold(name) != survivor.folded_name}
    for folded, name in wanted.items():
        session.add(
            PersonAlias(
                partnership_id=survivor.partnership_id,
                person_id=survivor.id or 0,
                name=name,
                folded_name=folded,
            )
        )
    session.flush()
