"""What is sealed opens with the same secret for the same purpose, and with nothing else."""

from app.core.secrets import decrypt, encrypt

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
