"""Pictures in templates."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """SVG made in `core.files`, which escapes what it says."""

    svg: str

    def __html__(self) -> str:
        return self.svg
