"""Answers to the questions that an organiser added to the sign-up form."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from app.core.database.columns import refuse_unstorable
from app.core.errors import FieldProblem, Invalid
from app.core.json_values import Facts
from app.core.plain_text import without_invisible
from app.events.questions import is_asked
from app.registrations.models import Answers

Question = Facts
"""A `FormField` as the event stores it."""
LONGEST = 2_000  # characters of one answer
YES, NO = {"true", "on", "yes", "1"}, {"false", "off", "no", "0"}


def validate(fields: Iterable[Question], answers: Answers, *, complete: bool) -> Answers:
    """The answers to store. Texts from a form are converted to the type of the question.

    `complete`: required answers must be there. An answer to a question that is not asked, because of other
    answers, is neither required nor stored. Raises Invalid with all mistakes at once.
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
    """Add to `answers` those of `more` to questions that are asked and have no answer yet.

    Also keeps answers to questions that the form no longer has.
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
    """Carries the code of the mistake."""


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
    try:
        return without_invisible(refuse_unstorable(given)).strip()
    except ValueError as error:
        raise _AnswerError(str(error)) from error


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
