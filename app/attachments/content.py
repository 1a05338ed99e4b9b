"""The type of a file by its content, whatever its name says, and a name that fits the type.

Files that can run something are refused: pages, SVG, old Office formats, and macros in new ones.
"""

import re
import zipfile
from io import BytesIO

import puremagic

from app.attachments.models import MediaType
from app.core.errors import Problem
from app.core.plain_text import one_line, without_invisible

PREFIX = 4_096
"""Bytes of the beginning that tell the type."""
MOST_ENTRIES = 5_000
LARGEST_PART = 1_000_000
"""Bytes read of the parts of an office file that say what it is."""
LONGEST_NAME = 200
PACKAGE = b"PK\x03\x04"
OPEN_XML_PARTS = {
    f"{kind.value}.main+xml": kind
    for kind in (MediaType.DOCX, MediaType.DOTX, MediaType.XLSX, MediaType.PPTX)
}
OPEN_DOCUMENTS = {kind.value: kind for kind in (MediaType.ODT, MediaType.OTT, MediaType.ODS, MediaType.ODP)}
BY_MAGIC = (MediaType.PDF, MediaType.PNG, MediaType.JPEG, MediaType.GIF, MediaType.WEBP)
MACROS = re.compile(r"(.*/)?vbaproject\.bin|basic/.*|scripts/.+", re.IGNORECASE)
MACRO_TYPES = b"macroenabled"
EXTENSIONS = {
    MediaType.PDF: ("pdf",),
    MediaType.DOCX: ("docx",),
    MediaType.DOTX: ("dotx",),
    MediaType.XLSX: ("xlsx",),
    MediaType.PPTX: ("pptx",),
    MediaType.ODT: ("odt",),
    MediaType.OTT: ("ott",),
    MediaType.ODS: ("ods",),
    MediaType.ODP: ("odp",),
    MediaType.PNG: ("png",),
    MediaType.JPEG: ("jpg", "jpeg"),
    MediaType.GIF: ("gif",),
    MediaType.WEBP: ("webp",),
    MediaType.TEXT: ("txt", "csv", "md"),
}


def type_of(content: bytes) -> MediaType:
    """Raises 415 for a type that is not taken, and for macros."""
    if content.startswith(PACKAGE):
        return _type_of_package(content)
    found = _by_magic(content[:PREFIX])
    if found is None and _is_text(content):
        found = MediaType.TEXT
    if found is None:
        raise Problem("file_type")
    return found


def _by_magic(beginning: bytes) -> MediaType | None:
    """Only what stands at the very beginning counts."""
    try:
        matches = puremagic.magic_string(beginning)
    except (puremagic.PureError, ValueError):
        return None
    known = {kind.value: kind for kind in BY_MAGIC}
    marks = [one for one in matches if one.mime_type in known and beginning.startswith(_mark(one.byte_match))]
    return known[marks[0].mime_type] if marks else None


def _mark(byte_match: bytes) -> bytes:
    """WebP is told by two marks with the length of the file between them."""
    return byte_match[:4] if byte_match.startswith(b"RIFF") else byte_match


def _is_text(content: bytes) -> bool:
    """Plain text: no control characters, and no mark-up that a browser could take for a page."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    return not re.search(rb"[\x00-\x08\x0e-\x1f\x7f]", content)


def _type_of_package(content: bytes) -> MediaType:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = package.namelist()
            if len(names) > MOST_ENTRIES or any(one.flag_bits & 1 for one in package.infolist()):
                raise Problem("file_type")
            kind, described = _kind_of(package, names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Problem("file_type") from error
    if MACRO_TYPES in described.lower() or any(map(MACROS.fullmatch, names)):
        raise Problem("file_with_macros")
    if kind is None:
        raise Problem("file_type")
    return kind


def _kind_of(package: zipfile.ZipFile, names: list[str]) -> tuple[MediaType | None, bytes]:
    """The type, and the part of the package that says it."""
    if "[Content_Types].xml" in names:
        described = _part(package, "[Content_Types].xml")
        known = [kind for part, kind in OPEN_XML_PARTS.items() if f'"{part}"'.encode() in described]
        return (known[0] if known else None), described
    if "mimetype" in names:
        described = _part(package, "mimetype")
        return OPEN_DOCUMENTS.get(described.decode("ascii", "replace").strip()), described
    return None, b""


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    """As much of it as the part of an honest file has: a bomb is not unpacked."""
    with package.open(name) as part:
        return part.read(LARGEST_PART)


def fitting_name(name: str, kind: MediaType) -> str:
    """The name of the file as it was sent, without folders, and with an extension of its type."""
    bare = without_invisible(one_line(re.split(r"[/\\]", name)[-1])).strip(". ") or "soubor"
    stem, _, extension = bare.rpartition(".")
    if extension.lower() in EXTENSIONS[kind] and stem:
        return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"
    return f"{bare[: LONGEST_NAME - 6]}.{EXTENSIONS[kind][0]}"
