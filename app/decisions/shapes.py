"""Bodies and answers of decisions."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, field_validator

from app.core.database.columns import (
    Count,
    Day,
    Line,
    Moment,
    Name,
    RecordId,
    RecordView,
    Shape,
    Text,
    View,
    Word,
)
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.decisions.models import Ballot, DecisionBase, DecisionMode, DecisionState, EffectKind
from app.partnerships.group_models import GroupRole, Side


class NewMember(Shape):
    """Somebody who is to be in the group; by default guests and alternates have no vote."""

    person_id: RecordId | None = None
    organisation_id: RecordId | None = None
    role: GroupRole = GroupRole.MEMBER
    side: Side | None = None
    voting: bool | None = None


class DecisionEffect(Shape):
    """What the decision changes from `valid_from` on.

    It moves the group `group_id` under `parent_id` (null: to the top), recomposes it of `members` (all of
    them), or gives it a `competence`.
    """

    kind: EffectKind = EffectKind.NONE
    group_id: RecordId | None = None
    parent_id: RecordId | None = None
    members: Annotated[list[NewMember], Field(max_length=200)] | None = None
    competence: Text | None = None


class Votes(Shape):
    """Counted votes."""

    for_: Annotated[Count, Field(alias="for")] = 0
    against: Count = 0
    abstained: Count = 0


CommentUntil = Day | Moment | None
"""A day includes its evening."""


class WithDeadline(Shape):
    """A body in which a deadline is a day or a moment."""

    comment_until: CommentUntil = None

    @field_validator("comment_until", mode="before", check_fields=False)
    @classmethod
    def keep_the_hour(cls, value: object) -> object:
        """Pydantic would take midnight for a day."""
        if isinstance(value, str) and "T" in value.upper():
            return datetime.fromisoformat(value)
        return value


class DecisionCreate(DecisionBase, WithDeadline):
    """A proposed decision of a group. `comment_until` is needed by silence, and ends ballots per rollam."""

    group_id: RecordId
    comment_until: CommentUntil = None
    effect: DecisionEffect = Field(default_factory=DecisionEffect)


class DecisionUpdate(WithDeadline):
    """Fields to change, while the decision is proposed."""

    event_id: RecordId | None = None
    item_id: RecordId | None = None
    title: Name | None = None
    text: Text | None = None
    mode: DecisionMode | None = None
    valid_from: Day | None = None
    effect: DecisionEffect | None = None


class Adoption(Shape):
    """The votes counted at the meeting, which a decision by a vote needs."""

    votes: Votes | None = None


class Rejection(Shape):
    """Why the decision was not adopted."""

    reason: Name


class Vote(Shape):
    """A ballot of a voting member; members vote for themselves, so `person_id` may be left out."""

    person_id: RecordId | None = None
    vote: Ballot


class VotesView(View):
    """Counted votes."""

    for_: int = Field(serialization_alias="for")
    against: int
    abstained: int


class DecisionMemberView(View):
    """Somebody who is to be in the group, with the names that belong to the ids."""

    person_id: int | None
    person_name: str | None
    organisation_id: int | None
    organisation_name: str | None
    role: GroupRole
    side: Side | None
    voting: bool


class DecisionEffectView(View):
    """The effect with names. Only the inside of the group sees the `members`."""

    kind: EffectKind
    group_id: int | None
    group_name: str | None
    parent_id: int | None
    parent_name: str | None
    members: list[DecisionMemberView]
    competence: str | None


class BallotView(View):
    """The vote of one member."""

    person_id: int
    person_name: str | None
    vote: Ballot
    cast_at: datetime
    by_staff: bool


class DecisionQuorum(View):
    """The rule of the group for ballots: how many are needed and how many there are."""

    needed: int
    present: int
    reached: bool


class DecisionView(DecisionBase, RecordView):
    """A decision. `votes` are shown where the rules of the group say that it votes."""

    partnership_id: int
    group_id: int
    group_name: str | None
    state: DecisionState
    comment_until: datetime | None
    votes: VotesView | None
    decided_at: datetime | None
    reason: str
    effect: DecisionEffectView


class Seat(View):
    """Somebody who joins or leaves a group, in words."""

    name: str
    role: GroupRole


class Preview(View):
    """What adopting the decision would change, as things are now.

    `stays` counts everybody who is in the group before and after it; `changes` are those of them who get
    another seat.
    """

    valid_from: date
    moves_from: str | None
    joins: list[Seat]
    leaves: list[Seat]
    changes: list[Seat]
    stays: int


class DecisionDetail(DecisionView):
    """The whole decision. Ballots, quorum and preview are for the inside of the group alone.

    `allowed`: `edit`, `adopt`, `reject`, `attach`, `record_votes` for staff, `vote` for a voting member.
    `adopt` is not there while it would be refused with whatever votes of a meeting; `adopt_refused` is then
    the code of the refusal: `objected`, `still_open`, `no_quorum`, `no_majority` or `before_last_change`.
    `my_vote` is the reader's own one.
    """

    ballots: list[BallotView]
    quorum: DecisionQuorum | None
    my_vote: Ballot | None
    preview: Preview | None
    adopt_refused: str | None
    allowed: list[str]


class DecisionQuery(SyncQuery):
    """Filters of the list of decisions."""

    partnership: RecordId | None = None
    group: RecordId | None = None
    event: RecordId | None = None
    state: DecisionState | None = None
    mode: DecisionMode | None = None
    waiting: bool | None = Field(
        default=None, description="Open to a vote of the reader, who has not voted yet."
    )
    q: Line | None = Field(default=None, description="Words of the title or the text.")
    sort: Word | None = sorted_by("title", "group", "state", "mode", "valid_from", "created_at")
