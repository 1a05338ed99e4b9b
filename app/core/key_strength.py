"""How hard a key of `SECRET_KEY` is to guess."""

from zxcvbn import zxcvbn

from app.core.secrets import keys_in

LEAST = 24
"""Powers of ten of guesses: 80 bits. `openssl rand -hex 16` has 10^29 and more by this estimate."""
LONGEST = 72
"""Characters that are looked at: the time grows with their square."""
WORDS = ["secret", "key", "tajny", "klic", "heslo", "zmen", "kulaty", "stul", "changeme", "development"]


def is_guessable(secret: str) -> bool:
    """Whether one of the keys is made of repetitions, rows of the keyboard and common words."""
    guesses = (zxcvbn(key[:LONGEST], WORDS, max_length=LONGEST)["guesses_log10"] for key in keys_in(secret))
    return any(found < LEAST for found in guesses)
