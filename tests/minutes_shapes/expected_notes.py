"""What has to come out of forms, notes by the hour and minutes with long discussions."""

from typing import Any

from tests.minutes_shapes.expected_since import votes

NOTES: dict[str, dict[str, Any]] = {
    "psvc_long": {
        "date": "2022-11-07",
        "starts": "13:30",
        "ends": "15:30",
        "place": "klubovna DPS, Máchova 210",
        "group": "pracovní skupiny KPSS „Péče o seniory“",
        "minute_taker": "Bc. Rut Jirousková",
        "next_meeting": ("2023-01-16T13:30:00+01:00", None),
        "present": [
            "Ing. Olga Vašátková",
            "Bc. Rut Jirousková",
            "Květoslava Bártů",
            "Mgr. Aleš Dohnal",
            "Zdeňka Fiedlerová",
        ],
        "excused": ["MUDr. Jiří Prchal, Ph.D."],
        "agenda": [
            "Přivítání, kontrola zápisu z 12. 9. 2022",
            "Doprava seniorů k lékaři – vyhodnocení zkušebního provozu",
            "Kapacity pečovatelské služby",
            "Různé, termín příštího jednání",
        ],
        "decisions": [("PS doporučuje vedení města prodloužit zkušební provoz do 30. 6. 2023.", None)],
        "tasks": [
            ("připravit podklady pro radu města", "Ing. Vašátková", "2022-11-25"),
            ("zjistit počet odmítnutých zájemců", "Bc. Jirousková", None),
        ],
    },
    "council_resolution_text": {
        "date": "2023-09-20",
        "starts": "08:00",
        "place": "zasedací místnosti radnice",
        "group": "Rady města Tišnova",
        "minute_taker": "Dana Mrázková",
        "next_meeting": ("2023-10-04T08:00:00+02:00", None),
        "present": ["Bc. Jiří Dospíšil", "Ing. Radka Zámečníková", "Mgr. Ivo Sovják", "Jana Wildová"],
        "excused": ["Ing. Petra Kolísková"],
        "decisions": [
            ("RM schvaluje program jednání.", votes(4, 0, 0)),
            (
                "RM schvaluje jmenování členů řídící skupiny komunitního plánování dle přílohy.",
                votes(4, 0, 0),
            ),
            (
                "RM ukládá vedoucí odboru sociálních věcí předložit RM vyhodnocení plánu sociálních služeb.",
                votes(4, 0, 0),
            ),
            ("RM neschvaluje záměr pronájmu prostor v ulici Brněnská.", votes(3, 1, 0)),
        ],
        "tasks": [
            (
                "předložit RM vyhodnocení plánu sociálních služeb",
                "vedoucí odboru sociálních věcí",
                "2023-12-31",
            )
        ],
    },
    "working_team_map": {
        "date": "2021-01-21",
        "starts": "09:00",
        "ends": "10:30",
        "place": "online (MS Teams)",
        "group": "realizačního týmu",
        "minute_taker": "Patrik Souček",
        "next_meeting": ("2021-02-11T09:00:00+01:00", "online"),
        "present": ["Mgr. Lenka Vyhnálková", "Bc. Patrik Souček", "Ing. Milena Hovorková"],
        "excused": ["Daniela Marková"],
        "agenda": ["příprava zprávy o realizaci", "plán aktivit 1. pololetí", "web projektu"],
        "tasks": [
            (
                "Podklady k personálním výdajům dodá Ing. Hovorková do 5. 2. 2021.",
                "Ing. Hovorková",
                "2021-02-05",
            ),
            (
                "Plán aktivit: Mgr. Vyhnálková doplní termíny pracovních skupin a rozešle plán týmu",
                "Mgr. Vyhnálková",
                "2021-01-29",
            ),
            ("Web: Bc. Souček nahraje zápisy z listopadových jednání.", "Bc. Souček", None),
        ],
    },
    "parish_charity": {
        "date": "2023-06-13",
        "starts": "08:30",
        "ends": "10:45",
        "place": "Žamberku, Klostermanova 990",
        "minute_taker": "Mgr. Veronika Švédová",
        "next_meeting": ("2023-07-11T08:30:00+02:00", None),
        "present": ["Ing. Jana Kopecká", "Bc. Filip Moravec", "Mgr. Veronika Švédová", "Josef Jansa"],
        "excused": ["Dita Mikulová"],
        "agenda": ["Finance", "Personální věci", "Prázdninový provoz"],
        "tasks": [
            ("Mgr. Švédová připraví plán zaškolení do 26. 6.", "Mgr. Švédová", "2023-06-26"),
            ("Josef Jansa vyvěsí oznámení do 23. 6.", "Josef Jansa", "2023-06-23"),
            ("Bc. Moravec pošle rozpis služeb na léto do 20. 6.", "Bc. Moravec", "2023-06-20"),
        ],
    },
    "transcript_style": {
        "date": "2023-12-05",
        "place": "Praha, Karlovo náměstí 10",
        "minute_taker": "Kamil Urban",
        "next_meeting": ("2024-01-09T09:00:00+01:00", "online"),
        "present": ["Barbora Vítková", "Jindřich Tesař", "Olena Marčenko", "Kamil Urban"],
        "excused": ["Žaneta Bulíčková"],
        "tasks": [
            ("Dohoda: Barbora Vítková napíše do 15. 12. 2023 řediteli ÚP.", "Barbora Vítková", "2023-12-15"),
            ("Dohoda: Kamil Urban zajistí tlumočníka do 20. 12. 2023.", "Kamil Urban", "2023-12-20"),
        ],
    },
    "form_with_boxes": {
        "date": "2019-09-26",
        "starts": "10:00",
        "ends": "12:00",
        "place": "Úřad práce Hlučín, 2. patro",
        "group": "Pracovní skupina Zaměstnanost",
        "minute_taker": "Ludmila Kolková",
        "next_meeting": ("2019-10-24T10:00:00+02:00", None),
        "present": ["Mgr. Vendula Stoklasová", "Ing. Rudolf Vavrečka", "Ludmila Kolková"],
        "excused": ["Petr Adamec"],
        "agenda": ["Aktuální nezaměstnanost", "Pracovní trénink", "Burza práce"],
        "decisions": [("Skupina schválila termín burzy práce 14. 11. 2019.", None)],
        "tasks": [
            ("Vavrečka osloví zaměstnavatele do 15. 10. 2019", "Vavrečka", "2019-10-15"),
            ("Kolková připraví plakát do 10. 10. 2019", "Kolková", "2019-10-10"),
        ],
    },
    "lines_responsible": {
        "date": "2019-06-04",
        "starts": "15:00",
        "place": "Městská knihovna Bohumín",
        "minute_taker": "Kozubová",
        "next_meeting": ("2019-09-03T15:00:00+02:00", "knihovna"),
        "present": ["Mgr. Renáta Kozubová", "Tibor Lakatoš", "Bc. Nikol Adámková"],
        "excused": ["Ing. Leo Fargač"],
        "agenda": ["letní kluby pro děti", "doučování", "další"],
        "tasks": [
            (
                "Domluvili jsme se na dvou klubech, v Novém Bohumíně a ve Skřečoni",
                "Tibor Lakatoš",
                "2019-06-21",
            ),
            ("Je potřeba sehnat tři dobrovolníky", "Bc. Nikol Adámková", "2019-08-30"),
        ],
    },
}
