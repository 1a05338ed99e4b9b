"""Whether the tests here wait for the page that a click leads to.

Playwright waits for what `expect`, `fill` and `click` need. What looks at once sees the page before, or one
of which the browser has nothing yet, and fails on a slow day only: `follow` waits for the whole page.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

AT_ONCE = {"all", "content", "count", "evaluate", "evaluate_all", "goto", "url"}
"""Names of Playwright that do not wait; `goto` breaks off what the click has begun."""
LEADS_NOWHERE = {"unfold"}
"""Functions that press what opens a part of the same page."""


def steps(node: ast.AST) -> Iterator[ast.Attribute | ast.Name]:
    """Names in the order in which they are reached, those of a loop twice."""
    if isinstance(node, ast.With) and any("expect_" in ast.unparse(item) for item in node.items):
        yield ast.Name("expect", lineno=node.lineno)
        return
    for _ in range(2 if isinstance(node, (ast.For, ast.While)) else 1):
        for child in ast.iter_child_nodes(node):
            yield from steps(child)
    if isinstance(node, (ast.Attribute, ast.Name)):
        yield node


def hasty(function: ast.FunctionDef) -> Iterator[int]:
    """Lines that look at once after a click."""
    pressed = False
    for step in steps(function):
        name = step.attr if isinstance(step, ast.Attribute) else step.id
        if name == "click":
            pressed = True
        elif pressed and name in AT_ONCE:
            yield step.lineno
        elif name.startswith(("expect", "follow", "wait_for", "fill", "check", "to_")):
            pressed = False


def test_no_test_looks_at_a_page_before_it_is_there() -> None:
    found = {
        f"{path.name}:{line}"
        for path in Path(__file__).parent.glob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef) and function.name not in LEADS_NOWHERE
        for line in hasty(function)
    }
    assert found == set()
