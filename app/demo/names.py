"""Names of invented people: random combinations of our own lists, in the right Czech gender."""

from dataclasses import dataclass
from random import Random


def _words(text: str) -> list[str]:
    return text.split()


WOMEN = _words("""
    Alena Barbora Dana Eliška Gabriela Hana Ivana Jitka Kateřina Lenka Martina Naděžda Olga Petra
    Radka Simona Šárka Tereza Věra Zdeňka Blanka Dagmar Iveta Lucie Marcela
""")
MEN = _words("""
    Adam Bohumil Ctirad Daniel Evžen Filip Hynek Ivan Jakub Karel Luboš Matěj Norbert Oldřich Pavel
    Radim Stanislav Štěpán Tomáš Vojtěch Zbyněk Čeněk
""")
SURNAMES = _words("""
    Bezděk Cibulka Čermák Doležal Drobek Fiala Hrubeš Hromádka Chalupa Chmelař Javůrek Jirků Kalous
    Krejčí Ledvina Líska Machovec Mrkvička Nedoma Ondrouch Opletal Pazdera Petříček Rezek Ryšavý
    Řehoř Skřivan Sýkora Šafránek Šindelka Švestka Tesárek Tichý Urbánek Vodička Vrabec Zajíček
    Zelenka Žižlavský Kolín
""")
BEFORE = ("", "", "", "Bc.", "Mgr.", "Mgr.", "Ing.", "PhDr.")
AFTER = ("", "", "", "", "", "", "DiS.", "Ph.D.")


@dataclass(frozen=True)
class Name:
    """The name of an invented person."""

    first: str
    last: str
    woman: bool
    before: str = ""
    after: str = ""

    @property
    def plain(self) -> str:
        return f"{self.first} {self.last}"


def feminine(surname: str) -> str:
    """`Tichý` Tichá, `Vodička` Vodičková, `Petříček` Petříčková, `Vrabec` Vrabcová; `Jirků` stays."""
    if surname.endswith(("ů", "í")):
        return surname
    if surname.endswith("ý"):
        return surname[:-1] + "á"
    if surname.endswith("a"):
        return surname[:-1] + "ová"
    if surname.endswith(("ek", "ec")):
        return surname[:-2] + surname[-1] + "ová"
    return surname + "ová"


def invent(count: int, chance: Random) -> list[Name]:
    """`count` different names, two women to one man, as in social work."""
    pairs = [(first, feminine(last), True) for first in WOMEN for last in SURNAMES]
    pairs += chance.sample([(first, last, False) for first in MEN for last in SURNAMES], len(pairs) // 2)
    return [
        Name(first, last, woman, chance.choice(BEFORE), chance.choice(AFTER))
        for first, last, woman in chance.sample(pairs, count)
    ]
