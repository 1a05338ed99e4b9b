"""Forms that the rules were made for, the first part."""

from typing import Any

from tests.minutes_shapes.expected_since import votes

FORMS_FIRST: dict[str, dict[str, Any]] = {
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
    "resolution_codes": {
        "date": "2023-05-22",
        "group": "Komise sociální a zdravotní",
        "minute_taker": "Marie Dolejší",
        "decisions": [
            ("Komise bere na vědomí zprávu o činnosti pečovatelské služby za rok 2022.", votes(6, 0, 1)),
            ("Komise doporučuje radě města přidělit byt č. 12 v DPS paní V. N.", votes(7, 0, 0)),
            ("Komise nedoporučuje radě města schválit žádost spolku XY.", votes(4, 2, 1)),
            ("Komise ukládá tajemníkovi předložit přehled volných bytů.", None),
        ],
        "tasks": [("předložit přehled volných bytů", "tajemník komise", "2023-06-30")],
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
    "assembly_scores": {
        "date": "2023-03-25",
        "starts": "17:05",
        "ends": "19:20",
        "place": "hostinci U Lípy ve Lhotě",
        "minute_taker": "Božena Trnková",
        "agenda": [
            "Zahájení, volba orgánů",
            "Zpráva o činnosti za rok 2022",
            "Účetní závěrka",
            "Volba výboru",
            "Diskuse a závěr",
        ],
        "decisions": [
            ("Návrh programu byl schválen", votes(23, 0, 0)),
            ("Valná hromada zprávu schvaluje.", votes(23, 0, 0)),
            ("Valná hromada schvaluje účetní závěrku za rok 2022.", votes(21, 0, 2)),
        ],
        "tasks": [("Výbor nechá zpracovat nabídky", "P. Hladík", "2023-04-30")],
    },
    "by_sides": {
        "date": "2018-01-24",
        "starts": "10:00",
        "ends": "12:00",
        "place": "MěÚ Rokytnice, velká zasedací místnost",
        "group": "Řídící skupina",
        "minute_taker": "Bc. Jitka Malá",
        "next_meeting": ("2018-04-18T10:00:00+02:00", "MěÚ Rokytnice"),
        "present": [
            "Ing. Pavel Dvořák",
            "Bc. Jitka Malá",
            "Mgr. Eva Růžičková",
            "Petr Hron",
            "František Beran",
        ],
        "excused": ["Mgr. Dana Čermáková"],
        "agenda": ["informace o průběhu projektu", "schválení priorit", "harmonogram"],
        "decisions": [
            ("ŘS schvaluje priority rozvoje dle přílohy.", votes(5, 0, 0)),
            ("ŘS bere na vědomí harmonogram.", None),
        ],
        "tasks": [
            ("Zveřejnit priority na webu města", "Malá", "2018-01-31"),
            ("Svolat pracovní skupiny", "koordinátorka", "2018-02-28"),
        ],
        "deadlines": [
            (
                "Připomínky k prioritám lze zasílat do 15. 2. 2018 na adresu mala@rokytnice.example.",
                "2018-02-15",
            )
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
    "markdown_actions": {
        "date": "2024-03-07",
        "starts": "13:30",
        "ends": "15:10",
        "place": "Dům služeb, Nová 12, Humpolec",
        "group": "pracovní skupina Bydlení",
        "next_meeting": ("2024-04-04T13:30:00+02:00", "online"),
        "present": ["Jana Červená", "Petr Zeman", "Lukáš Mareš"],
        "excused": ["Monika Hájková"],
        "decisions": [("podáme žádost do výzvy č. 28", None)],
        "tasks": [
            ("město má 3 ubytovny, data doplní Zeman", "Zeman", None),
            ("dodat tabulku ubytoven", "Petr Zeman", "2024-03-22"),
            ("svolat schůzku s MPSV", "Jana Červená", "2024-03-15"),
        ],
    },
    "brackets_at_end": {
        "date": "2023-11-15",
        "starts": "10:00",
        "ends": "12:00",
        "place": "coworking Depo",
        "minute_taker": "Igor Bartoš",
        "next_meeting": ("2024-01-17T10:00:00+01:00", "Depo"),
        "present": ["Zdeňka Malinová", "Igor Bartoš", "Lenka Rašková", "Tomáš Fiala"],
        "excused": ["Světlana Jarošová"],
        "tasks": [
            ("Rozcestník pro pečující – web města", "Igor", "2023-12-15"),
            ("Svépomocná skupina – najít místo", "Zdeňka", None),
            ("Proškolit úřednice na přepážce", "Lenka Rašková", "2024-01-31"),
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
    "lists_in_columns": {
        "date": "2022-06-21",
        "starts": "13:00",
        "ends": "15:15",
        "place": "MěÚ Vizovice, zasedací místnost 3. NP",
        "group": "ŘÍDICÍ SKUPINY komunitního plánování sociálních služeb ORP Vizovice",
        "minute_taker": "Ludmila Kašná",
        "next_meeting": ("2022-09-13T13:00:00+02:00", None),
        "present": ["PhDr. Ivana Dostálová", "Mgr. Radek Chmela", "Ludmila Kašná"],
        "excused": ["Ing. Stanislav Hub", "Bc. Petra Obdržálková"],
        "guests": ["Mgr. Silvie Trnková"],
        "agenda": ["Zahájení", "Aktualizace akčního plánu", "Financování sociálních služeb 2023", "Závěr"],
        "decisions": [
            ("Řídicí skupina schvaluje aktualizaci akčního plánu.", votes(4, 0, 0)),
            (
                "Řídicí skupina doporučuje zastupitelstvu navýšit rozpočet sociálního fondu o 500 tis. Kč.",
                votes(3, None, 1),
            ),
        ],
        "tasks": [("Zpracovat podklady pro zastupitelstvo", "Mgr. Chmela", "2022-08-31")],
    },
    "bars_and_tasks": {
        "date": "2022-10-03",
        "starts": "18:00",
        "ends": "20:15",
        "place": "hasičská zbrojnice",
        "minute_taker": "Kolman",
        "next_meeting": ("2022-11-07T18:00:00+01:00", None),
        "present": ["Vávra", "Kolman", "Hájek", "Tesařová"],
        "excused": ["Bláha"],
        "tasks": [
            ("oslovit řemeslníky", "Tesařová", "2022-10-31"),
            ("cenové nabídky na ozdoby", "Vávra", "2022-10-15"),
            ("aktualizovat úřední desku", "Kolman", None),
        ],
    },
    "codes_of_tasks": {
        "date": "2020-12-07",
        "starts": "14:00",
        "ends": "14:35",
        "minute_taker": "D. Sojka",
        "present": ["I. Koubek", "P. Lásková", "D. Sojka"],
        "guests": ["M. Beneš"],
        "decisions": [("přecházíme na nový formulář od 1. 1. 2021", None), ("školení proběhne online", None)],
        "tasks": [
            ("poslat seznam uživatelů", "Koubek", "2020-12-11"),
            ("otestovat formulář", "Lásková", "2020-12-18"),
            ("opravit tiskovou sestavu", "Beneš", None),
        ],
    },
}
