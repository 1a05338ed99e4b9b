"""Secrets derived from `SECRET_KEY`, each for one purpose; tokens of which only hashes are stored."""

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes, for AES-GCM; random ones are safe for four billion messages


@lru_cache(maxsize=64)
def derive(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


@lru_cache(maxsize=32)
def _cipher(secret: str, purpose: str) -> AESGCM:
    return AESGCM(derive(secret, f"cipher:{purpose}"))


def encrypt(secret: str, purpose: str, content: bytes) -> bytes:
    """Only the same secret and purpose can decrypt it."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(secret, purpose).encrypt(nonce, content, None)


def decrypt(secret: str, purpose: str, sealed: bytes) -> bytes | None:
    """None when another secret or purpose was used to encrypt, such as before a change of the secret."""
    try:
        return _cipher(secret, purpose).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    except (InvalidTag, ValueError):
        return None


def sign(secret: str, purpose: str, text: str, length: int = 20) -> str:
    """A signature of `text`: url-safe, `length` bytes of HMAC-SHA-256."""
    digest = hmac.digest(derive(secret, f"sign:{purpose}"), text.encode(), "sha256")[:length]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def matches(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def new_token(prefix: str) -> str:
    """256 random bits behind a prefix by which a leaked token is recognised."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def fingerprint(token: str) -> str:
    """The hash to store of a token. A token has too many bits to be guessed, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
