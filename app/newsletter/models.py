"""The tables of newsletters and of their subscribers, with request and response bodies."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from pydantic import Field as BodyField
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.addresses import Email
from app.core.database.changes import tracked
from app.core.database.columns import (
    Line,
    Name,
    Record,
    RecordId,
    RecordView,
    RequiredText,
    Shape,
    View,
    Word,
    enum_column,
    never_negative,
    one_of,
    table_args,
)
from app.core.database.folded import keep_folded
from app.core.text import LANGUAGES
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.events.views import Instant


class NewsletterState(StrEnum):
    """A draft is seen by the staff alone; what was sent is public and is not changed any more."""

    DRAFT = "draft"
    SENT = "sent"


class NewsletterBase(SQLModel):
    """What is sent, stored and shown of a newsletter. `text` is Markdown."""

    title: Name
    text: RequiredText


@tracked("newsletter", public=lambda newsletter: newsletter.state == NewsletterState.SENT)
class Newsletter(NewsletterBase, Record, table=True):
    """One number of a partnership's newsletter; `since` is from when its news are."""

    __tablename__ = "newsletter"
    __table_args__ = table_args(
        one_of("lang", LANGUAGES),
        never_negative("receivers"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    lang: str = Field(default="cs", max_length=2)
    state: NewsletterState = enum_column(NewsletterState, default=NewsletterState.DRAFT)
    since: datetime
    sent_at: datetime | None = None
    receivers: int | None = None
    folded_text: str = ""


keep_folded(Newsletter, "title", "text")


class NewsletterSubscription(SQLModel, table=True):
    """An address, in its normal form, that has asked for the newsletter and proved that it is theirs."""

    __tablename__ = "newsletter_subscription"
    __table_args__ = table_args(sa.UniqueConstraint("partnership_id", "address"), one_of("lang", LANGUAGES))

    id: int = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=clock.now)
    partnership_id: int = Field(foreign_key="partnership.id", ondelete="CASCADE")
    address: str
    lang: str = Field(default="cs", max_length=2)


class NewsletterCreate(Shape):
    """Composes a draft of what is new since an instant or a day."""

    partnership_id: RecordId
    since: Instant


class NewsletterUpdate(Shape):
    title: Name | None = None
    text: RequiredText | None = None


class NewsletterQuery(SyncQuery):
    """Filters of the list."""

    partnership: RecordId | None = None
    state: NewsletterState | None = None
    q: Line | None = BodyField(default=None, description="Words of the newsletter.")
    sort: Word | None = sorted_by("title", "partnership", "state", "created_at", "sent_at", "receivers")


class NewsletterView(NewsletterBase, RecordView):
    """A newsletter. `url` is its page; only the staff see how many `receivers` it had."""

    partnership_id: int
    partnership_name: str
    lang: str
    state: NewsletterState
    since: datetime
    sent_at: datetime | None
    receivers: int | None
    url: str


class Outdating(StrEnum):
    """Why an event is not as a draft says: another date, cancelled, or not public any more."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    NOT_PUBLIC = "not_public"


class OutdatedEvent(View):
    """An event that has changed since the newsletter that links to it was composed."""

    event_id: int
    title: str
    what: Outdating
    starts_at: datetime | None
    ends_at: datetime | None


class NewsletterDetail(NewsletterView):
    """`subscribers` would get it now, `outdated` names events that are not as it says: for the staff, while
    it is a draft."""

    subscribers: int | None
    outdated: list[OutdatedEvent]
    allowed: list[str]


class SubscriptionCreate(Shape):
    """Who would like to get the newsletter of a partnership."""

    partnership_id: RecordId
    email: Email


class SubscriptionAsked(View):
    """The same for every address: a letter with a link is on its way, which works for so many `hours`."""

    hours: int


class SubscriptionView(View):
    """What the link in the letter is about, and whether the newsletter is sent there already."""

    partnership_id: int
    partnership: str
    subscribed: bool
