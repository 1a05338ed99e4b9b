"""Letters packed into messages with their calendar entries, ready for `core.mail.delivery`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any

from app.core.files.calendar import CalendarEntry, Method, from_json, ics
from app.core.mail.delivery import BAD_MAILBOX, PermanentFailure
from app.core.mail.rendering import RenderedMail, render
from app.core.mail.wording import NO_WORDING, Wording
from app.core.plain_text import one_line, printable

CANCELLING_KINDS = {"registration_cancelled", "registration_declined", "event_cancelled"}


def compose(
    kind: str,
    lang: str,
    data: Mapping[str, Any],
    *,
    sender: str,
    receiver: str,
    message_id: str,
    date: datetime,
    own: Wording = NO_WORDING,
) -> EmailMessage:
    """The whole way from a row of the outbox to a message.

    `data["entries"]`, when there, are calendar entries as `calendar.as_json` wrote them. Letters that end a
    registration cancel them; the receiver attends unless the entry names somebody else. Who sends the letter
    sends the invitation, for a calendar takes none without the address of its organiser (RFC 5546, 3.2.2).
    """
    name = one_line(data.get("name") or "")
    entries = [
        replace(
            entry,
            attendee=entry.attendee or name,
            attendee_email=entry.attendee_email or receiver,
            organiser_email=entry.organiser_email or parseaddr(sender)[1],
        )
        for entry in from_json(data.get("entries") or [])
    ]
    return build_message(
        render(kind, lang, data, own),
        sender=sender,
        receiver=receiver,
        message_id=message_id,
        date=date,
        name=name,
        lang=lang,
        entries=entries,
        method="CANCEL" if kind in CANCELLING_KINDS else "REQUEST",
    )


def build_message(
    mail: RenderedMail,
    *,
    sender: str,
    receiver: str,
    message_id: str,
    date: datetime,
    name: str = "",
    lang: str = "cs",
    entries: Sequence[CalendarEntry] = (),
    method: Method = "REQUEST",
) -> EmailMessage:
    """A message ready to send: `receiver` is a bare address, `sender` may be `Name <address>`.

    The caller keeps `message_id` (`<...@...>`) for a second try, so that a letter that did arrive is
    recognised. One entry travels inside the letter and as a file; several only as files, since a message
    may hold one invitation (RFC 5546). An entry that is cancelled is so whatever the letter says of the
    others. Raises `Refused` when `receiver` cannot be an address.
    """
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = one_line(mail.subject)
    letter["From"] = _address(*parseaddr(sender))
    letter["To"] = _address(name, receiver)
    letter["Date"] = date
    letter["Message-ID"] = re.sub(r"\s", "", printable(message_id))
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    letter.set_content(mail.text, cte="quoted-printable")
    letter.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    methods: list[Method] = ["CANCEL" if entry.status == "cancelled" else method for entry in entries]
    files = [ics([entry], entry.summary, what, lang) for entry, what in zip(entries, methods, strict=True)]
    if len(files) == 1:
        letter.add_alternative(
            files[0].decode(), subtype="calendar", cte="base64", params={"method": methods[0]}
        )
    for number, content in enumerate(files, start=1):
        filename = "event.ics" if len(files) == 1 else f"event-{number}.ics"
        letter.add_attachment(content, "application", "ics", filename=filename)
    letter["Content-Language"] = lang  # last: each new part takes the Content- headers down with it
    return letter


def _address(name: str, address: str) -> Address:
    """A domain outside ASCII is written in its ASCII form, which every server understands."""
    local, _, domain = address.strip().rpartition("@")
    try:
        if not local or printable(address) != address or re.search(r"[\s<>,;]", address.strip()):
            raise ValueError("not an address")
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode()
        return Address(display_name=one_line(name), addr_spec=f"{local}@{ascii_domain}")
    except (ValueError, IndexError) as error:
        raise PermanentFailure(BAD_MAILBOX, f"not an address: {one_line(address)}") from error
