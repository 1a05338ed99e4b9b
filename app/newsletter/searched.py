"""Newsletters in the search: everybody finds what was sent, the staff drafts too."""

from sqlmodel import col

from app.core.searched import Searched, register, with_words
from app.newsletter.models import Newsletter
from app.newsletter.service import visible_newsletters

register(
    "newsletter",
    Searched(
        Newsletter,
        lambda actor, q: with_words(visible_newsletters(actor), col(Newsletter.folded_text), q),
        lambda: [col(Newsletter.created_at).desc(), col(Newsletter.id)],
        "partnerships:read",
        "/newsletters/{id}",
        public=True,
    ),
)
