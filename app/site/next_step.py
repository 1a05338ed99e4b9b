"""The one next step with an event, by its state and by what this reader may do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.core import clock, text
from app.core.text import local, msgid
from app.site.json_values import Record

NO_TIMES = msgid("No times are offered yet. If people shall book one each, add them before anybody signs up.")
SHEET_IN = timedelta(days=3)
"""So long before the start the attendance sheet is printed."""


@dataclass(frozen=True)
class Step:
    """What stands on top of the page of an event: a sentence, a button, and other ways beside it."""

    words: str
    href: str = ""
    button: str = ""
    more: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What is known beside the event: `recorded` and expected people by session, and some counts.

    `minutes`: the state of minutes that belong to an event that is over, "" before they are begun.
    """

    now: datetime
    recorded: Mapping[int, tuple[int, int]]
    lost: int
    invited: int | None
    minutes: str | None = None


def next_step(event: Record, known: Known, tr: text.Translator) -> Step | None:
    return next(_steps(event, known, tr), None)


def _steps(event: Record, known: Known, tr: text.Translator) -> Iterator[Step]:
    """In the order in which they matter."""
    may = set(event["allowed"])
    if event["status"] == "cancelled":
        yield _cancelled(event, may, tr)
    elif event["status"] == "draft":
        yield _draft(event, may, tr)
    else:
        if _waits_for_invitations(event, known):
            yield from _members(event, may, tr)
        yield from _attendance(event, known, may, tr)
        if event["status"] != "held":
            yield from _decisions(event, known, may, tr)
            yield from _before_start(event, known, may, tr)
        elif "check_in" in may:
            yield from _minutes(event, known, tr)
            yield _done(event, may, tr)


def _here(event: Record) -> str:
    return f"/staff/events/{event['id']}"


def _cancelled(event: Record, may: set[str], tr: text.Translator) -> Step:
    words = tr.gettext("The event is cancelled; nothing is to be done.")
    if "copy" not in may:
        return Step(words)
    return Step(words, f"{_here(event)}/copy", tr.gettext("Copy the event"))


def _draft(event: Record, may: set[str], tr: text.Translator) -> Step:
    here, unseen = _here(event), tr.gettext("Only the staff see this draft.")
    if "edit" not in may:
        return Step(unseen)
    edit, publish = (f"{here}/edit", tr.gettext("Edit")), (f"{here}/do/publish", tr.gettext("Publish"))
    if event["sessions"] and "publish" not in may:
        over = tr.gettext("Its date is over: change it, or record that it took place then.")
        took_place = (f"{here}/do/took_place", tr.gettext("It took place"))
        return Step(f"{unseen} {over}", *edit, [took_place])
    if _lacks_times(event, may):
        return Step(f"{unseen} {tr.gettext(NO_TIMES)}", *_add_times(event, tr), [publish, edit])
    if event["sessions"]:
        ready = tr.gettext("Publish it when it is ready.")
        return Step(" ".join(filter(None, (unseen, ready, _invite_by(event, tr)))), *publish, [edit])
    words = f"{unseen} {tr.gettext('It has no date yet.')}"
    return Step(words, edit[0], tr.gettext("Add the date"), [publish])


def _lacks_times(event: Record, may: set[str]) -> bool:
    """A consultation of one day: once people have signed up for all of it, no times can be offered."""
    counts = event["counts"]
    signed_up = counts["confirmed"] or counts["waiting"] or counts["pending"]
    return "add_slots" in may and len(event["sessions"]) == 1 and not (event["slots"] or signed_up)


def _add_times(event: Record, tr: text.Translator) -> tuple[str, str]:
    return f"{_here(event)}/slots/run", tr.gettext("Add a run of times")


def _attendance(event: Record, known: Known, may: set[str], tr: text.Translator) -> Iterator[Step]:
    """The first session whose attendance can be recorded and is not complete."""
    if "check_in" not in may:
        return
    for session in event["sessions"]:
        if local(session["attendance_from"]) > known.now or session["headcount"] is not None:
            continue
        over = local(session["ends_at"]) <= known.now
        count, expected = known.recorded.get(session["id"], (0, 0))
        door = f"/staff/sessions/{session['id']}/check-in?event={event['id']}"
        sheet = f"/staff/sessions/{session['id']}/sheet?event={event['id']}"
        ways = (door, tr.gettext("Check-in")), (sheet, tr.gettext("Whole sheet"))
        if over and (count < expected or not (expected or session["attended"])):
            said = text.out_of(count, expected, tr.lang)
            words = tr.gettext("Complete the attendance: %(count)s recorded.") % {"count": said}
            yield Step(words, sheet, tr.gettext("Whole sheet"), [ways[0]])
        elif not over:
            when = text.when(session["starts_at"], session["ends_at"], tr.lang)
            words = tr.gettext("Record who comes: %(when)s.") % {"when": when}
            yield Step(words, door, tr.gettext("Check-in"), [ways[1]])


def _decisions(event: Record, known: Known, may: set[str], tr: text.Translator) -> Iterator[Step]:
    here, counts = _here(event), event["counts"]
    if "go_on" in may:
        words = tr.gettext("Too few participants: %(count)s, needed are at least %(least)s. Cancel or go on?")
        facts = {"count": counts["confirmed"], "least": event["min_participants"]}
        cancel = (f"{here}/do/cancel", tr.gettext("Cancel the event"))
        yield Step(words % facts, f"{here}/do/go-on", tr.gettext("Go on"), [cancel])
    if "edit" in may and counts["pending"] and event["registration"]["policy"] == "approval":
        waits = tr.ngettext(
            "%(num)s registration waits for approval.",
            "%(num)s registrations wait for approval.",
            counts["pending"],
        )
        listed = f"{here}/registrations?status=pending"
        yield Step(waits % {"num": counts["pending"]}, listed, tr.gettext("Decide"))
    if "edit" in may and known.lost:
        lost = tr.ngettext(
            "%(num)s person did not get a letter.", "%(num)s people did not get a letter.", known.lost
        )
        yield Step(lost % {"num": known.lost}, f"{here}/registrations?undelivered=true", tr.gettext("Show"))


def _waits_for_invitations(event: Record, known: Known) -> bool:
    """A meeting to come whose members have no letter: this comes before its attendance can be recorded."""
    starts_at = event["starts_at"] if event["kind"] == "meeting" and event["group_id"] else None
    if starts_at is None or event["invited_at"] or not event["expected"]:
        return False
    return bool(known.now < local(starts_at))


def _members(event: Record, may: set[str], tr: text.Translator) -> Iterator[Step]:
    """The members of a group are invited to its meeting, in time."""
    if "edit" not in may:
        return
    if event["invited_at"] and event["uninvited"]:
        left = tr.ngettext(
            "%(num)s member is not invited yet: added later, or without an e-mail address.",
            "%(num)s members are not invited yet: added later, or without an e-mail address.",
            event["uninvited"],
        )
        yield Step(
            left % {"num": event["uninvited"]}, f"{_here(event)}/members", tr.gettext("Invite the members")
        )
        return
    if event["invited_at"]:
        words = tr.gettext("The members are invited.")
        yield Step(words, f"{_here(event)}/members", tr.gettext("Answers of the members"))
        return
    words = tr.gettext("The members are not invited yet.")
    said = f"{words} {_invite_by(event, tr)}".strip()
    yield Step(said, f"{_here(event)}/members", tr.gettext("Invite the members"))


def _invite_by(event: Record, tr: text.Translator) -> str:
    """The lead time of invitations, while it can be kept and when it cannot any more."""
    due = event["deadlines"]["invite_by"] if event["kind"] == "meeting" else None
    if due is None:
        return ""
    late = local(due).date() < clock.today()
    by = (
        tr.gettext("Invitations should have gone out by %(day)s.")
        if late
        else tr.gettext("By the rules of the group invitations go out by %(day)s.")
    )
    return by % {"day": text.day(due, tr.lang)}


def _before_start(event: Record, known: Known, may: set[str], tr: text.Translator) -> Iterator[Step]:
    here = _here(event)
    if not event["sessions"] and "postpone" in may:
        words = tr.gettext("The event is published without a date.")
        yield Step(words, f"{here}/do/postpone", tr.gettext("Set the date"))
        return
    if _lacks_times(event, may):
        yield Step(tr.gettext(NO_TIMES), *_add_times(event, tr))
    by_name = event["registration"]["policy"] == "invitation" or event["kind"] in ("round_table", "meeting")
    if event["kind"] == "meeting" and event["group_id"]:
        yield from _members(event, may, tr)
    elif "invite" in may and known.invited == 0 and by_name:
        yield Step(tr.gettext("Nobody is invited yet."), f"{here}/invitations/new", tr.gettext("Invite"))
    if "export" in may and event["sessions"] and local(event["starts_at"]) - SHEET_IN <= known.now:
        words = tr.gettext("The event is near: print the attendance sheet.")
        yield Step(words, f"{here}/attendance-sheet.pdf", tr.gettext("Attendance sheet to sign (PDF)"))
    if "registrations" in may:
        yield Step(_sign_up(event, tr), f"{here}/registrations", tr.gettext("Registrations"))


def _sign_up(event: Record, tr: text.Translator) -> str:
    rules, confirmed = event["registration"], event["counts"]["confirmed"]
    if rules["state"] == "not_yet" and rules["opens_at"]:
        opens = text.moment(rules["opens_at"], tr.lang)
        return tr.gettext("Sign-up opens on %(when)s.") % {"when": opens}
    capacity = event["capacity"]
    said = text.out_of(confirmed, capacity, tr.lang) if capacity else str(confirmed)
    if rules["state"] == "open" and rules["closes_at"]:
        closes = text.moment(rules["closes_at"], tr.lang)
        words = tr.gettext("Sign-up is open until %(when)s; signed up: %(count)s.")
        return words % {"when": closes, "count": said}
    return tr.gettext("Sign-up is closed; signed up: %(count)s.") % {"count": said}


def _minutes(event: Record, known: Known, tr: text.Translator) -> Iterator[Step]:
    """What brings the minutes of a meeting or round table on, until they are approved."""
    here = f"{_here(event)}/minutes"
    if known.minutes == "":
        words = tr.gettext("The attendance is complete; the minutes are still to be written.")
        yield Step(words, here, tr.gettext("Write the minutes"))
    elif known.minutes in ("draft", "comment"):
        drafted = tr.gettext("The minutes are a draft: send them to be commented on, or have them approved.")
        commented = tr.gettext("The minutes are out for comments; then they are approved.")
        yield Step(drafted if known.minutes == "draft" else commented, here, tr.gettext("Open the minutes"))


def _done(event: Record, may: set[str], tr: text.Translator) -> Step:
    words = tr.gettext("The event has taken place and its attendance is complete.")
    if "copy" not in may:
        return Step(words)
    return Step(words, f"{_here(event)}/copy", tr.gettext("Copy the event"))
