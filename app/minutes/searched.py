"""Minutes in the search: the words of each reader are those that the reader may see."""

from sqlalchemy.orm import joinedload
from sqlmodel import col

from app.core.database.columns import rel
from app.core.searched import Searched, register
from app.minutes.models import Minutes
from app.minutes.visible import visible_minutes, with_words

register(
    "minutes",
    Searched(
        Minutes,
        lambda actor, q: [(visible_minutes(actor).where(with_words(actor, q)), ())],
        lambda: [col(Minutes.id).desc()],
        "events:read",
        "/events/{event_id}/minutes",
        public=True,
        options=(joinedload(rel(Minutes.event)),),
    ),
)
