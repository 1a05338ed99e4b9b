"""More of them: written after the rules, and read by them once before any was mended."""

from typing import Any

from tests.minutes_shapes.expected_since import votes

UNSEEN: dict[str, dict[str, Any]] = {
    "seniors_council": {
        "date": "2023-10-17",
        "starts": "09:30",
        "ends": "11:05",
        "place": "Klubu seniorů",
        "group": "Rada seniorů města Přerova",
        "minute_taker": "Jaromír Kubíček",
        "next_meeting": ("2023-11-21T09:30:00+01:00", "Klubu seniorů"),
        "present": ["Milena Zbořilová", "Jaromír Kubíček", "Ing. Stanislav Horák", "Eliška Vymazalová"],
        "excused": ["Bohumír Střelec"],
        "guests": ["Ing. Petr Kouba"],
        "agenda": ["Informace o MHD zdarma", "Plán akcí na 1. pololetí 2024", "Různé"],
        "decisions": [("Rada schválila plán akcí na 1. pololetí 2024.", votes(4, 0, 0))],
        "tasks": [
            ("Připomínky seniorů předá dopravci E. Vymazalová do 10. 11.", "E. Vymazalová", "2023-11-10")
        ],
    },
    "scrum_like": {
        "date": "2024-10-10",
        "starts": "08:15",
        "ends": "09:00",
        "place": "Teams",
        "group": "týmu sociální prevence",
        "next_meeting": ("2024-10-24T08:15:00+02:00", None),
        "present": ["Bára Nováčková", "Tonda Říha", "Ing. Lucie Weberová", "Oleksandr Bondarenko"],
        "excused": ["Mirka T."],
        "tasks": [
            ("připravit podklady pro žádost IROP", "Tonda Říha", "2024-10-18"),
            ("domluvit supervizi na listopad", "Lucie Weberová", "2024-10-25"),
            ("překlad letáku do ukrajinštiny", "Oleksandr Bondarenko", "2024-10-31"),
        ],
    },
    "regional_office": {
        "date": "2022-04-05",
        "starts": "10:00",
        "ends": "12:30",
        "place": "sídle kraje, Žižkova 57, Jihlava, kongresový sál A",
        "group": "pracovní skupiny Transformace pobytových služeb",
        "minute_taker": "Ing. Hynek Bouchal",
        "next_meeting": ("2022-06-14T10:00:00+02:00", None),
        "present": [
            "Mgr. Věra Švarcová",
            "Ing. Hynek Bouchal",
            "Mgr. Martina Kalinová, MBA",
            "PhDr. Zdeněk Moravec, Ph.D.",
        ],
        "excused": ["Mgr. Jitka Doležalová"],
        "agenda": ["Stav transformačních plánů", "Metodická podpora", "Další postup"],
        "tasks": [
            ("Dokončit transformační plány", "Mgr. Kalinová, PhDr. Moravec", "2022-05-31"),
            ("OSV zajistí konzultace s MPSV do konce května 2022.", "OSV", "2022-05-31"),
        ],
    },
    "club_assembly": {
        "date": "2023-02-25",
        "starts": "15:00",
        "ends": "17:20",
        "place": "restauraci Na Hřišti",
        "minute_taker": "Monika Hladíková",
        "agenda": ["Zahájení", "Zpráva o činnosti a hospodaření", "Volba výboru", "Diskuze a závěr"],
        "decisions": [
            ("VH schvaluje zprávu o činnosti a hospodaření za rok 2022.", votes(40, 0, 1)),
            ("Do výboru byli zvoleni: Zdeněk Valeš, Monika Hladíková, Jan Rada.", votes(41, 0, 0)),
        ],
        "tasks": [("Výbor zajistí cenovou nabídku do konce března.", "Výbor", "2023-03-31")],
    },
    "kindergarten_ops": {
        "date": "2024-09-04",
        "present": ["Alena", "Mirka", "Věra", "Hniličková"],
        "minute_taker": "Alena Červenková",
        "deadlines": [("Plavání – začíná 2. 10., platba 1 200 Kč do 20. 9.", "2024-09-20")],
    },
    "partnership_meeting": {
        "date": "2021-04-20",
        "starts": "13:00",
        "ends": "15:15",
        "place": "on-line (Google Meet)",
        "group": "lokálního partnerství",
        "minute_taker": "Mgr. Ondřej Pavlík",
        "next_meeting": ("2021-06-08T13:00:00+02:00", "on-line"),
        "agenda": ["Úvodní slovo", "Představení analýzy území", "Práce ve skupinách", "Závěr a další kroky"],
        "tasks": [
            ("Konzultant rozešle analýzu partnerům", "Konzultant", "2021-04-30"),
            ("Partneři zašlou připomínky k analýze", None, "2021-05-14"),
        ],
    },
    "audit_committee": {
        "date": "2023-12-06",
        "starts": "16:00",
        "ends": "17:15",
        "group": "kontrolního výboru zastupitelstva obce",
        "present": ["Ing. Alois Kachyňa", "Marie Otáhalová", "Pavel Herzán"],
        "decisions": [
            (
                "Kontrolní výbor doporučuje starostce předložit zastupitelstvu "
                "informaci o trvajících usneseních do 31. 1. 2024.",
                votes(3, 0, 0),
            )
        ],
    },
    "roma_platform": {
        "date": "2023-05-19",
        "starts": "09:00",
        "ends": "12:00",
        "place": "Komunitní centrum Žižkov, Husinecká 5",
        "group": "PLATFORMY PRO ROMSKOU INTEGRACI",
        "minute_taker": "Anna Čonková",
        "next_meeting": ("2023-09-22T09:00:00+02:00", None),
        "present": ["Jozef Balog", "Mgr. Anna Čonková", "Bc. Dominik Ferko", "Ing. Jana Šebestová"],
        "excused": ["Mgr. Robert Giňa"],
        "agenda": ["Předškolní vzdělávání", "Letní tábor"],
        "tasks": [
            ("Předat rodinám letáky", "J. Balog", "2023-06-15"),
            ("Dominik Ferko osloví lektory.", "Dominik Ferko", None),
        ],
        "deadlines": [("Zápis do přípravné třídy je možný do 31. 8.", "2023-08-31")],
    },
    "foundation_mail": {
        "date": "2024-03-28",
        "group": "hodnoticí komise Nadačního fondu Lípa",
        "next_meeting": ("2024-10-10T15:00:00+02:00", None),
        "present": ["Ing. Kamila Vašíčková", "Mgr. Daniel Přibyl", "Hedvika Stejskalová"],
        "excused": ["Ing. arch. Luboš Zeman"],
        "decisions": [
            (
                "Komise posoudila 18 žádostí a rozhodla podpořit 7 projektů celkovou částkou 420 000 Kč",
                votes(3, 0, None),
            )
        ],
        "tasks": [
            ("Smlouvy připraví Hedvika Stejskalová do 12. dubna.", "Hedvika Stejskalová", "2024-04-12")
        ],
        "deadlines": [("Žadatelé mohou podat odvolání do 30. dubna 2024.", "2024-04-30")],
    },
    "emergency_staff": {
        "date": "2020-11-12",
        "starts": "14:00",
        "place": "zasedací místnost starosty",
        "group": "Krizový štáb ORP Bruntál",
        "minute_taker": "Bc. Odehnalová",
        "next_meeting": ("2020-11-16T14:00:00+01:00", None),
        "present": [
            "Ing. Pavel Toušek",
            "mjr. Ing. Vít Rušar",
            "MUDr. Hana Zatloukalová",
            "Bc. Monika Odehnalová",
        ],
        "agenda": ["Epidemická situace", "Ochranné prostředky pro sociální služby"],
        "tasks": [
            ("Vydat 2 000 ks respirátorů domovu pro seniory", "Bc. Odehnalová", None),
            ("Aktualizovat přehled zásob", "mjr. Rušar", "2020-11-16"),
        ],
    },
    "resolution_abc": {
        "date": "2022-06-20",
        "starts": "16:00",
        "place": "zasedacím sále radnice",
        "group": "Zastupitelstva města Kraslice",
        "decisions": [
            ("schvaluje účetní závěrku města za rok 2021", None),
            ("bere na vědomí zprávu o činnosti finančního výboru", None),
            ("ukládá radě města předložit návrh střednědobého výhledu rozpočtu", None),
        ],
        "tasks": [("předložit návrh střednědobého výhledu rozpočtu", "radě města", "2022-09-30")],
    },
    "care_home": {
        "date": "2023-09-26",
        "starts": "15:00",
        "ends": "16:30",
        "place": "společenská místnost",
        "minute_taker": "Mgr. Kotková",
        "present": ["Ing. Dagmar Šustrová", "Bc. Jana Hynková", "Mgr. Pavlína Kotková"],
        "agenda": ["nový ceník od 1. 1. 2024", "rekonstrukce koupelen", "dotazy"],
        "deadlines": [
            ("Dotazy je možné posílat na adresu info@podlipou.example nejpozději do 15. 10.", "2023-10-15")
        ],
    },
    "map_ps": {
        "date": "2020-01-23",
        "starts": "14:30",
        "ends": "16:00",
        "place": "Městská knihovna Tachov",
        "group": "PRACOVNÍ SKUPINY ČTENÁŘSKÁ GRAMOTNOST",
        "minute_taker": "Bc. Jitka Mádlová",
        "next_meeting": ("2020-03-05T14:30:00+01:00", "ZŠ Zárečná"),
        "present": ["Mgr. Petra Hladká", "Mgr. Simona Berková", "Bc. Jitka Mádlová", "Ivana Kopřivová"],
        "excused": ["PaedDr. Milan Hora"],
        "agenda": ["Zahájení", "Aktivity na rok 2020", "Úkoly do příštího jednání", "Příští jednání"],
        "tasks": [
            ("oslovit autory", "Hladká, Berková", None),
            ("zjistit ceny kufříků", "Kopřivová", "2020-02-14"),
        ],
    },
    "works_council": {
        "date": "2019-05-07",
        "starts": "07:30",
        "group": "závodního výboru odborové organizace",
        "minute_taker": "Machová",
        "next_meeting": ("2019-06-04T07:30:00+02:00", None),
        "present": ["Karásek", "Bílek", "Machová", "Průcha"],
        "excused": ["Tichý"],
        "deadlines": [("Výlet do Vídně - 15. června, přihlášky u Machové do 31. května.", "2019-05-31")],
    },
    "inspection_round": {
        "date": "2024-03-14",
        "starts": "10:00",
        "place": "stavba, Nádražní 118",
        "minute_taker": "Kouřil",
        "next_meeting": ("2024-03-28T10:00:00+01:00", None),
        "present": [
            "Ing. Jan Mareček",
            "Bc. Věra Slavíková",
            "Tomáš Hudeček",
            "Ing. Pavel Ryba",
            "Ing. Zdeněk Kouřil",
        ],
        "agenda": ["Harmonogram", "Vícepráce", "Úkoly"],
        "tasks": [
            ("Předložit vzorky dlažby", "zhotovitel", "2024-03-28"),
            ("Potvrdit barevné řešení", "objednatel", "2024-03-28"),
        ],
        "deadlines": [("Zhotovitel předloží aktualizovaný harmonogram do 21. 3. 2024.", "2024-03-21")],
    },
    "youth_parliament": {
        "date": "2023-01-12",
        "place": "učebna informatiky",
        "minute_taker": "Ela Nguyen",
        "tasks": [("Automat na svačiny – p. uč. Vaňková se zeptá pana ředitele", "Vaňková", None)],
        "next_meeting": ("2023-02-09", None),
    },
    "diocesan": {
        "date": "2022-11-08",
        "place": "Exerciční dům Kolín",
        "minute_taker": "Mgr. Alena Procházková",
        "tasks": [
            (
                "Ing. Štefan Hrdlička připraví metodiku evidence darů do 31. ledna 2023.",
                "Ing. Štefan Hrdlička",
                "2023-01-31",
            )
        ],
        "deadlines": [("Výroční zprávy odevzdají oblastní charity do 30. dubna 2023.", "2023-04-30")],
    },
    "team_table": {
        "date": "2023-04-03",
        "starts": "09:00",
        "ends": "11:00",
        "minute_taker": "Nikola Feketová",
        "next_meeting": ("2023-04-17T09:00:00+02:00", None),
        "present": ["Lucka Horáčková", "Matěj Drda", "Nikola Feketová", "Hoa Pham"],
        "excused": ["Štěpán Kos"],
        "tasks": [
            ("vyvěsit přihlášky na web", "Matěj Drda", "2023-04-14"),
            ("potvrdit termín supervizorce", "Lucka Horáčková", "2023-04-07"),
            ("pozvat revizi plynu", "Hoa Pham", None),
        ],
    },
    "commission_transport": {
        "date": "2023-05-16",
        "starts": "16:30",
        "place": "zasedací místnosti ÚMČ",
        "group": "Komise dopravy RMČ Brno-Žabovřesky",
        "minute_taker": "Libor Nečas",
        "next_meeting": ("2023-06-20T16:30:00+02:00", None),
        "present": [
            "Ing. Vladimír Krška",
            "Mgr. Ivana Poláčková",
            "Ing. arch. David Suchánek",
            "Libor Nečas",
        ],
        "excused": ["Bc. Jana Fuksová"],
        "guests": ["por. Ing. Aleš Vítek"],
        "agenda": ["Parkování v ulici Minská", "Přechod pro chodce u ZŠ", "Různé"],
        "decisions": [
            ("Komise dopravy doporučuje RMČ projednat rozšíření rezidentního parkování.", votes(4, 0, 0)),
            ("Komise dopravy nedoporučuje zřízení přechodu v navržené poloze.", votes(3, 0, 1)),
        ],
    },
    "ukraine_coordination": {
        "date": "2022-03-23",
        "starts": "08:00",
        "ends": "09:30",
        "place": "malá zasedačka",
        "minute_taker": "M. Gerlová",
        "next_meeting": ("2022-03-28T08:00:00+02:00", None),
        "present": ["J. Čunek", "M. Gerlová", "Ing. T. Pifka", "O. Shevchuk"],
        "tasks": [
            ("T. Pifka prověří internát (do pátku).", "T. Pifka", None),
            ("Tlumočení: O. Shevchuk zajistí tlumočníky na úřad práce od 28. 3.", "O. Shevchuk", None),
        ],
    },
}
