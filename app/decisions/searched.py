"""Decisions in the search."""

from sqlmodel import col

from app.core.searched import Searched, register, with_words
from app.decisions.models import Decision
from app.decisions.visible import visible_decisions

register(
    "decision",
    Searched(
        Decision,
        lambda actor, q: with_words(visible_decisions(actor), col(Decision.folded_text), q),
        lambda: [col(Decision.valid_from).desc().nulls_last(), col(Decision.id)],
        "partnerships:read",
        "/decisions/{id}",
        public=True,
    ),
)
