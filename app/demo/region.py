"""The regional partnership and those who meet in it, ORP by ORP."""

from datetime import date

from app.demo.scene import Region, Scene, found_partnership, member, organisation, person
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.people_models import Person
from app.partnerships.models import Partnership, PartnershipKind, PartnershipRole, Phase

REGION = "CZ051"
ORPS = {
    "5101": ("Česká Lípa", "ceska-lipa"),
    "5102": ("Frýdlant", "frydlant"),
    "5103": ("Jablonec nad Nisou", "jablonec"),
    "5104": ("Jilemnice", "jilemnice"),
    "5105": ("Liberec", "liberec"),
    "5106": ("Nový Bor", "novy-bor"),
    "5107": ("Semily", "semily"),
    "5108": ("Tanvald", "tanvald"),
    "5109": ("Turnov", "turnov"),
    "5110": ("Železný Brod", "zelezny-brod"),
}
DISTRICTS = {
    "CZ0511": ("Česká Lípa", ("5101", "5106")),
    "CZ0512": ("Jablonec nad Nisou", ("5103", "5108", "5110")),
    "CZ0513": ("Liberec", ("5102", "5105")),
    "CZ0514": ("Semily", ("5104", "5107", "5109")),
}
CLUBS = (
    "Klub Maják",
    "Klub Kotva",
    "Klub Skála",
    "Klub Dvorek",
    "Klub Přístav",
    "Klub Drak",
    "Klub Pátá strana",
    "Klub Zastávka",
    "Klub Lávka",
    "Klub Sklípek",
)
SERVICES = (
    "Rodina v pohybu",
    "Nadosah rodině",
    "Společně doma",
    "Opora pod Ještědem",
    "Most k rodině",
    "Domov a já",
    "Krok vedle kroku",
    "Pod jednou střechou",
    "Zázemí",
    "Rodinný kompas",
)
OFFICER, METHODOLOGIST = "krajský pracovník OSPOD", "metodik služeb"
"""People whom the region sends to every table."""

CHILD_PROTECTION = ("pracovník OSPOD", "pracovnice OSPOD")
SOCIAL_WORKER = ("sociální pracovník", "sociální pracovnice")
CLUB_WORKER = ("pracovník klubu", "pracovnice klubu")
FAMILY_WORKER = ("pracovník aktivizační služby", "pracovnice aktivizační služby")
COUNCILLOR = ("místostarosta", "místostarostka")
TEACHER = ("školní metodik prevence", "školní metodička prevence")


def settle_region(scene: Scene) -> Region:
    partnership = found_partnership(
        scene,
        "Podpora rodin v Libereckém kraji",
        PartnershipKind.REGIONAL_PLANNING,
        [REGION],
        [Phase(name="Realizace", since=date(2016, 10, 1))],
        "Kraj, obce a poskytovatelé služeb pro rodiny s dětmi: kulaté stoly, vzdělávání, pětiletý plán.",
        {"invitation_days": 10, "public": False, "required_roles": f"{OFFICER}, {METHODOLOGIST}"},
    )
    office = organisation(
        scene, "Krajský úřad Libereckého kraje", OrganisationKind.REGION, "ku-liberecky-kraj", REGION
    )
    contractor = organisation(
        scene, "Vzdělávací institut Lávka vědění, s. r. o.", OrganisationKind.COMPANY, "lavka-vedeni", "5105"
    )
    for one in (office, contractor):
        member(scene, partnership, one)
    region = Region(
        partnership=partnership,
        office=office,
        contractor=contractor,
        coordinator=person(scene, partnership, office, ("koordinátor projektu", "koordinátorka projektu")),
        workers=_several(scene, partnership, office, 12, ("metodik služeb", "metodička služeb")),
        facilitators=_several(scene, partnership, office, 4, ("facilitátor", "facilitátorka")),
        lecturers=_several(scene, partnership, contractor, 5, ("lektor", "lektorka")),
        people={code: _of_orp(scene, partnership, code, place) for place, code in enumerate(ORPS)},
    )
    for position, role in enumerate((OFFICER, METHODOLOGIST)):
        scene.session.add(
            PartnershipRole(
                partnership_id=partnership.id,
                person_id=region.workers[position].id,
                role=role,
                position=position,
            )
        )
    scene.session.flush()
    return region


def _several(
    scene: Scene, partnership: Partnership, one: Organisation, count: int, positions: tuple[str, str]
) -> list[Person]:
    return [person(scene, partnership, one, positions) for _ in range(count)]


def _of_orp(scene: Scene, partnership: Partnership, code: str, place: int) -> list[Person]:
    """Seventeen people: the town hall, a club, an activation service and a school. At small town halls three
    share one mailbox."""
    name, host = ORPS[code]
    town = organisation(scene, f"Městský úřad {name}", OrganisationKind.MUNICIPALITY, f"mesto-{host}", code)
    club = organisation(scene, f"{CLUBS[place]}, z. s.", OrganisationKind.NGO, f"klub-{host}", code)
    service = organisation(scene, f"{SERVICES[place]}, o. p. s.", OrganisationKind.NGO, f"sas-{host}", code)
    school = organisation(
        scene, f"Základní škola Pod Lipami {name}", OrganisationKind.SCHOOL, f"zs-{host}", code
    )
    for one in (town, club, service, school):
        member(scene, partnership, one)
    shared = code in ("5104", "5110")
    return [
        *(person(scene, partnership, town, CHILD_PROTECTION, shared and n < 3) for n in range(5)),
        *_several(scene, partnership, town, 4, SOCIAL_WORKER),
        *_several(scene, partnership, town, 1, COUNCILLOR),
        *_several(scene, partnership, club, 3, CLUB_WORKER),
        *_several(scene, partnership, service, 3, FAMILY_WORKER),
        *_several(scene, partnership, school, 1, TEACHER),
    ]
