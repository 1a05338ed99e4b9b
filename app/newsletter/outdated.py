"""Which events of a draft have changed since it was composed, and are not as it says."""

import re
from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from app.core import text
from app.core.actor import PUBLIC
from app.core.text import NBSP
from app.events.models import Event, EventChange, EventStatus
from app.events.visible import visible_events
from app.newsletter.models import Newsletter, OutdatedEvent, Outdating

DATES = ("starts_at", "ends_at", "session")
"""What an `EventChange` calls the changes that a newsletter names."""
LINK = re.compile(r"/events/(\d{1,9})(?![\d/])")
"""To an event, not to its minutes: those are published also where the event was for members."""


def outdated(session: Session, newsletter: Newsletter) -> list[OutdatedEvent]:
    """A moved event is named until the text says its new date in the way in which drafts are composed."""
    numbers = {int(number) for number in LINK.findall(newsletter.text)}
    named = select(Event).where(col(Event.id).in_(numbers), Event.partnership_id == newsletter.partnership_id)
    events = session.exec(named.order_by(col(Event.id))).all()
    return list(_changed(session, newsletter, events))


def _changed(session: Session, newsletter: Newsletter, events: Sequence[Event]) -> Iterator[OutdatedEvent]:
    ids = [event.id for event in events]
    seen = visible_events(PUBLIC).with_only_columns(col(Event.id))
    public = set(session.exec(select(Event.id).where(col(Event.id).in_(ids), col(Event.id).in_(seen))))
    moves = select(EventChange.event_id).where(
        col(EventChange.event_id).in_(ids),
        col(EventChange.what).in_(DATES),
        EventChange.at >= newsletter.created_at,
    )
    moved = set(session.exec(moves))
    written = _plain(newsletter.text)
    for event in events:
        if event.status == EventStatus.CANCELLED:
            what = Outdating.CANCELLED
        elif event.id not in public:
            what = Outdating.NOT_PUBLIC
        elif event.id in moved and not _says_date(written, event, newsletter.lang):
            what = Outdating.MOVED
        else:
            continue
        yield OutdatedEvent(
            event_id=event.id, title=event.title, what=what, starts_at=event.starts_at, ends_at=event.ends_at
        )


def _says_date(written: str, event: Event, lang: str) -> bool:
    return event.starts_at is not None and _plain(text.when(event.starts_at, event.ends_at, lang)) in written


def _plain(words: str) -> str:
    return words.replace(NBSP, " ")
