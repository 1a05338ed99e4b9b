"""The query and the answer of the search."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.core.database.columns import Name, View


class HitType(StrEnum):
    """What can be found, in the order of the answer. A test holds it to what the rooms register."""

    PERSON = "person"
    EVENT = "event"
    MINUTES = "minutes"
    ORGANISATION = "organisation"
    GROUP = "group"
    DECISION = "decision"
    NEED = "need"
    TASK = "task"
    EFFECT = "effect"
    PROJECT = "project"
    SERIES = "series"
    COURSE = "course"
    PARTNERSHIP = "partnership"
    TALK = "talk"
    SUGGESTION = "suggestion"
    NEWSLETTER = "newsletter"
    ATTACHMENT = "attachment"


def _split(given: object) -> object:
    """`types=event,person` is the same as `types=event&types=person`."""
    several = given if isinstance(given, list) else [given]
    return [word for one in several for word in (one.split(",") if isinstance(one, str) else [one])]


class SearchQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Name = Field(
        description="Words, or parts of them, that all have to be there; case and accents do not count."
    )
    types: Annotated[list[HitType], BeforeValidator(_split)] = Field(
        default_factory=list, description="Only these; also separated by commas."
    )
    limit: int = Field(default=8, ge=1, le=50, description="Hits of each type.")


class Hit(View):
    """A record that was found. `detail` tells it apart from others of the same title."""

    type: HitType
    id: int
    title: str
    detail: str
    starts_at: datetime | None
    partnership_id: int | None
    partnership_name: str | None
    url: str


class Hits(View):
    """`more`: the types of which there are further hits; their lists take the same `q`."""

    results: list[Hit]
    more: list[HitType]
