"""Odd minutes of trial B: written before the rules had seen them."""

from typing import Any

from tests.minutes_shapes.expected_since import votes

TRIAL_B_ODD: dict[str, dict[str, Any]] = {
    "mapovaci_prochazka": {
        "date": "2023-04-27",
        "starts": "15:30",
        "ends": "17:45",
        "place": "sídliště Pod Vodojemem",
        "minute_taker": "Mirek Baláž",
        "next_meeting": ("2023-05-25T15:30:00+02:00", None),
        "present": [
            "Ing. arch. Ester Vojtková",
            "Mirek Baláž",
            "Mgr. Jolana Poupětová",
            "Alenka Cinová",
            "Petr Havel",
        ],
        "tasks": [
            ("Mirek Baláž pošle fotky a mapu všem do 5. 5. 2023", "Mirek Baláž", "2023-05-05"),
            (
                "Ing. arch. Vojtková připraví návrh osvětlení průchodu do 31. 5. 2023",
                "Ing. arch. Vojtková",
                "2023-05-31",
            ),
            ("Mgr. Poupětová osloví správce domu čp. 1187", "Mgr. Poupětová", None),
        ],
    },
    "mail_resume": {
        "date": "2023-04-04",
        "starts": "13:00",
        "ends": "15:00",
        "place": "Rodinném centru Mozaika",
        "group": "pracovní skupiny Rodina a děti",
        "next_meeting": ("2023-06-06T13:00:00+02:00", "knihovně"),
        "present": ["Bc. Bohdana Kličková", "Eliška Jandlová", "Mgr. Renata Gáborová", "Pavla Smékalová"],
        "excused": ["Mgr. Iva Tkadlecová", "Lucie Štefková"],
        "tasks": [
            (
                "Eliška Jandlová připraví přehled příměstských táborů do 21. dubna.",
                "Eliška Jandlová",
                "2023-04-21",
            ),
            ("Pavla Smékalová zjistí podmínky dotace Rodina.", "Pavla Smékalová", None),
        ],
        "deadlines": [("Všechny organizace pošlou aktuální letáky do 14. dubna.", "2023-04-14")],
    },
    "pipes_everything": {
        "date": "2021-12-13",
        "starts": "13:00",
        "ends": "14:35",
        "place": "zámek Dačice, malý sál",
        "group": "Rada partnerství Dačicko",
        "minute_taker": "Mgr. Edita Ptáčková",
        "next_meeting": ("2022-02-14T13:00:00+01:00", None),
        "present": ["Ing. Karel Macků", "Mgr. Edita Ptáčková", "Ing. Jiří Rod, Ph.D."],
        "excused": ["Bc. Milada Svobodová"],
        "agenda": ["Zpráva o činnosti", "Rozpočet", "Různé"],
        "decisions": [
            ("Rada partnerství bere na vědomí zprávu o činnosti za rok 2021.", votes(3, 0, 0)),
            ("Rada partnerství schvaluje rozpočet na rok 2022.", votes(2, 0, 1)),
        ],
        "tasks": [
            ("Zveřejnit rozpočet na webu", "Mgr. Ptáčková", "2021-12-17"),
            ("Připravit výzvu pro sociální služby", "Ing. Macků, Ing. Rod", "2022-01-31"),
            ("Rozeslat novoroční přání", "Bc. Svobodová", None),
        ],
    },
    "zt_porada_ops": {
        "date": "2019-07-03",
        "starts": "07:00",
        "ends": "07:50",
        "minute_taker": "Krylová",
        "next_meeting": ("2019-07-17T07:00:00+02:00", None),
        "present": ["Bc. Zemanová", "Krylová", "Vondrušková", "Ptáček"],
        "excused": ["Hušková"],
        "agenda": ["Klienti", "Auta", "Prázdniny", "Školení"],
        "tasks": [
            ("Upravit individuální plán klienta", "Krylová", "2019-07-08"),
            ("Objednat STK a výměnu oleje", "Ptáček", "2019-07-31"),
            ("Nahlásit změny v dovolených", "všichni", "2019-07-15"),
        ],
    },
    "checklist_akce": {
        "date": "2024-04-16",
        "starts": "17:00",
        "ends": "18:20",
        "place": "komunitní centrum Na Rohu",
        "minute_taker": "Vojta Hnilica",
        "next_meeting": ("2024-04-30T17:00:00+02:00", None),
        "present": ["Bětka Šrámková", "Vojta Hnilica", "Ing. Marcel Puk", "Thảo Nguyễn", "Sára Ščuková"],
        "excused": ["Radim Oláh"],
        "agenda": ["rozpočet", "stánky", "hudba"],
        "decisions": [
            ("Tým schválil rozpočet 25 000 Kč.", None),
            ("Tým se shodl na termínu 1. června 2024.", None),
        ],
        "tasks": [
            ("oslovit restaurace", "Thảo Nguyễn", "2024-04-30"),
            ("nakreslit plakát", "Sára Ščuková", "2024-04-26"),
            ("sehnat dobrovolníky", "Bětka Šrámková, Vojta Hnilica", "2024-05-15"),
        ],
        "deadlines": [("Přihlášky stánků přijímáme do 10. května.", "2024-05-10")],
    },
    "columns_presence": {
        "date": "2019-09-25",
        "starts": "13:00",
        "ends": "14:20",
        "place": "Městský úřad, kancelář č. 215",
        "group": "ŘÍDÍCÍ SKUPINA STŘEDNĚDOBÉHO PLÁNU ROZVOJE SOCIÁLNÍCH SLUŽEB TIŠNOVSKA",
        "minute_taker": "D. Skalníková",
        "next_meeting": ("2019-11-27T13:00:00+01:00", None),
        "present": ["Ing. Jan Schneidr", "Mgr. Dita Skalníková", "Bc. Lada Vejmělková", "Ivan Hoffmann"],
        "excused": ["PhDr. Oldřich Bulis"],
        "agenda": ["Kontrola plnění plánu", "Priority na rok 2020", "Organizační záležitosti"],
        "decisions": [("Řídící skupina schvaluje priority na rok 2020.", votes(4, 0, 0))],
        "tasks": [
            ("Bc. Vejmělková předá údaje do katalogu do 11. 10. 2019.", "Bc. Vejmělková", "2019-10-11")
        ],
    },
    "velka_pismena": {
        "date": "2018-02-06",
        "starts": "09:00",
        "ends": "10:15",
        "place": "KLUBOVNA, HUSOVA 2",
        "group": "VYBORU KLUBU DUCHODCU LIPA",
        "minute_taker": "BENDOVA",
        "next_meeting": ("2018-03-06T09:00:00+01:00", None),
        "present": ["ROUSOVA MARIE", "KADLEC JOSEF", "BENDOVA VLASTA", "ING. TOMES"],
        "excused": ["HORAK VACLAV"],
        "agenda": ["POKLADNA", "ZAJEZD", "MDZ"],
        "decisions": [("VYBOR SCHVALUJE ZAJEZD DO TREBONE 24. 5. 2018.", votes(4, 0, 0))],
        "tasks": [
            ("KADLEC OBJEDNA AUTOBUS DO 15.3.2018.", "KADLEC", "2018-03-15"),
            ("ROUSOVA KOUPI KYTKY DO 7.3.2018.", "ROUSOVA", "2018-03-07"),
        ],
        "deadlines": [("ZALOHU 200 KC ZAPLATI UCASTNICI DO 30.4.2018.", "2018-04-30")],
    },
    "sapa_setkani": {
        "date": "2023-10-14",
        "starts": "10:00",
        "ends": "12:30",
        "place": "buddhistickém centru v Libuši",
        "minute_taker": "Bc. Štěpán Kohout",
        "next_meeting": ("2024-01-13T10:00:00+01:00", None),
        "present": [
            "Nguyen Thi Mai Phuong",
            "Pham Quoc Bao",
            "Mgr. Alice Wernerová",
            "Ing. Do Hoang Nam",
            "Bc. Štěpán Kohout",
        ],
        "excused": ["Mgr. Ivana Hrdá"],
        "tasks": [
            (
                "Mgr. Wernerová připraví dvojjazyčnou pozvánku na třídní schůzky do 3. listopadu 2023.",
                "Mgr. Wernerová",
                "2023-11-03",
            ),
            (
                "Ing. Do Hoang Nam přeloží školní řád do 30. listopadu 2023.",
                "Ing. Do Hoang Nam",
                "2023-11-30",
            ),
            ("Bc. Kohout zorganizuje besedu o rekvalifikacích.", "Bc. Kohout", None),
        ],
    },
    "zm_usneseni_rimska": {
        "date": "2020-09-16",
        "group": "Zastupitelstva města Dolní Brodek",
        "decisions": [
            ("Zastupitelstvo města schvaluje: dodatek č. 2 ke smlouvě s Diakonií Brodek", None),
            ("Zastupitelstvo města schvaluje: Program podpory sociálních služeb na rok 2021", None),
            ("Zastupitelstvo města schvaluje: darovací smlouvu na pozemek st. p. 88/2", None),
            ("Zastupitelstvo města bere na vědomí: zprávu o plnění rozpočtu k 31. 8. 2020", None),
            (
                "Zastupitelstvo města bere na vědomí: informaci o kontrole ze strany Krajského "
                "úřadu dne 24. 6. 2020",
                None,
            ),
            ("Zastupitelstvo města ukládá: radě města vyhlásit dotační program do 31. 10. 2020", None),
            (
                "Zastupitelstvo města ukládá: kontrolnímu výboru prověřit plnění usnesení do 30. 11. 2020",
                None,
            ),
        ],
        "tasks": [
            ("vyhlásit dotační program do 31. 10. 2020", "radě města", "2020-10-31"),
            ("prověřit plnění usnesení do 30. 11. 2020", "kontrolnímu výboru", "2020-11-30"),
        ],
    },
    "prvni_osoba_kavarna": {
        "date": "2019-03-03",
        "starts": "16:00",
        "place": "kuchyňka spolku",
        "minute_taker": "Jituš Vlčková",
        "next_meeting": ("2019-04-07T16:00:00+02:00", "kavárně"),
        "present": ["Drahuška Kučerová", "Hanka Ledvinková", "Simona Čonková", "Mgr. Jituš Vlčková"],
        "excused": ["Bohunka Říhová"],
        "tasks": [
            ("nové jídelní lístky", "Hanka Ledvinková", "2019-03-10"),
            ("domluvit dva kluky z dětského domova na výpomoc", "Simona Čonková", "2019-03-31"),
            ("potravinářský průkaz pro Bohunku", "Drahuška Kučerová", None),
        ],
    },
}
