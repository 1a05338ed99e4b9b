"""Letters rendered from `templates/mail`; `core.mail.messages` makes messages of them.

A kind of letter is one file `<kind>.jinja` with two blocks, `subject` and `lead`, which a partnership may
replace by its own wording; `_layout.txt` and `_layout.html` set it as plain text and as HTML.
Only the latter is escaped.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, Literal, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from app.core.json_values import Facts, Json
from app.core.mail.staff_parts import dated, part_for_staff
from app.core.mail.wording import NO_WORDING, Wording, fill
from app.core.markdown import to_html
from app.core.plain_markdown import to_text
from app.core.plain_text import one_line, printable
from app.core.reasons import explain_reason
from app.core.settings import resource_path
from app.core.text import NBSP, Translator, moment, msgid, nonbreaking, translator, when

Form = Literal["txt", "html"]

PLAIN = ("name", "partnership", "manage_url", "invitation_url", "message", "agenda", "reason", "why")
"""Placeholders that have the same name in the facts."""
TYPED = ("message", "agenda", "reason", "why", "quoted")
"""Facts that people type on several lines, which a letter keeps."""
TYPED_LINE = "\u2028"
"""A line end of theirs, while line ends of a template mean nothing. `printable` leaves none in a fact."""

EMPTY_FACTS: Json = {
    "name": "",
    "sessions": [],
    "manage_url": None,
    "invitation_url": None,
    "decline_url": None,
    "message": None,
    "agenda": None,
    "absent": None,
    "waiting_position": None,
    "expires_at": None,
    "cancel_until": None,
    "reason": None,
    "publicity": None,
    "emblem": False,
    "signed_up": None,
    "minimum": None,
    "deals_at": None,
    "parts": [],
    "changes": [],
    "moved_from": None,
    "choose_again": False,
    "ended": False,
    "missing": [],
    "status": None,
    "partnership": None,
    "unsubscribe_url": None,
    "since": None,
    "fault": None,
    "letters_url": None,
    "password_url": None,
    "email": None,
    "site": None,
    "help_url": None,
    "data_url": None,
    "newsletter": None,
    "read_url": None,
    "by_link": False,
    "for_office": False,
    "confirm_url": None,
    "confirm_together": False,
    "group": "",
    "guest": False,
    "too_many": False,
    "quoted": None,
    "written_on": None,
    "silent": False,
    "answer_to": None,
}


@dataclass(frozen=True)
class RenderedMail:
    """The text of a letter. `subject` is one line."""

    subject: str
    text: str
    html: str


NO_MAIL = RenderedMail("", "", "")


def without_personal_links(text: str, public_url: str) -> str:
    """For others than the receiver: of our own links only those to public pages of events stay."""
    base = public_url.rstrip("/")
    return re.sub(rf"{re.escape(base)}/(?!events/\d+(?![\w/]))\S*", f"{base}/…", text)


def render(kind: str, lang: str, data: Facts, own: Wording = NO_WORDING) -> RenderedMail:
    """Put a letter into words, the partnership's `own` where it has some. LookupError without a template.

    `data` is plain JSON: `event {title, url, public}`, and as the kind needs: `name`, `sessions
    [{starts_at, ends_at, place, note}]`, `manage_url`, `waiting_position`, `expires_at` (of an offer),
    `cancel_until` (while it lies ahead), `reason`, `partnership`, `missing` (in words, what is still to
    be filled in), `changes [{what, from, to}]` where `what` is time, room, place, title, or another word,
    `ended` when days were dropped and none is ahead; for an invitation `invitation_url`, `decline_url` and
    `message`, which the organiser wrote; for a registration that comes from another event
    `moved_from {title, starts_at, ends_at, same_event}`.
    The letter to admins about trouble with mail has `since`, `fault`, `letters_url` and no event.
    """
    words = translator(lang)
    facts = {**EMPTY_FACTS, **_clean(data)}
    facts["event"] = {"title": "", "url": None, "public": True, **facts.get("event", {})}
    facts |= {"facts": list(_facts(facts, words)), "lang": words.lang, "why": explain_reason(words, facts)}
    for name, date in (("until", "expires_at"), ("cancel_by", "cancel_until"), ("since", "since")):
        facts[name] = moment(facts[date], words.lang) if facts[date] else None
    facts["moved"] = _moved(facts["moved_from"], words) if facts["moved_from"] else None
    facts["own"] = _fill_own_wording(own, facts, words)
    if facts["moved"] and not own.subject:
        said = (
            msgid("Time changed: %(title)s") if _same_event(facts) else msgid("Registration moved: %(title)s")
        )
        subject = words.gettext(said) % {"title": facts["event"]["title"]}
        facts["own"] = replace(facts["own"], subject=subject)
    facts |= {name: _keep_lines(facts[name]) for name in TYPED if facts[name]}
    facts["parts"] = [_part(part, words) for part in facts["parts"]]
    text, html = (_template(kind, words.lang, form) for form in ("txt", "html"))
    subject = facts["own"].subject or _block(text, "subject", facts)
    return RenderedMail(
        subject=nonbreaking(one_line(subject), words.lang),
        text=re.sub(r"\n{3,}", "\n\n", text.render(facts, layout="_layout.txt")),
        html=html.render(facts, layout="_layout.html"),
    )


def join(mails: Sequence[RenderedMail], lang: str) -> RenderedMail:
    """Several letters to one mailbox as one, each under its subject."""
    first, more = mails[0], len(mails) - 1
    rest = translator(lang).ngettext("and %(num)s more message", "and %(num)s more messages", more)
    texts = [f"{mail.subject}\n\n{mail.text.strip()}\n" for mail in mails]
    bodies = [f"<h2>{escape(mail.subject)}</h2>{_around_body(mail.html)[1]}" for mail in mails]
    head, _, tail = _around_body(first.html)
    return RenderedMail(
        subject=f"{first.subject} {rest % {'num': more}}",
        text=f"\n{'=' * 60}\n\n".join(texts),
        html=head + "<hr>".join(bodies) + tail,
    )


def _around_body(html: str) -> tuple[str, str, str]:
    """What stands before, in and after the body of a letter."""
    start, end = html.index(">", html.index("<body")) + 1, html.rindex("</body>")
    return html[:start], html[start:end], html[end:]


def default_wording(kind: str, lang: str, placeholders: Iterable[str]) -> Wording:
    """What the product says, with placeholders: where somebody begins who writes words of their own."""
    named = {name: f"{{{name}}}" for name in placeholders}
    facts = {**EMPTY_FACTS, **named, "event": {"title": "{event}", "url": None}}
    facts |= {"until": named.get("expires_at"), "cancel_by": named.get("cancel_until")}
    facts |= {"why": None, "lang": lang, "own": NO_WORDING}
    text = _template(kind, translator(lang).lang, "txt")
    lines = [line.strip() for line in _block(text, "lead", facts).replace(NBSP, " ").splitlines()]
    lead = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Wording(one_line(_block(text, "subject", facts).replace(NBSP, " ")), lead)


def _block(template: Any, name: str, facts: Facts) -> str:
    return "".join(template.blocks[name](template.new_context({**facts, "layout": "_layout.txt"})))


def _fill_own_wording(own: Wording, facts: Facts, words: Translator) -> Wording:
    """The partnership's wording with its placeholders replaced by the facts of this letter."""
    sessions: Sequence[Facts] = facts["sessions"]
    dates = [when(one["starts_at"], one.get("ends_at"), words.lang) for one in sessions]
    places = dict.fromkeys(one["place"] for one in sessions if one.get("place"))
    known = {
        **{name: facts[name] for name in PLAIN},
        "event": facts["event"]["title"],
        "when": "; ".join(dates),
        "place": "; ".join(places),
        "waiting_position": facts["waiting_position"],
        "expires_at": facts["until"],
        "cancel_until": facts["cancel_by"],
    }
    values = {name: str(value) for name, value in known.items() if value}
    return Wording(*(fill(text, values) for text in (own.subject, own.lead, own.signature)))


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
        loader=FileSystemLoader(resource_path("templates") / "mail"),
        autoescape=select_autoescape(("html", "jinja") if form == "html" else ()),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = (
        True  # a text over two lines is one msgid, as in the catalogues
    )
    cast(Any, environment).install_gettext_callables(
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext
    )
    environment.filters["paragraphs"] = partial(_paragraphs, form, lang)
    environment.filters["markdown"] = to_text if form == "txt" else lambda text: Markup(to_html(text))  # noqa: S704 - cleaned there
    environment.filters["as_typed"] = partial(_as_typed, form, lang)
    environment.globals.update(
        what=partial(_change_label, words),
        said=partial(_format_value, lang),
        becomes=partial(_new_value, words),
    )
    return environment


def _keep_lines(typed: str) -> str:
    """A blank line ends a paragraph, and a single line end stays one through `_paragraphs`."""
    tidy = "\n".join(line.strip(" ") for line in typed.strip().split("\n"))
    return re.sub(r"(?<!\n)\n(?!\n)", TYPED_LINE, tidy)


def _paragraphs(form: Form, lang: str, text: str) -> str:
    """A blank line ends a paragraph; other line breaks of the template have no meaning."""
    kind: type[str] = Markup if form == "html" else str
    line_end = kind("<br>" if form == "html" else "\n")
    whole = [
        line_end.join(
            kind(nonbreaking(line.strip(), lang)) for line in " ".join(part.split("\n")).split(TYPED_LINE)
        )
        for part in re.split(r"\n\s*\n", text)
    ]
    if form == "txt":
        return "\n\n".join(part for part in whole if part)
    return Markup("\n").join(
        Markup('<p style="margin:0 0 16px">{}</p>').format(part) for part in whole if part
    )


def _as_typed(form: Form, lang: str, text: str, link: str | None = None) -> str:
    """Own wording as typed: keep line breaks, escape what looks like markup, and make `link` a link."""
    text = nonbreaking(text, lang)
    if form == "txt":
        return text
    shown = escape(text)
    if link:
        shown = shown.replace(escape(link), Markup('<a href="{0}">{0}</a>').format(link))
    return Markup("\n").join(
        Markup('<p style="margin:0 0 16px">{}</p>').format(Markup("<br>").join(part.split("\n")))
        for part in shown.split("\n\n")
    )


def _facts(data: Facts, words: Translator) -> Iterator[tuple[str, str]]:
    """Who, when and where. A place that all sessions share is written once."""
    if data["name"]:
        yield words.pgettext("letter", "Name"), one_line(data["name"])
    sessions: Sequence[Facts] = data["sessions"]
    places = {session.get("place") or "" for session in sessions}
    for session in sessions:
        own = session.get("place") if len(places) > 1 else None
        parts = (when(session["starts_at"], session.get("ends_at"), words.lang), own, session.get("note"))
        yield words.pgettext("letter", "When"), ", ".join(one_line(part) for part in parts if part)
    if len(places) == 1 and "" not in places:
        yield words.pgettext("letter", "Where"), one_line(places.pop())


def _same_event(facts: Facts) -> bool:
    """Whether only the booked time is another one."""
    return bool(facts["moved_from"].get("same_event"))


def _moved(before: Facts, words: Translator) -> str:
    """From where a registration comes: the title alone may be that of both events."""
    if before.get("same_event"):
        sentence = words.gettext("Your time has changed; the one before no longer holds: %(when)s.")
        return nonbreaking(sentence % {"when": dated(before, words)}, words.lang)
    event = ", ".join(one_line(one) for one in (before["title"], dated(before, words)) if one)
    sentence = words.gettext(
        "Your registration has been moved here from another event, where it no longer holds: %(event)s."
    )
    return nonbreaking(sentence % {"event": event}, words.lang)


def _part(part: Facts, words: Translator) -> Json:
    """One event of several: when and where, the status of the registration and its reason."""
    if for_staff := part_for_staff(part, words):
        return for_staff
    states = {
        "confirmed": words.gettext("Your seat is confirmed."),
        "pending": words.gettext("Your registration has not been decided yet."),
        "waiting": words.gettext("You are on the waiting list."),
        "offered": words.gettext("A seat is kept for you."),
        "declined": words.gettext("There is no seat left for you."),
    }
    place = part.get("waiting_position")
    state = states.get(part["status"], "")
    if part["status"] == "waiting" and place:
        state = words.gettext("You are number %(position)s on the waiting list.") % {"position": place}
    heading = ", ".join(
        one_line(one) for one in (part["title"], dated(part, words), part.get("place")) if one
    )
    more = " ".join(one for one in (explain_reason(words, part), _cancel_by(part, words)) if one)
    link = words.gettext("My registration")
    return {"heading": heading, "state": state, "more": more, "url": part.get("manage_url"), "link": link}


def _cancel_by(part: Facts, words: Translator) -> str | None:
    """None unless the seat is confirmed: only then can a cancellation be late."""
    if part["status"] != "confirmed" or not part.get("cancel_until"):
        return None
    sentence = words.gettext("Until %(when)s you may cancel without it counting as late.")
    return sentence % {"when": moment(part["cancel_until"], words.lang)}


def _change_label(words: Translator, code: str) -> str:
    labels = {
        "time": words.pgettext("letter", "Time"),
        "room": words.pgettext("letter", "Room"),
        "place": words.pgettext("letter", "Place"),
        "title": words.pgettext("letter", "Title"),
        "cancel_until": words.pgettext("letter", "Cancel without it counting as late until"),
        "offers": words.pgettext("letter", "The seat is held for you until"),
        "deals_at": words.pgettext("letter", "Seats are dealt on"),
        "closes_at": words.pgettext("letter", "Sign-up is open until"),
    }
    return labels.get(code, code)


def _new_value(words: Translator, change: Facts, sessions: Sequence[Facts]) -> str:
    """What holds now. A day without a new time is dropped, unless all are: then the date is not known yet."""
    if change["what"] == "time" and change["to"] is None and sessions:
        return words.pgettext("letter", "not held")
    return _format_value(words.lang, change["to"])


def _format_value(lang: str, value: str | None) -> str:
    """Format instants, keep other values, write a dash for None."""
    if value and re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value):
        with suppress(ValueError):
            return when(value, None, lang)
    return value or "–"
