"""`make mutants` takes hours; that it still finds its files is looked at here."""

import pytest

from tests.mutants import ROOT, RULES, Rule


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_modules_of_a_rule_and_its_tests_are_there(rule: Rule) -> None:
    assert [path for path in (*rule.modules, *rule.tests) if not (ROOT / path).is_file()] == []
