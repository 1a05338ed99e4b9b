"""Secrets derived from `SECRET_KEY`, each for one purpose; tokens of which only hashes are stored.

A secret is one key or several, separated by commas: the first signs and encrypts, all of them verify and
decrypt. So a new key is put in front, and what the old one signed stays valid until that one is taken away.
"""

import base64
import hashlib
import hmac
import secrets
from contextlib import suppress
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from itsdangerous import URLSafeTimedSerializer

NONCE = 12  # bytes, for AES-GCM; random ones are safe for four billion messages
SIGNATURE = 20  # bytes of the HMAC that are shown


@lru_cache(maxsize=16)
def keys_in(secret: str) -> tuple[str, ...]:
    """The newest key first."""
    return tuple(key.strip() for key in secret.split(",") if key.strip())


@lru_cache(maxsize=64)
def _derive(key: str, purpose: str) -> bytes:
    return hmac.digest(key.encode(), purpose.encode(), "sha256")


@lru_cache(maxsize=32)
def _cipher(key: str, purpose: str) -> AESGCM:
    return AESGCM(_derive(key, f"cipher:{purpose}"))


def encrypt(secret: str, purpose: str, content: bytes) -> bytes:
    """Only the same key and purpose can decrypt it."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(keys_in(secret)[0], purpose).encrypt(nonce, content, None)


def decrypt(secret: str, purpose: str, sealed: bytes) -> bytes | None:
    """None when none of the keys, or another purpose, was used to encrypt."""
    for key in keys_in(secret):
        with suppress(InvalidTag, ValueError):
            return _cipher(key, purpose).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    return None


def sign(secret: str, purpose: str, text: str) -> str:
    """A signature of `text` by the newest key: url-safe, 20 bytes of HMAC-SHA-256."""
    return _signature(keys_in(secret)[0], purpose, text)


def is_signed(secret: str, purpose: str, text: str, signature: str) -> bool:
    """Whether one of the keys has signed `text` for this purpose."""
    return any(matches(signature, _signature(key, purpose, text)) for key in keys_in(secret))


def _signature(key: str, purpose: str, text: str) -> str:
    digest = hmac.digest(_derive(key, f"sign:{purpose}"), text.encode(errors="surrogatepass"), "sha256")[
        :SIGNATURE
    ]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def matches(given: str, expected: str) -> bool:
    """Compare in a time that tells nothing of where they differ."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode())


def sealing(secret: str, purpose: str) -> URLSafeTimedSerializer:
    """Signs values with their time, readable by everybody; of several keys it takes the newest last."""
    return URLSafeTimedSerializer(list(reversed(keys_in(secret))), salt=purpose)


def new_token(prefix: str) -> str:
    """256 random bits behind a prefix by which a leaked token is recognised."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def fingerprint(token: str) -> str:
    """The hash to store of a token. A token has too many bits to be guessed, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
