"""Files in the search, by their titles."""

from sqlmodel import col

from app.attachments.models import Attachment
from app.attachments.service import visible_attachments
from app.core.searched import Searched, register, with_words
from app.core.web.keyset import by_words

register(
    "attachment",
    Searched(
        Attachment,
        lambda actor, q: with_words(visible_attachments(actor), col(Attachment.folded_text), q),
        lambda: [by_words(col(Attachment.title)), col(Attachment.id)],
        "events:read",
        "/attachments/{id}",
        public=True,
    ),
)
