"""The page of problem codes is held to the code, so that nobody branches on a code that does not exist."""

import re
from pathlib import Path

from app.core.errors import FIELD_PROBLEMS, PROBLEMS

PAGE = (Path(__file__).parents[1] / "docs" / "problems.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z0-9_]+)` \| (.*?) \|(?: (.*?) \|)?$", re.MULTILINE)


def part(heading: str) -> str:
    return PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def test_every_code_stands_in_the_docs_with_its_status_and_sentence() -> None:
    documented = {code: (int(status), text) for code, status, text in ROW.findall(part("Answers"))}
    assert documented == {code: (kind.status, kind.title) for code, kind in PROBLEMS.items()}


def test_every_code_of_a_field_stands_in_the_docs() -> None:
    assert {code: text for code, text, _ in ROW.findall(part("Fields"))} == FIELD_PROBLEMS
