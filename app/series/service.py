"""The grid of a series, and the planning of its missing cells."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, text
from app.core.actor import SYSTEM, Actor
from app.core.database.records import ANY_VERSION
from app.core.errors import Invalid
from app.core.settings import Settings
from app.courses.models import Course, EventKind, Series, SeriesTopic, TerritoryBrief, TopicView
from app.courses.series import find_series, get_series_for_update
from app.events.copy import NewPlace, carry_offer, copied
from app.events.models import Event, EventSession, EventStatus, RoundTableLevel
from app.events.service import draft_events, event_views, make_event, visible_events
from app.events.shapes import EventCreate
from app.events.status import status_at
from app.series.shapes import AT_ONCE, CellEvent, CellState, CellView, GridView, Plan, Planned
from app.territories.models import Territory, TerritoryLevel
from app.territories.service import find_id

Place = tuple[int, int]
"""The ids of a topic and a territory."""
NOWHERE: Place = (0, 0)


class Grid:
    """Topics times territories, with the events that stand in each cell."""

    def __init__(self, session: Session, actor: Actor, series: Series) -> None:
        self.session, self.series, self.now = session, series, clock.now()
        session.refresh(series, ["topics", "territories"])
        self.topics, self.territories = series.topics, series.territories
        self.places = [(a.id, b.id) for a in self.topics for b in self.territories]
        self.events: dict[Place, list[Event]] = defaultdict(list)
        known = set(self.places)
        columns = {territory.id for territory in self.territories}
        statement = visible_events(actor).where(Event.series_id == series.id)
        for event in session.exec(statement.order_by(col(Event.starts_at).nulls_last(), col(Event.id))):
            place = (event.topic_id or 0, self._column(event, columns))
            self.events[place if place in known else NOWHERE].append(event)

    def _column(self, event: Event, columns: set[int]) -> int:
        """An event in a town belongs to the column of the area of the town."""
        if event.territory_id is None or event.territory_id in columns:
            return event.territory_id or 0
        territory = self.session.get_one(Territory, event.territory_id)
        above = [int(part) for part in territory.path.split("/") if part]
        return next((one for one in reversed(above) if one in columns), 0)

    def state(self, place: Place) -> CellState:
        states = {status_at(event, self.now) for event in self.events[place]}
        if EventStatus.HELD in states:
            return CellState.HELD
        if states - {EventStatus.CANCELLED}:
            return CellState.PLANNED
        return CellState.CANCELLED if states else CellState.MISSING


def get_grid(session: Session, actor: Actor, series_id: int) -> GridView:
    series = find_series(session, actor, series_id)
    grid = Grid(session, actor, series)
    cells = _cells(grid)
    count = Counter(cell.state for cell in cells)
    return GridView(
        series_id=series_id,
        title=series.title,
        kind=series.kind,
        topics=[TopicView.model_validate(topic) for topic in grid.topics],
        territories=[TerritoryBrief.model_validate(territory) for territory in grid.territories],
        cells=cells,
        others=_briefs(grid, grid.events[NOWHERE]),
        target=len(cells) if series.target is None else series.target,
        held=count[CellState.HELD],
        planned=count[CellState.PLANNED],
        missing=count[CellState.MISSING],
        cancelled=count[CellState.CANCELLED],
        hours=sum((cell.hours for cell in cells), Decimal(0)),
        allowed=_allowed(actor, series.partnership_id),
    )


def _allowed(actor: Actor, partnership_id: int) -> list[str]:
    seen = ["see_people"] if actor.reads(partnership_id) else []
    return [*seen, "edit", "plan"] if actor.writes(partnership_id) else seen


def _cells(grid: Grid) -> list[CellView]:
    hours, courses = _hours(grid), _course_hours(grid)
    return [
        CellView(
            topic_id=place[0],
            territory_id=place[1],
            state=grid.state(place),
            hours=hours.get(place) or courses.get(place[0]) or Decimal(0),
            events=_briefs(grid, grid.events[place]),
        )
        for place in grid.places
    ]


def _hours(grid: Grid) -> dict[Place, Decimal]:
    """Accounted hours of the events in each cell that were not cancelled."""
    standing = select(Event.id).where(
        Event.series_id == grid.series.id, Event.status != EventStatus.CANCELLED
    )
    statement = (
        select(EventSession.event_id, sa.func.sum(col(EventSession.hours)))
        .where(col(EventSession.event_id).in_(standing))
        .group_by(col(EventSession.event_id))
    )
    by_event = dict(grid.session.exec(statement).all())
    found: dict[Place, Decimal] = defaultdict(Decimal)
    for place, events in grid.events.items():
        for event in events:
            found[place] += by_event.get(event.id, Decimal(0))
    return found


def _course_hours(grid: Grid) -> dict[int, Decimal]:
    """Hours of the courses by topic."""
    statement = (
        select(SeriesTopic.id, col(Course.hours))
        .join(Course, col(Course.id) == SeriesTopic.course_id)
        .where(SeriesTopic.series_id == grid.series.id)
    )
    return dict(grid.session.exec(statement).all())


def _briefs(grid: Grid, events: Sequence[Event]) -> list[CellEvent]:
    settings: Settings = grid.session.info["settings"]
    base = f"{settings.public_url.rstrip('/')}/events/"
    return [
        CellEvent(
            id=event.id,
            title=event.title,
            status=status_at(event, grid.now),
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            url=f"{base}{event.id}",
        )
        for event in events
    ]


def plan_missing(session: Session, actor: Actor, series_id: int, body: Plan) -> Planned:
    """Draft an event for each missing cell, like that of the last round where there is one.

    Locks the series, so concurrent calls make each draft once.
    """
    series = get_series_for_update(session, actor, series_id, ANY_VERSION)
    if body.planned_from and body.planned_to and body.planned_to < body.planned_from:
        raise Invalid("#/planned_to", "ends_before_starts")
    grid = Grid(session, SYSTEM, series)
    if body.from_topic_id is not None and body.from_topic_id not in {topic.id for topic in grid.topics}:
        raise Invalid("#/from_topic_id", "not_found")
    wanted = _wanted(grid, body)
    if len(wanted) > AT_ONCE:
        raise Invalid("#/cells", "too_large", limit=AT_ONCE)
    topics = {topic.id: topic for topic in grid.topics}
    territories = {territory.id: territory for territory in grid.territories}
    made: dict[Place, Event] = {}
    drafts = []
    for place in wanted:
        topic, territory = topics[place[0]], territories[place[1]]
        draft, model = _draft(series, topic, territory, body), _model(grid, place, body)
        if model is None:
            made[place] = draft
            drafts.append((draft, _own(series, topic, territory)))
        else:
            made[place] = make_event(session, actor, _like(session, model, draft))
            carry_offer(session, model, made[place])
    draft_events(session, drafts)
    return Planned.model_construct(events=event_views(session, actor, [made[place] for place in wanted]))


def _model(grid: Grid, place: Place, body: Plan) -> Event | None:
    """The event that the draft of this cell is like: of the round that is named, or of the last before."""
    if body.from_topic_id is not None:
        before = [body.from_topic_id]
    elif grid.series.kind == EventKind.ROUND_TABLE:
        order = [topic.id for topic in grid.topics]
        before = order[: order.index(place[0])][::-1]
    else:
        return None
    same = [(topic_id, place[1]) for topic_id in before]
    beside = [(topic_id, territory.id) for topic_id in before for territory in grid.territories[::-1]]
    standing = (event for one in (*same, *beside) for event in reversed(grid.events[one]))
    return next((event for event in standing if event.status != EventStatus.CANCELLED), None)


def _like(session: Session, model: Event, draft: Event) -> EventCreate:
    place = NewPlace(draft.title, draft.territory_id, draft.topic_id)
    planned = {"planned_from": draft.planned_from, "planned_to": draft.planned_to}
    return copied(session, model, place).model_copy(update=planned)


def _wanted(grid: Grid, body: Plan) -> list[Place]:
    """The cells to plan. A cancelled cell is planned again only when the body names it."""
    if body.cells is None:
        return [place for place in grid.places if grid.state(place) == CellState.MISSING]
    known, found = set(grid.places), []
    topics = {topic for topic, _ in known}
    for number, cell in enumerate(body.cells):
        field = f"#/cells/{number}/territory_id"
        place = (cell.topic_id, find_id(grid.session, cell.territory_id, field))
        if place not in known:
            unknown = f"#/cells/{number}/topic_id" if cell.topic_id not in topics else field
            raise Invalid(unknown, "not_found")
        if place not in found and grid.state(place) in (CellState.MISSING, CellState.CANCELLED):
            found.append(place)
    return found


def _draft(series: Series, topic: SeriesTopic, territory: Territory, body: Plan) -> Event:
    named = topic.title if series.kind == EventKind.TRAINING else f"{series.title}: {topic.title}"
    title = f"{named[: 197 - len(territory.name)]} – {territory.name}"
    return Event(
        partnership_id=series.partnership_id,
        kind=series.kind,
        title=title,
        folded_text=text.fold(title),
        project_id=series.project_id,
        project_activity_id=series.project_activity_id,
        series_id=series.id,
        topic_id=topic.id,
        territory_id=territory.id,
        planned_from=body.planned_from,
        planned_to=body.planned_to,
        undealt=series.undealt,
        deals_at=series.allocates_at if series.undealt else None,
    )


def _own(series: Series, topic: SeriesTopic, territory: Territory) -> dict[str, object]:
    """The facts of a draft by kind. A round table of a whole region gets the regional level."""
    if series.kind == EventKind.TRAINING:
        return {"course_id": topic.course_id}
    if series.kind == EventKind.ROUND_TABLE:
        wide = territory.level in (TerritoryLevel.REGION, TerritoryLevel.COUNTRY)
        return {
            "round": topic.position,
            "level": RoundTableLevel.REGIONAL if wide else RoundTableLevel.LOCAL,
        }
    return {}
