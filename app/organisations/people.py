"""Services of people of a partnership, for its staff: permissions, search, and changes."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.roles import check_partnership
from app.core import clock, reactions
from app.core.actor import Actor
from app.core.addresses import normal_address
from app.core.database import changes, records
from app.core.database.columns import address_contains, rel, table_of
from app.core.database.references import edit_and_delete, referring
from app.core.errors import Forbidden, NotFound
from app.core.json_values import Json
from app.core.text import fold, sort_key
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, referred
from app.core.web.paging import Deleted, Slice
from app.organisations.merge import forget_all_of, merges_of
from app.organisations.models import Organisation
from app.organisations.people_models import (
    Person,
    PersonAlias,
    PersonCreate,
    PersonDetail,
    PersonQuery,
    PersonUpdate,
    PersonView,
)

PERSON = table_of(Person)
PARTNERSHIP = sa.table("partnership", sa.column("id"), sa.column("sort_key", sa.LargeBinary))
"""Named only, because partnerships are a higher room."""
SORTS: Sorts = {
    "name": col(Person.sort_key),
    "organisation_name": referred(Organisation, col(Organisation.sort_key), col(Person.organisation_id)),
    "position": by_words(col(Person.position)),
    "email": sa.func.nullif(col(Person.folded_email), ""),
    "phone": col(Person.phone),
    "partnership": sa.select(PARTNERSHIP.c.sort_key)
    .where(PARTNERSHIP.c.id == col(Person.partnership_id))
    .correlate_except(PARTNERSHIP)
    .scalar_subquery(),
}
SHOWN = (
    joinedload(rel(Person.organisation)),
    selectinload(rel(Person.spellings)),
    selectinload(rel(Person.logins)),
)


def visible_people(actor: Actor, query: PersonQuery | None = None) -> SelectOfScalar[Person]:
    """People of the partnerships that the actor reads, and the actor's own records; none who was erased."""
    statement = select(Person).where(col(Person.erased_at).is_(None))
    places = actor.partnerships()
    if places is not None:
        own = col(Person.id).in_(actor.person_ids)
        statement = statement.where(col(Person.partnership_id).in_(places) | own)
    return statement if query is None else _filtered(statement, query)


def _filtered(statement: SelectOfScalar[Person], query: PersonQuery) -> SelectOfScalar[Person]:
    if query.partnership:
        statement = statement.where(col(Person.partnership_id) == query.partnership)
    if query.organisation:
        statement = statement.where(col(Person.organisation_id) == query.organisation)
    if query.email:
        statement = statement.where(col(Person.folded_email) == normal_address(query.email))
    for typed in (query.q or "").split():
        word = fold(typed)
        alias = sa.exists().where(
            col(PersonAlias.person_id) == col(Person.id),
            col(PersonAlias.folded_name).contains(word, autoescape=True),
        )
        statement = statement.where(
            col(Person.folded_name).contains(word, autoescape=True)
            | address_contains(Person.email, Person.folded_email, typed)
            | alias
        )
    return statement


def list_people(session: Session, actor: Actor, query: PersonQuery) -> Slice[PersonView | Deleted]:
    if not actor.reads_somewhere:
        raise Forbidden()
    statement = visible_people(actor, query).options(*SHOWN)
    return paging.synced_page(session, actor, Person, statement, query, _views, sorts=SORTS)


def _views(people: Sequence[Person]) -> list[PersonView]:
    return [PersonView.of(person) for person in people]


def person_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Full names of the people with these ids; the caller decides who may see them."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    found = session.exec(select(Person).where(col(Person.id).in_(wanted)))
    return {person.id or 0: person.name for person in found}


def get_person(session: Session, actor: Actor, person_id: int | None) -> PersonDetail:
    """Read from the database, also after a change."""
    statement = one(actor, person_id).options(*SHOWN).execution_options(populate_existing=True)
    person = records.get(session, statement)
    if not actor.writes(person.partnership_id):
        return PersonDetail.of(person, allowed=[], referred_by=[], merges=[])
    merges = merges_of(session, "person", person.id)
    kept = referring(session, Person, [person.id])
    more = ["export", "erase", *(["unmerge"] if merges else [])]
    return PersonDetail.of(
        person,
        allowed=[*edit_and_delete(True, bool(kept)), "merge", *more],
        referred_by=kept.get(person.id, []),
        merges=merges,
    )


def one(actor: Actor, person_id: int | None) -> SelectOfScalar[Person]:
    return visible_people(actor).where(col(Person.id) == person_id)


def get_person_for_update(session: Session, actor: Actor, person_id: int, version: int) -> Person:
    """Get a person for update. Readers who only see their own record may not change it."""
    person = records.get_for_update(session, one(actor, person_id), version)
    if not actor.writes(person.partnership_id):
        raise Forbidden()
    return person


def create_person(session: Session, actor: Actor, body: PersonCreate) -> PersonDetail:
    if not actor.writes(body.partnership_id):
        raise Forbidden() if actor.reads_somewhere else NotFound()
    check_partnership(session, body.partnership_id)
    records.get_referenced(session, Organisation, body.organisation_id, "#/organisation_id")
    fields = body.model_dump(exclude={"aliases"})
    person = Person(**fields, **derived(body.first_name, body.last_name, body.email))
    session.add(person)
    session.flush()
    _replace_aliases(session, person, body.aliases)
    return get_person(session, actor, person.id)


def derived(first_name: str, last_name: str, email: str | None) -> Json:
    """The columns for comparison and order."""
    return {
        "folded_name": fold(f"{first_name} {last_name}"),
        "folded_email": normal_address(email or ""),
        "sort_key": sort_key(f"{last_name} {first_name}"),
    }


def update_person(
    session: Session, actor: Actor, person_id: int, version: int, body: PersonUpdate
) -> PersonDetail:
    person = get_person_for_update(session, actor, person_id, version)
    records.get_referenced(session, Organisation, body.organisation_id, "#/organisation_id")
    if body.aliases is not None and body.aliases != _aliases(session, person_id):
        _replace_aliases(session, person, body.aliases)
        changes.touch(person)
    mailbox = person.folded_email
    if records.apply_changes(person, body, leave={"aliases"}) & {"first_name", "last_name", "email"}:
        person.sqlmodel_update(derived(person.first_name, person.last_name, person.email))
    session.flush()
    if person.folded_email != mailbox:
        reactions.announce("email_changed", session=session, person=person)
    return get_person(session, actor, person_id)


def _aliases(session: Session, person_id: int) -> list[str]:
    statement = select(PersonAlias.name).where(col(PersonAlias.person_id) == person_id)
    return list(session.exec(statement.order_by(col(PersonAlias.id))))


def _replace_aliases(session: Session, person: Person, names: list[str]) -> None:
    session.exec(delete(PersonAlias).where(col(PersonAlias.person_id) == person.id))
    for folded, name in {fold(name): name for name in names}.items():
        alias = PersonAlias(
            partnership_id=person.partnership_id, person_id=person.id or 0, name=name, folded_name=folded
        )
        session.add(alias)
    session.flush()


def delete_person(session: Session, actor: Actor, person_id: int, version: int) -> None:
    """What could still be taken back of merges into the person is deleted too."""
    person = get_person_for_update(session, actor, person_id, version)
    records.delete(session, person)
    forget_all_of(session, "person", person_id)


# --- people who sign up by themselves, through a public form (a hot path, in Core) ------------------------


def find_or_add_person(
    session: Session,
    partnership_id: int,
    first_name: str,
    last_name: str,
    email: str | None = None,
    *,
    title_before: str = "",
    title_after: str = "",
    phone: str | None = None,
    organisation_id: int | None = None,
    position: str = "",
) -> int:
    """The id of the person with this folded name and folded e-mail. A known person does not change.

    Without an e-mail people of one name cannot be distinguished, so the person is always new. Two forms sent
    at once find the same person: the second insert ignores the conflict with the first.
    """
    keys = derived(first_name, last_name, email)
    row = {
        "partnership_id": partnership_id,
        "title_before": title_before,
        "first_name": first_name,
        "last_name": last_name,
        "title_after": title_after,
        "email": email,
        "phone": phone,
        "organisation_id": organisation_id,
        "position": position,
        "note": "",
        "objects_to_profiling": False,
        "created_at": clock.now(),
        "updated_at": clock.now(),
        "version": 1,
        **keys,
    }
    added = changes.insert(session, PERSON, row, ignore_conflict=True)
    return int(added.id if added else _known(session, partnership_id, keys))


def _known(session: Session, partnership_id: int, keys: Json) -> int:
    columns = PERSON.c
    statement = sa.select(columns.id).where(
        columns.partnership_id == partnership_id,
        columns.folded_email == keys["folded_email"],
        columns.folded_name == keys["folded_name"],
        columns.folded_email != "",
    )
    return int(session.connection().execute(statement).scalar_one())
