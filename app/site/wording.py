"""Values of fields in words, and both versions of a record that two people have changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import InvalidOperation
from typing import Any

from app.core import text
from app.site.fields import FIGURES, Field, concrete, figure
from app.site.forms import Form


def show(value: Any, one: Field, lang: text.Language) -> str:
    """A value as it reads on a page."""
    _ = text.translator(lang).gettext
    if value in (None, "", []):
        return ""
    several = value if isinstance(value, list) else [value]
    match one.kind:
        case "flag":
            return _("Yes") if value in (True, "on") else _("No")
        case "choice" | "many":
            known = dict(one.choices)
            return ", ".join(_(known[code]) if code in known else str(code) for code in several)
        case "find" | "find_many":
            return ", ".join(str(choice).split("|", 1)[-1] for choice in several)
        case "date" | "time" | "money" | "number":
            return _show_figure(value, one.kind, lang)
    return ", ".join(str(each) for each in several)


def _show_figure(value: Any, kind: str, lang: text.Language) -> str:
    try:
        match kind:
            case "date":
                return text.day(value, lang)
            case "time":
                return f"{text.day(value, lang)} {text.clock_time(value, lang)}"
            case "money":
                return text.money(str(value), lang)
        return text.number(value, lang)
    except (ValueError, InvalidOperation):
        return str(value)


@dataclass(frozen=True)
class Difference:
    """A field in which what is stored now and what was typed are not the same."""

    label: str
    stored: str
    typed: str


def differences(fields: Sequence[Field], stored: Form, typed: Form, lang: text.Language) -> list[Difference]:
    """For a stale form: both versions, field by field."""
    found = []
    for name, one in concrete(fields, stored, typed):
        before, after = (show(_meant(form.value(name), one), one, lang) for form in (stored, typed))
        if before != after:
            found.append(Difference(one.label, before, after))
    return found


def _meant(value: Any, one: Field) -> Any:
    if one.kind in FIGURES and isinstance(value, str):
        return figure(value, one.kind)
    if one.kind == "time" and value:
        return datetime.fromisoformat(value)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
