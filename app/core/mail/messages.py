"""Makes messages of letters, with their calendar entries, for `core.mail.delivery`."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import NamedTuple

from app.core.addresses import ascii_domain
from app.core.files.calendar import CalendarEntry, Method, from_json, ics
from app.core.json_values import Facts
from app.core.mail import headers
from app.core.mail.delivery import BAD_MAILBOX, PermanentFailure, TemporaryFailure
from app.core.mail.rendering import RenderedMail, join
from app.core.plain_text import one_line, printable

EMBLEM = "<emblem>"
"""The picture that the HTML names as `cid:emblem`: it comes with the letter and is loaded from nowhere."""


class Contact(NamedTuple):
    """Who reads the answers to a letter."""

    name: str
    email: str


class Part(NamedTuple):
    """A letter, alone in its message or with others: `data` are its facts, `cancels` ends something."""

    mail: RenderedMail
    data: Facts
    cancels: bool = False

    @property
    def name(self) -> str:
        """Of the person it is about."""
        return one_line(self.data.get("name") or "")


def compose(
    parts: Sequence[Part],
    lang: str,
    *,
    sender: str,
    receiver: str,
    message_id: str,
    date: datetime,
    reply_to: Contact | None = None,
    unsubscribe_url: str | None = None,
    emblem: bytes | None = None,
) -> EmailMessage:
    """Make the message of a letter of the outbox, or of several to one receiver. It has their common name."""
    names = {part.name for part in parts}
    return build_message(
        parts[0].mail if len(parts) == 1 else join([part.mail for part in parts], lang),
        sender=sender,
        receiver=receiver,
        message_id=message_id,
        date=date,
        name=names.pop() if len(names) == 1 else "",
        lang=lang,
        entries=[entry for part in parts for entry in _entries(part, receiver, sender)],
        reply_to=reply_to,
        unsubscribe_url=unsubscribe_url,
        emblem=emblem,
    )


def _entries(part: Part, receiver: str, sender: str) -> list[CalendarEntry]:
    """`data["entries"]`, when there, as `calendar.as_json` wrote them; a letter that cancels ends them.

    The receiver attends unless the entry names somebody else. The sender is the organiser: a calendar takes
    no entry without an organiser's address (RFC 5546, 3.2.2).
    """
    return [
        replace(
            entry,
            status="cancelled" if part.cancels else entry.status,
            attendee=entry.attendee or part.name,
            attendee_email=entry.attendee_email or receiver,
            organiser_email=entry.organiser_email or parseaddr(sender)[1],
        )
        for entry in from_json(part.data.get("entries") or [])
    ]


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
    reply_to: Contact | None = None,
    unsubscribe_url: str | None = None,
    emblem: bytes | None = None,
) -> EmailMessage:
    """A message ready to send: `receiver` is a bare address, `sender` may be `Name <address>`.

    The caller keeps `message_id` (`<...@...>`) for a second try, so that mailboxes recognise a copy. One
    entry is sent inline and as a file; several only as files, because a message may hold one invitation
    (RFC 5546). A cancelled entry stays cancelled whatever the letter says about the others.
    `emblem` is a PNG. `unsubscribe_url` takes a POST without a page (RFC 8058). Raises PermanentFailure when
    `receiver` cannot be an address, TemporaryFailure when `sender` or `reply_to` cannot.
    """
    letter = EmailMessage(policy=headers.POLICY)
    letter["Subject"] = headers.text("Subject", one_line(mail.subject))
    letter["From"] = _own_mailbox("From", *parseaddr(sender))
    letter["To"] = _mailbox("To", name, receiver)
    if reply_to:
        letter["Reply-To"] = _own_mailbox("Reply-To", reply_to.name, reply_to.email)
    if unsubscribe_url:
        letter["List-Unsubscribe"] = headers.token("List-Unsubscribe", f"<{unsubscribe_url}>")
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter["Date"] = date
    letter["Message-ID"] = headers.token("Message-ID", message_id)
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    letter.set_content(mail.text, cte="quoted-printable")
    letter.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if emblem:
        *_, html = letter.iter_parts()
        html.add_related(emblem, "image", "png", cid=EMBLEM, disposition="inline")
    methods: list[Method] = ["CANCEL" if entry.status == "cancelled" else method for entry in entries]
    files = [ics([entry], entry.summary, what, lang) for entry, what in zip(entries, methods, strict=True)]
    if len(files) == 1:
        letter.add_alternative(
            files[0].decode(), subtype="calendar", cte="base64", params={"method": methods[0]}
        )
    for number, content in enumerate(files, start=1):
        filename = "event.ics" if len(files) == 1 else f"event-{number}.ics"
        letter.add_attachment(content, "application", "ics", disposition=headers.disposition(filename))
    letter["Content-Language"] = lang  # last: each new part moves the Content- headers into itself
    return letter


def _mailbox(header: str, name: str, address: str) -> headers.EncodedHeader:
    return headers.mailbox(header, one_line(name), ascii_address(address))


def _own_mailbox(header: str, name: str, address: str) -> headers.EncodedHeader:
    """What is wrong with an address of ours is no fault of the receiver: the letter waits for it."""
    try:
        return _mailbox(header, name, address)
    except PermanentFailure as error:
        raise TemporaryFailure(f"{header}: {error}", ours=True) from error


def ascii_address(address: str) -> str:
    """Write a domain outside ASCII in its ASCII form, which every server understands."""
    local, _, domain = address.strip().rpartition("@")
    try:
        odd = printable(address) != address or re.search(r"[\s<>,;]", address.strip())
        if odd or not local or not local.isascii():
            raise ValueError("not an address")
        return Address(addr_spec=f"{local}@{ascii_domain(domain)}").addr_spec
    except (ValueError, IndexError) as error:
        raise PermanentFailure(BAD_MAILBOX, f"not an address: {one_line(address)}") from error
