"""People of a partnership, for its staff: who sees them, and finding, adding, changing, removing them."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.roles import check_partnership
from app.core import changes, clock, paging, records
from app.core.actor import Actor
from app.core.errors import Forbidden, NotFound
from app.core.text import fold, sort_key
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
from app.organisations.service import organisation_names


def visible_people(actor: Actor, query: PersonQuery | None = None) -> Any:
    """Those of the partnerships the actor reads, and the actor's own records."""
    statement = sa.select(Person)
    places = actor.partnerships()
    if places is not None:
        own = col(Person.id).in_(actor.person_ids)
        statement = statement.where(col(Person.partnership_id).in_(places) | own)
    return statement if query is None else _filtered(statement, query)


def _filtered(statement: Any, query: PersonQuery) -> Any:
    if query.partnership:
        statement = statement.where(col(Person.partnership_id) == query.partnership)
    if query.organisation:
        statement = statement.where(col(Person.organisation_id) == query.organisation)
    if query.email:
        statement = statement.where(col(Person.folded_email) == fold(query.email))
    for word in fold(query.q or "").split():
        alias = sa.exists().where(
            col(PersonAlias.person_id) == col(Person.id),
            col(PersonAlias.folded_name).contains(word, autoescape=True),
        )
        statement = statement.where(
            col(Person.folded_name).contains(word, autoescape=True)
            | col(Person.folded_email).contains(word, autoescape=True)
            | alias
        )
    return statement


def list_people(session: Session, actor: Actor, query: PersonQuery) -> paging.Slice[Any]:
    if not actor.reads_somewhere:
        raise Forbidden()
    statement = visible_people(actor, query)

    def present(found: Sequence[Person]) -> list[PersonView]:
        return present_people(session, found)

    if query.sort is None:
        return paging.synced_page(session, actor, Person, statement, query, present)
    return paging.page_by_name(session, statement, query, present, Person.id, Person.sort_key)


def present_people(session: Session, people: Sequence[Person]) -> list[PersonView]:
    organisations = organisation_names(session, [person.organisation_id for person in people])
    aliases: dict[int, list[str]] = {}
    statement = sa.select(col(PersonAlias.person_id), col(PersonAlias.name)).where(
        col(PersonAlias.person_id).in_([person.id for person in people])
    )
    for row in session.execute(statement.order_by(col(PersonAlias.id))):
        aliases.setdefault(row.person_id, []).append(row.name)
    return [
        PersonView(
            **person.model_dump(exclude={"folded_name", "folded_email", "sort_key"}),
            name=full_name(person),
            organisation_name=organisations.get(person.organisation_id or 0),
            aliases=aliases.get(person.id or 0, []),
        )
        for person in people
    ]


def full_name(person: Any) -> str:
    """With titles, as `Mgr. Ema Vymyšlená, Ph.D.`"""
    plain = " ".join(part for part in (person.title_before, person.first_name, person.last_name) if part)
    return f"{plain}, {person.title_after}" if person.title_after else plain


def person_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Full names of the people with these ids, whoever asks: the caller decides who may see them."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    columns = (Person.id, Person.title_before, Person.first_name, Person.last_name, Person.title_after)
    statement = sa.select(*(col(column) for column in columns)).where(col(Person.id).in_(wanted))
    return {row.id: full_name(row) for row in session.execute(statement)}


def _detail(session: Session, actor: Actor, person: Person) -> PersonDetail:
    allowed = ["edit", "merge", "delete"] if actor.writes(person.partnership_id) else []
    [view] = present_people(session, [person])
    return PersonDetail(**view.model_dump(), allowed=allowed)


def get_person(session: Session, actor: Actor, person_id: int) -> PersonDetail:
    return _detail(session, actor, records.find(session, one(actor, person_id)))


def one(actor: Actor, person_id: int) -> Any:
    return visible_people(actor).where(col(Person.id) == person_id)


def claim_person(session: Session, actor: Actor, person_id: int, version: int) -> Person:
    """Fetch a person to change; who sees only their own record may not."""
    person: Person = records.claim(session, one(actor, person_id), version)
    if not actor.writes(person.partnership_id):
        raise Forbidden()
    return person


def create_person(session: Session, actor: Actor, body: PersonCreate) -> PersonDetail:
    if not actor.writes(body.partnership_id):
        raise Forbidden() if actor.reads_somewhere else NotFound()
    check_partnership(session, body.partnership_id)
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    fields = body.model_dump(exclude={"aliases"})
    person = Person(**fields, **derived(body.first_name, body.last_name, body.email))
    session.add(person)
    session.flush()
    _replace_aliases(session, person, body.aliases)
    return _detail(session, actor, person)


def derived(first_name: str, last_name: str, email: str | None) -> dict[str, Any]:
    """The columns by which people are compared and put in order."""
    return {
        "folded_name": fold(f"{first_name} {last_name}"),
        "folded_email": fold(email or ""),
        "sort_key": sort_key(f"{last_name} {first_name}"),
    }


def update_person(
    session: Session, actor: Actor, person_id: int, version: int, body: PersonUpdate
) -> PersonDetail:
    person = claim_person(session, actor, person_id, version)
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    if records.take_over(person, body, leave={"aliases"}) & {"first_name", "last_name", "email"}:
        for name, value in derived(person.first_name, person.last_name, person.email).items():
            setattr(person, name, value)
    if body.aliases is not None and body.aliases != _aliases(session, person_id):
        _replace_aliases(session, person, body.aliases)
        changes.touch(person)
    session.flush()
    return _detail(session, actor, person)


def _aliases(session: Session, person_id: int) -> list[str]:
    statement = sa.select(col(PersonAlias.name)).where(col(PersonAlias.person_id) == person_id)
    return list(session.scalars(statement.order_by(col(PersonAlias.id))))


def _replace_aliases(session: Session, person: Person, names: list[str]) -> None:
    session.connection().execute(sa.delete(PersonAlias).where(col(PersonAlias.person_id) == person.id))
    for folded, name in {fold(name): name for name in names}.items():
        alias = PersonAlias(
            partnership_id=person.partnership_id, person_id=person.id or 0, name=name, folded_name=folded
        )
        session.add(alias)
    session.flush()


def delete_person(session: Session, actor: Actor, person_id: int, version: int) -> None:
    records.remove(session, claim_person(session, actor, person_id, version))


# --- people who come by themselves, through a public form -------------------------------------------------


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
    """The id of the person with this folded name at this folded e-mail; what is stored of them stays.

    Without an e-mail nobody can be told apart by name, so that it is always somebody new. Two forms sent at
    once find the same person: the second insert gives way to the first.
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
        "created_at": clock.now(),
        "updated_at": clock.now(),
        "version": 1,
        **keys,
    }
    added = changes.insert(session, _table(), row, unless_there=True)
    return cast(int, added.id if added else _known(session, partnership_id, keys))


def _known(session: Session, partnership_id: int, keys: dict[str, Any]) -> int | None:
    columns = _table().c
    statement = sa.select(columns.id).where(
        columns.partnership_id == partnership_id,
        columns.folded_email == keys["folded_email"],
        columns.folded_name == keys["folded_name"],
        columns.folded_email != "",
    )
    return cast("int | None", session.connection().execute(statement).scalar())


def _table() -> Any:
    return cast(Any, Person).__table__
