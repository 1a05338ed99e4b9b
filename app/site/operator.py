"""Who runs this installation, as its settings say."""

from dataclasses import dataclass
from pathlib import Path

from app.core.settings import PICTURES, Settings


@dataclass(frozen=True)
class Operator:
    """`logo` is whether `/logo` shows one; `named`: the notices can say who it is and where to write."""

    name: str
    contact: str
    address: str
    data_protection_contact: str
    logo: bool
    named: bool


def operator_of(settings: Settings) -> Operator:
    return Operator(
        name=settings.operator,
        contact=settings.operator_contact,
        address=settings.operator_address,
        data_protection_contact=settings.data_protection_contact,
        logo=settings.logo is not None,
        named=settings.names_operator,
    )


def logo_of(settings: Settings) -> tuple[bytes, str] | None:
    """The file and its media type. Browsers run no script of an SVG that is an image."""
    if settings.logo is None:
        return None
    path = Path(settings.logo)
    return path.read_bytes(), PICTURES[path.suffix.lower()]
