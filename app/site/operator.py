"""Who runs this installation, as its settings say."""

from dataclasses import dataclass
from pathlib import Path

from app.core.settings import PICTURES, Settings


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
    if settings.logo is None:
        return None
    path = Path(settings.logo)
    return path.read_bytes(), PICTURES[path.suffix.lower()]
