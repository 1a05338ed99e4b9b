"""Words of a partnership in its letters, and the shapes that come in and go out."""

from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from pydantic import Field as BodyField
from sqlmodel import Field

from app.core.database.changes import tracked
from app.core.database.columns import Line, Record, Shape, Text, View, one_of, table_args
from app.core.mail.rendering import LETTER_KINDS
from app.core.mail.wording import SIGNATURE
from app.core.text import LANGUAGES

OWNED = (*LETTER_KINDS, SIGNATURE)
"""What can have words of its own: each kind of letter, and the closing lines of all of them."""

Lang = Literal["cs", "en"]


@tracked("letter_words")
class LetterWords(Record, table=True):
    """What a partnership says itself in one kind of letter; an empty subject or lead stays the product's."""

    __tablename__ = "letter_words"
    __table_args__ = table_args(
        sa.UniqueConstraint("partnership_id", "kind", "lang"), one_of("lang", LANGUAGES)
    )

    partnership_id: int = Field(foreign_key="partnership.id", ondelete="CASCADE", index=True)
    kind: str
    lang: str = Field(max_length=2)
    subject: str = ""
    lead: str = ""


class LetterWordsBody(Shape):
    """Plain text. Words in braces, such as `{event}`, are those listed as `placeholders`; nothing else is."""

    subject: Line = ""
    lead: Text = ""


class WordsView(View):
    """A subject and a lead."""

    subject: str
    lead: str


class LetterWordsView(View):
    """One kind of letter in one language; `own` is null, and `version` 0, while the product's words stand."""

    kind: str
    lang: str
    placeholders: list[str]
    default: WordsView
    own: WordsView | None
    version: int
    updated_at: datetime | None
    allowed: list[str]


class LetterWordsList(View):
    """All kinds of letters in all languages."""

    results: list[LetterWordsView]


class LetterPreview(View):
    """A letter to an invented person. `html` is a whole page."""

    subject: str
    text: str
    html: str = BodyField(description="A whole page, as it is sent.")
