"""A partnership's own wording of its letters: table, request and response bodies."""

from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from pydantic import Field as BodyField
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.database.changes import tracked
from app.core.database.columns import Line, Record, Shape, Text, View, never_negative, one_of, table_args
from app.core.mail.wording import SIGNATURE
from app.core.text import LANGUAGES
from app.letters.kinds import LETTER_KINDS

OWNED = (*LETTER_KINDS, SIGNATURE)
"""What can have an own wording: each kind of letter, and the closing lines of all letters."""

Lang = Literal["cs", "en"]


@tracked("letter_words")
class LetterWords(Record, table=True):
    """The own wording of one kind of letter; for an empty subject or lead the product's is used."""

    __tablename__ = "letter_words"
    __table_args__ = table_args(
        sa.UniqueConstraint("partnership_id", "kind", "lang"), one_of("lang", LANGUAGES)
    )

    partnership_id: int = Field(foreign_key="partnership.id", ondelete="CASCADE", index=True)
    kind: str
    lang: str = Field(max_length=2)
    subject: str = ""
    lead: str = ""


class Unsubscribed(SQLModel, table=True):
    """An address, in its normal form, that wants no more invitations of a partnership."""

    __tablename__ = "unsubscribed"
    __table_args__ = table_args(sa.UniqueConstraint("partnership_id", "address"))

    id: int = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=clock.now)
    partnership_id: int = Field(foreign_key="partnership.id", ondelete="CASCADE")
    address: str


class UnsubscribedView(View):
    """Whose invitations or newsletters they are, and whether they are sent no more."""

    partnership: str
    what: Literal["invitations", "newsletter"]
    unsubscribed: bool


class MailTrouble(SQLModel, table=True):
    """The one row that is there while letters fail for our own sake: how often in a row, and since when."""

    __tablename__ = "mail_trouble"
    __table_args__ = (never_negative("failures"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    failures: int
    since: datetime
    error: str


class Trouble(View):
    """At least three letters in a row that failed because of our account, server or network."""

    since: datetime
    failures: int
    error: str


class LetterWordsBody(Shape):
    """Plain text. Only the listed `placeholders` may stand in braces, such as `{event}`."""

    subject: Line = ""
    lead: Text = ""


class WordsView(View):
    """A subject and a lead."""

    subject: str
    lead: str


class LetterWordsView(View):
    """One kind of letter in one language. Without an own wording `own` is null and `version` 0."""

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
