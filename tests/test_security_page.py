"""The proofs that the page on security names exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PROOFS = sorted(set(re.findall(r"`((?:tests|app|docs|bench|\.ci)/[\w./-]+(?:::\w+)?)`", PAGE)))


@pytest.mark.parametrize("proof", PROOFS)
def test_a_proof_that_the_page_names_exists(proof: str) -> None:
    path, _, name = proof.partition("::")
    assert (ROOT / path).exists()
    if name:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


def test_every_chapter_of_the_standard_is_gone_through() -> None:
    points = {int(found) for found in re.findall(r"^\| (\d+)\.", PAGE, re.MULTILINE)}
    assert points == set(range(1, 15))
