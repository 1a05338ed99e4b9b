"""Talks of the Liberec partnership with possible partners: those hard to win, and new contacts."""

from datetime import date, timedelta

from app.demo.liberec import Local
from app.demo.scene import Scene
from app.talks.models import Talk

TALKS = (
    (
        "Nemocnice",
        "Klára Smyšlená",
        "Klienti předávaní ve špatném stavu",
        "Zatím bez zájmu",
        "Sociální služby",
    ),
    ("Univerzita", "doc. Petr Nebylý", "Praxe studentů u poskytovatelů", "Chtějí podklady", "Zaměstnanost"),
    ("OSPOD", "Bc. Jana Pomyslná", "Účast ve skupině pro bydlení", "Není čas, pozvat znovu", "Bydlení"),
    ("Hygienická stanice", "Ing. Ota Výmyslný", "Kontroly ubytoven", "Přijdou na příští jednání", "Bydlení"),
    ("Červený kříž", "Marie Neskutečná", "Terénní zdravotní služba", "Rádi se zapojí", "Sociální služby"),
    ("Tulipán", "Eva Vymyšlená", "Sociální podnik", "Pošlou záměr", "Zaměstnanost"),
)


def talks(scene: Scene, local: Local) -> None:
    """In February 2017 every few days; the last two have a next step that is not done yet."""
    for number, (organisation, person, topic, outcome, group) in enumerate(TALKS):
        is_new = number >= len(TALKS) - 2
        scene.keep(
            Talk(
                partnership_id=local.partnership.id,
                on=date(2017, 2, 1) + timedelta(days=4 * number),
                organisation_name=organisation,
                person=person,
                topic=topic,
                outcome=outcome,
                group_id=local.groups[group].id if group in local.groups else None,
                next_step="Pozvat na jednání skupiny" if number >= 2 else "",
                due=date(2017, 3, 1) + timedelta(days=4 * number) if number >= 2 else None,
                done=not is_new,
            )
        )
