"""Browsers from which somebody has signed in before.

The answer to a sign-in has a mark, which the browser sends with the next one. A stranger who guesses at a
password has none: what they use up of the limits leaves this browser its own.
"""

from itsdangerous import BadData

from app.core.secrets import new_token, sealing

YEAR = 365 * 24 * 3600
USERS_OF_A_DEVICE = 5


def known_as(secret: str, mark: str | None, user_id: int | None) -> str | None:
    """The name under which this device is known of the user; None for an unknown one."""
    return _read(secret, mark).get(str(user_id))


def marked(secret: str, mark: str | None, user_id: int) -> str:
    """A new mark for the device, with the users that it had before."""
    known = _read(secret, mark)
    name = known.pop(str(user_id), None) or new_token("d")[:24]
    users = dict([*known.items()][1 - USERS_OF_A_DEVICE :]) | {str(user_id): name}
    return str(sealing(secret, "device").dumps(users))


def _read(secret: str, mark: str | None) -> dict[str, str]:
    try:
        return dict(sealing(secret, "device").loads(mark or "", max_age=YEAR))
    except BadData:
        return {}
