"""The region's own wording of its letters."""

from app.core.mail.wording import SIGNATURE
from app.demo.scene import Region, Scene
from app.letters.models import LetterWords

CONFIRMED = """děkujeme za přihlášku na akci „{event}“ a těšíme se na vás.

Akce je pro účastníky zdarma, občerstvení je zajištěno. Máte-li otázku k programu, napište nám."""
CLOSING = """S pozdravem
koordinační tým projektu
{partnership}"""


def own_words(scene: Scene, region: Region) -> None:
    for kind, subject, lead in (
        ("registration_confirmed", "Těšíme se na vás: {event}", CONFIRMED),
        (SIGNATURE, "", CLOSING),
    ):
        scene.keep(LetterWords(partnership_id=region.id, kind=kind, lang="cs", subject=subject, lead=lead))
