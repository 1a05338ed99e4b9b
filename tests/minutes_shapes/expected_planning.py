"""What has to come out of minutes of community planning and local partnerships."""

from typing import Any

from tests.minutes_shapes.expected_since import votes

PLANNING: dict[str, dict[str, Any]] = {
    "seniors_frydlant": {
        "date": "2024-04-23",
        "starts": "13:00",
        "ends": "14:45",
        "place": "zasedací místnost Městského úřadu Frýdlant, nám. T. G. Masaryka 37",
        "group": "pracovní skupiny Senioři a osoby se zdravotním postižením",
        "minute_taker": "Bc. Ivana Lhotská",
        "next_meeting": ("2024-06-11T13:00:00+02:00", "zasedací místnosti Městského úřadu"),
        "present": [
            "Mgr. Ludmila Šourková",
            "Bc. Zdenka Paldusová",
            "Ing. Roman Tichánek",
            "Marie Krejcarová",
        ],
        "excused": ["PhDr. Otto Zíka"],
        "guests": ["Bc. Ivana Lhotská"],
        "agenda": [
            "Přivítání a schválení programu",
            "Naplňování opatření za rok 2023",
            "Nové potřeby v území",
            "Různé",
        ],
        "decisions": [("Skupina se shodla, že opatření bude doplněno do akčního plánu.", None)],
        "tasks": [
            ("Bc. Lhotská zapracuje nové opatření do návrhu akčního plánu", "Bc. Lhotská", "2024-05-10"),
            (
                "Ing. Tichánek a pí Krejcarová připraví leták o odlehčovací službě do 31. 5. 2024",
                "Ing. Tichánek a pí Krejcarová",
                "2024-05-31",
            ),
        ],
    },
    "partnership_steering": {
        "date": "2023-09-14",
        "starts": "09:30",
        "ends": "12:00",
        "place": "Dům kultury Střelnice, Rumburk",
        "group": "ŘÍDÍCÍ SKUPINA",
        "minute_taker": "Alice Prchalová",
        "next_meeting": ("2023-12-07T09:30:00+01:00", None),
        "present": ["Ing. Lumír Kusý", "Mgr. Petra Hallerová", "Bc. Dan Ferenc", "Mgr. Alice Prchalová"],
        "excused": ["PaedDr. Jitka Volfová"],
        "agenda": [
            "informace o průběhu projektu",
            "dluhová poradna v Rumburku",
            "plán kulatých stolů na rok 2024",
        ],
        "decisions": [
            ("Řídící skupina schválila: zprávu o činnosti pracovních skupin za 1. pololetí 2023", None),
            ("Řídící skupina schválila: témata kulatých stolů na rok 2024", None),
            ("Řídící skupina bere na vědomí: informaci o čerpání rozpočtu projektu", None),
        ],
        "tasks": [
            ("Domluvit termín s dluhovou poradnou", "Mgr. Hallerová", "2023-09-29"),
            ("Připravit harmonogram kulatých stolů", "Mgr. Prchalová", "2023-10-15"),
            ("Zjistit zájem starostů obcí o výjezdní poradnu", "Ing. Kusý", "2023-10-15"),
        ],
    },
    "family_commission": {
        "date": "2021-05-06",
        "starts": "16:30",
        "ends": "17:50",
        "place": "MS Teams",
        "group": "Komise pro rodinu a prevenci kriminality Rady města Blatná",
        "minute_taker": "Lenka Sudová",
        "next_meeting": ("2021-06-03T16:30:00+02:00", None),
        "present": ["Mgr. Jakub Cihla", "Bc. Milena Dlouhá", "Ing. Věra Matoušková", "Ludvík Prokop"],
        "excused": ["Mgr. Šárka Vondráčková"],
        "guests": ["npor. Bc. Radim Hodač"],
        "agenda": [
            "Zahájení, kontrola zápisu",
            "Bezpečnostní situace ve městě",
            "Žádost spolku Mateřídouška",
            "Diskuse, závěr",
        ],
        "decisions": [
            ("Komise bere na vědomí informaci o bezpečnostní situaci.", votes(4, 0, 0)),
            ("Komise doporučuje Radě města schválit příspěvek ve výši 20 000 Kč.", votes(3, 0, 1)),
        ],
    },
    "mas_programme": {
        "date": "2022-03-09",
        "starts": "15:00",
        "ends": "17:20",
        "place": "Obecní úřad Ruda nad Moravou, 1. patro",
        "group": "Programového výboru",
        "minute_taker": "Tomáš Krátký",
        "next_meeting": ("2022-04-20T15:00:00+02:00", None),
        "excused": ["Ing. Aleš Dvorský", "Mgr. Hana Zatloukalová"],
        "agenda": [
            "Výzva PRV – Fiche 4",
            "Příprava strategie 2021–2027",
            "Sociální podnikání",
            "Organizační záležitosti",
        ],
        "decisions": [
            ("PV schvaluje seznam vybraných a nevybraných žádostí o podporu ve Fichi 4.", votes(5, 0, 0))
        ],
        "tasks": [
            (
                "Ing. Skopalová zjistí podmínky výzvy OPZ+ a předloží je na dalším jednání.",
                "Ing. Skopalová",
                None,
            )
        ],
        "deadlines": [
            ("Členové výboru zašlou náměty na projektové záměry nejpozději do 31. března 2022.", "2022-03-31")
        ],
    },
    "mail_coordinator": {
        "date": "2022-10-12",
        "starts": "14:00",
        "ends": "15:40",
        "place": "nízkopráh Vata",
        "group": "pracovní skupiny Děti, mládež a rodina",
        "next_meeting": ("2022-11-23T14:00:00+01:00", "knihovně"),
        "present": ["Dominika Slámová", "Jirka Havlín", "Olga Tkačuková", "Standa Mrázek"],
        "excused": ["Péťa Zelená"],
        "tasks": [
            ("osloví pedagogicko-psychologickou poradnu", "Dominika", "2022-10-31"),
            ("text letáku", "Jirka + Olga", "2022-11-04"),
            ("grafika letáku", "Standa", "2022-11-18"),
        ],
    },
    "notes_words": {
        "date": "2023-03-15",
        "starts": "09:00",
        "place": "Citadela Litvínov",
        "minute_taker": "I. Holešová",
        "next_meeting": ("2023-06-21T09:00:00+02:00", None),
        "present": ["Mgr. Irena Holešová", "JUDr. Kateřina Smolná", "Bc. Marek Žiga", "Helena Kostková"],
        "excused": ["Ing. Josef Wolf"],
        "tasks": [
            ("Přehled poraden sestaví Marek Žiga, hotovo bude do 14. dubna.", "Marek Žiga", "2023-04-14"),
            ("Helena Kostková zajistí vyvěšení přehledu na úřadu práce.", "Helena Kostková", None),
        ],
    },
    "spaced_council": {
        "date": "2019-06-24",
        "starts": "16:00",
        "ends": "17:35",
        "place": "kanceláři starosty",
        "group": "Rady městyse Svitávka",
        "minute_taker": "Josef Páral",
        "present": ["Mgr. Jaroslav Sedlo", "Pavel Hamřík", "Ing. Eva Kučírková", "Josef Páral"],
        "excused": ["Ing. Zbyněk Toman"],
        "agenda": [
            "Kontrola plnění usnesení",
            "Sociální fond",
            "Pečovatelská služba - smlouva s Charitou",
            "Závěr",
        ],
        "decisions": [
            ("RM schvaluje pravidla sociálního fondu.", votes(4, 0, 0)),
            (
                "RM schvaluje smlouvu s Oblastní charitou Blansko a pověřuje starostu jejím podpisem.",
                votes(4, 0, 0),
            ),
            ("RM ukládá místostarostovi zveřejnit nabídku pečovatelské služby ve zpravodaji.", None),
        ],
        "tasks": [("zveřejnit nabídku pečovatelské služby ve zpravodaji", "Pavel Hamřík", "2019-07-15")],
    },
    "team_columns": {
        "date": "2022-02-02",
        "starts": "08:30",
        "ends": "10:00",
        "place": "online, Google Meet",
        "group": "Realizační tým projektu Plánujeme spolu",
        "next_meeting": ("2022-02-16T08:30:00+01:00", "online"),
        "present": ["Vendula Řepová", "Michal Oubrecht", "Iva Součková"],
        "excused": ["Filip Žák"],
        "agenda": ["Monitorovací zpráva", "Webové stránky", "Konference v květnu"],
        "tasks": [
            ("Podklady k mzdám dodá Iva Součková do 11. 2.", "Iva Součková", "2022-02-11"),
            ("přesunout katalog služeb na nový web", "Michal Oubrecht", "2022-02-25"),
            ("rezervovat sál a poptat catering", "Iva Součková", "2022-02-18"),
        ],
        "deadlines": [("ZoR se podává do 28. 2. 2022.", "2022-02-28")],
    },
}
