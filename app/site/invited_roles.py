"""Roles that are invited to a round table: known codes in words, and what is typed as a code again."""

from app.core import text
from app.core.text import fold, translator
from app.site.json_values import Json, Record
from app.site.labels import LABELS, label

CODES = {
    fold(words): code
    for code, msgid in LABELS["invited_role"].items()
    for words in (code, *(translator(lang).gettext(msgid) for lang in text.LANGUAGES))
}
"""A code by itself and by its words in each language."""


def in_words(event: Record, tr: text.Translator) -> Json:
    """The event with its invited and required roles as they are shown; other roles are words already."""
    shown = dict(event)
    if "invited" in event:
        shown["invited"] = [{**one, "role": _words(one.get("role"), tr)} for one in event["invited"]]
    if "required_roles" in event:
        shown["required_roles"] = [_words(one, tr) for one in event["required_roles"]]
    return shown


def in_codes(body: Json) -> Json:
    """What was typed, as the API keeps it."""
    for one in body.get("invited") or []:
        one["role"] = _code(one.get("role"))
    if body.get("required_roles"):
        body["required_roles"] = [_code(one) for one in body["required_roles"]]
    return body


def _words(role: str | None, tr: text.Translator) -> str | None:
    return tr.gettext(label(role, "invited_role")) if role else role


def _code(role: str | None) -> str | None:
    return CODES.get(fold(role), role) if role else role
