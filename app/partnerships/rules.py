"""The rules of a group: its own, and for the rest those of its partnership."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.core.json_values import Json
from app.core.working_days import working_days_before
from app.partnerships.group_models import KnownRules, WorkingGroup
from app.partnerships.models import Partnership

LEAD = ("invitation_days", "invitation_working_days")
"""Two ways to say one rule: who says one of them has said it."""


class Deadlines(NamedTuple):
    """The last days on which something is in time for a meeting; None without a rule or a date."""

    invite_by: date | None = None
    proposals_by: date | None = None
    apologies_by: date | None = None


NO_DEADLINES = Deadlines()


def rules_of(session: Session, group_id: int | None, partnership_id: int | None = None) -> KnownRules:
    """The rules that hold in a group; without a group those of the partnership."""
    if group_id is not None:
        return rules_of_groups(session, [group_id])[group_id]
    partnership = session.get(Partnership, partnership_id) if partnership_id is not None else None
    return KnownRules.model_validate(partnership.rules if partnership else {})


def rules_of_groups(session: Session, group_ids: Collection[int]) -> dict[int, KnownRules]:
    """The rules by the id of the group."""
    statement = (
        select(col(WorkingGroup.id), col(WorkingGroup.rules), col(Partnership.rules))
        .join(Partnership, col(Partnership.id) == WorkingGroup.partnership_id)
        .where(col(WorkingGroup.id).in_(list(group_ids)))
    )
    return {number: _merged(own, usual) for number, own, usual in session.exec(statement)}


def public_groups(session: Session, partnership_id: int) -> set[int]:
    """Ids of the groups that meet in public by their rules."""
    groups = session.exec(select(WorkingGroup.id).where(WorkingGroup.partnership_id == partnership_id)).all()
    return {number for number, rules in rules_of_groups(session, groups).items() if rules.public}


def _merged(own: Json, usual: Json) -> KnownRules:
    said = {name: value for name, value in own.items() if value not in (None, "")}
    if any(name in said for name in LEAD):
        usual = {name: value for name, value in usual.items() if name not in LEAD}
    return KnownRules.model_validate({**usual, **said})


def deadlines(rules: KnownRules, day: date) -> Deadlines:
    """Of a meeting on this day. A lead time steps back from the meeting and its last day is in time."""
    return Deadlines(
        invite_by=_invite_by(rules, day),
        proposals_by=_days_before(day, rules.proposals_days),
        apologies_by=_days_before(day, rules.apology_days),
    )


def _invite_by(rules: KnownRules, day: date) -> date | None:
    if rules.invitation_working_days is not None:
        return working_days_before(day, rules.invitation_working_days)
    return _days_before(day, rules.invitation_days)


def _days_before(day: date, days: int | None) -> date | None:
    return None if days is None else day - timedelta(days=days)
