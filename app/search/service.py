"""One search for everything that the reader may see.

Each type is found by the function of its room that decides what an actor may read. The public finds events,
published minutes and decisions, needs of what is public, and partnerships; an API key finds the types whose
scope it has.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock, text
from app.core.actor import Actor
from app.core.database.columns import Record, rel
from app.core.database.search_index import RANKED, first_hits
from app.core.web import access_log
from app.core.web.keyset import Column, Condition, by_words
from app.decisions.models import Decision
from app.decisions.visible import visible_decisions
from app.events.models import Event
from app.events.visible import visible_events
from app.minutes.models import Minutes
from app.minutes.visible import visible_minutes, with_words
from app.needs.effects import visible_effects
from app.needs.models import Effect, Need
from app.needs.service import visible_needs
from app.organisations.models import Organisation
from app.organisations.people import visible_people
from app.organisations.people_models import Person, PersonAlias, PersonQuery
from app.organisations.service import visible_organisations
from app.partnerships.group_models import WorkingGroup
from app.partnerships.groups import visible_groups
from app.partnerships.models import Partnership
from app.partnerships.service import visible_partnerships
from app.projects.models import Project
from app.projects.service import visible_projects
from app.search.shapes import Hit, Hits, HitType, SearchQuery
from app.tasks.models import Task
from app.tasks.service import visible_tasks

OPEN_TO_ALL = (HitType.EVENT, HitType.MINUTES, HitType.PARTNERSHIP, HitType.DECISION, HitType.NEED)


Branch = tuple[SelectOfScalar[Any], Sequence[str]]
"""A select of records, and the words that the index finds them by; none where there is no index."""


@dataclass(frozen=True)
class Searched:
    """How one type is found: what the actor may read with these words in it, in which order, and where it is.

    The records are those of all branches together. An API key needs `scope`. `detail` tells records of one
    title apart.
    """

    table: type[Record]
    found: Callable[[Actor, str], Sequence[Branch]]
    order: Callable[[], Sequence[Column]]
    scope: str
    path: str
    detail: Callable[[Any], str] = lambda record: ""
    options: tuple[Any, ...] = ()


def search(session: Session, actor: Actor, query: SearchQuery) -> Hits:
    hits: list[Hit] = []
    more: list[HitType] = []
    for kind in HitType:
        if kind in (query.types or HitType) and _is_open(actor, kind):
            searched = TYPES[kind]
            records = _ranked(session, actor, searched, query)
            hits += [_hit(kind, record) for record in records[: query.limit]]
            more += [kind] if len(records) > query.limit else []
    access_log.seen(session, (hit.id for hit in hits if hit.type == HitType.PERSON))
    return Hits(results=_with_partnerships(session, hits), more=more)


def _ranked(session: Session, actor: Actor, searched: Searched, query: SearchQuery) -> Sequence[Any]:
    """The best of the first hits: so many words stand everywhere that ranking all would take too long."""
    hits = [
        first_hits(session, searched.table, found, words) if words else found.with_only_columns(_id(searched))
        for found, words in searched.found(actor, query.q)
    ]
    table: Any = searched.table
    every = sa.union(*(sa.select(ids.subquery()) for ids in hits))
    statement = select(table).where(_id(searched).in_(every))
    statement = statement.options(*searched.options).order_by(*searched.order())
    return session.exec(statement.limit(query.limit + 1)).all()


def _id(searched: Searched) -> Any:
    return col(searched.table.id)


def _is_open(actor: Actor, kind: HitType) -> bool:
    """Whether this reader finds records of this type at all; which ones, the room decides."""
    return actor.may_use(TYPES[kind].scope) and (actor.known or kind in OPEN_TO_ALL)


def _hit(kind: HitType, record: Any) -> Hit:
    place = record.id if kind == HitType.PARTNERSHIP else getattr(record, "partnership_id", None)
    return Hit(
        type=kind,
        id=record.id,
        title=getattr(record, "title", None) or record.name,
        detail=TYPES[kind].detail(record),
        starts_at=getattr(record, "starts_at", None),
        partnership_id=place,
        partnership_name=None,
        url=TYPES[kind].path.format(id=record.id, event_id=getattr(record, "event_id", None)),
    )


def _with_partnerships(session: Session, hits: list[Hit]) -> list[Hit]:
    places = {hit.partnership_id for hit in hits}
    statement = select(Partnership.id, Partnership.name).where(col(Partnership.id).in_(places))
    names: dict[int | None, str] = dict(session.exec(statement).all())
    return [hit.model_copy(update={"partnership_name": names.get(hit.partnership_id)}) for hit in hits]


# --- the types -------------------------------------------------------------------------------------------


def _words(column: Column, q: str) -> list[Condition]:
    return [column.contains(word, autoescape=True) for word in text.search_words(q)]


def _people(actor: Actor, q: str) -> Sequence[Branch]:
    """By name and address, which have an index, and by other spellings, of which there are few."""
    found, words = visible_people(actor, PersonQuery(q=q)), text.search_words(q)
    respelled = sa.or_(*_words(col(PersonAlias.folded_name), q))
    by_spelling = select(PersonAlias.person_id).where(respelled).limit(RANKED)
    return [(found, words), (found.where(col(Person.id).in_(by_spelling)), ())]


def _organisations(actor: Actor, q: str) -> Sequence[Branch]:
    visible, folded = visible_organisations(actor), text.fold(q)
    named = visible.where(*_words(col(Organisation.folded_name), q))
    return [
        (named, text.search_words(q)),
        (visible.where(col(Organisation.ico).startswith(folded, autoescape=True)), ()),
    ]


def _events(actor: Actor, q: str) -> Sequence[Branch]:
    return [(visible_events(actor).where(*_words(col(Event.folded_text), q)), text.search_words(q))]


def _minutes(actor: Actor, q: str) -> Sequence[Branch]:
    return [(visible_minutes(actor).where(with_words(actor, q)), ())]


def _events_by_nearness() -> Sequence[Column]:
    """What is to come, the next first; then the past, the last first."""
    start, now = col(Event.starts_at), clock.now()
    to_come = sa.case((start >= now, start))
    return [sa.case((start >= now, 0), else_=1), to_come, start.desc(), col(Event.id)]


TYPES = {
    HitType.PERSON: Searched(
        Person,
        _people,
        lambda: [col(Person.sort_key), col(Person.id)],
        "people:read",
        "/people/{id}",
        lambda person: person.organisation_name or person.email or "",
        (joinedload(rel(Person.organisation)),),
    ),
    HitType.EVENT: Searched(
        Event,
        _events,
        _events_by_nearness,
        "events:read",
        "/events/{id}",
    ),
    HitType.MINUTES: Searched(
        Minutes,
        _minutes,
        lambda: [col(Minutes.id).desc()],
        "events:read",
        "/events/{event_id}/minutes",
        options=(joinedload(rel(Minutes.event)),),
    ),
    HitType.ORGANISATION: Searched(
        Organisation,
        _organisations,
        lambda: [col(Organisation.sort_key), col(Organisation.id)],
        "organisations:read",
        "/organisations/{id}",
        lambda organisation: organisation.ico or "",
    ),
    HitType.GROUP: Searched(
        WorkingGroup,
        lambda actor, q: [(visible_groups(actor).where(*_words(col(WorkingGroup.folded_name), q)), ())],
        lambda: [col(WorkingGroup.sort_key), col(WorkingGroup.id)],
        "partnerships:read",
        "/working-groups/{id}",
    ),
    HitType.DECISION: Searched(
        Decision,
        lambda actor, q: [(visible_decisions(actor).where(*_words(col(Decision.folded_text), q)), ())],
        lambda: [col(Decision.valid_from).desc(), col(Decision.id)],
        "partnerships:read",
        "/decisions/{id}",
    ),
    HitType.NEED: Searched(
        Need,
        lambda actor, q: [(visible_needs(actor).where(*_words(col(Need.folded_text), q)), ())],
        lambda: [col(Need.raised_on).desc(), col(Need.id)],
        "partnerships:read",
        "/needs/{id}",
        lambda need: need.target_group,
    ),
    HitType.TASK: Searched(
        Task,
        lambda actor, q: [(visible_tasks(actor).where(*_words(col(Task.folded_text), q)), ())],
        lambda: [col(Task.due).is_(None), col(Task.due), col(Task.id)],
        "partnerships:read",
        "/tasks/{id}",
    ),
    HitType.EFFECT: Searched(
        Effect,
        lambda actor, q: [(visible_effects(actor).where(*_words(col(Effect.folded_text), q)), ())],
        lambda: [col(Effect.since).desc(), col(Effect.id)],
        "partnerships:read",
        "/effects/{id}",
        lambda effect: effect.source,
    ),
    HitType.PROJECT: Searched(
        Project,
        lambda actor, q: [(visible_projects(actor).where(*_words(col(Project.folded_text), q)), ())],
        lambda: [by_words(col(Project.title)), col(Project.id)],
        "projects:read",
        "/projects/{id}",
        lambda project: project.registration_number or "",
    ),
    HitType.PARTNERSHIP: Searched(
        Partnership,
        lambda actor, q: [(visible_partnerships(actor).where(*_words(col(Partnership.folded_name), q)), ())],
        lambda: [col(Partnership.sort_key), col(Partnership.id)],
        "partnerships:read",
        "/partnerships/{id}",
    ),
}
