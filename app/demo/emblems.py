"""Emblems of the funding programmes: drawn for the demo, and unlike any real one."""

from collections.abc import Sequence

import typst

from app.demo.scene import Scene
from app.partnerships.models import Partnership
from app.projects.models import Emblem, FundingProgramme

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 60" width="240" height="60">'
    '<rect width="60" height="60" rx="8" fill="{color}"/>'
    '<path d="M12 44V28l18-14 18 14v16z" fill="#fff"/><circle cx="30" cy="34" r="6" fill="#e0a100"/>'
    '<g font-family="sans-serif"><text x="72" y="28" font-size="18" fill="{color}">{code}</text>'
    '<text x="72" y="48" font-size="13" fill="#333">ukázkový znak</text></g></svg>'
)
COLORS = {"OPZ": "#1f4e79", "OPZ+": "#1f5f4a", "IROP": "#7a2d3a", "OP VVV": "#4b3b7a"}
PAGE = b'#set page(width: 240pt, height: 60pt, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
DOTS_PER_INCH = 144


def hang_emblems(
    scene: Scene, partnerships: Sequence[Partnership], programmes: dict[str, FundingProgramme]
) -> None:
    """The same emblems for each of the partnerships."""
    for code, programme in programmes.items():
        svg = SVG.format(code=code, color=COLORS[code])
        png = typst.compile(PAGE, format="png", ppi=DOTS_PER_INCH, sys_inputs={"svg": svg})
        scene.keep_all(
            [
                Emblem(
                    partnership_id=one.id,
                    programme_id=programme.id,
                    alt=f"Ukázkový znak programu {code}",
                    svg=svg,
                    png=png,
                    version=1,
                )
                for one in partnerships
            ]
        )
