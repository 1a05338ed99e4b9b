"""Answers to the questions that an organiser added to the sign-up form."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from app.core.database.columns import refuse_unstorable
from app.core.errors import FieldProblem, Invalid
from app.core.json_values import Facts
from app.core.plain_text import as_read, figure_in
from app.core.text import fold
from app.events.questions import is_asked
from app.registrations.models import Answers

Question = Facts
"""A `FormField` as the event stores it."""
LONGEST = 2_000  # characters of one answer
LONGEST_TOGETHER = 20_000  # characters of all texts of a registration
YES, NO = {"true", "on", "yes", "1"}, {"false", "off", "no", "0"}


def validate(
    fields: Iterable[Question], answers: Answers, *, complete: bool, standing: Answers | None = None
) -> Answers:
    """The answers to store. Texts from a form are converted to the type of the question.

    `complete`: required answers must be there. An answer to a question that is not asked, because of other
    answers, is neither required nor stored. Raises Invalid with all mistakes at once.

    `standing` are the answers stored before. What the organiser has changed since does not lose them: a
    question that the form no longer has keeps its answer unless that is sent as null, a choice that is no
    longer offered stays chosen, and so does the answer to a question whose condition alone has changed.
    """
    questions = {field["name"]: field for field in fields}
    before = standing or {}
    valid = {
        name: answer
        for name, answer in before.items()
        if name not in questions and answers.get(name, answer) is not None
    }
    asked: set[str] = set()
    wrong = {name: "unknown_field" for name in answers if _is_unknown(name, answers, questions, before)}
    for name, question in questions.items():
        if not is_asked(question, asked, valid):
            if name in before and _leads_as_before(question, valid, before):
                valid[name] = before[name]
            continue
        asked.add(name)
        given = answers.get(name)
        if given is None or given in ("", []):
            if complete and question.get("required"):
                wrong[name] = "required"
            continue
        try:
            valid[name] = _value(question, given, before.get(name))
        except _AnswerError as error:
            wrong[name] = str(error)
    if wrong:
        params = {"max_length": LONGEST}
        raise Invalid.of(*(FieldProblem(f"#/answers/{name}", code, params) for name, code in wrong.items()))
    if sum(len(answer) for answer in valid.values() if isinstance(answer, str)) > LONGEST_TOGETHER:
        raise Invalid("#/answers", "too_long", max_length=LONGEST_TOGETHER)
    return valid


def _is_unknown(name: str, answers: Answers, questions: Mapping[str, Question], before: Answers) -> bool:
    if name in questions:
        return False
    return name not in before or answers[name] not in (None, before[name])


def _leads_as_before(question: Question, answers: Answers, before: Answers) -> bool:
    """Whether the answer on which the question depends is the one stored before."""
    deciding = question["shown_if"]["field"]
    return bool(answers.get(deciding, False) == before.get(deciding, False))


def missing(fields: Iterable[Question], answers: Answers) -> list[Question]:
    """The questions that are asked, must be answered and are not."""
    found: list[Question] = []
    asked: set[str] = set()
    for question in fields:
        if is_asked(question, asked, answers):
            asked.add(question["name"])
            if question.get("required") and question["name"] not in answers:
                found.append(question)
    return found


def fitting(fields: Iterable[Question], answers: Answers, earlier: Iterable[Question]) -> Answers:
    """The answers that another form asks for too: under the same name or the same words, and possible there.

    `earlier` are the questions that were answered.
    """
    named = {fold(one["label"]): one["name"] for one in earlier if one["name"] in answers}
    found: Answers = {}
    asked: set[str] = set()
    for question in fields:
        name = question["name"]
        if not is_asked(question, asked, found):
            continue
        asked.add(name)
        given = answers.get(name, answers.get(named.get(fold(question["label"]), "")))
        if given in (None, "", []):
            continue
        with suppress(_AnswerError):
            found[name] = _value(question, given)
    return found


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


def _value(question: Question, given: object, standing: object = None) -> object:
    """`standing`: the answer stored before, which stays possible whatever the question became."""
    if given == standing:
        return standing
    match question.get("kind"):
        case "number":
            return _number(given)
        case "yes_no":
            return _flag(given)
        case "choice":
            return _chosen(question, given)
        case "choices":
            return [*dict.fromkeys(_chosen(question, one, _as_list(standing)) for one in _as_list(given))]
        case _:
            return _text(given)


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise _AnswerError("wrong_type")
    if len(given) > LONGEST:
        raise _AnswerError("too_long")
    try:
        return as_read(refuse_unstorable(given)).strip()
    except ValueError as error:
        raise _AnswerError(str(error)) from error


def _number(given: object) -> int | float:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise _AnswerError("not_a_number")
    figure = figure_in(given.replace(",", ".").replace(" ", "") if isinstance(given, str) else given)
    if figure is None:
        raise _AnswerError("not_a_number")
    return int(figure) if figure == figure.to_integral_value() else float(figure)


def _flag(given: object) -> bool:
    if isinstance(given, bool):
        return given
    word = given.lower() if isinstance(given, str) else ""
    if word not in YES | NO:
        raise _AnswerError("wrong_type")
    return word in YES


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _chosen(question: Question, given: object, standing: Sequence[object] = ()) -> str:
    if given not in question.get("options", ()) and (given not in standing or not isinstance(given, str)):
        raise _AnswerError("not_a_choice")
    return str(given)
