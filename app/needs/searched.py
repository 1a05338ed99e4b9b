"""Needs and effects in the search."""

from sqlmodel import col

from app.core.searched import Searched, register, with_words
from app.needs.effects import visible_effects
from app.needs.models import Effect, Need
from app.needs.service import visible_needs

register(
    "need",
    Searched(
        Need,
        lambda actor, q: with_words(visible_needs(actor), col(Need.folded_text), q),
        lambda: [col(Need.raised_on).desc(), col(Need.id)],
        "partnerships:read",
        "/needs/{id}",
        public=True,
        detail=lambda need: need.target_group,
    ),
)
register(
    "effect",
    Searched(
        Effect,
        lambda actor, q: with_words(visible_effects(actor), col(Effect.folded_text), q),
        lambda: [col(Effect.since).desc(), col(Effect.id)],
        "partnerships:read",
        "/effects/{id}",
        detail=lambda effect: effect.source,
    ),
)
