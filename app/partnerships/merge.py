"""Rules of merging for groups, and for the people and organisations of a partnership."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.database.columns import table_of
from app.organisations.merge_rules import Pair, repoint, repointed, rule
from app.organisations.merge_spans import move_spans, overlap, start, union
from app.partnerships.application_models import GroupApplication
from app.partnerships.group_models import GroupMember, GroupRole, WorkingGroup
from app.partnerships.models import Partnership, PartnershipMember, PartnershipRole

MEMBER = table_of(GroupMember)
LONGEST_NOTE = 200
RANKS = (
    GroupRole.CHAIR,
    GroupRole.DEPUTY,
    GroupRole.SECRETARY,
    GroupRole.MEMBER,
    GroupRole.ALTERNATE,
    GroupRole.GUEST,
)
"""The higher role first."""


def _open_twice(pair: Pair) -> sa.Select[tuple[int]]:
    """Open memberships of the duplicate in groups where the person has one too."""
    is_open = MEMBER.c.until.is_(None)
    own = sa.select(MEMBER.c.group_id).where(MEMBER.c.person_id == pair.kept_id, is_open)
    return sa.select(MEMBER.c.id).where(
        MEMBER.c.person_id == pair.gone_id, is_open, MEMBER.c.group_id.in_(own)
    )


@rule(
    GroupMember,
    "person_id",
    "Memberships move. Of two in one group, equal roles become one span; of two that last, the higher role "
    "holds from its first day and the lower one before it.",
    twice=_open_twice,
    parent=(WorkingGroup, "group_id"),
)
def merge_memberships(session: Session, pair: Pair) -> None:
    own = _members(session, pair.kept_id)
    for other in _members(session, pair.gone_id):
        for one in own:
            if one.group_id == other.group_id and overlap(one, other) and _join(session, one, other):
                break
    session.flush()
    repoint(session, MEMBER.c.person_id, pair)


def _members(session: Session, person_id: int) -> list[GroupMember]:
    statement = select(GroupMember).where(col(GroupMember.person_id) == person_id)
    return list(session.exec(statement.order_by(col(GroupMember.id))))


def _join(session: Session, one: GroupMember, other: GroupMember) -> bool:
    """Join the membership of the person with the other one; returns whether one of them is gone."""
    if one.role == other.role and other.organisation_id in (None, one.organisation_id):
        one.since, one.until = union(one, other)
        _absorb(session, one, other)
        return True
    if one.until is not None or other.until is not None:
        return False
    high, low = sorted((one, other), key=lambda member: RANKS.index(member.role))
    if start(high) <= start(low):
        _absorb(session, high, low)
        return True
    low.until = start(high) - timedelta(days=1)
    return False


def _absorb(session: Session, stays: GroupMember, goes: GroupMember) -> None:
    """The membership that stays holds on all days of the other one."""
    stays.organisation_id = stays.organisation_id or goes.organisation_id
    stays.side = stays.side or goes.side
    stays.voting = stays.voting or goes.voting
    session.delete(goes)


@rule(
    GroupMember,
    "organisation_id",
    "Memberships move; two of the organisation itself in one group and role that overlap become one span.",
    parent=(WorkingGroup, "group_id"),
)
def merge_memberships_of_organisation(session: Session, pair: Pair) -> None:
    statement = select(GroupMember).where(
        col(GroupMember.organisation_id).in_(pair.ids), col(GroupMember.person_id).is_(None)
    )
    found = session.exec(statement.order_by(col(GroupMember.id))).all()
    move_spans(session, pair, MEMBER.c.organisation_id, found, "group_id", "role")


@rule(
    PartnershipRole,
    "person_id",
    "Roles in partnerships move; one role held twice over days that overlap becomes one span.",
    parent=(Partnership, "partnership_id"),
)
def merge_roles(session: Session, pair: Pair) -> None:
    statement = select(PartnershipRole).where(col(PartnershipRole.person_id).in_(pair.ids))
    found = session.exec(statement.order_by(col(PartnershipRole.id))).all()
    move_spans(session, pair, table_of(PartnershipRole).c.person_id, found, "partnership_id", "role")


@rule(
    PartnershipMember,
    "organisation_id",
    "Memberships of partnerships move; two of one partnership that overlap become one span with both notes.",
    parent=(Partnership, "partnership_id"),
)
def merge_member_organisations(session: Session, pair: Pair) -> None:
    statement = select(PartnershipMember).where(col(PartnershipMember.organisation_id).in_(pair.ids))
    found = session.exec(statement.order_by(col(PartnershipMember.id))).all()
    column = table_of(PartnershipMember).c.organisation_id
    for stays, goes in move_spans(session, pair, column, found, "partnership_id"):
        notes = dict.fromkeys(note for note in (stays.note, goes.note) if note)
        stays.note = "; ".join(notes)[:LONGEST_NOTE]
    session.flush()


repointed(GroupApplication, "person_id", "Applications to join a group move.")
repointed(GroupApplication, "organisation_id", "Applications for the organisation move.")
