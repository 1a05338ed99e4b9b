"""For which organisations a person stood over time; and two records of one person made into one."""

from collections.abc import Sequence

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, delete, select, update
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import UserPerson
from app.core import changes, paging, reactions, records
from app.core.actor import Actor
from app.core.columns import rel
from app.core.errors import Forbidden, Invalid
from app.core.paging import Key, PageQuery, Slice
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

SHOWN = selectinload(rel(Affiliation.organisation))


def list_affiliations(
    session: Session, actor: Actor, person_id: int, query: PageQuery
) -> Slice[AffiliationView]:
    records.find(session, one(actor, person_id))
    statement = select(Affiliation).where(col(Affiliation.person_id) == person_id).options(SHOWN)
    return paging.page(session, statement, query, _present, Key(col(Affiliation.id)))


def _present(found: Sequence[Affiliation]) -> list[AffiliationView]:
    return [AffiliationView.of(affiliation) for affiliation in found]


def add_affiliation(
    session: Session, actor: Actor, person_id: int, body: AffiliationCreate
) -> AffiliationView:
    person = claim_person(session, actor, person_id, records.ANY_VERSION)
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    added = Affiliation(person_id=person_id, partnership_id=person.partnership_id, **body.model_dump())
    session.add(added)
    changes.touch(person)
    session.flush()
    return get_affiliation(session, actor, added.id)


def get_affiliation(session: Session, actor: Actor, affiliation_id: int | None) -> AffiliationView:
    """As the database has it now, after a change too."""
    statement = _visible(actor, affiliation_id).options(SHOWN).execution_options(populate_existing=True)
    return AffiliationView.of(records.find(session, statement))


def update_affiliation(
    session: Session, actor: Actor, affiliation_id: int, version: int, body: AffiliationUpdate
) -> AffiliationView:
    affiliation = records.claim(session, _visible(actor, affiliation_id), version)
    person = claim_person(session, actor, affiliation.person_id, records.ANY_VERSION)
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    records.take_over(affiliation, body)
    if affiliation.since and affiliation.until and affiliation.until < affiliation.since:
        raise Invalid("#/until", "ends_before_starts")
    changes.touch(person, affiliation)
    session.flush()
    return get_affiliation(session, actor, affiliation_id)


def remove_affiliation(session: Session, actor: Actor, affiliation_id: int, version: int) -> None:
    affiliation = records.claim(session, _visible(actor, affiliation_id), version)
    person = claim_person(session, actor, affiliation.person_id, records.ANY_VERSION)
    records.remove(session, affiliation)
    changes.touch(person)
    session.flush()


def _visible(actor: Actor, affiliation_id: int | None) -> SelectOfScalar[Affiliation]:
    seen = visible_people(actor).with_only_columns(col(Person.id))
    return select(Affiliation).where(
        col(Affiliation.id) == affiliation_id, col(Affiliation.person_id).in_(seen)
    )


def merge_people(session: Session, actor: Actor, person_id: int, duplicate_id: int) -> PersonDetail:
    """The duplicate's name becomes an alias, and all that hangs on it moves over; then it is gone.

    Higher rooms move what is theirs when they hear `people_merged` (session, kept, gone); a record that no
    room moves keeps the duplicate (409 `in_use`).
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
    session.exec(update(Affiliation).where(col(Affiliation.person_id) == gone.id).values(person_id=kept.id))
    session.exec(update(UserPerson).where(col(UserPerson.person_id) == gone.id).values(person_id=kept.id))
    names = select(PersonAlias.name).where(col(PersonAlias.person_id).in_([kept.id, gone.id]))
    spelled = [f"{gone.first_name} {gone.last_name}", *session.exec(names)]
    session.exec(delete(PersonAlias).where(col(PersonAlias.person_id).in_([kept.id, gone.id])))
    wanted = {fold(name): name for name in spelled if fold(name) != kept.folded_name}
    for folded, name in wanted.items():
        session.add(
            PersonAlias(
                partnership_id=kept.partnership_id, person_id=kept.id or 0, name=name, folded_name=folded
            )
        )
    session.flush()
