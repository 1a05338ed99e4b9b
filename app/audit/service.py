"""Reads the security log, the log of who looked at whom, and the history of records from the change log."""

import json
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import User
from app.audit.models import (
    AccessQuery,
    AccessRow,
    AccessView,
    FieldChange,
    HistoryQuery,
    HistoryRow,
    SecurityEventQuery,
    SecurityEventRow,
    SecurityEventView,
)
from app.audit.references import Reference, names_of, reference_of
from app.core.actor import OVERSEEING, READING, Actor
from app.core.database.change_log import TRACKED_TABLES, Change
from app.core.errors import Forbidden, Invalid
from app.core.json_values import Json
from app.core.web.keyset import Column, SortKey, Sorts, by_words, key_of, referred
from app.core.web.paging import Slice, page
from app.events.views import first_instant
from app.integrations.models import SHARED
from app.partnerships.models import Partnership

NEWEST_FIRST = "-at"


def _user(reference: Column) -> Column:
    return by_words(referred(User, col(User.name), reference))


def _partnership(reference: Column) -> Column:
    return referred(Partnership, col(Partnership.sort_key), reference)


EVENT_SORTS: Sorts = {
    "at": col(SecurityEventRow.at),
    "kind": col(SecurityEventRow.kind),
    "user_name": _user(col(SecurityEventRow.user_id)),
    "about_user_name": _user(col(SecurityEventRow.about_user_id)),
    "network": col(SecurityEventRow.network),
    "partnership": _partnership(col(SecurityEventRow.partnership_id)),
}
ACCESS_SORTS: Sorts = {
    "at": col(AccessRow.at),
    "user_name": _user(col(AccessRow.user_id)),
    "action": col(AccessRow.action),
    "people": col(AccessRow.number),
    "path": col(AccessRow.path),
    "partnership": _partnership(col(AccessRow.partnership_id)),
}
HISTORY_SORTS: Sorts = {
    "at": col(Change.at),
    "type": col(Change.type),
    "record_id": col(Change.record_id),
    "action": col(Change.action),
    "user_name": _user(col(Change.user_id)),
}
DERIVED = ("folded_", "sort_key")
"""Beginnings of the names of columns that repeat another one for searching and sorting."""
TECHNICAL = {
    "block_id",
    "calendar_epoch",
    "calendar_sequence",
    "deal_place",
    "deal_seats",
    "enrolment_id",
    "goes_on_start",
    "last_told",
    "link_epoch",
    "manage_epoch",
    "minutes_id",
    "past_fields",
    "prefix",
    "reason_before",
    "registration_ids",
    "status_before",
    "statuses",
    "substitutes_id",
    "ticket_epoch",
    "token_hash",
}
"""Columns that the history leaves out, because they follow from another change or say nothing to a reader."""
LONGEST_VALUE = 500
"""Characters of a value that a row of the history shows."""
LONGEST_JSON = 5_000
"""Characters of a list of values; a longer one is told by its name alone."""


def visible_security_events(actor: Actor) -> SelectOfScalar[SecurityEventRow]:
    """Admins see all, those who oversee a partnership its events, others those of their own account."""
    statement = select(SecurityEventRow)
    if actor.is_admin:
        return statement
    by_them = col(SecurityEventRow.user_id) == actor.user_id
    own = by_them | (col(SecurityEventRow.about_user_id) == actor.user_id)
    places = actor.partnerships(OVERSEEING)
    overseen = (
        col(SecurityEventRow.partnership_id).is_not(None)
        if places is None
        else col(SecurityEventRow.partnership_id).in_(places)
    )
    return statement.where(sa.or_(own, overseen))


def visible_accesses(actor: Actor) -> SelectOfScalar[AccessRow]:
    """For admins, auditors and data protection officers: of the partnerships that they oversee."""
    places = actor.partnerships(OVERSEEING)
    statement = select(AccessRow)
    if actor.is_admin or places is None:
        return statement
    if not places:
        raise Forbidden()
    return statement.where(col(AccessRow.partnership_id).in_(places))


def visible_history(actor: Actor) -> SelectOfScalar[Change]:
    """Changes of the partnerships that the actor reads or oversees, and of shared records."""
    statement = select(Change)
    places = actor.partnerships(READING | OVERSEEING)
    if places is None:
        return statement
    if not places:
        raise Forbidden()
    shared = sa.and_(col(Change.partnership_id).is_(None), col(Change.type).in_(SHARED))
    return statement.where(sa.or_(col(Change.partnership_id).in_(places), shared))


def list_security_events(
    session: Session, actor: Actor, query: SecurityEventQuery
) -> Slice[SecurityEventView]:
    statement = visible_security_events(actor)
    if query.kind:
        statement = statement.where(col(SecurityEventRow.kind) == query.kind)
    if query.user:
        by_them = col(SecurityEventRow.user_id) == query.user
        statement = statement.where(by_them | (col(SecurityEventRow.about_user_id) == query.user))
    if query.partnership:
        statement = statement.where(col(SecurityEventRow.partnership_id) == query.partnership)
    if query.since:
        statement = statement.where(col(SecurityEventRow.at) >= first_instant(query.since))

    def to_views(found: Sequence[SecurityEventRow]) -> list[SecurityEventView]:
        names = _names(session, [one for row in found for one in (row.user_id, row.about_user_id)])
        return [
            SecurityEventView.of(
                row,
                user_name=names.get(row.user_id or 0),
                about_user_name=names.get(row.about_user_id or 0),
            )
            for row in found
        ]

    return page(session, statement, query, to_views, _key(SecurityEventRow, query.sort, EVENT_SORTS))


def list_accesses(session: Session, actor: Actor, query: AccessQuery) -> Slice[AccessView]:
    statement = visible_accesses(actor)
    if query.person_id:
        statement = statement.where(col(AccessRow.people).contains(f"|{query.person_id}|"))
    if query.user:
        statement = statement.where(col(AccessRow.user_id) == query.user)
    if query.action:
        statement = statement.where(col(AccessRow.action) == query.action)
    if query.partnership:
        statement = statement.where(col(AccessRow.partnership_id) == query.partnership)
    if query.since:
        statement = statement.where(col(AccessRow.at) >= first_instant(query.since))

    def to_views(found: Sequence[AccessRow]) -> list[AccessView]:
        names = _names(session, [row.user_id for row in found])
        return [
            AccessView.of(
                row,
                user_name=names.get(row.user_id),
                people=row.number,
                person_ids=_shown_people(row, query.person_id),
            )
            for row in found
        ]

    return page(session, statement, query, to_views, _key(AccessRow, query.sort, ACCESS_SORTS))


def _shown_people(row: AccessRow, person_id: int | None) -> list[int]:
    return [person_id] if person_id else [int(one) for one in row.people.strip("|").split("|")]


def list_history(session: Session, actor: Actor, query: HistoryQuery) -> Slice[HistoryRow]:
    """Of one record, or of everything about a person. Values of personal columns are not in the log."""
    statement = visible_history(actor)
    if query.person_id:
        statement = statement.where(_about_person(query.person_id))
    if query.type:
        if query.type not in {rule.type for rule in TRACKED_TABLES.values()}:
            raise Invalid("?type", "not_a_choice")
        statement = statement.where(col(Change.type) == query.type)
    if query.id:
        statement = statement.where(col(Change.record_id) == query.id)
    if query.user:
        statement = statement.where(col(Change.user_id) == query.user)
    if query.since:
        statement = statement.where(col(Change.at) >= first_instant(query.since))

    def to_views(found: Sequence[Change]) -> list[HistoryRow]:
        names = _names(session, [row.user_id for row in found])
        called = names_of(session, actor, _references(found))
        return [_history_row(row, names, called) for row in found]

    return page(session, statement, query, to_views, _key(Change, query.sort, HISTORY_SORTS))


def _key(
    table: type[SecurityEventRow] | type[AccessRow] | type[Change], sort: str | None, sorts: Sorts
) -> SortKey:
    return key_of(col(table.id), NEWEST_FIRST if sort is None else sort, sorts)


def _about_person(person_id: int) -> sa.ColumnElement[bool]:
    """Changes of the person, and of all tracked records that name the person."""
    conditions = [sa.and_(col(Change.type) == "person", col(Change.record_id) == person_id)]
    for table, rule in TRACKED_TABLES.items():
        if "person_id" in table.c:
            named = sa.select(table.c.id).where(table.c.person_id == person_id)
            conditions.append(sa.and_(col(Change.type) == rule.type, col(Change.record_id).in_(named)))
    return sa.or_(*conditions)


def _history_row(row: Change, names: dict[int, str], called: dict[Reference, str]) -> HistoryRow:
    return HistoryRow(
        id=row.id,
        type=row.type,
        record_id=row.record_id,
        action=row.action,
        version=row.record_version,
        at=row.at,
        user_id=row.user_id,
        user_name=names.get(row.user_id or 0),
        api_key_id=row.api_key_id,
        request_id=row.request_id,
        fields=[_field(row.type, name, values, called) for name, values in _shown(row.fields)],
    )


def _shown(fields: Json) -> list[tuple[str, object]]:
    return [(name, values) for name, values in fields.items() if is_shown(name)]


def _references(found: Sequence[Change]) -> Iterator[Reference]:
    for row in found:
        for name, values in _shown(row.fields):
            for value in values if isinstance(values, list) else ():
                if reference := reference_of(row.type, name, value):
                    yield reference


def is_shown(name: str) -> bool:
    return name not in TECHNICAL and not name.startswith(DERIVED)


def _field(of_type: str, name: str, values: object, called: dict[Reference, str]) -> FieldChange:
    """The log holds `[before, after]`, and null for a column whose values are personal."""
    if not isinstance(values, list) or len(values) != 2:
        return FieldChange(name=name, known=False, before=None, after=None)
    before, after = (None if one is None else _text(one) for one in values)
    old, new = (reference_of(of_type, name, one) for one in values)
    return FieldChange(
        name=name,
        known=True,
        before=before,
        after=after,
        refers_to=next((one.type for one in (old, new) if one), None),
        before_name=called.get(old) if old else None,
        after_name=called.get(new) if new else None,
    )


def _text(value: object) -> str:
    """Lists and mappings as JSON, whole where they can be read, for a part of JSON is none."""
    if isinstance(value, list | dict):
        told = json.dumps(value, ensure_ascii=False)
        return told if len(told) <= LONGEST_JSON else "…"
    return str(value)[:LONGEST_VALUE]


def _names(session: Session, users: Iterable[int | None]) -> dict[int, str]:
    wanted = {one for one in users if one is not None}
    return dict(session.exec(select(User.id, User.name).where(col(User.id).in_(wanted))).all())
