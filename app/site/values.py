"""Values of columns in words, as the history and proposed changes tell them."""

import json
import re
from collections.abc import Mapping

from app.core import text
from app.core.text import Translator
from app.site.field_words import words_of
from app.site.json_values import Json
from app.site.labels import LABELS, label

CODES = {
    "attachment": {"about_type": "about_type"},
    "attendance": {"status": "attendance_status", "mode": "attendance_mode", "method": "attendance_method"},
    "decision": {"mode": "decision_mode", "state": "decision_state", "effect_kind": "effect_kind"},
    "event": {
        "kind": "event_kind",
        "status": "event_status",
        "registration_policy": "registration_policy",
        "move_up": "move_up",
    },
    "group_application": {"state": "application_state"},
    "group_member": {"role": "group_role"},
    "invitation": {"status": "invitation_status"},
    "minutes": {"state": "minutes_state"},
    "need": {"weight": "need_weight", "state": "need_state"},
    "newsletter": {"state": "newsletter_state"},
    "organisation": {"kind": "organisation_kind"},
    "organisation_proposal": {"state": "proposal_state"},
    "partnership": {"kind": "partnership_kind"},
    "project": {"state": "project_state"},
    "project_indicator": {"computed_from": "computation"},
    "registration": {"status": "registration_status", "source": "registration_source"},
    "role": {"role": "role"},
    "series": {"kind": "event_kind", "allocation": "seat_allocation"},
    "suggestion": {"state": "suggestion_state"},
    "task": {"state": "task_state"},
    "working_group": {"kind": "group_kind"},
}
"""The code lists (`LABELS`) of the columns of each type of record."""
EVERYWHERE = {
    "visibility": "visibility",
    "side": "side",
    "lang": "language",
    "scopes": "scope",
    "required_roles": "invited_role",
}
"""Code lists of columns that mean the same in every record."""
MONEY = {"total_budget"}
FIGURES = {"hours", "target", "achieved"}
CALLED_BY = ("label", "title", "text", "name")
"""The parts of a row by which it is told."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)?")


def in_words(of_type: str, column: str, value: object, words: Translator, lang: text.Language) -> str:
    """Codes, days, moments, figures, yes or no, and lists of them, as pages write them."""
    kind = CODES.get(of_type, {}).get(column) or EVERYWHERE.get(column)
    return _in_words(column, _parsed(value), kind, words, lang) or words.gettext("empty")


def record_in_words(of_type: str, number: str | None, name: str | None, words: Translator) -> str:
    """A record that a column refers to: by its name where the reader may see it, else by type and number."""
    if number is None:
        return words.gettext("empty")
    kind = "record_type" if of_type in LABELS["record_type"] else "referred_type"
    return name or f"{words.gettext(label(of_type, kind))} {number}"


def _parsed(value: object) -> object:
    """The log holds lists and mappings as JSON text."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _in_words(column: str, value: object, kind: str | None, words: Translator, lang: text.Language) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, (_in_words(column, one, kind, words, lang) for one in value)))
    if isinstance(value, Mapping):
        return _mapping(dict(value), words, lang)
    if value in (None, ""):
        return ""
    if kind and str(value) in LABELS[kind]:
        return words.gettext(label(str(value), kind))
    if str(value) in ("True", "False"):
        return words.gettext("Yes") if str(value) == "True" else words.gettext("No")
    return _written(column, str(value), lang)


def _written(column: str, value: str, lang: text.Language) -> str:
    if DAY.fullmatch(value):
        return text.day(value, lang)
    if MOMENT.fullmatch(value):
        return text.moment(value.replace(" ", "T"), lang)
    if column in MONEY:
        return text.money(value, lang)
    return text.number(value, lang) if column in FIGURES else value


def _mapping(value: Json, words: Translator, lang: text.Language) -> str:
    """A row by what it is called; rules and the like by each of their parts."""
    for name in CALLED_BY:
        if value.get(name):
            return _in_words(name, value[name], None, words, lang)
    told = {name: _in_words(name, one, EVERYWHERE.get(name), words, lang) for name, one in value.items()}
    return "; ".join(f"{words_of(name, words)}: {one}" for name, one in told.items() if one)
