"""Tables of decisions: what is decided, who is to make up a group by it, and the ballots."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import object_session
from sqlmodel import Field, Relationship, SQLModel

from app.attachments import about
from app.core.database.changes import tracked
from app.core.database.columns import (
    Day,
    Name,
    Record,
    RecordId,
    Text,
    belongs_to_partnership,
    enum_column,
    never_negative,
    read_only,
    table_args,
    within_partnership,
)
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupRole, Side, WorkingGroup


class DecisionMode(StrEnum):
    """How a decision is made."""

    CONSENT = "consent"
    SILENCE = "silence"
    PER_ROLLAM = "per_rollam"
    VOTE = "vote"


class DecisionState(StrEnum):
    """What became of a decision."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    REJECTED = "rejected"


class EffectKind(StrEnum):
    """What a decision changes in the structure of groups."""

    NONE = "none"
    MOVE = "move"
    RECOMPOSE = "recompose"
    DELEGATE = "delegate"


class Ballot(StrEnum):
    """One vote."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class DecisionBase(SQLModel):
    """What is sent, stored and shown of a decision."""

    event_id: RecordId | None = Field(default=None, index=True)
    item_id: RecordId | None = Field(
        default=None, foreign_key="minutes_item.id", ondelete="SET NULL", index=True
    )
    title: Name
    text: Text = ""
    mode: DecisionMode = enum_column(DecisionMode, default=DecisionMode.CONSENT)
    valid_from: Day | None = None


def _is_public(decision: "Decision") -> bool:
    """Whether everybody may read the decision, as it is in its session."""
    adopted = decision.state == DecisionState.ADOPTED
    return adopted and about.anybody_reads(object_session(decision), "decision", decision.id)


@tracked("decision", public=_is_public)
class Decision(DecisionBase, Record, table=True):
    """A decision of a group. The effect names the group that it changes, which may be another one.

    `item_id` is the item of the minutes that it stands in; the table of items is of a higher room. The votes
    of a decision per rollam are counted from its ballots when it is decided.
    """

    __tablename__ = "decision"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("group_id", "working_group"),
        within_partnership("event_id", "event"),
        within_partnership("effect_group_id", "working_group"),
        within_partnership("effect_parent_id", "working_group"),
        sa.CheckConstraint("(effect_kind = 'none') = (effect_group_id IS NULL)", name="effect_group"),
        sa.CheckConstraint("mode <> 'silence' OR comment_until IS NOT NULL", name="comment_until"),
        sa.CheckConstraint("state <> 'adopted' OR valid_from IS NOT NULL", name="valid_from"),
        never_negative("votes_for", "votes_against", "votes_abstained"),
        sa.Index("ix_decision_state_comment_until", "state", "comment_until"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    group_id: int = Field(index=True)
    state: DecisionState = enum_column(DecisionState, default=DecisionState.PROPOSED)
    comment_until: datetime | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    decided_at: datetime | None = None
    reason: Text = ""
    effect_kind: EffectKind = enum_column(EffectKind, default=EffectKind.NONE)
    effect_group_id: int | None = Field(default=None, index=True)
    effect_parent_id: int | None = Field(default=None, index=True)
    competence: Text = ""
    folded_text: str

    group: WorkingGroup | None = Relationship(
        sa_relationship_kwargs=read_only("WorkingGroup.id == foreign(Decision.group_id)")
    )
    effect_group: WorkingGroup | None = Relationship(
        sa_relationship_kwargs=read_only("WorkingGroup.id == foreign(Decision.effect_group_id)")
    )
    effect_parent: WorkingGroup | None = Relationship(
        sa_relationship_kwargs=read_only("WorkingGroup.id == foreign(Decision.effect_parent_id)")
    )
    members: list["DecisionMember"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Decision.id == foreign(DecisionMember.decision_id)", order_by="DecisionMember.id"
        )
    )
    ballots: list["DecisionBallot"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Decision.id == foreign(DecisionBallot.decision_id)", order_by="DecisionBallot.id"
        )
    )

    @property
    def group_name(self) -> str | None:
        return self.group.name if self.group else None


class DecisionMember(SQLModel, table=True):
    """Somebody who is to be in a recomposed group."""

    __tablename__ = "decision_member"
    __table_args__ = table_args(
        within_partnership("decision_id", "decision", ondelete="CASCADE"),
        within_partnership("person_id", "person"),
        sa.CheckConstraint("person_id IS NOT NULL OR organisation_id IS NOT NULL", name="somebody"),
    )

    id: int = Field(default=None, primary_key=True)
    partnership_id: int = Field(index=True)
    decision_id: int = Field(index=True)
    person_id: int | None = Field(default=None, index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    role: GroupRole = enum_column(GroupRole, default=GroupRole.MEMBER)
    side: Side | None = enum_column(Side, default=None, nullable=True)
    voting: bool = True

    person: Person | None = Relationship(
        sa_relationship_kwargs=read_only("Person.id == foreign(DecisionMember.person_id)")
    )
    organisation: Organisation | None = Relationship(sa_relationship_kwargs=read_only())

    @property
    def person_name(self) -> str | None:
        return self.person.name if self.person else None

    @property
    def organisation_name(self) -> str | None:
        return self.organisation.name if self.organisation else None


class DecisionBallot(SQLModel, table=True):
    """The vote of one member; the last one counts until the decision is made."""

    __tablename__ = "decision_ballot"
    __table_args__ = table_args(
        within_partnership("decision_id", "decision", ondelete="CASCADE"),
        within_partnership("person_id", "person"),
        sa.UniqueConstraint("decision_id", "person_id"),
    )

    id: int = Field(default=None, primary_key=True)
    partnership_id: int = Field(index=True)
    decision_id: int
    person_id: int = Field(index=True)
    vote: Ballot = enum_column(Ballot)
    cast_at: datetime
    by_staff: bool = False

    person: Person | None = Relationship(
        sa_relationship_kwargs=read_only("Person.id == foreign(DecisionBallot.person_id)")
    )

    @property
    def person_name(self) -> str | None:
        return self.person.name if self.person else None
