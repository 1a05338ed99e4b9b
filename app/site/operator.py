"""Who runs this installation, as its settings say."""

from dataclasses import dataclass
from pathlib import Path

from app.core.settings import Settings

KINDS = {".svg": "image/svg+xml", ".png": "image/png"}


@dataclass(frozen=True)
class Operator:
    """`logo` is whether `/logo` shows one."""

    name: str
    contact: str
    logo: bool


def operator_of(settings: Settings) -> Operator:
    return Operator(settings.operator, settings.operator_contact, settings.logo is not None)


def logo_of(settings: Settings) -> tuple[bytes, str] | None:
    """The file and its media type. Browsers run no script of an SVG that is an image."""
    path = Path(settings.logo) if settings.logo else None
    kind = KINDS.get(path.suffix.lower()) if path else None
    return (path.read_bytes(), kind) if path and kind else None
