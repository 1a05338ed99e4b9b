"""What breaks a rule of a group or may have been overlooked, each as a code and a sentence."""

from datetime import date

from app.core.text import Language, day, translator
from app.meetings.shapes import WarningCode, WarningView


def warning(code: WarningCode, lang: str, **facts: object) -> WarningView:
    words = translator(lang)
    _ = words.gettext
    match code:
        case "late_invitation":
            text = _("Invitations should have gone out by %(day)s.")
        case "not_invited":
            text = _("Invitations have to go out by %(day)s.")
        case "no_agenda":
            text = _("The meeting has no agenda yet.")
        case "no_address":
            text = _("Without an e-mail address, so to be told otherwise: %(names)s.")
        case "few_meetings":
            text = _("Meetings planned or held in %(year)s: %(count)s, by the rule at least %(least)s.")
    shown = {name: _said(value, words.lang) for name, value in facts.items()}
    return WarningView(code=code, detail=text % shown)


def _said(value: object, lang: Language) -> object:
    return day(value, lang) if isinstance(value, date) else value
