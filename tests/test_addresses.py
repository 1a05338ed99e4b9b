"""E-mail addresses: what is accepted, and which two are one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.core.addresses import normal_address, parse_email, spellings_of

DOMAINS = st.sampled_from(
    ["město.example", "straße.example", "βόλος.example", "żółw.example", "đặng.example", "obec.example"]
)
LOCALS = st.from_regex(r"[a-z0-9]([a-z0-9._+-]{0,10}[a-z0-9])?", fullmatch=True).filter(
    lambda s: ".." not in s
)


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("Eva@MĚSTO.example", "eva@xn--msto-gwa.example"),
        ("eva@xn--msto-gwa.example", "eva@xn--msto-gwa.example"),
        ("eva@XN--MSTO-GWA.example", "eva@xn--msto-gwa.example"),
        ("jana@straße.example", "jana@xn--strae-oqa.example"),
        ("jana@strasse.example", "jana@strasse.example"),
        ("o@βόλος.example", "o@xn--nxasmm1c.example"),
        ("o@βόλοσ.example", "o@xn--nxasmq6b.example"),
        (" eva@mesto.example ", "eva@mesto.example"),
        ("Eva.Nova+obec@mesto.example", "eva.nova+obec@mesto.example"),
        ("Eva@me\u00adsto.example\u200b", "eva@mesto.example"),
        ("\x07eva@mesto.example\r\n", "eva@mesto.example"),
    ],
)
def test_an_address_compares_by_case_and_by_its_domain_in_ascii(address: str, normal: str) -> None:
    assert normal_address(parse_email(address)) == normal


def test_a_domain_with_and_without_accents_is_two() -> None:
    assert normal_address("eva@město.example") != normal_address("eva@mesto.example")


@pytest.mark.parametrize("address", ["žofie@obec.example", "jana.ß@obec.example", "ян@obec.example"])
def test_a_mailbox_that_few_servers_take_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="local_part_not_ascii"):
        parse_email(address)


@pytest.mark.parametrize(
    "address", ["", "eva", "eva@", "@město.example", "eva@xn--a.example", "eva@" + "ě" * 70]
)
def test_what_is_no_address_is_refused_and_still_compares_by_itself(address: str) -> None:
    with pytest.raises(ValidationError):
        parse_email(address)
    assert normal_address(address) == normal_address(normal_address(address))


@given(LOCALS, DOMAINS)
def test_each_way_to_write_an_address_is_the_same_one(local: str, domain: str) -> None:
    address = parse_email(f"{local}@{domain}")
    normal = normal_address(address)
    assert normal.isascii()
    assert address.lower() in spellings_of(normal)
    assert {
        normal_address(parse_email(one)) for one in (normal, normal.upper(), f"{local.upper()}@{domain}")
    } == {normal}


@given(st.text(max_size=30))
def test_any_text_has_a_normal_form_that_stays(text: str) -> None:
    assert normal_address(normal_address(text)) == normal_address(text)


ADDRESSES = {"email", "receiver", "receiver_email", "contact_email"}
AS_STORED = {"core/mail/mailboxes.py", "core/mail/outbox.py", "demo/loading.py"}
"""Receivers of letters are compared with each other, and the demo looks for its login, as they are stored."""


def named(node: ast.expr) -> str:
    """What an expression is about: `email` of `invitation.email or ""`, and of `col(Person.email)`."""
    while isinstance(node, ast.BoolOp) or (isinstance(node, ast.Call) and node.args):
        node = node.values[0] if isinstance(node, ast.BoolOp) else node.args[0]
    return str(getattr(node, "attr", getattr(node, "id", "")))


def compared_as_written(source: str) -> Iterator[str]:
    """Where an address is folded by other means than its normal form, or compared with one as it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            asked = node.func.value if isinstance(node.func, ast.Attribute) else None
            folded = asked is not None and ast.unparse(node).endswith((".lower()", ".casefold()"))
            about = asked if folded else node.args[0] if ast.unparse(node.func) == "fold" else None
            if isinstance(about, ast.Name | ast.Attribute | ast.BoolOp) and named(about) in ADDRESSES:
                yield ast.unparse(node)
        elif isinstance(node, ast.Compare):
            sides = [one for one in (node.left, *node.comparators) if not _is_normal(one)]
            if sum(named(one) in ADDRESSES for one in sides) > 1:
                yield ast.unparse(node)


def _is_normal(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "normal_address"


def test_no_address_is_compared_as_it_is_written() -> None:
    app = Path(__file__).parents[1] / "app"
    modules = {str(path.relative_to(app)): path.read_text(encoding="utf-8") for path in app.rglob("*.py")}
    found = {name: [*compared_as_written(text)] for name, text in modules.items() if name not in AS_STORED}
    assert {name: places for name, places in found.items() if places} == {}
    wrong = [
        "email.lower()",
        "fold(one.email)",
        "[*map(len, [body.email.lower()])]",
        "a.email == b.email or ''",
    ]
    assert [len([*compared_as_written(text)]) for text in wrong] == [1, 1, 1, 1]
