"""The forms of a page as a browser without scripts sees them: what it would send, and how to fill them in."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]
WRITTEN = ("text", "email", "tel", "url", "search", "textarea")


@dataclass
class Sheet:
    """One `<form>`. `fields` are what would be sent untouched, `kinds` the kind of field by its name."""

    action: str
    method: str
    fields: Pairs = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    buttons: Pairs = field(default_factory=list)
    required: set[str] = field(default_factory=set)

    def filled(self, text: str) -> Pairs:
        """Every field that takes text holds `text`; all else as it stands."""
        names = {name for name, kind in self.kinds.items() if kind in WRITTEN}
        return [
            (name, text if name in names and not name.endswith(".q") else value)
            for name, value in self.fields
        ]

    @property
    def asks(self) -> bool:
        """Whether a person types something into it."""
        return any(kind in WRITTEN for kind in self.kinds.values())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[Sheet] = []
        self.area: str | None = None
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.text = ""
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.sheets.append(Sheet(given.get("action", ""), given.get("method", "get")))
            self.inside = True
        if not self.inside:
            return
        sheet, name = self.sheets[-1], given.get("name", "")
        if "required" in given:
            sheet.required.add(name)
        if tag == "input" and name:
            kind = given.get("type", "text")
            sheet.kinds.setdefault(name, kind)
            if kind not in ("checkbox", "radio") or "checked" in given:
                sheet.fields.append((name, given.get("value", "on" if kind in ("checkbox", "radio") else "")))
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((given.get("value", ""), "selected" in given))
        elif tag == "button" and name:
            sheet.buttons.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.area is not None and self.inside:
            self.sheets[-1].kinds[self.area] = "textarea"
            self.sheets[-1].fields.append((self.area, self.text.removeprefix("\n")))
            self.area = None
        elif tag == "select" and self.select and self.inside:
            chosen = next((value for value, is_chosen in self.options if is_chosen), None)
            self.sheets[-1].kinds[self.select] = "select"
            if self.options:
                value = self.options[0][0] if chosen is None else chosen
                self.sheets[-1].fields.append((self.select, value))
            self.select = None


def sheets(page: str) -> list[Sheet]:
    """All forms of a page but those of its frame."""
    reader = _Reader()
    reader.feed(page)
    return [one for one in reader.sheets if one.action not in ("/language", "/sign-out")]


def summary(page: str) -> str:
    """What stands above a refused form."""
    found = re.search(r'id="errors".*?</div>', page, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", found[0])) if found else ""
