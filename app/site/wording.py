"""Values of fields in words."""

from decimal import InvalidOperation
from typing import Any

from app.core import text
from app.site.fields import Field


def show(value: object, one: Field, lang: text.Language) -> str:
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
