"""What is sealed opens with the same secret for the same purpose, and with nothing else."""

from secrets import token_hex, token_urlsafe

import pytest
from itsdangerous import BadData

from app.core.key_strength import is_guessable
from app.core.secrets import decrypt, encrypt, is_signed, sealing, sign

SECRET, OTHER = "a" * 40, "b" * 40


def test_what_is_sealed_opens_again_and_looks_different_each_time() -> None:
    first, second = (encrypt(SECRET, "answers", b"{}") for _ in range(2))
    assert first != second
    assert decrypt(SECRET, "answers", first) == decrypt(SECRET, "answers", second) == b"{}"


def test_another_secret_another_purpose_and_a_changed_byte_open_nothing() -> None:
    sealed = encrypt(SECRET, "answers", b"{}")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    assert decrypt(OTHER, "answers", sealed) is None
    assert decrypt(SECRET, "letters", sealed) is None
    assert decrypt(SECRET, "answers", changed) is None
    assert decrypt(SECRET, "answers", b"") is None


NEW = f"{OTHER},{SECRET}"
"""After a rotation: the new key in front, the old one behind it."""


def test_after_a_rotation_the_new_key_seals_and_the_old_one_still_opens() -> None:
    assert decrypt(NEW, "answers", encrypt(SECRET, "answers", b"{}")) == b"{}"
    sealed = encrypt(NEW, "answers", b"{}")
    assert decrypt(OTHER, "answers", sealed) == b"{}"
    assert decrypt(SECRET, "answers", sealed) is None


def test_after_a_rotation_the_new_key_signs_and_both_verify() -> None:
    old, new = sign(SECRET, "link", "7:0"), sign(NEW, "link", "7:0")
    assert new == sign(OTHER, "link", "7:0") != old
    assert is_signed(NEW, "link", "7:0", old)
    assert is_signed(NEW, "link", "7:0", new)
    assert not is_signed(SECRET, "link", "7:0", new)


@pytest.mark.parametrize("signature", ["", "a", "č", "\ud800", "²", "a" * 10_000])
def test_a_signature_of_any_characters_is_only_wrong(signature: str) -> None:
    assert not is_signed(SECRET, "link", "7:0", signature)
    assert not is_signed(SECRET, "link", signature, signature)


@pytest.mark.parametrize(
    "key",
    [
        "a" * 40,
        "changeme" * 5,
        "12345678901234567890123456789012",
        "qwertyuiopasdfghjklzxcvbnm123456",
        "tajny-klic-tajny-klic-tajny-klic-1",
        f"9f2c61e07b5d48a3f6e1c0d97a3b8e52,{'b' * 32}",
    ],
)
def test_a_key_of_repetitions_or_common_words_can_be_guessed(key: str) -> None:
    assert is_guessable(key)


def test_random_keys_cannot_be_guessed() -> None:
    keys = [token_hex(16), token_hex(32), token_urlsafe(32), "ř" + token_urlsafe(64)]
    assert [key for key in keys if is_guessable(key)] == []


def test_after_a_rotation_old_cookies_are_read_and_new_ones_need_the_new_key() -> None:
    assert sealing(NEW, "flash").loads(sealing(SECRET, "flash").dumps([1]), max_age=60) == [1]
    assert sealing(OTHER, "flash").loads(sealing(NEW, "flash").dumps([1]), max_age=60) == [1]
    with pytest.raises(BadData):
        sealing(SECRET, "flash").loads(sealing(NEW, "flash").dumps([1]), max_age=60)
