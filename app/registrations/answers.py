"""Answers to the questions that an organiser added to the sign-up form."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core.errors import FieldProblem, Invalid
from app.events.questions import is_asked
from app.registrations.models import Answers

Question = Mapping[str, Any]
"""A `FormField` as the event stores it."""
LONGEST = 2_000  # characters of one answer
YES, NO = {"true", "on", "yes", "1"}, {"false", "off", "no", "0"}


def validate(fields: Iterable[Question], answers: Answers, *, complete: bool) -> Answers:
    """The answers as they are kept; a form on paper or on a page sends texts, which become what is asked for.

    `complete`: the required ones have to be there. What other answers leave out is neither required nor kept.
    All that is wrong is told at once.
    """
    questions = {field["name"]: field for field in fields}
    valid: Answers = {}
    asked: set[str] = set()
    wrong = {name: "unknown_field" for name in answers if name not in questions}
    for name, question in questions.items():
        if not is_asked(question, asked, valid):
            continue
        asked.add(name)
        given = answers.get(name)
        if given is None or given in ("", []):
            if complete and question.get("required"):
                wrong[name] = "required"
            continue
        try:
            valid[name] = _value(question, given)
        except _AnswerError as error:
            wrong[name] = str(error)
    if wrong:
        refusal = Invalid("#/answers", "invalid")
        refusal.fields = [
            FieldProblem(f"#/answers/{name}", code, {"max_length": LONGEST}) for name, code in wrong.items()
        ]
        raise refusal
    return valid


def merge(fields: Iterable[Question], answers: Answers, more: Answers) -> Answers:
    """`answers`, and of `more` those to questions that have none yet and are asked after what is answered.

    Answers to questions that the form no longer has are kept as well.
    """
    questions = {field["name"]: field for field in fields}
    valid = {name: given for name, given in more.items() if name not in questions} | dict(answers)
    asked: set[str] = set()
    for name, question in questions.items():
        if is_asked(question, asked, valid):
            asked.add(name)
            if name in more:
                valid.setdefault(name, more[name])
    return valid


class _AnswerError(Exception):
    """Carries the code of what is wrong."""


def _value(question: Question, given: object) -> object:
    match question.get("kind"):
        case "number":
            return _number(given)
        case "yes_no":
            return _flag(given)
        case "choice":
            return _chosen(question, given)
        case "choices":
            return [_chosen(question, one) for one in (given if isinstance(given, list) else [given])]
        case _:
            return _text(given)


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise _AnswerError("wrong_type")
    if len(given) > LONGEST:
        raise _AnswerError("too_long")
    if "\x00" in given or any(0xD800 <= ord(char) <= 0xDFFF for char in given):
        raise _AnswerError("nul")
    return given.strip()


def _number(given: object) -> int | float:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise _AnswerError("not_a_number")
    try:
        figure = Decimal(str(given).replace(",", ".").replace(" ", ""))
    except InvalidOperation as error:
        raise _AnswerError("not_a_number") from error
    if not figure.is_finite() or abs(figure) > 10**15:
        raise _AnswerError("not_a_number")
    return int(figure) if figure == figure.to_integral_value() else float(figure)


def _flag(given: object) -> bool:
    if isinstance(given, bool):
        return given
    word = given.lower() if isinstance(given, str) else ""
    if word not in YES | NO:
        raise _AnswerError("wrong_type")
    return word in YES


def _chosen(question: Question, given: object) -> str:
    if given not in question.get("options", ()):
        raise _AnswerError("not_a_choice")
    return str(given)
