"""Letters: put into words from `templates/mail`, packed with their calendar entry, ready for `core.delivery`.

A kind of letter is one file `<kind>.jinja` with two blocks, `subject` and `lead`; `_layout.txt` and
`_layout.html` set it as plain text and as HTML. Only the latter is escaped.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from functools import cache, partial
from typing import Any, Literal, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from app.core.calendar import CalendarEntry, Method, from_json, ics
from app.core.delivery import BAD_MAILBOX, Refused
from app.core.plain import one_line, printable
from app.core.reasons import in_words
from app.core.settings import shipped
from app.core.text import NBSP, Translator, clock_time, day, nonbreaking, translator, when

Form = Literal["txt", "html"]

KINDS = (
    "registration_confirmed",
    "registration_waiting",
    "registration_pending",
    "registration_moved_up",
    "registration_offered",
    "registration_expired",
    "registration_cancelled",
    "registration_declined",
    "registration_link",
    "event_changed",
    "event_cancelled",
    "event_reminder",
    "invitation",
    "invitation_second_call",
    "series_enrolled",
    "series_dealt",
)
CANCELLING = {"registration_cancelled", "registration_declined", "event_cancelled"}
BLANK: dict[str, Any] = {
    "name": "",
    "sessions": [],
    "manage_url": None,
    "invitation_url": None,
    "decline_url": None,
    "message": None,
    "waiting_position": None,
    "expires_at": None,
    "reason": None,
    "deals_at": None,
    "parts": [],
    "changes": [],
    "partnership": None,
}


@dataclass(frozen=True)
class Mail:
    """A letter in words. `subject` is one line."""

    subject: str
    text: str
    html: str


# --- words -----------------------------------------------------------------------------------------------


def render(kind: str, lang: str, data: Mapping[str, Any]) -> Mail:
    """Put one of `KINDS` into words (another one: LookupError).

    `data` is plain JSON: `event {title, url}`, and as the kind needs `name`, `sessions [{starts_at, ends_at,
    place, note}]`, `manage_url`, `waiting_position`, `expires_at` (of an offer), `reason`, `partnership`,
    `changes [{what, from, to}]` with `what` out of time, room, place, title, or a word of its own; of an
    invitation `invitation_url`, `decline_url` and `message`, the organiser's own words.
    """
    if kind not in KINDS:
        raise LookupError(f"no letter of the kind {kind!r}")
    words = translator(lang)
    facts = {**BLANK, **_clean(data)}
    facts["event"] = {"url": None, **facts["event"]}
    facts |= {"facts": list(_facts(facts, words)), "lang": words.lang, "why": in_words(words, facts)}
    facts["parts"] = [_part(part, words) for part in facts["parts"]]
    text, html = (_template(kind, words.lang, form) for form in ("txt", "html"))
    plain = text.new_context({**facts, "layout": "_layout.txt"})
    return Mail(
        subject=nonbreaking(one_line("".join(text.blocks["subject"](plain))), words.lang),
        text=re.sub(r"\n{3,}", "\n\n", text.render(facts, layout="_layout.txt")),
        html=html.render(facts, layout="_layout.html"),
    )


def _clean(value: Any) -> Any:
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {key: _clean(item) for key, item in value.items()}
        case list() | tuple():
            return [_clean(item) for item in value]
        case _:
            return value


def _template(kind: str, lang: str, form: Form) -> Any:
    return _environment(lang, form).get_template(f"{kind}.jinja")


@cache
def _environment(lang: str, form: Form) -> Environment:
    words = translator(lang)
    environment = Environment(
        loader=FileSystemLoader(shipped("templates") / "mail"),
        autoescape=select_autoescape(("html", "jinja") if form == "html" else ()),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    cast(Any, environment).install_gettext_callables(
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext
    )
    environment.filters["paragraphs"] = partial(_paragraphs, form, lang)
    environment.globals.update(
        what=partial(_what, words), said=partial(_said, lang), until=partial(_until, lang)
    )
    return environment


def _paragraphs(form: Form, lang: str, text: str) -> str:
    """A blank line ends a paragraph; other line breaks are the template's and mean nothing."""
    kind: type[str] = Markup if form == "html" else str
    whole = [
        kind(nonbreaking(" ".join(part.split("\n")).strip(), lang)) for part in re.split(r"\n\s*\n", text)
    ]
    if form == "txt":
        return "\n\n".join(part for part in whole if part)
    return Markup("\n").join(
        Markup('<p style="margin:0 0 16px">{}</p>').format(part) for part in whole if part
    )


def _facts(data: Mapping[str, Any], words: Translator) -> Iterator[tuple[str, str]]:
    """Who, when and where; a place that all sessions share is said once."""
    if data["name"]:
        yield words.pgettext("letter", "Name"), one_line(data["name"])
    sessions: Sequence[Mapping[str, Any]] = data["sessions"]
    places = {session.get("place") or "" for session in sessions}
    for session in sessions:
        own = session.get("place") if len(places) > 1 else None
        parts = (when(session["starts_at"], session.get("ends_at"), words.lang), own, session.get("note"))
        yield words.pgettext("letter", "When"), ", ".join(one_line(part) for part in parts if part)
    if len(places) == 1 and "" not in places:
        yield words.pgettext("letter", "Where"), one_line(places.pop())


def _part(part: Mapping[str, Any], words: Translator) -> dict[str, Any]:
    """One event of a series: when and where, what became of the registration and why."""
    states = {
        "confirmed": words.gettext("Your seat is confirmed."),
        "pending": words.gettext("Your registration has not been decided yet."),
        "waiting": words.gettext("You are on the waiting list."),
        "offered": words.gettext("A seat is kept for you."),
        "declined": words.gettext("There is no seat left for you."),
    }
    dated = when(part["starts_at"], part.get("ends_at"), words.lang) if part.get("starts_at") else None
    place = part.get("waiting_position")
    state = states.get(part["status"], "")
    if part["status"] == "waiting" and place:
        state = words.gettext("You are number %(position)s on the waiting list.") % {"position": place}
    heading = ", ".join(one_line(one) for one in (part["title"], dated, part.get("place")) if one)
    return {"heading": heading, "state": state, "why": in_words(words, part), "url": part["manage_url"]}


def _what(words: Translator, code: str) -> str:
    labels = {
        "time": words.pgettext("letter", "Time"),
        "room": words.pgettext("letter", "Room"),
        "place": words.pgettext("letter", "Place"),
        "title": words.pgettext("letter", "Title"),
    }
    return labels.get(code, code)


def _said(lang: str, value: str | None) -> str:
    """Instants as people write them, other values as they are, a dash for none."""
    if value and re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value):
        with suppress(ValueError):
            return when(value, None, lang)
    return value or "–"


def _until(lang: str, moment: str) -> str:
    return f"{day(moment, lang)},{NBSP}{clock_time(moment, lang)}"


# --- envelope --------------------------------------------------------------------------------------------


def compose(
    kind: str,
    lang: str,
    data: Mapping[str, Any],
    *,
    sender: str,
    receiver: str,
    message_id: str,
    date: datetime,
) -> EmailMessage:
    """The whole way from a row of the outbox to a message.

    `data["entries"]`, when there, are calendar entries as `calendar.as_json` wrote them. Letters that end a
    registration cancel them; the receiver attends unless the entry names somebody else.
    """
    name = one_line(data.get("name") or "")
    entries = [
        replace(entry, attendee=entry.attendee or name, attendee_email=entry.attendee_email or receiver)
        for entry in from_json(data.get("entries") or [])
    ]
    return message(
        render(kind, lang, data),
        sender=sender,
        receiver=receiver,
        message_id=message_id,
        date=date,
        name=name,
        lang=lang,
        entries=entries,
        method="CANCEL" if kind in CANCELLING else "REQUEST",
    )


def message(
    mail: Mail,
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
    may hold one invitation (RFC 5546). Raises `Refused` when `receiver` cannot be an address.
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
    files = [ics([entry], entry.summary, method, lang) for entry in entries]
    if len(files) == 1:
        letter.add_alternative(files[0].decode(), subtype="calendar", cte="base64", params={"method": method})
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
        raise Refused(BAD_MAILBOX, f"not an address: {one_line(address)}") from error
