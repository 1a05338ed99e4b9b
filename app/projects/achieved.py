"""Computes the figures of indicators from events and attendance.

Three statements serve all indicators of a project: its activities, its events by activity and status, and the
presences of people.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from app.core import clock
from app.events.models import UNFINISHED_STATUSES, Event, EventStatus
from app.events.status import STATUS_NOW
from app.projects.activities import activities_of, subtrees
from app.projects.models import Computation, Project, ProjectActivity, ProjectIndicator
from app.projects.shapes import IndicatorView
from app.projects.support import Presence, Rule, per_person, presences, rule_of, within

Basis = Literal["planned", "per_event", "elapsed"]


@dataclass(frozen=True)
class Facts:
    """What happened in a project and what is planned. Events by activity; None: those without one.

    Only events that have a date ahead, inside the time of the project, are `coming`.
    """

    project: Project
    rule: Rule
    activities: list[ProjectActivity]
    below: dict[int, set[int]]
    held: dict[int | None, int]
    coming: dict[int | None, int]
    presences: list[Presence]

    def scope(self, indicator: ProjectIndicator) -> Collection[int] | None:
        """The activities an indicator counts; None is the whole project."""
        return self.below[indicator.activity_id] if indicator.activity_id else None


@dataclass(frozen=True)
class Forecast:
    """The forecast of the value at the end, and its basis."""

    value: Decimal
    basis: Basis


def facts(session: Session, project: Project) -> Facts:
    activities = list(session.exec(activities_of(project)))
    held: dict[int | None, int] = {}
    coming: dict[int | None, int] = {}
    for activity_id, is_held, number in session.exec(_events_by_activity(project)):
        (held if is_held else coming)[activity_id] = number
    return Facts(
        project=project,
        rule=rule_of(session, project),
        activities=activities,
        below=subtrees(activities),
        held=held,
        coming=coming,
        presences=presences(session, project.id),
    )


def _events_by_activity(project: Project) -> Select[int | None, bool, int]:
    """Activity, whether they are held rather than coming, and how many they are."""
    is_held = STATUS_NOW == EventStatus.HELD
    coming = sa.and_(col(Event.status).in_(UNFINISHED_STATUSES), _is_ahead(project))
    return (
        select(col(Event.project_activity_id), is_held, sa.func.count())
        .where(Event.project_id == project.id, sa.or_(is_held, coming))
        .group_by(col(Event.project_activity_id), is_held)
    )


def _is_ahead(project: Project) -> sa.ColumnElement[bool]:
    """By its sessions, and without them by the period for which it is planned."""
    starts, planned = col(Event.starts_at), sa.func.coalesce(col(Event.planned_to), col(Event.planned_from))
    dated = starts > clock.now()
    undated = sa.and_(starts.is_(None), planned >= clock.today())
    if project.ends_on is not None:
        dated = sa.and_(dated, starts < clock.end_of(project.ends_on))
        first = sa.func.coalesce(col(Event.planned_from), col(Event.planned_to))
        undated = sa.and_(undated, first <= project.ends_on)
    return sa.or_(dated, undated)


def achieved(indicator: ProjectIndicator, known: Facts) -> Decimal | None:
    scope = known.scope(indicator)
    found = within(known.presences, scope)
    match indicator.computed_from:
        case Computation.MANUAL:
            return indicator.achieved
        case Computation.EVENTS_HELD:
            return _sum(known.held, scope)
        case Computation.ATTENDANCES:
            return Decimal(len({one.registration_id for one in found}))
        case Computation.PARTICIPANTS:
            return Decimal(len({one.person_id for one in found}))
        case Computation.SUPPORTED_PERSONS:
            return _supported(found, known.rule)


def _sum(counts: dict[int | None, int], scope: Collection[int] | None) -> Decimal:
    return Decimal(sum(n for activity, n in counts.items() if scope is None or activity in scope))


def _supported(found: Iterable[Presence], rule: Rule) -> Decimal | None:
    """None without a threshold, because then it is not known which support is trivial."""
    if rule.threshold is None:
        return None
    return Decimal(sum(bool(rule.met(one.hours, one.in_person)) for one in per_person(found).values()))


def forecast(indicator: ProjectIndicator, known: Facts) -> Forecast | None:
    """None without data to compute from.

    `planned`: events held and those that are planned. `per_event`: the coming events bring as many
    attendances each as the held ones did. People are counted once however often they come, so events say
    nothing of them: their figure stays when nothing is to come, and is not foretold before. `elapsed`: a
    manual figure goes on growing as it did between the start of the project and its day.
    """
    value = achieved(indicator, known)
    if value is None:
        return None
    if indicator.computed_from == Computation.MANUAL:
        return _by_time(value, indicator.as_of, known.project)
    scope = known.scope(indicator)
    held, coming = _sum(known.held, scope), _sum(known.coming, scope)
    if indicator.computed_from == Computation.EVENTS_HELD:
        return Forecast(held + coming, "planned")
    if not coming:
        return Forecast(value, "planned")
    if not held or indicator.computed_from != Computation.ATTENDANCES:
        return None
    return Forecast((value * (held + coming) / held).to_integral_value(ROUND_FLOOR), "per_event")


def _by_time(value: Decimal, as_of: date | None, project: Project) -> Forecast | None:
    start, end = project.starts_on, project.ends_on
    if not (start and end and as_of) or not start < as_of <= end:
        return None
    whole, gone = (end - start).days, (as_of - start).days
    return Forecast((value * whole / gone).to_integral_value(ROUND_FLOOR), "elapsed")


def views(
    session: Session, project: Project, indicators: Collection[ProjectIndicator]
) -> list[IndicatorView]:
    if all(indicator.computed_from == Computation.MANUAL for indicator in indicators):
        return [IndicatorView.model_validate(indicator) for indicator in indicators]
    known = facts(session, project)
    return [view(indicator, known) for indicator in indicators]


def view(indicator: ProjectIndicator, known: Facts) -> IndicatorView:
    shown = IndicatorView.model_validate(indicator)
    if indicator.computed_from != Computation.MANUAL:
        shown.achieved, shown.as_of = achieved(indicator, known), clock.today()
    return shown
