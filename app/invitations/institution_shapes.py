"""Institutions times rounds: what is asked and shown."""

from enum import StrEnum

from pydantic import Field

from app.core.columns import RecordId, Shape, View
from app.courses.shapes import TopicView


class RoundState(StrEnum):
    """How an institution stands in a round, the best first: of several events of it one is enough.

    `not_recorded`: it is over, and nobody has written down who was there.
    """

    CAME = "came"
    REGISTERED = "registered"
    INVITED = "invited"
    NOT_RECORDED = "not_recorded"
    DID_NOT_COME = "did_not_come"
    DECLINED = "declined"
    NOT_INVITED = "not_invited"


class InstitutionsQuery(Shape):
    territory: RecordId | None = Field(default=None, description="Events there or anywhere below.")
    never_came: bool | None = Field(default=None, description="Invited to what is over, and never there.")


class RoundView(View):
    """`invited` and `came` count events of the round, `event_ids` are those that concern the institution."""

    topic_id: int
    state: RoundState
    invited: int
    came: int
    event_ids: list[int]


class InstitutionView(View):
    """One row. `organisation_id` is null for an office that is not in the directory."""

    organisation_id: int | None
    name: str
    rounds: list[RoundView]
    invited: int
    came: int
    never_came: bool


class Institutions(View):
    """In the Czech order of names; each row has the rounds in the order of `topics`."""

    series_id: int
    title: str
    topics: list[TopicView]
    results: list[InstitutionView]
    never_came: int
