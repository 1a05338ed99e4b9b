"""Deliver a message to a mail server, and tell whose fault it is when it does not take it.

Only what is said of the receiver is final: an enhanced code 5.1.x (RFC 3463), or a plain 550, 551 or 553 in
answer to RCPT. Everything else may succeed later. Of that, a receiver's server that is busy or a mailbox
that is full is no fault of ours; our account, quota, sender, policy, network or server is.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from functools import partial
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from app.core.plain_text import one_line
from app.core.settings import is_loopback

TIMEOUT = 20.0  # seconds for each step of the conversation with the mail server
BAD_MAILBOX = 553  # the reply to a malformed address (RFC 5321, 4.2.3)


FINAL_CODES = (550, 551, 553)  # without an enhanced code, in answer to RCPT
ENHANCED = re.compile(r"[245]\.(\d{1,3})\.(\d{1,3})\b")
ADDRESS, MAILBOX = "1", "2"
"""Subjects of an enhanced code that speak of the receiver (RFC 3463, 3.2 and 3.3)."""
OF_SENDER = ("7", "8")
"""Details of the subject `ADDRESS` that speak of the sender's."""


class PermanentFailure(smtplib.SMTPException):
    """There is no such receiver. Do not try again until the address is corrected."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code


class TemporaryFailure(smtplib.SMTPException):
    """The server did not take the message now. `ours`: because of us, not of the receiver. Try later."""

    def __init__(self, reason: str, *, ours: bool) -> None:
        super().__init__(reason)
        self.ours = ours


def send(letter: EmailMessage, smtp_url: str, timeout: float = TIMEOUT) -> None:
    """Send a message to `smtp://user:password@host:port`, `smtps://` (TLS) or `smtp://...?starttls=1`.

    Returns when the server has accepted it. Raises PermanentFailure when there is no such receiver,
    TemporaryFailure when another try may succeed.
    """
    try:
        client = _connect(smtp_url, timeout)
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryFailure(_reason(error), ours=True) from error
    try:
        client.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        raise _of_receiver(code, _said(reason)) from error
    except smtplib.SMTPDataError as error:
        raise _of_content(error.smtp_code, _said(error.smtp_error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryFailure(_reason(error), ours=True) from error
    finally:
        with suppress(smtplib.SMTPException, OSError):
            client.quit()
        client.close()


def _connect(smtp_url: str, timeout: float) -> smtplib.SMTP:
    url = urlsplit(smtp_url)
    if url.scheme not in ("smtp", "smtps") or not url.hostname:
        raise ValueError("SMTP_URL must be smtp://host or smtps://host")
    starttls = _asks_for_tls(url)
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


def _asks_for_tls(url: SplitResult) -> bool:
    return parse_qs(url.query).get("starttls", ["0"])[0] in ("1", "true", "yes")


def is_in_clear(smtp_url: str) -> bool:
    """Whether letters leave this machine without TLS."""
    url = urlsplit(smtp_url)
    return url.scheme == "smtp" and not _asks_for_tls(url) and not is_loopback(url.hostname or "")


def _of_receiver(code: int, said: str) -> PermanentFailure | TemporaryFailure:
    """What an answer to RCPT means."""
    subject, detail = _enhanced(said)
    if code >= 500 and _no_such_address(subject, detail):
        return PermanentFailure(code, said)
    if code in FINAL_CODES and subject is None:
        return PermanentFailure(code, said)
    return TemporaryFailure(f"{code} {said}", ours=code >= 500 and subject != MAILBOX)


def _of_content(code: int, said: str) -> PermanentFailure | TemporaryFailure:
    """What an answer to the message itself means: some servers look the receiver up only now."""
    subject, detail = _enhanced(said)
    if code >= 500 and _no_such_address(subject, detail):
        return PermanentFailure(code, said)
    return TemporaryFailure(f"{code} {said}", ours=subject != MAILBOX)


def _enhanced(said: str) -> tuple[str | None, str | None]:
    """Subject and detail of the enhanced code at the beginning of an answer."""
    found = ENHANCED.match(said)
    return (found[1], found[2]) if found else (None, None)


def _no_such_address(subject: str | None, detail: str | None) -> bool:
    return subject == ADDRESS and detail not in OF_SENDER


def _said(answer: bytes | str) -> str:
    return one_line(answer.decode(errors="replace") if isinstance(answer, bytes) else answer)


def _reason(error: Exception) -> str:
    return one_line(f"{type(error).__name__}: {error}")
