"""The items of minutes as one text: for versions, for the search, and to look for names."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from app.core.database.columns import rel
from app.core.json_values import Json
from app.core.text import day, fold
from app.events.models import Event
from app.minutes.models import Minutes, MinutesEntry, MinutesItem

ENTRY = ("id", "speaker", "organisation", "text", "answer", "follow_up")


def items_of(session: Session, minutes_id: int) -> Sequence[MinutesItem]:
    """In their order, with the discussion, as they are in the database."""
    statement = select(MinutesItem).where(col(MinutesItem.minutes_id) == minutes_id)
    statement = statement.order_by(col(MinutesItem.position), col(MinutesItem.id))
    shown = statement.options(selectinload(rel(MinutesItem.discussion)))
    return session.exec(shown.execution_options(populate_existing=True)).all()


def snapshot(items: Iterable[MinutesItem]) -> list[Json]:
    """What a version keeps of the items."""
    return [
        {
            "id": item.id,
            "internal": item.internal,
            "title": item.title,
            "text": item.text,
            "discussion": [_kept(entry) for entry in item.discussion],
        }
        for item in items
    ]


def _kept(entry: MinutesEntry) -> Json:
    due = entry.follow_up_due.isoformat() if entry.follow_up_due else None
    return {**{name: getattr(entry, name) for name in ENTRY}, "follow_up_due": due}


def text_of(item: Json) -> str:
    """An item of a snapshot as it is read: the text, then what was said."""
    return "\n\n".join(part for part in (item["text"], *map(_entry_text, item["discussion"])) if part)


def _entry_text(entry: Json) -> str:
    who = f"{entry['speaker']} ({entry['organisation']})" if entry["speaker"] else entry["organisation"]
    if entry["speaker"] and not entry["organisation"]:
        who = entry["speaker"]
    due = f"({day(entry['follow_up_due'])})" if entry["follow_up_due"] else ""
    promised = " ".join(part for part in (entry["follow_up"], due) if part)
    lines = (f"{who}: {entry['text']}" if who else entry["text"], entry["answer"], promised)
    return "\n".join(line for line in lines if line)


def words_of(items: Iterable[MinutesItem], *, public: bool) -> list[tuple[str, str]]:
    """Title and text of each item; of public ones only what the public reads: without who spoke."""
    return [
        (item.title, "\n".join(filter(None, (item.text, *_said(item, public=public)))))
        for item in items
        if not (public and item.internal)
    ]


def _said(item: MinutesItem, *, public: bool) -> list[str]:
    names = ENTRY[2:] if public else ENTRY[1:]
    return [str(getattr(entry, name)) for entry in item.discussion for name in names]


def index(minutes: Minutes, event: Event, items: Sequence[MinutesItem]) -> None:
    """Store what is searched."""
    minutes.folded_text = _folded(event, words_of(items, public=False))
    minutes.public_text = _folded(event, words_of(items, public=True))


def _folded(event: Event, words: list[tuple[str, str]]) -> str:
    return fold("\n".join([event.title, *("\n".join(pair) for pair in words)]))
