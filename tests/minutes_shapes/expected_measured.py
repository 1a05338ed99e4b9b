"""What has to come out of the texts that were measured last."""

from typing import Any

from tests.minutes_shapes.expected_since import votes

MEASURED: dict[str, dict[str, Any]] = {
    "ethnic_minorities": {
        "date": "2018-10-04",
        "starts": "09:00",
        "ends": "10:30",
        "place": "Komunitní centrum Kotva, Tovární 30, Sokolov",
        "group": "pracovní skupiny pro cílovou skupinu Etnické menšiny",
        "minute_taker": "Mgr. Iveta Dunková",
        "next_meeting": ("2018-12-06T09:00:00+01:00", "Komunitním centru Kotva"),
        "present": ["Mgr. Iveta Dunková", "Bc. Roman Gaži", "Marcela Horváthová", "Ing. Vlastimil Pokorný"],
        "excused": ["Bc. Lucie Kotlárová"],
        "agenda": ["Kontrola plnění opatření", "Návrh nových opatření", "Různé"],
        "tasks": [("Popis zpracuje Bc. Gaži do 26. 10. 2018.", "Bc. Gaži", "2018-10-26")],
    },
    "sports_commission": {
        "date": "2023-09-18",
        "starts": "16:00",
        "ends": "17:25",
        "place": "velká zasedací místnost MěÚ",
        "group": "Komise pro sport a volný čas RM",
        "minute_taker": "Bc. Alena Rousková",
        "next_meeting": ("2023-10-16T16:00:00+02:00", None),
        "present": ["Tomáš Hronek", "Mgr. Eva Klazarová", "Jan Bém", "Ing. Milan Šimek"],
        "excused": ["Radek Šolc", "Bc. Petra Dušková"],
        "guests": ["Ing. Ivana Doležalová"],
        "agenda": ["Vyhodnocení dotací za rok 2022", "Pravidla pro rok 2024", "Různé"],
        "decisions": [
            ("Komise bere na vědomí vyhodnocení dotací.", votes(4, 0, 0)),
            ("Komise doporučuje RM schválit Pravidla pro poskytování dotací na rok 2024.", votes(3, 0, 1)),
        ],
    },
    "social_workers": {
        "date": "2024-02-27",
        "starts": "09:00",
        "ends": "11:30",
        "place": "MěÚ Vítkov, obřadní síň",
        "minute_taker": "Mgr. Hana Riedlová",
        "next_meeting": ("2024-05-28T09:00:00+02:00", None),
        "excused": ["Bc. Kateřina Lichá", "Alena Vaňková"],
        "tasks": [
            ("zaslat počty veřejných opatrovanců do 15. 3. 2024", "Všichni", "2024-03-15"),
            ("rozeslat vzor zprávy pro soud do 8. 3. 2024", "MěÚ Vítkov", "2024-03-08"),
            ("připravit kazuistiku na příští poradu", "Bc. Lichá", None),
        ],
    },
    "green_club": {
        "date": "2022-03-08",
        "starts": "18:30",
        "place": "čajovně U Lípy",
        "group": "výboru",
        "minute_taker": "O. Lukáš",
        "next_meeting": ("2022-04-05T18:30:00+02:00", None),
        "present": ["Ondřej Lukáš", "Jolana Bartáková", "Viktor Hess"],
        "decisions": [
            ("Výbor schválil: termín jarního úklidu 9. dubna 2022", None),
            ("Výbor schválil: rozpočet akce 4 500 Kč", None),
        ],
        "tasks": [
            ("Viktor Hess zajistí pytle a rukavice do 1. dubna.", "Viktor Hess", "2022-04-01"),
            ("Jolana Bartáková vytvoří plakát.", "Jolana Bartáková", None),
        ],
    },
    "grammar_school": {
        "date": "2021-10-12",
        "starts": "17:00",
        "ends": "18:10",
        "place": "sborovně školy",
        "group": "školské rady při Gymnáziu Jana Blahoslava",
        "minute_taker": "Jana Žílová",
        "present": [
            "Mgr. Pavel Doubrava",
            "RNDr. Jana Žílová",
            "Ing. Hedvika Krausová",
            "Adam Lebeda",
            "MUDr. Karel Vyskočil, CSc.",
        ],
        "excused": ["Mgr. Ema Rychlá"],
        "agenda": ["Volba předsedy", "Výroční zpráva 2020/2021", "Diskuse"],
        "decisions": [
            ("Školská rada zvolila předsedou Mgr. Pavla Doubravu", votes(4, None, 1)),
            ("Školská rada schválila výroční zprávu za školní rok 2020/2021", votes(5, None, None)),
        ],
        "tasks": [("Ředitel školy předloží návrh rozpočtu do 30. 11. 2021.", "Ředitel školy", "2021-11-30")],
    },
    "families_online": {
        "date": "2020-04-14",
        "starts": "10:00",
        "ends": "11:00",
        "place": "Skype",
        "minute_taker": "L. Rozsívalová",
        "next_meeting": ("2020-04-28T10:00:00+02:00", "Skype"),
        "present": ["Lenka Rozsívalová", "Bc. Michal Drápal", "Mgr. Sabina Čechová", "Nguyen Thi Hoa"],
        "excused": ["Ing. Jitka Tomanová"],
        "tasks": [
            ("zjistit možnosti dalších notebooků", "M. Drápal", "2020-04-20"),
            ("připravit přehled rodin bez internetu", "S. Čechová", "2020-04-17"),
            ("překlad letáku", "Nguyen Thi Hoa", "2020-04-22"),
        ],
    },
    "project_board": {
        "date": "2019-11-06",
        "starts": "13:00",
        "ends": "14:15",
        "place": "MěÚ Aš, Kamenná 52, zasedací místnost",
        "group": "Řídící výbor projektu Komunitní plánování v ORP Aš",
        "minute_taker": "Mgr. Jana Kubátová",
        "next_meeting": ("2020-01-15T13:00:00+01:00", None),
        "present": ["Ing. Pavel Klepáček", "Mgr. Jana Kubátová", "Miroslava Průšová"],
        "excused": ["Mgr. Dalibor Blažek"],
        "decisions": [("Řídící výbor návrh schválil", votes(3, None, None))],
        "tasks": [
            ("Zveřejnit návrh na webu", "Mgr. Kubátová", "2019-11-08"),
            ("Připravit tiskovou zprávu", "M. Průšová", "2019-11-15"),
        ],
        "deadlines": [("Připomínky veřejnosti lze podávat do 30. 11. 2019.", "2019-11-30")],
    },
    "family_services": {
        "date": "2023-06-22",
        "starts": "09:00",
        "ends": "11:45",
        "minute_taker": "Mgr. Alice Nováková",
        "next_meeting": ("2023-10-19", None),
        "agenda": ["dluhová problematika", "dostupnost bydlení", "spolupráce se školami"],
        "deadlines": [
            ("Poskytovatelé zašlou údaje do katalogu nejpozději do 31. července 2023.", "2023-07-31")
        ],
    },
}
