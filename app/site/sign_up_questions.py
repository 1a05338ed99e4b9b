"""What the form of an event asks beside who it is: its own questions, needs, lodging and meals.

A question that depends on another answer is hidden by the style sheet `questions.css`, without a script: the
answer that leads to it carries the class `when-3`, the question `if-3`; an answer that leads away from it
carries `unless-3`, the question `not-3`. Browsers that cannot do that show the condition in words.
"""

from collections.abc import Iterable, Sequence

from app.core import text
from app.core.text import Language, Translator, msgid
from app.site.json_values import Json, Record

NO_LONGER_ASKED = msgid("%(question)s (no longer asked)")
STILL_MISSING = msgid("Still to be filled in: %(what)s.")
OVERNIGHT = msgid("%(day)s, overnight")
CONDITION = msgid("Fill this in only if “%(question)s” is answered by “%(answer)s”.")


def questions_of(fields: Sequence[Record], words: Translator, answers: Record | None = None) -> list[Json]:
    """The questions with what their conditions come to: `marks` of answers, `hidden` classes, `condition`.

    `answers` are those given before: what was chosen can still be chosen when it is no longer offered.
    """
    asked: dict[str, Json] = {}
    for number, field in enumerate(fields):
        options = _options(field, (answers or {}).get(field["name"]))
        question = {**field, "options": options, "marks": {}, "hidden": [], "condition": ""}
        asked[field["name"]] = question
        if field.get("shown_if"):
            _hide(question, asked[field["shown_if"]["field"]], number, words)
    return [{**one, "hidden": " ".join(one["hidden"])} for one in asked.values()]


def _options(field: Record, answer: object) -> list[str]:
    chosen = several(answer) if field["kind"] in ("choice", "choices") else []
    return [*field["options"], *(one for one in chosen if one not in field["options"])]


def _hide(question: Json, deciding: Json, number: int, words: Translator) -> None:
    """A question under a hidden one is hidden with it."""
    wanted = answers_of(question["shown_if"])
    for answer in wanted:
        mark = f"unless-{number}" if answer is False else f"when-{number}"
        before = deciding["marks"].get(str(answer or True))
        deciding["marks"][str(answer or True)] = f"{before} {mark}" if before else mark
    own = f"not-{number}" if wanted == [False] else f"if-{number}"
    question["hidden"] = [*deciding["hidden"], own]
    question["condition"] = words.gettext(CONDITION) % {
        "question": deciding["label"],
        "answer": answer_text(wanted, words),
    }


def answers_of(condition: Record) -> list[object]:
    return several(condition["equals"])


def several(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def answer_text(answers: Iterable[object], words: Translator) -> str:
    """`Yes`; of several `první / druhý`."""
    known = {True: words.gettext("Yes"), False: words.gettext("No")}
    return " / ".join(known[one] if isinstance(one, bool) else str(one) for one in answers)


def said(
    fields: Sequence[Record], past: Sequence[Record], answers: Record, words: Translator
) -> list[tuple[str, str]]:
    """All questions with their answers in words; a question that is no longer asked says so."""
    now = [(one["label"], one) for one in fields]
    once = [(words.gettext(NO_LONGER_ASKED) % {"question": one["label"]}, one) for one in past]
    return [
        (label, answer_text(several(answers.get(one["name"])), words) or "–") for label, one in now + once
    ]


def with_missing(message: str, passed_on: Record, words: Translator) -> str:
    """A message about a registration that was moved or passed on, with what could not come along."""
    overnight = words.gettext(OVERNIGHT)
    labels = [
        overnight % {"day": _day(one["label"], words.lang)} if one["what"] == "lodging" else one["label"]
        for one in passed_on["missing"]
    ]
    if not labels:
        return message
    return f"{message} {words.gettext(STILL_MISSING) % {'what': '; '.join(labels)}}"


def answered_questions(fields: Sequence[Record], answers: Record, words: Translator) -> list[tuple[str, str]]:
    """Questions with their answers in words; those without an answer are left out."""
    found = [(one["label"], several(answers.get(one["name"]))) for one in fields]
    return [(label, answer_text(given, words)) for label, given in found if given]


# --- what of a posted form is no plain text --------------------------------------------------------------


def flags(fields: Iterable[Record], prefix: str = "") -> list[str]:
    """Names of the boxes; `prefix` as in `people-*-`."""
    consents = [f"{prefix}consents-photos", f"{prefix}consents-newsletter"]
    return consents + _named(fields, "yes_no", prefix)


def lists(fields: Iterable[Record], stay: Record, prefix: str = "") -> list[str]:
    """Names of what may be answered more than once."""
    offered = [f"{prefix}stay-{what}" for what in ("lodging", "meals") if stay[what]]
    return offered + _named(fields, "choices", prefix)


def _named(fields: Iterable[Record], kind: str, prefix: str) -> list[str]:
    return [f"{prefix}answers-{one['name']}" for one in fields if one["kind"] == kind]


def clean_person(person: Json, *, keep: bool = False) -> None:
    """Needs left empty are sent as empty texts, or not at all where none were kept before."""
    given = person.pop("needs", None)
    needs = {name: value or "" for name, value in given.items()} if isinstance(given, dict) else {}
    if keep or any(needs.values()):
        person["needs"] = needs


# --- lodging and meals -----------------------------------------------------------------------------------


def stay_options(stay: Record, lang: Language) -> dict[str, list[tuple[str, str]]]:
    """What can still be taken, in words: nights by their days, meals by their names."""
    _ = text.translator(lang).gettext
    gone = stay["outdated"]
    nights = [
        (night, _(OVERNIGHT) % {"day": _day(night, lang)})
        for night in stay["lodging"]
        if night not in gone["lodging"]
    ]
    meals = [
        (meal["name"], f"{meal['label']} ({_day(meal['date'], lang)})")
        for meal in stay["meals"]
        if meal["name"] not in gone["meals"]
    ]
    return {"lodging": nights, "meals": meals}


def _day(day: str, lang: Language) -> str:
    return f"{text.weekday(day, lang)} {text.day(day, lang)}"


def stay_text(stay: Record, choice: Record, lang: Language) -> list[str]:
    """The lodging and meals that a person has taken, in words; what is no longer offered is left out."""
    offered = stay_options(stay, lang)
    return [words for what, pairs in offered.items() for value, words in pairs if value in choice[what]]
