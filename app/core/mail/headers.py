"""Headers as ASCII lines that every reader decodes to exactly the text that was given.

The folding of the standard library loses spaces between encoded words and quotes of long names, so that a
part of a name becomes an address. Here a text is either plain words that need no quotes, or it consists of
encoded words alone (RFC 2047), each of whole characters: between two of them a reader drops the line break.
"""

import base64
import re
from collections.abc import Iterator
from email.policy import SMTP, EmailPolicy
from urllib.parse import quote

LINE = 76  # characters of a line with an encoded word, the name of the header included (RFC 2047, 2)
WORD = 75  # characters of one encoded word
FOLD = "\r\n "
PLAIN_TEXT = re.compile(r"(?!.*=\?)[!-~]+(?: [!-~]+)*")
PLAIN_NAME = re.compile(r"[A-Za-z0-9-]+(?: [A-Za-z0-9-]+)*")
UNQUOTED = re.compile(
    rb"[A-Za-z0-9!*+/-]"
)  # in a name, where less is allowed than in a subject (RFC 2047, 5)
CHARSET = "UTF-8''"
PART = 55  # characters of one part of a parameter, so that its line is short


class EncodedHeader(str):
    """The value of a header as it is sent, folded by CRLF and a space."""

    name: str

    def __new__(cls, name: str, value: str) -> "EncodedHeader":
        header = super().__new__(cls, value)
        header.name = name  # by this the policy knows that there is nothing to parse
        return header


class MessagePolicy(EmailPolicy):
    """Sends our own headers as they are, and folds only those that the library makes."""

    def fold(self, name: str, value: str) -> str:
        if isinstance(value, EncodedHeader):
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii")


POLICY = MessagePolicy(linesep=SMTP.linesep)


def text(name: str, value: str) -> EncodedHeader:
    """A header that people read, such as the subject. `value` is one line without outer spaces."""
    room = LINE - len(name) - 2
    if PLAIN_TEXT.fullmatch(value) and len(value) <= room:
        return EncodedHeader(name, value)
    return EncodedHeader(name, FOLD.join(_words(value, room)))


def mailbox(name: str, shown: str, address: str) -> EncodedHeader:
    """A header with one address: `shown` is the name of its owner or empty, `address` is ASCII."""
    if not shown:
        return EncodedHeader(name, address)
    room = LINE - len(name) - 2
    plain = PLAIN_NAME.fullmatch(shown) and len(shown) <= room
    lines = [shown] if plain else list(_words(shown, room))
    fits = len(lines[-1]) + len(address) + 3 <= LINE - len(name) - 2
    return EncodedHeader(name, FOLD.join(lines) + (" " if fits else FOLD) + f"<{address}>")


def token(name: str, value: str) -> EncodedHeader:
    """A header for machines: ASCII without spaces, never folded. What is not ASCII is left out."""
    return EncodedHeader(name, re.sub(r"[^!-~]", "", value))


def disposition(filename: str) -> EncodedHeader:
    """An attachment and its name, in parts of whole characters when it is long (RFC 2231)."""
    parts = [""]
    for character in filename:
        escaped = quote(character, safe="")
        if len(parts[-1]) + len(escaped) > PART:
            parts.append("")
        parts[-1] += escaped
    parts[0] = f"{CHARSET}{parts[0]}"
    names = ["filename*"] if len(parts) == 1 else [f"filename*{number}*" for number in range(len(parts))]
    lines = [f"{name}={part}" for name, part in zip(names, parts, strict=True)]
    return EncodedHeader("Content-Disposition", f";{FOLD}".join(["attachment", *lines]))


def _words(value: str, first: int) -> Iterator[str]:
    """Encoded words, in the shorter of the two encodings; the first has so many characters at most."""
    content = value.encode()
    encode = min(_quoted, _base64, key=lambda way: len(way(content)))
    room, taken = first, b""
    for character in map(str.encode, value):
        if len(encode(taken + character)) > room:
            yield encode(taken)
            room, taken = WORD, b""
        taken += character
    yield encode(taken)


def _base64(content: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(content).decode()}?="


def _quoted(content: bytes) -> str:
    return f"=?utf-8?q?{''.join(map(_quoted_byte, content))}?="


def _quoted_byte(byte: int) -> str:
    one = bytes((byte,))
    return "_" if one == b" " else one.decode() if UNQUOTED.fullmatch(one) else f"={byte:02X}"
