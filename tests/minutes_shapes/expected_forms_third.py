"""Forms that the rules were made for, the third part."""

from typing import Any

from tests.minutes_shapes.expected_since import votes

FORMS_THIRD: dict[str, dict[str, Any]] = {
    "presence_marks": {
        "date": "2017-03-09",
        "starts": "13:00",
        "ends": "14:40",
        "place": "Oblastní charita, Palackého 5",
        "group": "PRACOVNÍ SKUPINA č. 3 – OSOBY V KRIZI",
        "next_meeting": ("2017-05-11T13:00:00+02:00", None),
        "present": ["Mgr. Hedvika Sklenářová", "Bc. Jáchym Toman"],
        "excused": ["Ludvík Prchal"],
        "agenda": ["Zimní opatření", "Potravinová pomoc", "Příště"],
    },
    "village_mail": {
        "date": "2022-05-10",
        "starts": "16:00",
        "place": "hasičárně",
        "next_meeting": ("2022-05-31T17:00:00+02:00", "hasičárně"),
        "present": ["Alena Rusková", "Jirka Mach", "Petra Holubová", "Standa Vlk"],
        "excused": ["Lucka Nová"],
        "tasks": [
            ("Plakát vyrobí Petra do 16. května", "Petra", "2022-05-16"),
            ("Alena ho vyvěsí.", "Alena", None),
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
    "who_what_arrows": {
        "date": "2024-01-17",
        "starts": "08:00",
        "ends": "08:45",
        "next_meeting": ("2024-01-31T08:00:00+01:00", None),
        "present": ["Bohdana", "Karel M.", "Silvie Tůmová", "Ing. Dušek"],
        "tasks": [
            ("texty na web", "Bohdana", "2024-02-09"),
            ("fotky", "Silvie Tůmová", "2024-02-02"),
            ("doména a hosting", "Karel M.", None),
        ],
    },
    "trip_of_commission": {
        "date": "2019-09-20",
        "starts": "14:00",
        "place": "kapličky",
        "group": "Komise životního prostředí a zdraví",
        "minute_taker": "Jan Kunc",
        "present": ["Ing. Radka Pospíchalová", "Jan Kunc", "Mgr. Tomáš Weiss", "Stanislava Bílková"],
        "excused": ["Květa Ryšavá"],
        "agenda": ["Skládka Na Pískách", "Alej u hřbitova"],
        "decisions": [
            ("Komise doporučuje radě nechat zpracovat odhad nákladů.", votes(4, None, None)),
            ("Komise doporučuje radě vyhlásit výběrové řízení na ošetření stromů.", votes(3, None, 1)),
        ],
        "tasks": [("Mgr. Weiss zajistí posudek arboristy, termín říjen 2019", "Mgr. Weiss", None)],
    },
    "plain_text_form": {
        "date": "2019-02-12",
        "starts": "10:00",
        "ends": "11:30",
        "place": "ÚP ČR, KoP Nymburk",
        "group": "Zaměstnanost",
        "minute_taker": "Bc. Jan Rais",
        "next_meeting": ("2019-04-16T10:00:00+02:00", None),
        "present": ["Ing. Petra Machová", "Bc. Jan Rais", "Alžběta Novotná"],
        "excused": ["Mgr. David Vlk"],
        "agenda": ["Statistika nezaměstnanosti", "Burza práce"],
        "tasks": [
            ("oslovit zaměstnavatele", "Machová", "2019-03-31"),
            ("rezervovat sál", "Rais", "2019-02-28"),
        ],
    },
}
