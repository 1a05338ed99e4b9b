"""The first day from which the effect of a decision may hold, so that it rewrites no earlier day.

It is not before the group exists, it is after the newest change of the same kind that is in force (today is
always late enough), and not before a change that is already recorded for a later day.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from app.core import clock
from app.core.errors import Invalid
from app.decisions.models import Decision, DecisionState, EffectKind
from app.partnerships.chart_models import GroupCompetence
from app.partnerships.group_models import GroupMember, GroupPlacement

DAY = timedelta(days=1)


def check_since(session: Session, decision: Decision, since: date) -> None:
    """Refuse an effect that would begin too early."""
    if decision.effect_kind == EffectKind.NONE or decision.effect_group_id is None:
        return
    first = _first_day(session, decision.effect_kind, decision.effect_group_id)
    if first is not None and since < first:
        raise Invalid("#/valid_from", "before_last_change", first=first)


def _first_day(session: Session, kind: EffectKind, group_id: int) -> date | None:
    today = clock.today()
    places = select(func.min(col(GroupPlacement.valid_from))).where(col(GroupPlacement.group_id) == group_id)
    founded = session.exec(places).one()
    changes = {*_changed(session, kind, group_id), *_decided(session, kind, group_id)}
    days = [founded] if founded else []
    if before := [day for day in changes if day <= today]:
        newest = max(before)
        days.append(newest if kind == EffectKind.DELEGATE else min(newest + DAY, today))
    days += [day for day in changes if day > today]
    return max(days, default=None)


def _changed(session: Session, kind: EffectKind, group_id: int) -> Iterator[date]:
    """Days on which what this kind of effect changes was changed. The planned end of a membership is none."""
    if kind == EffectKind.MOVE:
        yield from session.exec(
            select(col(GroupPlacement.valid_from)).where(col(GroupPlacement.group_id) == group_id)
        )
    elif kind == EffectKind.DELEGATE:
        yield from session.exec(
            select(col(GroupCompetence.since)).where(col(GroupCompetence.group_id) == group_id)
        )
    else:
        spans = select(col(GroupMember.since), col(GroupMember.until))
        for since, until in session.exec(spans.where(col(GroupMember.group_id) == group_id)):
            if since is not None:
                yield since
            if until is not None and until < clock.today():
                yield until + DAY


def _decided(session: Session, kind: EffectKind, group_id: int) -> Iterator[date]:
    statement = select(col(Decision.valid_from)).where(
        col(Decision.effect_group_id) == group_id,
        col(Decision.effect_kind) == kind,
        col(Decision.state) == DecisionState.ADOPTED,
    )
    yield from filter(None, session.exec(statement))
