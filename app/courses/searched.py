"""Series and courses in the search."""

from sqlmodel import col

from app.core.searched import Searched, register, with_words
from app.core.web.keyset import by_words
from app.courses.models import Course, Series
from app.courses.series import visible_series
from app.courses.service import visible_courses

register(
    "series",
    Searched(
        Series,
        lambda actor, q: with_words(visible_series(actor), col(Series.folded_title), q),
        lambda: [by_words(col(Series.title)), col(Series.id)],
        "events:read",
        "/series/{id}",
    ),
)
register(
    "course",
    Searched(
        Course,
        lambda actor, q: with_words(visible_courses(), col(Course.folded_title), q),
        lambda: [col(Course.sort_key), col(Course.id)],
        "events:read",
        "/courses/{id}",
        public=True,
    ),
)
