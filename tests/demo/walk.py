"""A walk through the whole site as one reader: every link, every filter, every form.

`walk` only reads. What it brings home are the forms that the reader was shown, one of each kind, so that
the tests can send them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from starlette.routing import Match

from app.core.database.engine import Database
from app.core.text import translator
from app.events.models import Event
from app.registrations.models import Registration
from app.site.pages import all_routes
from tests.clients import Browser
from tests.site.robot import Control, Form, Page, query_names, send, visit

ROUTES = all_routes()
ENGLISH = frozenset(
    message
    for message, words in translator("cs").messages.items()
    if isinstance(message, str) and message != words
)
"""Texts that a Czech page shows in Czech."""
NO_VALUE = re.compile(r"\b(None|undefined|nan)\b")
"""What a template prints of a value that is not there."""
DAY = re.compile(r"(?<![\w/=-])\d{4}-\d\d-\d\d(?![\w-])")
STARTS = (
    "/",
    "/robots.txt",
    "/favicon.ico",
    "/sign-in",
    "/password/no-such-link",
    "/partnerships",
    "/calendar",
    "/territories",
    "/accessibility",
    "/personal-data",
)
CLEARING = ("Zrušit filtry", "Zrušit výběr", "Ukázat všechny")
"""Links of a list that lead to the whole of it."""
STAFF_STARTS = ("/staff", "/dashboard", "/staff/events", "/staff/events?from=")


class Thoroughness(NamedTuple):
    """How much of the site a walk sees: records differ in what their pages show."""

    of_a_kind: int
    """Addresses of one route."""
    filters_apart: bool
    """Addresses of one route are different kinds when they set different filters."""
    from_a_kind: int
    """Of these, so many that the same kind of page leads to."""
    choices: int
    """Of a list to choose from, so many are chosen in turn."""
    field_by_field: tuple[str, ...]
    """Readers who get each field of a form wrong by itself; the others get all wrong at once."""
    choosing: tuple[str, ...]
    """Readers who set each filter and take each choice; the others send the same forms as they stand."""
    twice: int
    """Of so many routes one is pressed twice."""
    carried_out: Mapping[str, frozenset[str]] = {}
    """Routes of the forms that a reader has to have carried out in the end."""


def kind_of(address: str) -> str:
    """The route behind an address and the filters that it sets."""
    path = address.partition("?")[0]
    route = _route("GET", path)
    return " ".join((route, *sorted(query_names(address)))) if route else re.sub(r"\d+", "1", path)


def route_of(address: str) -> str:
    """The route behind an address, also one that only takes forms."""
    return _route("POST", address.partition("?")[0]) or address


@cache
def _route(method: str, path: str) -> str | None:
    scope = {"type": "http", "method": method, "path": path, "headers": []}
    return next((one.path for one in ROUTES if one.matches(scope)[0] is Match.FULL), None)


def form_kind(form: Form) -> str:
    names = sorted({re.sub(r"\d+", "1", name) for name in form.names})
    return f"{form.method} {kind_of(form.action)} {' '.join(names)}"


@dataclass
class Walk:
    """What one reader saw. `wrong` are sentences about what should not have been."""

    browser: Browser
    reader: str
    thoroughness: Thoroughness
    excused: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    visited: dict[str, int] = field(default_factory=dict)
    posts: dict[str, Form] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    forms_sent: set[str] = field(default_factory=set)
    done_seen: set[str] = field(default_factory=set)
    glanced: set[str] = field(default_factory=set)
    pressed_twice: set[str] = field(default_factory=set)
    steps: list[Form] = field(default_factory=list)
    steps_seen: set[str] = field(default_factory=set)
    """Forms of pages that only a sent form shows, still to be sent, and the routes of these pages."""

    def start(self, addresses: Iterable[str], typed: Iterable[str] = ()) -> "Walk":
        """Follow every link from `addresses` on. What somebody typed may be refused, links may not.

        A typed address that is refused is no visit, or a reader of few events would see none of their pages.
        """
        waiting = [("the start", address) for address in addresses] + [("", address) for address in typed]
        led: Counter[tuple[str, str]] = Counter()
        while waiting:
            source, address = waiting.pop(0)
            kind = self.kind(address)
            known = self.kinds[kind] >= self.thoroughness.of_a_kind
            many = source not in ("", "the start") and led[source, kind] >= self.thoroughness.from_a_kind
            if address in self.visited or known or many:
                self.glance(address, source)
                continue
            led[source, kind] += 1
            page = self.look(address, source)
            if source or page is not None:
                self.kinds[kind] += 1
            if page is not None:
                waiting += [(kind, link) for link in page.links()]
                waiting += [(kind, found) for form in page.forms("get") for found in self.filter(form)]
        return self

    @property
    def chooses(self) -> bool:
        return self.reader in self.thoroughness.choosing

    def kind(self, address: str) -> str:
        return kind_of(address if self.thoroughness.filters_apart else address.partition("?")[0])

    def glance(self, address: str, source: str) -> None:
        """See once for each set of filters what a link narrows, sorts or pages, and go no further.

        Of the files of a list one with filters is enough.
        """
        if not (source and self.chooses and query_names(address)) or address in self.visited:
            return
        route, *names = kind_of(address).split()
        filters = [name for name in names if name not in ("sort", "cursor")] or names
        kind = route if route.endswith("{kind}") else " ".join((route, *filters))
        if kind not in self.glanced:
            self.glanced.add(kind)
            self.see(address, source)

    def look(self, address: str, source: str) -> Page | None:
        page = self.see(address, source)
        for form in page.forms("post") if page is not None else ():
            self.posts.setdefault(form_kind(form), form)
        return page

    def see(self, address: str, source: str) -> Page | None:
        page = visit(self.browser, address)
        self.visited[address] = page.status
        if page.status >= 400 and source and not self.is_excused(address, page.status):
            self.wrong.append(f"{source} leads to {address}: {page.status}")
        if page.status >= 400 or page.document is None:
            return None
        self.read(page)
        return page

    def read(self, page: Page) -> None:
        """Note what is wrong with a page that was shown."""
        address = page.address
        self.wrong += [f"{address} has a link to nowhere: {anchor}" for anchor in page.broken_anchors()]
        texts = page.texts()
        self.wrong += [f"{address} says in English: {text}" for text in texts & ENGLISH]
        self.wrong += [f"{address} prints {text}" for text in texts if NO_VALUE.search(text)]
        self.wrong += [f"{address} has a day as it is stored: {text}" for text in texts if DAY.search(text)]
        self.wrong += [f"{address} is twice on its own way: {name}" for name in page.doubled_crumbs()]
        self.wrong += [f"{address} has a field of type email: {name}" for name in page.rewritten_fields()]
        keyless = [form.action for form in page.forms("post") if "once" not in form.names]
        self.wrong += [f"{address} has a form without a key: {action}" for action in keyless]
        for words in CLEARING:
            for link in page.links_called(words):
                if left := query_names(link) - {"sort"}:
                    self.wrong.append(f"“{words}” of {address} leaves {', '.join(sorted(left))}")

    def answered(self, page: Page) -> None:
        """A page that only a sent form shows: what it asks next is sent later, one form of each kind."""
        if page.status != 200 or page.document is None:
            return
        self.steps_seen.add(route_of(page.address))
        self.read(page)
        for form in page.forms("post"):
            if form_kind(form) not in self.posts:
                self.posts[form_kind(form)] = form
                self.steps.append(form)

    def is_excused(self, address: str, status: int) -> bool:
        return any(re.fullmatch(pattern, f"{status} {address}") for pattern in self.excused)

    def filter(self, form: Form) -> Iterator[str]:
        """Send a form that asks for a list: as it stands, and with each field filled in once."""
        kind = form_kind(form) if self.thoroughness.filters_apart else self.kind(form.action)
        if kind in self.forms_sent:
            return
        self.forms_sent.add(kind)
        yield from self.sent(form, form.pairs, "as it stands")
        for control in form.controls if self.chooses else ():
            for value in values_for(control)[: self.thoroughness.choices]:
                yield from self.sent(form, form.with_value(control.name, value), f"{control.name}={value}")

    def sent(self, form: Form, pairs: list[tuple[str, str]], how: str) -> Iterator[str]:
        page = send(self.browser, form, pairs)
        if page.location:
            page = visit(self.browser, page.location)
        if page.status >= 400:
            self.wrong.append(f"the form of {form.page} {how}: {page.status} at {page.address}")
            return
        self.read(page)
        yield from page.links()
        again = [
            one for one in page.forms("get") if one.action.partition("?")[0] == form.action.partition("?")[0]
        ]
        for one in page.forms("post") if not again else ():  # the form chose what is asked next
            self.posts.setdefault(form_kind(one), one)
        for name, value in pairs if again else []:
            if value and name in [one.name for one in form.controls] and again[0].value(name) != value:
                self.wrong.append(f"the form of {form.page} {how} comes back without {name}")
        if form.has_htmx and pairs is form.pairs:
            piece = send(self.browser, form, pairs, htmx=True)
            if piece.status >= 400:
                self.wrong.append(f"the form of {form.page} {how}, by htmx: {piece.status}")


def values_for(control: Control) -> list[str]:
    """Something that a filter may be set to."""
    match control.kind:
        case "select":
            filled = [one for one in control.options if one]
            return filled[:1] + filled[-1:] if len(filled) > 1 else filled
        case "checkbox" | "radio":
            return list(control.options[:1])
        case "date":
            return [date.today().isoformat()]
        case "datetime-local":
            return [f"{date.today()}T09:00"]
        case "number":
            return ["1"]
    return ["nov"]


def seeds(database: Database) -> list[str]:
    """Staff pages of events of every kind in every state, and of registrations in every state."""
    events = sa.select(sa.func.min(Event.id)).group_by(Event.kind, Event.status)
    registrations = (
        sa.select(sa.func.min(Registration.event_id), sa.func.min(Registration.id))
        .join(Event, Event.id == Registration.event_id)
        .group_by(Event.status, Registration.status)
    )
    with database.reading() as session:
        found = [
            f"/staff/events/{number}{page}" for number in session.scalars(events) for page in ("", "/edit")
        ]
        for number in session.execute(registrations):
            row = session.get(Registration, number[1])
            assert row is not None
            found.append(f"/staff/events/{row.event_id}/registrations/{row.id}")
    return found
