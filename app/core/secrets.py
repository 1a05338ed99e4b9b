"""Secrets derived from `SECRET_KEY`, each for one purpose; and tokens that are stored only as hashes."""

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes, as AES-GCM wants it; at random it is good for four billion answers


@lru_cache(maxsize=64)
def derive(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


@lru_cache(maxsize=32)
def _cipher(secret: str, purpose: str) -> AESGCM:
    return AESGCM(derive(secret, f"cipher:{purpose}"))


def encrypt(secret: str, purpose: str, content: bytes) -> bytes:
    """Readable only with the same secret, for the same purpose."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(secret, purpose).encrypt(nonce, content, None)


def decrypt(secret: str, purpose: str, sealed: bytes) -> bytes | None:
    """None for what was not sealed like this, such as before the secret was changed."""
    try:
        return _cipher(secret, purpose).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    except (InvalidTag, ValueError):
        return None


def sign(secret: str, purpose: str, text: str, length: int = 20) -> str:
    """An unguessable mark of `text`: url-safe, `length` bytes of HMAC-SHA-256."""
    digest = hmac.digest(derive(secret, f"sign:{purpose}"), text.encode(), "sha256")[:length]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def matches(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def new_token(prefix: str) -> str:
    """256 random bits, recognisable by its prefix when it turns up where it should not."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def fingerprint(token: str) -> str:
    """What is stored of a token; it has too many bits to be guessed back, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
