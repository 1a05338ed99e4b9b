"""Odd minutes of trial D: written before the rules had seen them."""

from typing import Any

TRIAL_D_ODD: dict[str, dict[str, Any]] = {
    "mail_starostka_lhotka": {
        "date": "2024-03-06",
        "starts": "18:00",
        "ends": "19:45",
        "place": "hasičárna",
        "next_meeting": ("2024-04-03T18:00:00+02:00", "hasičárně"),
        "present": ["Jana Krampotová", "Ing. Jáchym Špička", "Lída Pokorná", "Miloš Zelníček"],
        "excused": ["Blanka Havránková", "Mgr. Cyril Vostal"],
        "tasks": [
            ("Lída Pokorná obejde osamělé seniory do 22. března.", "Lída Pokorná", "2024-03-22"),
            ("Ing. Špička spočítá náklady na auto do 29. března.", "Ing. Špička", "2024-03-29"),
            ("Miloš Zelníček vyzvedne stoly z Horní Vsi.", "Miloš Zelníček", None),
        ],
        "deadlines": [("Zájemci o zájezd do Vyškova se hlásí na úřadě do 12. dubna.", "2024-04-12")],
    },
    "prehled_bodu_kotva": {
        "date": "2019-11-20",
        "starts": "08:15",
        "ends": "09:40",
        "place": "zázemí KOTVA, 1. patro",
        "minute_taker": "Mgr. Štěpán Brodil",
        "next_meeting": ("2019-12-04T08:15:00+01:00", None),
        "present": ["Bc. Yveta Lukešová", "Mgr. Štěpán Brodil", "Nikola Grundzová, DiS."],
        "excused": ["Ing. Tamara Cihlářová"],
        "tasks": [
            ("najít novou supervizorku", "Bc. Lukešová", "2019-12-13"),
            ("dopsat závěrečnou zprávu pro nadaci", "Mgr. Brodil", "2019-11-29"),
            ("objednat preventivní prohlídky dětí", "Nikola Grundzová", "2019-12-06"),
        ],
    },
    "pametni_zapis_podhori": {
        "date": "2016-05-18",
        "starts": "17:00",
        "place": "sále staré školy",
        "minute_taker": "Bc. Doubravka Hynková",
        "next_meeting": ("2016-06-15T17:00:00+02:00", "faře"),
        "present": ["Ing. Vavřinec Koubek", "Marie Smejkalová", "Bc. Doubravka Hynková", "Antonín Pelc"],
        "excused": ["Jiřina Rybářová"],
        "tasks": [
            (
                "Marie Smejkalová sepíše seznam dobrovolníků do 31. května 2016.",
                "Marie Smejkalová",
                "2016-05-31",
            ),
            ("Antonín Pelc opraví vozík do 10. června 2016.", "Antonín Pelc", "2016-06-10"),
            ("Bc. Doubravka Hynková požádá obec o klíč od klubovny.", "Bc. Doubravka Hynková", None),
        ],
    },
    "poznamky_streetwork": {
        "date": "2023-09-12",
        "starts": "10:00",
        "ends": "11:10",
        "place": "K-centrum, Tovární 8",
        "minute_taker": "Magda Uhlířová",
        "next_meeting": ("2023-10-10T10:00:00+02:00", None),
        "present": ["Ráďa Kuneš", "Bc. Magda Uhlířová", "Tonda Lakatoš", "Mgr. Viola Hejzlarová"],
        "excused": ["Libor Šenk"],
        "agenda": ["Park u nádraží", "Jehly", "Noclehárna"],
        "tasks": [
            ("zmapovat místa u řeky", "Tonda Lakatoš", "2023-09-22"),
            ("připravit leták o noclehárně", "Mgr. Viola Hejzlarová", "2023-10-13"),
            ("svolat schůzku s hygienou", "Ráďa Kuneš", "2023-09-29"),
        ],
    },
}
