"""The page of problem codes is held to the code, so that nobody branches on a code that does not exist."""

import re
from pathlib import Path

import app.api  # noqa: F401 - importing a room registers its codes
from app.core.errors import FIELD_PROBLEMS, PROBLEMS
from app.core.text import translator
from tests.clients import Api

PAGE = (Path(__file__).parents[1] / "docs" / "problems.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z0-9_]+)` \| (.*?) \|(?: (.*?) \|)?$", re.MULTILINE)


def part(heading: str) -> str:
    return PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def test_every_code_stands_in_the_docs_with_its_status_and_sentence() -> None:
    documented = {code: (int(status), text) for code, status, text in ROW.findall(part("Answers"))}
    assert documented == {code: (kind.status, kind.title) for code, kind in PROBLEMS.items()}


def test_every_code_of_a_field_stands_in_the_docs() -> None:
    assert {code: text for code, text, _ in ROW.findall(part("Fields"))} == FIELD_PROBLEMS


def test_every_sentence_has_its_czech_words() -> None:
    czech = translator("cs").messages
    sentences = {kind.title for kind in PROBLEMS.values()} | set(FIELD_PROBLEMS.values())
    assert {one for one in sentences if one not in czech} == set()


def test_a_limit_in_time_is_told_as_pages_write_days(coordinator: Api) -> None:
    body = {
        "title": "Porada",
        "sessions": [{"starts_at": "2300-01-01T09:00:00Z", "ends_at": "2300-01-01T10:00:00Z"}],
    }
    refused = coordinator.post("/meetings", json=body, headers={"Accept-Language": "cs"}).json()
    told = {one["pointer"]: one["detail"].replace("\xa0", " ") for one in refused["errors"]}
    assert told["#/sessions/0/starts_at"] == "Nesmí být větší než 1. 1. 2200."
