"""Telephone numbers: one rule for all fields that take one."""

from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter, ValidationError

import app.api  # noqa: F401 - defines every body
from app.core.database.columns import Shape
from app.core.phones import Phone

stored = TypeAdapter(Phone).validate_python


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("", ""),
        ("777123456", "777 123 456"),
        ("777\u00a0123\u00a0456", "777 123 456"),
        ("00420 777-123-456", "+420 777 123 456"),
        ("(+420) 485 226 111", "+420 485 226 111"),
        ("+421905123456", "+421 905 123 456"),
        ("+49 (0)30 1234567", "+49 (0)30 1234567"),
        ("116 111", "116 111"),
        ("0425/226 111", "0425/226 111"),
        ("485 226 111/112", "485 226 111/112"),
        ("485226111/485226112", "485 226 111, 485 226 112"),
        ("777123456; 602 111 222,", "777 123 456, 602 111 222"),
        ("485226111, kl. 12", "485 226 111 l. 12"),
    ],
)
def test_a_number_is_stored_as_it_is_read_aloud(typed: str, seen: str) -> None:
    assert stored(typed) == seen
    assert stored(seen) == seen


@pytest.mark.parametrize(
    "typed", ["777 ahoj", "ahoj", "12", "+", "7+77123456", "tel. 485 226 111", "777 123 456, 12", "1" * 16]
)
def test_what_cannot_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="not_a_phone"):
        stored(typed)


def _shapes(shape: type[Shape] = Shape) -> Iterator[type[Shape]]:
    yield shape
    for below in shape.__subclasses__():
        yield from _shapes(below)


def test_every_body_has_the_same_rule() -> None:
    bodies = {shape for shape in _shapes() if "phone" in shape.model_fields}
    assert len(bodies) > 8
    for body in bodies:
        with pytest.raises(ValidationError, match="not_a_phone"):
            body.model_validate({"phone": "777 ahoj"})
