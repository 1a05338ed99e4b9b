"""Suggestions and questions in the search of the staff."""

from sqlmodel import col

from app.core.actor import READ_INSIDE
from app.core.searched import Searched, beginning, register, with_words
from app.feedback.models import Suggestion
from app.feedback.service import visible_suggestions

register(
    "suggestion",
    Searched(
        Suggestion,
        lambda actor, q: with_words(visible_suggestions(actor), col(Suggestion.folded_text), q),
        lambda: [col(Suggestion.created_at).desc(), col(Suggestion.id)],
        READ_INSIDE,
        "/suggestions/{id}",
        title=lambda suggestion: beginning(suggestion.text),
        detail=lambda suggestion: suggestion.name,
    ),
)
