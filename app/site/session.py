"""What the browser carries from page to page: who is signed in, the language, one message to show once."""

from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData
from starlette.requests import Request
from starlette.responses import Response

from app.core.secrets import sealing
from app.core.settings import Settings
from app.core.text import LANGUAGES, Language, Translator, pick_language, translator

LANGUAGE_COOKIE = "lang"
FLASH_COOKIE = "flash"
FLASH_SECONDS = 60
YEAR = 365 * 24 * 3600


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


# --- who -------------------------------------------------------------------------------------------------


def session_cookie(settings: Settings) -> str:
    """`__Host-` binds the cookie to this very host; browsers accept it over https only."""
    return "__Host-session" if settings.secure else "session"


def token_of(request: Request) -> str | None:
    """The API session token, if the browser brought one; only the API knows whether it is still good."""
    return request.cookies.get(session_cookie(settings_of(request))) or None


def remember_token(request: Request, response: Response, token: str, max_age: int) -> None:
    settings = settings_of(request)
    response.set_cookie(
        session_cookie(settings),
        token,
        max_age=max_age,
        httponly=True,
        samesite="lax",
        secure=settings.secure,
    )


def forget_token(request: Request, response: Response) -> None:
    settings = settings_of(request)
    response.delete_cookie(session_cookie(settings), httponly=True, samesite="lax", secure=settings.secure)


def device_cookie(settings: Settings) -> str:
    return "__Host-device" if settings.secure else "device"


def program_of(request: Request) -> dict[str, str]:
    """Headers by which the API knows the visitor's browser, to name it in the list of sessions."""
    program = request.headers.get("user-agent")
    return {"User-Agent": program} if program else {}


def known_device(request: Request) -> dict[str, str]:
    """What a sign-in sends along: the mark that the API gave this browser at the last one."""
    mark = request.cookies.get(device_cookie(settings_of(request)))
    return {"device": mark} if mark else {}


def remember_device(request: Request, response: Response, mark: str) -> None:
    settings = settings_of(request)
    response.set_cookie(
        device_cookie(settings), mark, max_age=YEAR, httponly=True, samesite="lax", secure=settings.secure
    )


def local_path(path: str | None) -> str:
    """A way back inside this site: anything that could lead elsewhere becomes the front page."""
    safe = path and path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if path and safe else "/"


# --- language --------------------------------------------------------------------------------------------


def language_of(request: Request) -> Language:
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return next((one for one in LANGUAGES if one == chosen), None) or pick_language(
        request.headers.get("accept-language")
    )


def translator_of(request: Request) -> Translator:
    return translator(language_of(request))


def remember_language(request: Request, response: Response, lang: str) -> None:
    response.set_cookie(
        LANGUAGE_COOKIE, lang, max_age=YEAR, samesite="lax", httponly=True, secure=settings_of(request).secure
    )


# --- one message or outcome for the next page ------------------------------------------------------------


@dataclass(frozen=True)
class Flash:
    """`kind` is `success`, `info`, `warning` or `error`."""

    message: str
    kind: str = "success"


def seal(request: Request, value: object, purpose: str) -> str:
    """Signed, so that others cannot put words on our pages; readable, so nothing secret goes in."""
    return str(sealing(settings_of(request).secret_key, purpose).dumps(value))


def unseal(request: Request, sealed: str | None, purpose: str, max_age: int) -> Any | None:
    """None when it was not made here, or `max_age` seconds ago."""
    try:
        return sealing(settings_of(request).secret_key, purpose).loads(sealed or "", max_age=max_age)
    except BadData:
        return None


def set_flash(request: Request, response: Response, flash: Flash) -> None:
    value = seal(request, [flash.message, flash.kind], FLASH_COOKIE)
    response.set_cookie(
        FLASH_COOKIE,
        value,
        max_age=FLASH_SECONDS,
        httponly=True,
        samesite="lax",
        secure=settings_of(request).secure,
    )


def flash_of(request: Request) -> Flash | None:
    sealed = request.cookies.get(FLASH_COOKIE)
    found = unseal(request, sealed, FLASH_COOKIE, FLASH_SECONDS) if sealed else None
    return Flash(*found) if found else None
