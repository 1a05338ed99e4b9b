"""Deliver a message to a mail server, and tell permanent failures from temporary ones."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from functools import partial
from urllib.parse import parse_qs, unquote, urlsplit

from app.core.plain_text import one_line

TIMEOUT = 20.0  # seconds for each step of the conversation with the mail server
BAD_MAILBOX = 553  # the reply to a malformed address (RFC 5321, 4.2.3)


class PermanentFailure(smtplib.SMTPException):
    """The server will never accept the message: a wrong address, or a 5xx in `code`. Do not try again."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code


class TemporaryFailure(smtplib.SMTPException):
    """The server did not accept the message now: no connection, a 4xx, or our account refused. Try later."""


def send(letter: EmailMessage, smtp_url: str, timeout: float = TIMEOUT) -> None:
    """Send a message to `smtp://user:password@host:port`, `smtps://` (TLS) or `smtp://...?starttls=1`.

    Returns when the server has accepted it. Raises PermanentFailure when it never will, TemporaryFailure when
    another try may succeed. A refused account is temporary: the letter is not at fault.
    """
    try:
        client = _connect(smtp_url, timeout)
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryFailure(_reason(error)) from error
    try:
        client.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        raise _refusal(code, reason) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise PermanentFailure(BAD_MAILBOX, str(error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryFailure(_reason(error)) from error
    finally:
        with suppress(smtplib.SMTPException, OSError):
            client.quit()
        client.close()


def _connect(smtp_url: str, timeout: float) -> smtplib.SMTP:
    url = urlsplit(smtp_url)
    if url.scheme not in ("smtp", "smtps") or not url.hostname:
        raise ValueError("SMTP_URL must be smtp://host or smtps://host")
    starttls = parse_qs(url.query).get("starttls", ["0"])[0] in ("1", "true", "yes")
    context = ssl.create_default_context()
    connect: Callable[..., smtplib.SMTP] = smtplib.SMTP
    port = url.port or (587 if starttls else 25)
    if url.scheme == "smtps":
        connect, port = partial(smtplib.SMTP_SSL, context=context), url.port or 465
    client = connect(url.hostname, port, timeout=timeout)
    try:
        if starttls:
            client.starttls(context=context)
        if url.username:
            client.login(unquote(url.username), unquote(url.password or ""))
    except (smtplib.SMTPException, OSError):
        client.close()
        raise
    return client


def _refusal(code: int, reason: bytes | str) -> PermanentFailure | TemporaryFailure:
    text = one_line(reason.decode(errors="replace") if isinstance(reason, bytes) else reason)
    return PermanentFailure(code, text) if 500 <= code < 600 else TemporaryFailure(f"{code} {text}")


def _reason(error: Exception) -> str:
    return one_line(f"{type(error).__name__}: {error}")
