"""One search for everything that the reader may see.

Each type is found by the function of its room that decides what an actor may read. The public finds events,
published minutes and decisions, and partnerships; an API key finds the types whose scope it has.
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
from app.core.database.columns import rel
from app.core.web import access_log
from app.core.web.keyset import Column, Condition, by_words
from app.decisions.models import Decision
from app.decisions.visible import visible_decisions
from app.events.models import Event
from app.events.visible import visible_events
from app.minutes.models import Minutes
from app.minutes.visible import visible_minutes, with_words
from app.organisations.models import Organisation
from app.organisations.people import visible_people
from app.organisations.people_models import Person, PersonQuery
from app.organisations.service import visible_organisations
from app.partnerships.group_models import WorkingGroup
from app.partnerships.groups import visible_groups
from app.partnerships.models import Partnership
from app.partnerships.service import visible_partnerships
from app.projects.models import Project
from app.projects.service import visible_projects
from app.search.shapes import Hit, Hits, HitType, SearchQuery

OPEN_TO_ALL = (HitType.EVENT, HitType.MINUTES, HitType.PARTNERSHIP, HitType.DECISION)


@dataclass(frozen=True)
class Searched:
    """How one type is found: what the actor may read with these words in it, in which order, and where it is.

    An API key needs `scope`. `detail` tells records of one title apart.
    """

    found: Callable[[Actor, str], SelectOfScalar[Any]]
    order: Callable[[], Sequence[Column]]
    scope: str
    path: str
    detail: Callable[[Any], str] = lambda record: ""


def search(session: Session, actor: Actor, query: SearchQuery) -> Hits:
    hits: list[Hit] = []
    more: list[HitType] = []
    for kind in HitType:
        if kind in (query.types or HitType) and _is_open(actor, kind):
            searched = TYPES[kind]
            statement = searched.found(actor, query.q).order_by(*searched.order()).limit(query.limit + 1)
            records = session.exec(statement).all()
            hits += [_hit(kind, record) for record in records[: query.limit]]
            more += [kind] if len(records) > query.limit else []
    access_log.seen(session, (hit.id for hit in hits if hit.type == HitType.PERSON))
    return Hits(results=_with_partnerships(session, hits), more=more)


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
    return [column.contains(word, autoescape=True) for word in text.fold(q).split()]


def _people(actor: Actor, q: str) -> SelectOfScalar[Person]:
    return visible_people(actor, PersonQuery(q=q)).options(joinedload(rel(Person.organisation)))


def _organisations(actor: Actor, q: str) -> SelectOfScalar[Organisation]:
    by_number = col(Organisation.ico).startswith(text.fold(q), autoescape=True)
    named = sa.and_(sa.true(), *_words(col(Organisation.folded_name), q))
    return visible_organisations(actor).where(named | by_number)


def _minutes(actor: Actor, q: str) -> SelectOfScalar[Minutes]:
    return visible_minutes(actor).where(with_words(actor, q)).options(joinedload(rel(Minutes.event)))


def _events_by_nearness() -> Sequence[Column]:
    """What is to come, the next first; then the past, the last first."""
    start, now = col(Event.starts_at), clock.now()
    to_come = sa.case((start >= now, start))
    return [sa.case((start >= now, 0), else_=1), to_come, start.desc(), col(Event.id)]


TYPES = {
    HitType.PERSON: Searched(
        _people,
        lambda: [col(Person.sort_key), col(Person.id)],
        "people:read",
        "/people/{id}",
        lambda person: person.organisation_name or person.email or "",
    ),
    HitType.EVENT: Searched(
        lambda actor, q: visible_events(actor).where(*_words(col(Event.folded_text), q)),
        _events_by_nearness,
        "events:read",
        "/events/{id}",
    ),
    HitType.MINUTES: Searched(
        _minutes,
        lambda: [col(Minutes.id).desc()],
        "events:read",
        "/events/{event_id}/minutes",
    ),
    HitType.ORGANISATION: Searched(
        _organisations,
        lambda: [col(Organisation.sort_key), col(Organisation.id)],
        "organisations:read",
        "/organisations/{id}",
        lambda organisation: organisation.ico or "",
    ),
    HitType.GROUP: Searched(
        lambda actor, q: visible_groups(actor).where(*_words(col(WorkingGroup.folded_name), q)),
        lambda: [col(WorkingGroup.sort_key), col(WorkingGroup.id)],
        "partnerships:read",
        "/working-groups/{id}",
    ),
    HitType.DECISION: Searched(
        lambda actor, q: visible_decisions(actor).where(*_words(col(Decision.folded_text), q)),
        lambda: [col(Decision.valid_from).desc(), col(Decision.id)],
        "partnerships:read",
        "/decisions/{id}",
    ),
    HitType.PROJECT: Searched(
        lambda actor, q: visible_projects(actor).where(*_words(col(Project.folded_text), q)),
        lambda: [by_words(col(Project.title)), col(Project.id)],
        "projects:read",
        "/projects/{id}",
        lambda project: project.registration_number or "",
    ),
    HitType.PARTNERSHIP: Searched(
        lambda actor, q: visible_partnerships(actor).where(*_words(col(Partnership.folded_name), q)),
        lambda: [col(Partnership.sort_key), col(Partnership.id)],
        "partnerships:read",
        "/partnerships/{id}",
    ),
}
