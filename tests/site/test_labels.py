"""Each value of the API's code lists has words on the site, in both languages."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.core import text
from app.tables import ROOMS

ROOT = Path(__file__).parents[2]
NO_WORDS = {
    "Erased": "what the program does, shown nowhere",
    "Priority": "told by the reason of a registration",
    "LinkPurpose": "of a link that sets a password, shown nowhere",
    "SignInMethod": "kept for the record, shown nowhere",
}
"""Code lists whose values are never shown as such."""


def lists_of_words() -> Iterator[dict[str, str]]:
    """`{code: msgid}` of each dictionary and each tuple of pairs in the site that puts codes into words."""
    for path in sorted((ROOT / "app" / "site").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            pairs: list[tuple[ast.expr | None, ast.expr]] = []
            if isinstance(node, ast.Dict):
                pairs = list(zip(node.keys, node.values, strict=True))
            elif isinstance(node, ast.Tuple | ast.List):
                pairs = [(one.elts[0], one.elts[1]) for one in node.elts if _is_pair(one)]
            if words := {code: word for key, value in pairs for code, word in _words(key, value)}:
                yield words


def _is_pair(node: ast.expr) -> bool:
    return isinstance(node, ast.Tuple) and len(node.elts) == 2


def _words(key: ast.expr | None, value: ast.expr) -> Iterator[tuple[str, str]]:
    is_msgid = isinstance(value, ast.Call) and getattr(value.func, "id", "") == "msgid"
    if is_msgid and isinstance(key, ast.Constant) and isinstance(value.args[0], ast.Constant):
        yield str(key.value), str(value.args[0].value)


def code_lists() -> list[type[StrEnum]]:
    for room in ROOMS:
        if find_spec(f"app.{room}"):
            import_module(f"app.{room}.models")
    found = [one for one in StrEnum.__subclasses__() if one.__module__.startswith("app.")]
    return sorted(found, key=lambda one: one.__name__)


WORDS = list(lists_of_words())


@pytest.mark.parametrize("codes", code_lists(), ids=lambda codes: str(codes.__name__))
def test_each_value_of_a_code_list_has_words_in_both_languages(codes: type[StrEnum]) -> None:
    values = {code.value for code in codes}
    fitting = [words for words in WORDS if values <= words.keys()]
    if codes.__name__ in NO_WORDS:
        assert fitting == []
        return
    nearest = max(WORDS, key=lambda words: len(values & words.keys()))
    assert fitting, f"{codes.__name__}: no words for {values - nearest.keys()} beside {sorted(nearest)}"
    czech = text.translator("cs").messages
    assert [word for words in fitting for code, word in words.items() if not czech.get(word)] == []
