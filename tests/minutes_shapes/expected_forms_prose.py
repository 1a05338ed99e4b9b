"""Letters, e-mails and minutes in sentences, which the rules were made for."""

from typing import Any

from tests.minutes_shapes.expected_since import votes

FORMS_PROSE: dict[str, dict[str, Any]] = {
    "mail_of_today": {
        "date": "2024-02-06",
        "starts": "09:30",
        "ends": "11:15",
        "place": "MAS Podhůří, Lhotka",
        "group": "pracovní skupiny Rodina",
        "next_meeting": ("2024-03-05T09:30:00+01:00", "MAS"),
        "present": ["Ivana Stará", "Tomáš Bílek", "Radka Šebková"],
        "excused": ["Jiřina Nová", "Daniel Fiala"],
        "guests": ["Pavel Kučera"],
        "tasks": [
            ("obešle školy do 20. 2.", "Ivana", "2024-02-20"),
            ("připraví návrh letáku", "Tomáš", "2024-02-15"),
            ("Radka Šebková zjistí, zda může OSPOD poskytnout statistiky.", "Radka Šebková", None),
        ],
    },
    "apologies_in_sentences": {
        "date": "2022-05-18",
        "starts": "14:00",
        "ends": "15:50",
        "place": "zasedačce Městského úřadu Kamenná",
        "group": "pracovní skupiny Osoby se zdravotním postižením",
        "minute_taker": "Bc. Ondřej Vlk",
        "next_meeting": ("2022-09-14T14:00:00+02:00", None),
        "excused": ["Ing. Jaroslav Žák", "Bc. Věra Horká"],
        "guests": ["Ing. Martin Souček"],
        "agenda": ["Bezbariérovost nádraží", "Osobní asistence", "Různé"],
        "decisions": [("Skupina jednomyslně schválila logo.", None)],
        "tasks": [
            (
                "Mgr. Benešová osloví Úřad práce s žádostí o data, a to nejpozději do 10. června 2022.",
                "Mgr. Benešová",
                "2022-06-10",
            ),
            ("Pí Horáková zajistí tisk plakátů do konce května.", "Horáková", "2022-05-31"),
        ],
    },
    "mail_in_prose": {
        "date": "2022-10-12",
        "starts": "09:00",
        "ends": "11:30",
        "place": "prostorách Rodinného centra Kaštánek (Husova 4, Jičín)",
        "group": "Pracovní skupiny pro rodiny s dětmi",
        "next_meeting": ("2022-11-23T09:00:00+01:00", None),
        "present": ["Mgr. Barbora Tichá", "Dis. Jana Kořínková", "Bc. Nikola Šťastná", "Hedvika Nosková"],
        "excused": ["Mgr. Sklenářová", "Vrzalová"],
        "agenda": ["Zhodnocení Týdne rodiny", "Nové služby v regionu", "Příprava akčního plánu na rok 2023"],
        "decisions": [("Pracovní skupina se dohodla, že opatření budou čtyři.", None)],
        "tasks": [
            (
                "Paní Kořínková zpracuje závěrečnou zprávu v termínu do 31. 10. 2022.",
                "Kořínková",
                "2022-10-31",
            )
        ],
        "deadlines": [
            ("Návrhy opatření zašlete prosím do 15. 11. 2022 na e-mail ticha@jicin.example.", "2022-11-15")
        ],
    },
    "parish_prose": {
        "date": "2023-01-10",
        "starts": "18:00",
        "ends": "20:00",
        "place": "faře v Lidečku",
        "minute_taker": "Josef Uhlíř",
        "next_meeting": ("2023-02-14T18:00:00+01:00", None),
        "present": ["Klára Hošek Bártová", "Josef Uhlíř", "P. Tomáš Mlčoch, ThLic.", "Anna Sedmíková"],
        "excused": ["Marta Jurčíková"],
        "decisions": [("Farní rada schválila příspěvek 5 000 Kč na opravu zvonu.", None)],
        "tasks": [
            ("Paní Sedmíková spočítá pokladničky do 17. 1. 2023.", "Sedmíková", "2023-01-17"),
            ("Josef Uhlíř objedná sál", "Josef Uhlíř", None),
            ("Anna Sedmíková zajistí tombolu do 1. 2. 2023.", "Anna Sedmíková", "2023-02-01"),
        ],
    },
    "village_mail": {
        "date": "2022-05-10",
        "starts": "16:00",
        "place": "hasičárně",
        "next_meeting": ("2022-05-31T17:00:00+02:00", "hasičárně"),
        "present": ["Alena Rusková", "Jirka Mach", "Petra Holubová", "Standa Vlk"],
        "excused": ["Lucka Nová"],
        "tasks": [
            ("obec – stany, lavice, odměny", "Alena", None),
            ("hasiči – pěna, ukázka", "Jirka", None),
            ("škola – vystoupení, tvořivé dílny", "Petra", None),
            ("Sokol – disciplíny", "Standa", None),
            ("Plakát vyrobí Petra do 16. května", "Petra", "2022-05-16"),
            ("Alena ho vyvěsí.", "Alena", None),
        ],
    },
    "questions_as_headings": {
        "date": "2023-01-16",
        "starts": "17:00",
        "place": "farní kavárně",
        "next_meeting": ("2023-03-06T17:00:00+01:00", "farní kavárna"),
        "present": ["Anna Řezáčová", "Bořek Lukáš", "Cyril Mates"],
        "tasks": [
            ("napíše článek do zpravodaje", "Anna", "2023-01-25"),
            ("koupí suroviny", "Bořek", "2023-02-20"),
        ],
    },
    "cooperation_record": {
        "date": "2018-10-04",
        "starts": "09:00",
        "ends": "10:15",
        "place": "OSPOD, ul. Masarykova 12",
        "minute_taker": "Bc. Hana Kalná",
        "next_meeting": ("2018-12-06T09:00:00+01:00", None),
        "present": ["Bc. Hana Kalná", "Mgr. Jiří Sova", "Jana Dvorná, DiS.", "Bc. Lukáš Petr"],
        "agenda": ["Nastavení spolupráce SAS a OSPOD"],
        "tasks": [
            ("OSPOD předá kontakty na nové pracovníky do 15.10.2018.", "OSPOD", "2018-10-15"),
            ("Mgr. Sova připraví návrh metodiky", "Mgr. Sova", "2018-11-30"),
        ],
    },
    "owners_board": {
        "date": "2023-04-03",
        "starts": "18:30",
        "ends": "20:00",
        "place": "kočárkárně",
        "group": "výboru SVJ Lipová 12",
        "minute_taker": "Pavel Rón",
        "next_meeting": ("2023-05-02T18:30:00+02:00", None),
        "present": ["Alois Zima", "Ing. Marta Dudková", "Pavel Rón"],
        "guests": ["Lukáš Kříž"],
        "agenda": ["Oprava střechy", "Odečty vody", "Shromáždění vlastníků"],
        "decisions": [("Výbor vybral firmu Střechy Plus za 412 000 Kč.", votes(3, 0, 0))],
        "tasks": [
            ("Správce připraví smlouvu do 17. 4. 2023.", "Správce", "2023-04-17"),
            ("Pozvánky rozešle Ing. Dudková do 5. 5. 2023.", "Ing. Dudková", "2023-05-05"),
        ],
    },
}
