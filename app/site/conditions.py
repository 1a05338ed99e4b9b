"""When a question of a sign-up form is asked, between the editor of an event and the API.

In the editor it is one choice, as `2:["A"]`: the row of the question that decides, and the answers to it.
"""

import json
import re
from collections.abc import Sequence

from app.core.text import Translator, msgid
from app.site.json_values import Json, Record
from app.site.lookups import Option
from app.site.sign_up_questions import answer_text, answers_of

FIELDS = "registration-fields"
ROW = re.compile(rf"{FIELDS}-(\d+)-label")
CHOSEN = re.compile(rf"{FIELDS}-\d+-shown_if")
WORDS = msgid("“%(question)s” is “%(answer)s”")


def options(typed: Record, words: Translator) -> list[Option]:
    """Each answer to a question that offers some, and what is chosen already: it may name several answers."""
    rows = sorted(int(found[1]) for name in typed if (found := ROW.fullmatch(name)))
    keys = [key(row, [answer]) for row in rows for answer in _answers(typed, row)]
    chosen = [typed[name] for name in typed if CHOSEN.fullmatch(name) and typed[name]]
    keys += [one for one in dict.fromkeys(chosen) if one not in keys and read(one)]
    return [(one, _in_words(one, typed, words)) for one in keys]


def key(row: int, answers: Sequence[object]) -> str:
    return f"{row}:{json.dumps(list(answers), ensure_ascii=False)}"


def read(chosen: str) -> tuple[int, list[object]] | None:
    """None for what no editor has sent."""
    row, _, answers = chosen.partition(":")
    try:
        return int(row), list(json.loads(answers))
    except (ValueError, TypeError):
        return None


def _answers(typed: Record, row: int) -> list[object]:
    match typed.get(f"{FIELDS}-{row}-kind"):
        case "yes_no":
            return [True, False]
        case "choice" | "choices":
            lines = str(typed.get(f"{FIELDS}-{row}-options") or "").splitlines()
            return [line.strip() for line in lines if line.strip()]
    return []


def _in_words(chosen: str, typed: Record, words: Translator) -> str:
    row, answers = read(chosen) or (0, [])
    question = typed.get(f"{FIELDS}-{row}-label") or "–"
    return words.gettext(WORDS) % {"question": question, "answer": answer_text(answers, words)}


def to_body(questions: Sequence[Json], rows: Sequence[int]) -> None:
    """Rows become names of questions; one that is there no more is left for the API to refuse."""
    names = dict(zip(rows, (one["name"] for one in questions), strict=False))
    for one in questions:
        found = read(one.get("shown_if") or "")
        if found:
            row, answers = found
            equals = answers[0] if len(answers) == 1 else answers
            one["shown_if"] = {"field": names.get(row, "none"), "equals": equals}


def from_record(questions: Sequence[Record]) -> list[Json]:
    rows = {one["name"]: row for row, one in enumerate(questions)}
    return [
        {**one, "shown_if": key(rows[condition["field"]], answers_of(condition)) if condition else None}
        for one in questions
        for condition in [one.get("shown_if")]
    ]
