"""Talks in the search: by what they were about, and with whom."""

from collections.abc import Sequence

from sqlmodel import col, select

from app.core.actor import READ_INSIDE, Actor
from app.core.searched import Branch, Searched, all_words, register, with_words
from app.organisations.models import Organisation
from app.talks.models import Talk
from app.talks.service import visible_talks


def _talks(actor: Actor, q: str) -> Sequence[Branch]:
    named = select(Organisation.id).where(*all_words(col(Organisation.folded_name), q))
    with_them = visible_talks(actor).where(col(Talk.organisation_id).in_(named))
    return [*with_words(visible_talks(actor), col(Talk.folded_text), q), (with_them, ())]


register(
    "talk",
    Searched(
        Talk,
        _talks,
        lambda: [col(Talk.on).desc(), col(Talk.id)],
        READ_INSIDE,
        "/talks/{id}",
        title=lambda talk: talk.topic,
        detail=lambda talk: talk.organisation_name,
    ),
)
