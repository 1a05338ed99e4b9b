"""The questions of a sign-up form, and the conditions under which they are asked."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from app.core.database.columns import Line, Name, Shape
from app.core.errors import Invalid
from app.core.json_values import Facts

FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class FieldKind(StrEnum):
    """How a question of the form is answered."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"


class ShownIf(Shape):
    """Asked only when `field`, an earlier question, is answered by `equals` or, in a list, by one of them."""

    field: FieldName
    equals: bool | Name | Annotated[list[Name], Field(min_length=1, max_length=50)]


class FormField(Shape):
    """A question of the sign-up form; `options` are those of `choice` and `choices`."""

    name: FieldName
    label: Name
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    help: Line = ""
    options: Annotated[list[Name], Field(max_length=50)] = Field(default_factory=list)
    shown_if: ShownIf | None = None

    @model_validator(mode="after")
    def choices_have_options(self) -> "FormField":
        if self.kind in (FieldKind.CHOICE, FieldKind.CHOICES) and not self.options:
            raise ValueError("required")
        return self


def check_questions(questions: Sequence[FormField]) -> None:
    """Names must be unique, and each condition must name a possible answer to an earlier question."""
    earlier: dict[str, FormField] = {}
    for place, question in enumerate(questions):
        pointer = f"#/registration/fields/{place}"
        if question.name in earlier:
            raise Invalid(f"{pointer}/name", "duplicate")
        if question.shown_if is not None:
            _check_condition(question.shown_if, earlier, f"{pointer}/shown_if")
        earlier[question.name] = question


def _check_condition(condition: ShownIf, earlier: Mapping[str, FormField], pointer: str) -> None:
    deciding = earlier.get(condition.field)
    if deciding is None:
        raise Invalid(pointer, "not_found")
    possible = (True, False) if deciding.kind == FieldKind.YES_NO else deciding.options
    if any(one not in possible for one in _as_list(condition.equals)):
        raise Invalid(pointer, "not_a_choice")


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def is_asked(question: Facts, asked: set[str], answers: Facts) -> bool:
    """Whether this question is asked after these answers; `asked` are the names of those asked so far.

    An unticked box counts as the answer no.
    """
    condition = question.get("shown_if")
    if condition is None:
        return True
    deciding = condition["field"]
    given = _as_list(answers.get(deciding, False))
    return deciding in asked and any(one in _as_list(condition["equals"]) for one in given)
