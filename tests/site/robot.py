"""Operates the site as a browser does: parses pages, follows links, sends forms with every field they hold.

A browser sends each field of a form, also the empty ones, and the button that was pressed; so does `Form`.
A form that takes files is sent in parts; the value of a file field is the name of a small text file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx
import lxml.html
from lxml.html import HtmlElement

from tests.clients import Browser

HOST = "http://127.0.0.1:8000"
Pairs = list[tuple[str, str]]
"""Names and values in the order of the page, as a browser sends them."""

MAIN_FORMS = "//main//form"
"""The header's forms (sign-out, language) are on every page and tested by themselves."""


@dataclass(frozen=True)
class Control:
    """A field that somebody sees and fills in. `options` are the values of a select or of radio buttons."""

    name: str
    kind: str
    required: bool
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Button:
    """A button that sends its form: what it adds, and where it sends to when that is its own."""

    name: str
    value: str
    action: str
    method: str


@dataclass(frozen=True)
class Form:
    """One form of a page. `controls` leaves out hidden fields and buttons; `action` is an absolute path.

    `beside` are boxes that stand elsewhere on the page and belong to it, as in a list.
    """

    page: str
    action: str
    method: str
    pairs: Pairs
    controls: tuple[Control, ...]
    has_htmx: bool
    buttons: tuple[Button, ...] = ()
    beside: Pairs = field(default_factory=list)
    takes_files: bool = False

    def pressed(self, button: Button) -> "Form":
        """The form as this button sends it."""
        own = {one.name for one in self.buttons}
        pairs = [pair for pair in self.pairs if pair[0] not in own]
        pairs += [(button.name, button.value)] if button.name else []
        return replace(self, action=button.action, method=button.method, pairs=pairs)

    @property
    def file_names(self) -> set[str]:
        return {one.name for one in self.controls if one.kind == "file"}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({name for name, _ in self.pairs} | {one.name for one in self.controls}))

    def with_value(self, name: str, *values: str) -> Pairs:
        """What is sent when this one field was filled in differently."""
        return [pair for pair in self.pairs if pair[0] != name] + [(name, value) for value in values]

    def value(self, name: str) -> str:
        return dict(self.pairs).get(name, "")


@dataclass
class Page:
    """An answer as a reader sees it."""

    address: str
    status: int
    document: HtmlElement | None
    location: str = ""
    text: str = field(default="", repr=False)

    def links(self) -> Iterator[str]:
        """Paths on this site that the page leads to."""
        for element in [] if self.document is None else self.document.iter("a"):
            href = element.get("href")
            if href is not None and not href.startswith("#"):
                whole = urljoin(HOST + self.address, href)
                if whole.startswith(HOST):
                    yield whole.removeprefix(HOST).partition("#")[0]

    def links_called(self, words: str) -> Iterator[str]:
        """Where links of this text lead to, if it is the same page with other filters."""
        there = self.address.partition("?")[0]
        for element in [] if self.document is None else self.document.iter("a"):
            if " ".join(element.text_content().split()) == words:
                whole = urljoin(HOST + self.address, element.get("href", "")).removeprefix(HOST)
                if whole.partition("?")[0] == there:
                    yield whole

    def texts(self) -> set[str]:
        """Each piece of text in the body, also of options and buttons, with spaces as a reader sees them.

        What is marked as English, such as the words of an English letter, is left out.
        """
        ours = "//body//text()[not(ancestor::*[@lang='en' and not(self::html)])]"
        pieces = [] if self.document is None else self.document.xpath(ours)
        return {" ".join(str(piece).split()) for piece in pieces}

    def broken_anchors(self) -> list[str]:
        """Links within the page to something that is not there."""
        if self.document is None:
            return []
        ids = {element.get("id") for element in self.document.iter() if element.get("id")}
        wanted = {a.get("href", "") for a in self.document.iter("a")}
        return sorted(href for href in wanted if re.fullmatch("#.+", href) and href[1:] not in ids)

    def doubled_crumbs(self) -> list[str]:
        """Steps of the way to this page that stand there twice, in whatever letters."""
        steps = [] if self.document is None else self.document.xpath("//nav[@class='crumbs']//li")
        names = [" ".join(step.text_content().split()).casefold() for step in steps]
        return sorted({name for name in names if names.count(name) > 1})

    def forms(self, method: str) -> list[Form]:
        found = [] if self.document is None else self.document.xpath(MAIN_FORMS)
        return [read_form(one, self.address) for one in found if one.get("method", "get").lower() == method]

    def errors(self) -> dict[str, str]:
        """The error summary: the message by the id of the field it leads to, general ones by ''."""
        found: dict[str, str] = {}
        for item in [] if self.document is None else self.document.xpath("//*[@id='errors']//li"):
            links = item.xpath(".//a/@href")
            found[links[0].removeprefix("#") if links else ""] = item.text_content().strip()
        return found

    def rewritten_fields(self) -> list[str]:
        """Fields whose domain the browser itself rewrites before it sends them (`ß` becomes `ss`)."""
        found = [] if self.document is None else self.document.xpath("//input[@type='email']/@name")
        return [str(name) for name in found]

    def message(self, kind: str) -> str:
        """The text of a message box of this kind (`error`, `success`), if the page shows one."""
        boxes = [] if self.document is None else self.document.find_class("message")
        return " ".join(box.text_content().strip() for box in boxes if kind in box.get("class", "").split())


def page_of(answer: httpx.Response, address: str) -> Page:
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    document = lxml.html.document_fromstring(answer.text) if is_html and answer.text.strip() else None
    return Page(
        address,
        answer.status_code,
        document,
        answer.headers.get("location", ""),
        answer.text if is_html else "",
    )


def visit(browser: Browser, address: str) -> Page:
    """The page at this address, redirects followed as far as they stay on this site."""
    for _ in range(5):
        page = page_of(browser.get(address), address)
        if page.status not in (301, 302, 303) or not page.location:
            return page
        target = urljoin(HOST + address, page.location)
        if not target.startswith(HOST):
            return page
        address = target.removeprefix(HOST)
    raise AssertionError(f"{address} redirects without end")


def send(browser: Browser, form: Form, pairs: Pairs, *, htmx: bool = False) -> Page:
    """Redirects are not followed: 303 says that a write was done."""
    headers = {"hx-request": "true"} if htmx else {}
    if form.method == "get":
        address = f"{form.action.partition('?')[0]}?{urlencode(pairs)}"
        return page_of(browser.get(address, headers=headers), address)
    kind, content = body_of(form, pairs)
    headers |= {"content-type": kind, "origin": HOST}
    return page_of(browser.post(form.action, content=content, headers=headers), form.action)


def body_of(form: Form, pairs: Pairs) -> tuple[str, bytes]:
    """The content type and the body that a browser sends."""
    if not form.takes_files:
        return "application/x-www-form-urlencoded", urlencode(pairs).encode()
    fields: dict[str, list[str]] = {}
    files = {}
    for name, value in pairs:
        if name in form.file_names:
            files[name] = (value, f"Obsah souboru {value}".encode() if value else b"", "text/plain")
        else:
            fields.setdefault(name, []).append(value)
    sent = httpx.Request("POST", HOST, data=fields, files=files or {"": ("", b"")})
    return sent.headers["content-type"], sent.read()


def send_on(browser: Browser, form: Form, pairs: Pairs, *, htmx: bool = False) -> tuple[Page, Page]:
    """What the form answers, and the page that the browser shows in the end."""
    answer = send(browser, form, pairs, htmx=htmx)
    leads_on = answer.status == 303
    return answer, visit(browser, answer.location.removeprefix(HOST)) if leads_on else answer


def pressed_again(
    browser: Browser, cookies: httpx.Cookies, form: Form, pairs: Pairs, *, htmx: bool = False
) -> tuple[Page, Page]:
    """A second press, with the cookies of the first: the browser has not got the first answer yet."""
    browser.cookies = cookies
    return send_on(browser, form, pairs, htmx=htmx)


def words(page: Page) -> str:
    return "" if page.document is None else " ".join(page.document.text_content().split())


# --- reading a form --------------------------------------------------------------------------------------


def read_form(element: HtmlElement, address: str) -> Form:
    action = urljoin(HOST + address, element.get("action") or address)
    assert action.startswith(HOST), f"{address} has a form that goes to {action}"
    hx = any(name.startswith("hx-") for name in element.attrib)
    return Form(
        page=address,
        action=action.removeprefix(HOST),
        method=element.get("method", "get").lower(),
        pairs=list(_pairs(element)),
        controls=tuple(_controls(element)),
        has_htmx=hx,
        buttons=tuple(_buttons(element, action, address)),
        beside=[(one.get("name"), one.get("value", "on")) for one in _beside(element)],
        takes_files=element.get("enctype") == "multipart/form-data",
    )


def _buttons(form: HtmlElement, action: str, address: str) -> Iterator[Button]:
    method = form.get("method", "get")
    for one in form.xpath(".//button[not(@type) or @type='submit']"):
        target = urljoin(HOST + address, one.get("formaction") or action)
        yield Button(
            one.get("name", ""),
            one.get("value", ""),
            target.removeprefix(HOST),
            one.get("formmethod", method).lower(),
        )


def _beside(form: HtmlElement) -> list[HtmlElement]:
    name = form.get("id")
    return form.xpath(f"//input[@type='checkbox'][@form={_quoted(name)}]") if name else []


def _pairs(form: HtmlElement) -> Iterator[tuple[str, str]]:
    """What Enter sends: every successful control, and the first button if it has a name."""
    areas = {one.get("name") for one in form.iter("textarea")}
    for name, value in form.form_values():
        yield name, value.removeprefix("\r").removeprefix("\n") if name in areas else value
    buttons = form.xpath(".//button[not(@type) or @type='submit'] | .//input[@type='submit']")
    if buttons and buttons[0].get("name"):
        yield buttons[0].get("name"), buttons[0].get("value", "")


def _controls(form: HtmlElement) -> Iterator[Control]:
    seen: set[str] = set()
    for element in form.xpath(".//input | .//select | .//textarea"):
        name = element.get("name")
        kind = element.tag if element.tag != "input" else element.get("type", "text")
        if not name or name in seen or kind in ("hidden", "submit") or element.get("disabled") is not None:
            continue
        seen.add(name)
        if kind == "text" and element.get("inputmode") in ("decimal", "numeric"):
            kind = "number"
        elif kind == "text" and element.get("inputmode") == "email":
            kind = "email"
        options: tuple[str, ...] = ()
        if kind == "select":
            options = tuple(option.get("value", "") for option in element.iter("option"))
        elif kind in ("radio", "checkbox"):
            same = form.xpath(f".//input[@name={_quoted(name)}]")
            options = tuple(one.get("value", "on") for one in same)
        yield Control(name, kind, element.get("required") is not None, options)


def _quoted(text: str) -> str:
    assert '"' not in text
    return f'"{text}"'


def query_names(address: str) -> frozenset[str]:
    """The names of the filters that an address sets."""
    return frozenset(name for name, value in parse_qsl(urlsplit(address).query) if value)
