"""E-mail addresses: what is accepted, and which two are one."""

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
