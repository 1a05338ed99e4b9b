"""A letter for the tests of mail: its facts, the letter made of them, and the letter read again."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from app.core.files.calendar import CalendarEntry
from app.core.mail.messages import build_message
from app.core.mail.rendering import render
from app.letters.kinds import LETTER_KINDS

DATE = datetime(2017, 5, 24, 10, 0, tzinfo=UTC)
SENDER = "Kulatý stůl <noreply@kulaty-stul.example>"
ENTRY = CalendarEntry(
    uid="session-7@kulaty-stul.example",
    sequence=1,
    stamp=DATE,
    starts_at=datetime(2017, 6, 8, 7, 0, tzinfo=UTC),
    ends_at=datetime(2017, 6, 8, 14, 0, tzinfo=UTC),
    summary="Kulatý stůl: Frýdlant",
    organiser_email="kraj@kraj.example",
)
DATA: dict[str, Any] = {
    "name": "Žofie Řeháková",
    "event": {"title": "Kulatý stůl", "kind": "round_table", "url": "https://stul.example/events/7"},
    "sessions": [
        {
            "starts_at": "2017-06-08T07:00:00Z",
            "ends_at": "2017-06-08T14:00:00Z",
            "place": "Městský úřad, sál č. 2",
            "note": None,
        }
    ],
    "manage_url": "https://stul.example/my/abc?x=1&y=2",
    "waiting_position": 3,
    "reason": "Nemoc lektora",
    "expires_at": "2017-06-01T12:00:00Z",
    "cancel_until": "2017-06-05T10:00:00Z",
    "changes": [{"what": "room", "from": "202", "to": "210"}],
    "partnership": "Liberecký kraj",
}


def letter(**changes: Any) -> EmailMessage:
    fields: dict[str, Any] = {
        "sender": SENDER,
        "receiver": "zofie@mesto.example",
        "message_id": "<letter-7@kulaty-stul.example>",
        "date": DATE,
        "name": "Žofie Řeháková",
    }
    mail = changes.pop("mail", render(LETTER_KINDS[0], "cs", DATA))
    return build_message(mail, **{**fields, **changes})


def reread(sent: EmailMessage) -> EmailMessage:
    read = message_from_bytes(sent.as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    return read


def parts(read: EmailMessage) -> dict[str, EmailMessage]:
    return {part.get_content_type(): part for part in read.walk() if not part.is_multipart()}
