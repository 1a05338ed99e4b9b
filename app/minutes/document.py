"""Minutes as files: a PDF of what the reader sees, and a package for the office registry of files."""

import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from app.attachments.models import AboutType
from app.attachments.service import newest_files
from app.core import reactions
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.files.markdown import Run, to_blocks
from app.core.files.pdf import clean_line, clean_text, compile_pdf
from app.core.files.spreadsheets import csv_bytes
from app.core.json_values import Json
from app.core.text import Translator, day, local, moment, msgid, translator
from app.decisions.models import DecisionState
from app.decisions.shapes import DecisionView
from app.meetings.readers import recipients
from app.minutes.service import get_minutes
from app.minutes.views import AttendedView, EntryView, ItemView, MinutesTask, MinutesView

TEMPLATE = Path(__file__).parent / "typst" / "minutes.typ"
FILING = "a-2a"
"""PDF/A-2 with tags: for long keeping."""
DECIDED = {
    DecisionState.PROPOSED: msgid("Proposed"),
    DecisionState.ADOPTED: msgid("Adopted"),
    DecisionState.REJECTED: msgid("Rejected"),
}
Recipients = Sequence[tuple[str, str]]
"""Name and organisation."""


class Publicity(NamedTuple):
    """What has to stand in the minutes of an event that a project pays for. `emblem` is SVG."""

    sentence: str = ""
    emblem: str | None = None
    alt: str = ""


def publicity_of(session: Session, event_id: int, lang: str) -> Publicity:
    """Announced, because a higher room knows the project."""
    found: list[Publicity] = []
    reactions.announce("publicity_asked", session=session, event_id=event_id, lang=lang, found=found)
    return found[0] if found else Publicity()


def pdf(minutes: MinutesView, publicity: Publicity, lang: str) -> bytes:
    return compile_pdf(TEMPLATE, "minutes", _data(minutes, publicity, translator(lang), ()))


def file_name(minutes: MinutesView, suffix: str) -> str:
    day_of = f"-{local(minutes.starts_at):%Y-%m-%d}" if minutes.starts_at else ""
    return f"zapis{day_of}-{minutes.event_id}.{suffix}"


def package(session: Session, actor: Actor, event_id: int, lang: str) -> tuple[bytes, str]:
    """For staff: the file as members see it, with internal items, the list of recipients and the attached
    files, as they are, beside it."""
    minutes = get_minutes(session, actor, event_id)
    if not actor.reads(minutes.partnership_id):
        raise Forbidden()
    words, to = translator(lang), recipients(session, minutes.group_id)
    files = newest_files(session, actor, AboutType.MINUTES, minutes.id)
    heads = (words.pgettext("minutes", "Name"), words.pgettext("minutes", "Organisation"))
    publicity, buffer = publicity_of(session, event_id, lang), BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        data = _data(minutes, publicity, words, to, [file.title for file, *_ in files])
        packed.writestr(file_name(minutes, "pdf"), compile_pdf(TEMPLATE, "minutes", data, FILING))
        packed.writestr("prijemci.csv", csv_bytes(heads, to))
        for number, (_, version, content) in enumerate(files, 1):
            packed.writestr(f"prilohy/{number:02}-{version.file_name}", content)
    return buffer.getvalue(), file_name(minutes, "zip")


def _data(
    minutes: MinutesView,
    publicity: Publicity,
    words: Translator,
    recipients: Recipients,
    files: Sequence[str] = (),
) -> Json:
    title, written = clean_line(minutes.event_title, words.lang), local(minutes.updated_at)
    return {
        "lang": words.lang,
        "region": "cz" if words.lang == "cs" else "gb",
        "document_title": f"{words.gettext('Meeting minutes')}: {title}",
        "date": [written.year, written.month, written.day],
        "title": title,
        "publicity": {
            "sentence": clean_line(publicity.sentence, words.lang),
            "emblem": publicity.emblem,
            "alt": clean_line(publicity.alt, words.lang),
        },
        "state": _state(minutes, words),
        "facts": [
            [label, clean_line(value, words.lang)] for label, value in _facts(minutes, words, files) if value
        ],
        "people": [[label, names] for label, names in _people(minutes, words) if names],
        "items": [_item(item, words) for item in minutes.items],
        "decisions": [_decision(one, minutes, words) for one in minutes.decisions],
        "tasks": [clean_line(_task(one, words), words.lang) for one in minutes.tasks],
        "recipients": [[clean_line(part, words.lang) for part in one] for one in recipients],
        "words": {
            "minutes": words.gettext("Meeting minutes"),
            "page": words.pgettext("attendance sheet", "Page"),
            "decisions": words.gettext("Decisions"),
            "tasks": words.gettext("Tasks"),
            "recipients": words.gettext("Recipients"),
            "internal": words.gettext("Internal"),
        },
    }


def _state(minutes: MinutesView, words: Translator) -> str:
    """What a reader of paper has to know: a draft is not the truth yet."""
    if minutes.approved_at:
        return words.gettext("Approved on %(day)s") % {"day": day(minutes.approved_at, words.lang)}
    if minutes.comment_until:
        until = moment(minutes.comment_until, words.lang)
        return words.gettext("Draft, open to comments until %(until)s") % {"until": until}
    return words.gettext("Draft")


def _facts(minutes: MinutesView, words: Translator, files: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield words.gettext("Group"), minutes.group_name
    yield words.gettext("Held on"), moment(minutes.starts_at, words.lang) if minutes.starts_at else ""
    yield words.gettext("Place"), minutes.place
    yield words.gettext("Minutes taken by"), minutes.minute_taker.name if minutes.minute_taker else ""
    yield words.gettext("Verified by"), minutes.verifier.name if minutes.verifier else ""
    yield words.gettext("File number"), minutes.file_number
    yield words.gettext("File plan mark"), minutes.file_plan_mark
    yield words.gettext("Disposal mark and years"), minutes.disposal
    yield words.gettext("Attached files"), "; ".join(files)


def _quorum(minutes: MinutesView, words: Translator) -> str:
    if minutes.quorum is None:
        return ""
    told = words.gettext("%(needed)s needed, %(present)s present") % minutes.quorum.model_dump()
    reached = (
        words.gettext("it was reached") if minutes.quorum.reached else words.gettext("it was not reached")
    )
    return f"{told}: {reached}"


def _people(minutes: MinutesView, words: Translator) -> Iterator[tuple[str, str]]:
    """Names, or only how many they were."""
    found, counts = minutes.attendance, minutes.attendance.counts
    for label, people, count in (
        (words.gettext("Present"), found.present, counts.present),
        (words.gettext("Excused"), found.excused, counts.excused),
        (words.gettext("Guests"), found.guests, counts.guests),
    ):
        listed = "; ".join(clean_line(_attended(one), words.lang) for one in people)
        yield label, listed or (str(count) if count else "")
    yield words.pgettext("minutes", "Quorum"), _quorum(minutes, words)


def _attended(one: AttendedView) -> str:
    who = f"{one.name} ({one.organisation})" if one.organisation else one.name
    return f"{who} / {one.alternate_for}" if one.alternate_for else who


def _item(item: ItemView, words: Translator) -> Json:
    return {
        "title": clean_line(item.title or words.gettext("Without a title"), words.lang),
        "internal": item.internal,
        "blocks": _blocks(item.text, words),
        "discussion": [_entry(entry, words) for entry in item.discussion],
    }


def _entry(entry: EntryView, words: Translator) -> Json:
    who = ", ".join(part for part in (entry.speaker, entry.organisation) if part)
    due = f" ({day(entry.follow_up_due, words.lang)})" if entry.follow_up_due else ""
    parts = (
        ("", entry.text),
        (words.gettext("Answer"), entry.answer),
        (words.gettext("Promised"), entry.follow_up + due if entry.follow_up else ""),
    )
    return {
        "who": clean_line(who, words.lang),
        "parts": [[label, _blocks(text, words)] for label, text in parts if text],
    }


def _decision(one: DecisionView, minutes: MinutesView, words: Translator) -> Json:
    about = next((place for place, item in enumerate(minutes.items, 1) if item.id == one.item_id), None)
    counted = words.gettext("for %(for)s, against %(against)s, abstained %(abstained)s")
    parts = [
        words.gettext(DECIDED[one.state]),
        words.gettext("to point %(number)s") % {"number": about} if about else "",
        f"{words.pgettext('decision', 'Votes')}: {counted % one.votes.model_dump(by_alias=True)}"
        if one.votes
        else "",
    ]
    return {
        "title": clean_line(one.title, words.lang),
        "about": clean_line("; ".join(filter(None, parts)), words.lang),
        "blocks": _blocks(one.text, words),
    }


def _task(one: MinutesTask, words: Translator) -> str:
    due = words.gettext("by %(day)s") % {"day": day(one.due, words.lang)} if one.due else ""
    told = ", ".join(part for part in (one.title, one.owner_name, due) if part)
    return f"{told} ({words.gettext('It is done').lower()})" if one.state == "done" else told


def _blocks(text: str, words: Translator) -> list[Json]:
    return [
        {
            "kind": block.kind,
            "depth": block.depth,
            "marker": block.marker,
            "runs": _runs(block.runs, words),
            "rows": [[_runs(cell, words) for cell in row] for row in block.rows],
        }
        for block in to_blocks(text)
    ]


def _runs(runs: Sequence[Run], words: Translator) -> list[Json]:
    return [{**run._asdict(), "text": clean_text(run.text, words.lang)} for run in runs if run.text]
