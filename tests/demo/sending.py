"""Sends the forms that a walk brought home: untouched, with each field wrong once, and filled in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from zlib import crc32

import sqlalchemy as sa
from httpx import Cookies
from sqlmodel import SQLModel

from app.core.database.engine import Database
from tests.clients import Browser
from tests.demo.walk import Walk, kind_of, route_of
from tests.site.robot import HOST, Button, Control, Form, Page, Pairs, pressed_again, send, visit, words

NOT_KEPT = ("once", "etag", "act", "seen")
"""Names whose values the page draws anew."""
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
CHOSEN = 2
"""Boxes of a list that are ticked before one of the buttons below it is pressed."""
UNSEEN_TABLES = ("access", "session_token", "idempotency_key")
LINE_TOO_LONG, TEXT_TOO_LONG = "a" * 10_001, "a" * 120_001
WRONG = {
    "email": "není adresa",
    "url": "není odkaz",
    "date": "31. 2.",
    "datetime-local": "zítra ráno",
    "number": "mnoho",
    "select": "no-such-choice",
    "radio": "no-such-choice",
}
"""What no field of this kind takes; texts are made too long."""
SHOWN_ONCE = re.compile(r"/staff/(account|groups/\d+)/calendar|/unsubscribe/.+")
"""Buttons that answer with a page: of what they made, because nothing keeps it, or for a mail program."""
FILLED = {
    "offices": "Obecní úřad Lhota; ospod@lhota.example",
    "password": "dlouhé-heslo-pro-zkoušku",
    "subject": "Pozvánka",
}
"""Fields that have to hold something of a certain form before the others are looked at."""
REFUSED = {"/sign-in": (401, 422), "/password/no-such-link": (410, 422)}
"""Statuses of a refused form, where not 409 or 422: who is not known is told no more."""
ONE_ADDRESS = "/events/{id:int}/register-several"
"""A form whose first address may be left out by those who write one for each person."""
ACCEPTED = {
    ("/events/{id:int}/register", "answers-plate"): "it is asked only where another answer leads to it",
    (ONE_ADDRESS, "people-0-answers-plate"): "it is asked only where another answer leads to it",
    ("/staff/events/{event:int}/registrations/new", "answers-plate"): "likewise",
    ("/my/registrations/{token}/edit", "answers-plate"): "likewise",
    ("/my/registrations/{token}/edit", "answers-experience"): "likewise",
    ("/series/{id:int}/enrol", "email"): "staff sign up people without an address",
    ("/series/{id:int}/plan", "topic_id"): "a topic that lacks no event plans none, and the page says so",
    (
        "/staff/events/{event:int}/invitations/new",
        "function",
    ): "it is that of organisations, and none is chosen",
}
"""Wrong values that change nothing, and why."""
RIGHT = {
    "email": "ema@spolek.example",
    "url": "https://spolek.example/",
    "number": "2",
    "tel": "+420 601 234 567",
    "file": "podklad.txt",
}


def is_edit(form: Form) -> bool:
    """A form that shows a stored record, with the version that was read, and asks for nothing more."""
    missing = any(one.required and not form.value(one.name) for one in form.controls)
    return not missing and any(name == "etag" and value for name, value in form.pairs)


def again(browser: Browser, form: Form) -> Form | None:
    """The form as its page shows it now; None when it is not there any more."""
    page = visit(browser, form.page)
    same = (one for one in page.forms("post") if (one.action, one.names) == (form.action, form.names))
    return next(same, None)


# --- untouched -------------------------------------------------------------------------------------------


def stored(database: Database) -> dict[str, tuple[object, ...]]:
    """How many rows each table has, and what their versions and times of change add up to."""
    with database.reading() as session:
        return {
            table.name: tuple(session.connection().execute(_summed(table)).one())
            for table in SQLModel.metadata.sorted_tables
            if table.name not in UNSEEN_TABLES
        }


@cache
def _summed(table: sa.Table) -> sa.Select[tuple[object, ...]]:
    found: list[sa.ColumnElement[object]] = [sa.func.count()]
    if "version" in table.c:
        found.append(sa.func.sum(table.c.version))
    if "updated_at" in table.c:
        found.append(sa.func.max(table.c.updated_at))
    return sa.select(*found).select_from(table)


WRITTEN_LATER = {"security_event"}
"""What pages that were refused before have left is written in the background."""


def saved_untouched(browser: Browser, database: Database, form: Form) -> Iterator[str]:
    """What is wrong with saving a form in which nothing was changed."""
    before = stored(database)
    page = send(browser, form, form.pairs)
    if page.status != 303:
        yield f"{form.page} cannot be saved untouched: {page.status} {page.errors() or page.message('error')}"
    after = stored(database)
    changed = sorted(name for name in {*after} - WRITTEN_LATER if after[name] != before.get(name))
    if changed:
        yield f"{form.page} saved untouched changes {', '.join(changed)}"


# --- wrong -----------------------------------------------------------------------------------------------


def wrong_values(control: Control) -> Iterator[str]:
    if control.kind == "search" or control.name.endswith(".q"):
        return  # a box to look something up in
    if control.kind in WRONG:
        yield WRONG[control.kind]
    elif control.kind == "textarea":
        yield TEXT_TOO_LONG
    elif control.kind in ("text", "tel", "password"):
        yield LINE_TOO_LONG
    if control.required and control.kind not in ("select", "radio", "checkbox", "password"):
        yield ""


def all_wrong(form: Form) -> Iterator[tuple[Control, str]]:
    """Each field with each value it does not take; of the rows of a list the first alone."""
    seen: set[str] = set()
    for control in form.controls:
        if is_spare(form, control) or (name := re.sub(r"\d+", "1", control.name)) in seen:
            continue
        seen.add(name)
        yield from ((control, value) for value in wrong_values(control))


def is_spare(form: Form, control: Control) -> bool:
    """A choice in a row that is left empty is sent, but means nothing."""
    row = re.match(r"(.+-\d+)-", control.name)
    beside = [one for one in form.controls if row and one.name.startswith(f"{row[1]}-")]
    typed = [one for one in beside if one.kind not in ("select", "checkbox", "radio")]
    return bool(typed) and not any(form.value(one.name) or one.required for one in typed)


def sent_wrong(browser: Browser, form: Form, control: Control, value: str) -> Iterator[str]:
    """What is wrong with the answer to a form in which this one field is wrong."""
    what = f"{form.page}: {control.name} = {value[:20]!r}"
    pairs = [(name, kept) for name, kept in filled_base(form) if name != control.name] + [
        (control.name, value)
    ]
    page = send(browser, form, pairs)
    if page.status == 303 and (kind_of(form.action), control.name) in ACCEPTED:
        return
    if page.status not in REFUSED.get(form.action, (409, 422)):
        yield f"{what} is answered by {page.status}"
        return
    yield from (f"{what}: {fault}" for fault in refusal_faults(page, form, pairs, control))


def sent_all_wrong(browser: Browser, form: Form) -> Iterator[str]:
    """What is wrong with the answer to a form in which every field is wrong at once."""
    wrong = {control.name: value[:11_000] for control, value in reversed(list(all_wrong(form)))}
    if not wrong:
        return
    pairs = [pair for pair in filled_base(form) if pair[0] not in wrong] + list(wrong.items())
    page = send(browser, form, pairs)
    if page.status not in REFUSED.get(form.action, (409, 422)):
        if not all((kind_of(form.action), name) in ACCEPTED for name in wrong):
            yield f"{form.page}: {', '.join(wrong)} are wrong, and it is answered by {page.status}"
        return
    yield from (f"{form.page}, all wrong: {fault}" for fault in lost_text(page, form, pairs))


def lost_text(page: Page, form: Form, pairs: Pairs) -> Iterator[str]:
    """What the form that came back does not show; no page can show the file that was chosen."""
    shown = [
        one for one in page.forms("post") if one.action == form.action and set(one.names) & set(form.names)
    ]
    if not shown:
        yield "the form does not come back"
        return
    typed = [(name, value) for name, value in pairs if name not in form.file_names]
    lost = {name for name, value in typed if not _is_there(shown[0], name, value)}
    if lost - set(NOT_KEPT):
        yield f"lost what was typed in {', '.join(sorted(lost - set(NOT_KEPT)))}"


def refusal_faults(page: Page, form: Form, pairs: Pairs, control: Control) -> Iterator[str]:
    yield from lost_text(page, form, pairs)
    errors = page.errors()
    about_the_whole = page.status == 409 and set(errors) == {""}  # such as somebody who is signed up already
    if about_the_whole or page.status in REFUSED.get(form.action, ()):
        return
    at = next((name for name in errors if control.name == name or control.name.startswith(f"{name}-")), None)
    if not errors:
        yield "no summary of errors"
    elif at is None:
        yield f"the summary does not name the field: {errors}"
    elif len(errors[at]) < 4:
        yield f"the summary says nothing: {errors}"
    elif page.document is not None and not page.document.xpath(f"//*[@id='{at}']"):
        yield "the summary leads to no field"


def _is_there(form: Form, name: str, value: str) -> bool:
    """A password is never sent back, and a browser cannot show a choice that its list does not have."""
    control = next((one for one in form.controls if one.name == name), None)
    if control is not None and control.kind in ("password", "select", "radio", "date", "datetime-local"):
        return control.kind != "select" or value not in control.options or form.value(name) == value
    return value == "" or (name, value) in form.pairs or (name, value.replace("\r\n", "\n")) in form.pairs


def pressed(walk: Walk, form: Form, pairs: Pairs) -> Page:
    """What the form answers. Of a share of the routes the first that is done is pressed twice."""
    before = Cookies(walk.browser.cookies)
    answer = send(walk.browser, form, pairs)
    route, is_done = route_of(form.action), form.method == "post" and answer.status in (200, 303)
    if not is_done or route in walk.pressed_twice or crc32(route.encode()) % walk.thoroughness.twice:
        return answer
    walk.pressed_twice.add(route)
    page = visit(walk.browser, answer.location.removeprefix(HOST)) if answer.status == 303 else answer
    second, page_again = pressed_again(walk.browser, before, form, pairs)
    if (second.status, page_again.address) != (answer.status, page.address):
        walk.wrong.append(f"{form.page} pressed twice answers {second.status} at {page_again.address}")
    elif words(page_again) != words(page):
        walk.wrong.append(f"{form.page} pressed twice says something else: {words(page_again)}")
    return answer


# --- filled in -------------------------------------------------------------------------------------------


def filled_in(form: Form, choices: int) -> Iterator[Pairs]:
    """The form as somebody would fill it in: with something in each required field, once for each choice.

    Of a list the last `choices` are tried.
    Days and times that stand there are once moved by a week, which is asked about before it is done.
    """
    values = dict(filled_base(form))
    yield list(values.items())
    if moved := {name: _a_week_on(value) for name, value in values.items() if TIME.fullmatch(value)}:
        yield list((values | moved).items())
    for one in form.controls:
        if one.kind == "select" and choices:
            for option in one.options[-choices:]:
                yield list((values | {one.name: option}).items())


def filled_base(form: Form) -> Pairs:
    """The form as it stands, with something in each required field."""
    empty = [
        one
        for one in form.controls
        if not form.value(one.name) and (one.required or one.name in FILLED or _is_first_address(form, one))
    ]
    typed = {one.name: FILLED.get(one.name) or right_value(one) for one in empty}
    return [pair for pair in form.pairs if pair[0] not in typed] + list(typed.items())


def _is_first_address(form: Form, control: Control) -> bool:
    return control.name == "email" and kind_of(form.action) == ONE_ADDRESS


def _a_week_on(moment: str) -> str:
    return (datetime.fromisoformat(moment) + timedelta(days=7)).isoformat(timespec="minutes")


def right_value(control: Control) -> str:
    tomorrow = date.today() + timedelta(days=1)
    match control.kind:
        case "select" | "radio":
            return next((one for one in control.options if one), "")
        case "date":
            return tomorrow.isoformat()
        case "datetime-local":
            return f"{tomorrow}T09:00"
    return RIGHT.get(control.kind, "Něco")


def sent_filled_in(walk: Walk, form: Form) -> Iterator[str]:
    """Who is shown a form may be refused for what it holds, never for who they are.

    Where it is done, the page after it is read, once for a kind.
    """
    for pairs in filled_in(form, walk.thoroughness.choices if walk.chooses else 0):
        page = pressed(walk, form, pairs)
        walk.answered(page)
        there = page.location.removeprefix(HOST)
        if page.status == 303 and kind_of(there) not in walk.done_seen:
            walk.done_seen.add(kind_of(there))
            walk.look(there, form.page)
        if is_gone(walk, form, page):
            return
        if page.status not in (200, 303, 409, 412, 422, *REFUSED.get(form.action, ())):
            chosen = ", ".join(f"{name}={value}" for name, value in pairs if value and name not in NOT_KEPT)
            yield f"{form.page} with {chosen[:200]} is answered by {page.status}"


def is_gone(walk: Walk, form: Form, answer: Page) -> bool:
    """Whether a form that was sent before, such as one that merges, has removed the record of this one."""
    return answer.status == 404 and visit(walk.browser, form.page).status == 404


def different(buttons: Iterable[Button]) -> list[Button]:
    """Of the buttons that each row of a form has, those of the first."""
    found = {(one.name, re.sub(r"\d+", "1", one.value), one.action): one for one in reversed([*buttons])}
    return list(reversed(found.values()))


def each_pressed(walk: Walk, form: Form) -> Iterator[str]:
    """What is wrong with what each button of a filled form does, where it has more than one."""
    base = replace(form, pairs=filled_base(form) + form.beside[:CHOSEN])
    for button in different(form.buttons) if len(form.buttons) > 1 else ():
        page = pressed(walk, base.pressed(button), base.pressed(button).pairs)
        walk.answered(page)
        if is_gone(walk, form, page):
            return
        if page.status not in (200, 303, 409, 412, 422, *REFUSED.get(form.action, ())):
            yield f"the button {button.value} of {form.page} is answered by {page.status} at {button.action}"


def step(walk: Walk, form: Form) -> Iterator[str]:
    """What is wrong with a form that only a sent form shows, and with where it leads when it is confirmed."""
    yield from sent_all_wrong(walk.browser, form)
    for button in different(form.buttons):
        one = replace(form, pairs=filled_base(form)).pressed(button)
        page = pressed(walk, one, one.pairs)
        walk.answered(page)
        if page.status == 303:
            page = visit(walk.browser, page.location.removeprefix(HOST))
        if page.status not in (200, 409, 412, 422):
            yield f"{form.page}, then {button.value or 'its button'}: {page.status} at {page.address}"


def press(walk: Walk, form: Form) -> Iterator[str]:
    """A button with nothing to fill in does what it says, or tells why not in words."""
    current = again(walk.browser, form)
    if current is None:
        return
    page = pressed(walk, current, current.pairs)
    if page.status == 409 and (page.message("error") or page.document is not None):
        return
    if page.status == 200 and SHOWN_ONCE.fullmatch(form.action):
        return
    if page.status != 303:
        yield f"the button of {form.page} ({form.action}) is answered by {page.status}"
        return
    refusal = visit(walk.browser, page.location.removeprefix(HOST)).message("error")
    if refusal:
        yield f"the button of {form.page} ({form.action}) is refused: {refusal}"
