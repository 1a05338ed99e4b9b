"""For which organisations a person stood over time; and two records of one person made into one."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import UserPerson
from app.core import changes, paging, reactions, records
from app.core.actor import Actor
from app.core.errors import Forbidden, Invalid
from app.core.text import fold
from app.organisations.models import Organisation
from app.organisations.people import claim_person, get_person, one, visible_people
from app.organisations.people_models import (
    Affiliation,
    AffiliationCreate,
    AffiliationUpdate,
    AffiliationView,
    Person,
    PersonAlias,
    PersonDetail,
)
from app.organisations.service import organisation_names


def list_affiliations(
    session: Session, actor: Actor, person_id: int, query: paging.PageQuery
) -> paging.Slice[Any]:
    records.find(session, one(actor, person_id))
    statement = sa.select(Affiliation).where(col(Affiliation.person_id) == person_id)
    return paging.page(
        session, statement, query, lambda found: _present(session, found), paging.Key(Affiliation.id)
    )


def _present(session: Session, found: list[Affiliation]) -> list[AffiliationView]:
    names = organisation_names(session, [affiliation.organisation_id for affiliation in found])
    return [
        AffiliationView(
            **affiliation.model_dump(exclude={"partnership_id"}),
            organisation_name=names[affiliation.organisation_id],
        )
        for affiliation in found
    ]


def add_affiliation(
    session: Session, actor: Actor, person_id: int, body: AffiliationCreate
) -> AffiliationView:
    person = claim_person(session, actor, person_id, records.ANY_VERSION)
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    added = Affiliation(person_id=person_id, partnership_id=person.partnership_id, **body.model_dump())
    session.add(added)
    changes.touch(person)
    session.flush()
    return _present(session, [added])[0]


def get_affiliation(session: Session, actor: Actor, affiliation_id: int) -> AffiliationView:
    return _present(session, [records.find(session, _visible(actor, affiliation_id))])[0]


def update_affiliation(
    session: Session, actor: Actor, affiliation_id: int, version: int, body: AffiliationUpdate
) -> AffiliationView:
    affiliation: Affiliation = records.claim(session, _visible(actor, affiliation_id), version)
    person = claim_person(session, actor, affiliation.person_id, records.ANY_VERSION)
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    records.take_over(affiliation, body)
    if affiliation.since and affiliation.until and affiliation.until < affiliation.since:
        raise Invalid("#/until", "ends_before_starts")
    changes.touch(person, affiliation)
    session.flush()
    return _present(session, [affiliation])[0]


def remove_affiliation(session: Session, actor: Actor, affiliation_id: int, version: int) -> None:
    affiliation: Affiliation = records.claim(session, _visible(actor, affiliation_id), version)
    person = claim_person(session, actor, affiliation.person_id, records.ANY_VERSION)
    records.remove(session, affiliation)
    changes.touch(person)
    session.flush()


def _visible(actor: Actor, affiliation_id: int) -> Any:
    seen = visible_people(actor).with_only_columns(col(Person.id))
    return sa.select(Affiliation).where(
        col(Affiliation.id) == affiliation_id, col(Affiliation.person_id).in_(seen)
    )


def merge_people(session: Session, actor: Actor, person_id: int, duplicate_id: int) -> PersonDetail:
    """The duplicate's name becomes an alias, and all that hangs on it moves over; then it is gone.

    Higher rooms move what is theirs when they hear `people_merged` (session, kept, gone); what nobody moves
    keeps the duplicate alive (409 `in_use`).
    """
    kept = claim_person(session, actor, person_id, records.ANY_VERSION)
    gone = session.get(Person, duplicate_id, with_for_update=True)
    if gone is None or gone.id == kept.id or gone.partnership_id != kept.partnership_id:
        raise Invalid("#/duplicate_id", "not_found")
    if not actor.writes(gone.partnership_id):
        raise Forbidden()
    _move_children(session, kept, gone)
    reactions.announce("people_merged", session=session, kept=kept, gone=gone)
    records.remove(session, gone)
    changes.touch(kept)
    session.flush()
    return get_person(session, actor, person_id)


def _move_children(session: Session, kept: Person, gone: Person) -> None:
    connection = session.connection()
    connection.execute(
        sa.update(Affiliation).where(col(Affiliation.person_id) == gone.id).values(person_id=kept.id)
    )
    connection.execute(
        sa.update(UserPerson).where(col(UserPerson.person_id) == gone.id).values(person_id=kept.id)
    )
    names = sa.select(col(PersonAlias.name)).where(col(PersonAlias.person_id).in_([kept.id, gone.id]))
    spelled = [f"{gone.first_name} {gone.last_name}", *session.scalars(names)]
    connection.execute(sa.delete(PersonAlias).where(col(PersonAlias.person_id).in_([kept.id, gone.id])))
    wanted = {fold(name): name for name in spelled if fold(name) != kept.folded_name}
    for folded, name in wanted.items():
        session.add(
            PersonAlias(
                partnership_id=kept.partnership_id, person_id=kept.id or 0, name=name, folded_name=folded
            )
        )
    session.flush()
