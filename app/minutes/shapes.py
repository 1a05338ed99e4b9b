"""The bodies that are sent to minutes, and the queries of their lists."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, field_validator

from app.core.database.columns import Day, Line, Moment, Name, RecordId, Shape, Text, Word
from app.core.web.keyset import sorted_by
from app.core.web.paging import PageQuery, SyncQuery
from app.minutes.models import MinutesState, RegistryFields

SomeText = Annotated[Text, Field(min_length=1)]
AsRead = Field(default=None, description="As read; it is not changed by saving.")


class MinutesPersonBody(Shape):
    """Somebody: a person of the partnership, or a name. A person keeps the name that is sent."""

    person_id: RecordId | None = None
    name: Line = ""


class EntryBody(Shape):
    """What somebody said. With its `id` it stays the same entry."""

    id: RecordId | None = None
    speaker: Line = ""
    organisation: Line = ""
    text: Text = ""
    answer: Text = ""
    follow_up: Text = ""
    follow_up_due: Day | None = None


Discussion = Annotated[list[EntryBody], Field(max_length=100)]


class ItemSave(Shape):
    """One item, whole. `text` and the texts of the discussion are Markdown."""

    internal: bool = False
    agenda_item_id: RecordId | None = None
    title: Line = ""
    text: Text = ""
    discussion: Discussion = Field(default_factory=list)


class ItemBody(ItemSave):
    """An item of the minutes, in their order. With its `id` it stays the same item."""

    id: RecordId | None = None
    version: int | None = AsRead


Items = Annotated[list[ItemBody], Field(max_length=200)]


class MinutesSave(RegistryFields, Shape):
    """The minutes, whole. Without `items` those there are stay; new minutes get the items of the agenda."""

    minute_taker: MinutesPersonBody | None = None
    verifier: MinutesPersonBody | None = None
    items: Items | None = None
    state: MinutesState | None = AsRead
    comment_until: Moment | None = AsRead
    approved_at: Moment | None = AsRead
    published_at: Moment | None = AsRead
    version: int | None = AsRead


class Submission(Shape):
    """Until when members may comment. A day includes its evening."""

    comment_until: Day | Moment

    @field_validator("comment_until", mode="before")
    @classmethod
    def keep_the_hour(cls, value: object) -> object:
        """Pydantic would take midnight for a day."""
        if isinstance(value, str) and "T" in value.upper():
            return datetime.fromisoformat(value)
        return value


class MinutesPublication(Shape):
    """`checked_for_names`: somebody has read the text for names and stories of clients."""

    checked_for_names: bool = False


class Reopening(Shape):
    """Why minutes become a draft again."""

    reason: SomeText


class CommentBody(Shape):
    """A comment on the draft, or on one item of it."""

    item_id: RecordId | None = None
    text: SomeText


class ChangesOfVersion(Shape):
    """With which version to compare; without it with the one before."""

    since: RecordId | None = None


class CommentQuery(PageQuery):
    """Comments, the oldest first."""


class VersionQuery(PageQuery):
    """Versions, the oldest first."""


class MinutesQuery(SyncQuery):
    """Filters of the list of minutes."""

    partnership: RecordId | None = None
    group: RecordId | None = None
    event: RecordId | None = Field(default=None, description="The minutes of this event, if it has any.")
    state: MinutesState | None = None
    q: Name | None = Field(default=None, description="Words that stand in the minutes or in their title.")
    sort: Word | None = sorted_by(
        "event_title", "starts_at", "group_name", "state", "comment_until", "approved_at", "published_at"
    )
