"""What has to come out of an invitation, an article, a mail and bare resolutions: little, no more."""

from typing import Any

from tests.minutes_shapes.expected_since import votes

MIXED: dict[str, dict[str, Any]] = {
    "invitation_only": {
        "date": "2024-03-06",
        "starts": "09:00",
        "place": "zasedací místnosti MěÚ Louny, 2. patro",
        "group": "pracovní skupiny Rodina",
        "agenda": ["Zahájení", "Návrh opatření na rok 2025", "Diskuse"],
    },
    "discussion_heavy": {
        "date": "2022-05-17",
        "starts": "08:30",
        "ends": "10:15",
        "group": "pracovní skupiny Děti a mládež",
        "next_meeting": ("2022-09-20T08:30:00+02:00", None),
        "present": ["Mgr. Karin Šebestová", "Bc. Libor Havlík", "Mgr. Ester Pilátová", "Jan Zmeškal"],
        "excused": ["Mgr. Jana Ondrušová"],
        "tasks": [
            ("Dohoda: Mgr. Šebestová pozve ředitele poradny na příští jednání.", "Mgr. Šebestová", None)
        ],
    },
    "article": {"date": "2023-09-14", "place": "jablonecké radnici"},
    "resolution_t_z": {
        "date": "2023-05-15",
        "group": "RADY MĚSTA VIMPERK",
        "decisions": [
            ("schvaluje poskytnutí daru ve výši 10 000 Kč spolku Šumavské sluníčko, z. s.", None),
            ("ukládá vedoucí odboru sociálních věcí připravit darovací smlouvu", None),
            ("Rada města bere na vědomí zápis z jednání komise sociální ze dne 3. 5. 2023.", None),
        ],
        "tasks": [("připravit darovací smlouvu", "vedoucí odboru sociálních věcí", "2023-05-31")],
    },
    "family_center": {
        "date": "2022-11-02",
        "starts": "18:30",
        "group": "výboru",
        "minute_taker": "Jitka",
        "next_meeting": ("2022-12-07T18:30:00+01:00", None),
        "present": ["Martina Křenková", "Lada Svobodová", "Jitka Nováčková"],
        "excused": ["Andrea Lišková"],
        "tasks": [
            (
                "lektorky – smlouvy na rok 2023 připraví Jitka Nováčková do konce listopadu",
                "Jitka Nováčková",
                "2022-11-30",
            )
        ],
    },
    "kraj_methodics": {
        "date": "2018-11-21",
        "starts": "09:00",
        "ends": "13:00",
        "place": "Baťův institut, budova 14, přednáškový sál 14|15",
        "minute_taker": "Bc. Denisa Mikulcová",
        "agenda": [
            "Úvod – Mgr. Jana Pechová, KÚZK",
            "Krajský plán rozvoje sociálních služeb 2019–2020 – Ing. Lubomír Trojan",
            "Výměna zkušeností – všichni",
            "Závěr",
        ],
        "deadlines": [("Obce zašlou aktualizaci sítě do 15. 12. 2018.", "2018-12-15")],
    },
    "small_ngo_table": {
        "date": "2023-02-06",
        "group": "Tým dluhové poradny",
        "next_meeting": ("2023-02-20T10:00:00+01:00", None),
        "present": ["Vojta Brázdil", "Lucie Sehnalová", "Mgr. Aneta Štýbrová"],
        "tasks": [
            ("Doplnit klienty do systému", "Vojta Brázdil", "2023-02-10"),
            ("Vytisknout 200 ks", "Lucie Sehnalová", "2023-02-28"),
        ],
    },
    "trhove_sviny": {
        "date": "2018-06-19",
        "starts": "09:00",
        "ends": "10:30",
        "place": "DPS Trhové Sviny, klubovna",
        "group": "triády",
        "minute_taker": "Jan Tůma",
        "next_meeting": ("2018-09-11T09:00:00+02:00", None),
        "present": ["JUDr. Radislav Bušek", "Mgr. Lenka Čápová", "Marie Šustrová", "Bc. Jan Tůma, DiS."],
        "excused": ["Ing. Petr Šmíd"],
        "tasks": [
            ("Pozvánky připraví Mgr. Čápová", "Mgr. Čápová", "2018-08-31"),
            ("M. Šustrová osloví seniory.", "M. Šustrová", None),
        ],
    },
    "ostrava_pair": {
        "date": "2018-09-13",
        "starts": "13:30",
        "place": "Dům služeb, 2. NP, zasedací místnost",
        "group": "KPSVL – zaměstnanost",
        "minute_taker": "Ing. Sandra Kubalová",
        "decisions": [
            ("PS bere na vědomí informaci o výzvě č. 67.", None),
            ("PS doporučuje předložit projekt Práce na míru řídicímu výboru.", None),
            ("PS ukládá předsedkyni informovat řídicí výbor.", votes(9, 0, 0)),
        ],
        "tasks": [("informovat řídicí výbor", "Mgr. Pavla Hudcová", "2018-09-30")],
    },
    "night_mail": {
        "tasks": [
            ("pronájem sálu máme, 17.6., zálohu 5 000 pošle Bára Kozlová do pátku", "Bára Kozlová", None),
            ("kapely: Tomáš Hejl obvolá", "Tomáš Hejl", None),
        ]
    },
}
