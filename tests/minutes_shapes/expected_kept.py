"""What has to come out of texts that were kept back until the rules were done, and measured once."""

from typing import Any

from tests.minutes_shapes.expected_since import votes

KEPT: dict[str, dict[str, Any]] = {
    "children_ps": {
        "date": "2023-03-02",
        "starts": "09:00",
        "ends": "11:00",
        "place": "Rodinné centrum Beruška, Lidická 194",
        "group": "PRACOVNÍ SKUPINY DĚTI, MLÁDEŽ A RODINY",
        "minute_taker": "Bc. Hynek Kolář",
        "next_meeting": ("2023-06-01T09:00:00+02:00", "klubu Bouda"),
        "present": ["Mgr. Radka Sirotková", "Bc. Hynek Kolář", "Lucie Marešová, DiS.", "Mgr. Jan Toman"],
        "excused": ["Ing. Barbora Říhová"],
        "guests": ["Bc. Tereza Žáková"],
        "agenda": ["Zahájení", "Představení nízkoprahového klubu Bouda", "Prázdninové aktivity", "Různé"],
        "tasks": [
            (
                "Lucie Marešová zpracuje přehled příměstských táborů do 31. 3. 2023.",
                "Lucie Marešová",
                "2023-03-31",
            )
        ],
        "deadlines": [("Organizace pošlou své nabídky nejpozději do 20. 3. 2023.", "2023-03-20")],
    },
    "steering_budget": {
        "date": "2018-05-17",
        "starts": "14:00",
        "ends": "15:45",
        "place": "Městský úřad Bruntál, kancelář místostarosty",
        "group": "Řídící skupina KPSS Bruntálsko",
        "minute_taker": "Jitka Tomíčková",
        "next_meeting": ("2018-09-13T14:00:00+02:00", None),
        "present": ["Ing. Václav Frgal", "PhDr. Martina Brixová", "Mgr. Lenka Reichelová", "Jitka Tomíčková"],
        "excused": ["Bc. Ladislav Řezníček", "MUDr. Pavla Hanslianová"],
        "agenda": [
            "Kontrola usnesení",
            "Pravidla financování sociálních služeb z rozpočtu města",
            "Harmonogram zpracování 5. komunitního plánu",
            "Diskuse",
        ],
        "decisions": [
            ("ŘS bere na vědomí kontrolu usnesení.", votes(4, 0, 0)),
            ("ŘS doporučuje Radě města schválit pravidla financování sociálních služeb.", votes(3, 0, 1)),
            ("ŘS schvaluje harmonogram zpracování 5. komunitního plánu.", votes(4, 0, 0)),
        ],
        "tasks": [
            ("předložit pravidla Radě města", "PhDr. Brixová", "2018-06-15"),
            ("seznámit pracovní skupiny s harmonogramem", "Mgr. Reichelová", "2018-06-30"),
        ],
    },
    "housing_commission2": {
        "date": "2022-06-13",
        "starts": "15:30",
        "ends": "16:50",
        "place": "zasedací místnosti č. 87",
        "group": "bytové komise Rady města Krnova",
        "minute_taker": "Alena Vavrošová",
        "next_meeting": ("2022-07-11T15:30:00+02:00", None),
        "present": ["Jana Chalupová", "Ing. Petr Zborovský", "Věra Pospíšilová", "Mgr. Karel Handlíř"],
        "excused": ["Stanislav Minář"],
        "agenda": [
            "Žádosti o pronájem bytu",
            "Byty v domech s pečovatelskou službou",
            "Informace o opravách",
        ],
        "decisions": [
            ("Komise doporučuje RM schválit pronájem bytu č. 4 dle pořadníku.", votes(4, 0, 0)),
            ("Komise nedoporučuje RM schválit výjimku z pravidel žadateli č. 11.", votes(3, 1, 0)),
            ("Komise bere na vědomí informaci o plánu oprav na 2. pololetí.", votes(4, 0, 0)),
        ],
        "tasks": [("Tajemnice osloví žadatele z pořadníku do 24. 6. 2022.", "Tajemnice", "2022-06-24")],
    },
    "employment_table2": {
        "date": "2018-10-18",
        "starts": "10:00",
        "ends": "13:00",
        "place": "Hotel Cascade, salonek B, Most",
        "group": "Lokální partnerství Mostecko",
        "minute_taker": "Monika Beránková",
        "next_meeting": ("2019-03-12T10:00:00+01:00", None),
        "excused": ["Ing. Rostislav Kytka", "Bc. Vlasta Prchlíková"],
        "agenda": [
            "Přivítání a úvod",
            "Data úřadu práce",
            "Zkušenosti zaměstnavatelů",
            "Diskuse a návrhy řešení",
        ],
        "tasks": [
            ("ÚP ČR připraví nabídku krátkých rekvalifikací do 30. 11. 2018.", "ÚP ČR", "2018-11-30"),
            ("Mgr. Vlček osloví tři zaměstnavatele s nabídkou sdíleného místa.", "Mgr. Vlček", None),
            (
                "Monika Beránková rozešle účastníkům výstupy do 26. 10. 2018.",
                "Monika Beránková",
                "2018-10-26",
            ),
        ],
    },
    "mail_two": {
        "date": "2023-04-24",
        "starts": "10:00",
        "ends": "13:00",
        "place": "Domě sociálních služeb v Chebu",
        "next_meeting": ("2023-06-12T10:00:00+02:00", "Aši"),
        "present": ["Ilona Mašková", "Bc. Jolana Krýslová", "Mgr. Petra Vebrová", "Dagmar Divišová"],
        "excused": ["Hana Loudová"],
        "tasks": [
            (
                "Jolana Krýslová a Petra Vebrová připraví společný dotazník pro obce, do 15. května.",
                "Jolana Krýslová a Petra Vebrová",
                "2023-05-15",
            ),
            ("Dagmar Divišová zjistí na kraji termín vyhlášení dotací.", "Dagmar Divišová", None),
            ("poslat Iloně kontakty na starosty", "všechny", "2023-05-05"),
        ],
    },
    "quick_bullets": {
        "date": "2024-06-13",
        "starts": "09:00",
        "ends": "10:30",
        "place": "Teams",
        "group": "ŘS lokálního partnerství Podbořansko",
        "next_meeting": ("2024-07-11T09:00:00+02:00", "Teams"),
        "decisions": [("změna názvu partnerství na Partnerství Podbořansko a Žatecko", None)],
        "tasks": [
            (
                "kulatý stůl senioři: termín 17. 9. 2024, sál zamluví Klára Šafaříková",
                "Klára Šafaříková",
                None,
            )
        ],
        "deadlines": [("rozpočet: čerpáno 48 %, Kinzl pošle tabulku do 20. 6.", "2024-06-20")],
    },
    "two_column_header": {
        "date": "2023-06-12",
        "starts": "16:00",
        "ends": "17:20",
        "place": "Gajdošova 7, malý sál",
        "group": "Komise sociální a zdravotní",
        "minute_taker": "Bc. Evžen Srba",
        "present": ["MUDr. Taťána Klapková", "Bc. Evžen Srba", "Josef Kříbala"],
        "excused": ["Ing. Marta Dostálová"],
        "agenda": ["Podpora neformálních pečujících", "Den seniorů"],
        "decisions": [("Komise doporučuje RMČ zřídit poradnu pro neformální pečující.", votes(3, 0, 0))],
        "tasks": [("poptat hudební doprovod", "Josef Kříbala", "2023-07-31")],
    },
    "story_minutes": {
        "date": "2019-10-08",
        "starts": "15:00",
        "place": "Muzeu Teplice",
        "group": "pracovní skupina pro národnostní menšiny",
        "minute_taker": "Edita Balážová",
        "next_meeting": ("2019-12-03T15:00:00+01:00", "Muzeu Teplice"),
        "excused": ["Bc. Vladan Horváth"],
        "decisions": [("Skupina schválila podporu festivalu Barevné Teplice.", None)],
        "tasks": [
            ("Edita Balážová zjistí zájem škol o besedy do 31. října 2019.", "Edita Balážová", "2019-10-31"),
            ("Ludvík Žiga zajistí hudební vystoupení.", "Ludvík Žiga", None),
        ],
    },
    "ops_plain": {
        "date": "2023-05-19",
        "starts": "08:00",
        "group": "terénního týmu",
        "next_meeting": ("2023-06-02T08:00:00+02:00", None),
        "present": ["Libor Kaňa", "Dana Gáborová", "Bc. Štěpánka Uhlířová"],
        "excused": ["Renata Mikušová"],
        "tasks": [
            ("Libor předá kartu dvou rodin Daně do 26. 5.", "Libor", "2023-05-26"),
            ("Štěpánka ho rozešle příští týden.", "Štěpánka", None),
            ("Auto – servis 2. června, zařídí Libor.", "Libor", None),
        ],
        "deadlines": [("Dovolené – každý zapíše do kalendáře do konce května.", "2023-05-31")],
    },
    "signed_statement": {
        "date": "2020-02-12",
        "starts": "10:30",
        "place": "Městském úřadě Kaplan, odbor školství a sociálních věcí",
        "minute_taker": "Bc. Jana Vrzáková",
        "present": ["Ing. Libor Lukšů", "Ing. Radka Nováková", "Mgr. Petr Studenovský", "Bc. Jana Vrzáková"],
        "tasks": [
            ("Ing. Nováková připraví návrh smlouvy o dotaci do 20. 3. 2020.", "Ing. Nováková", "2020-03-20")
        ],
        "agenda": ["financování občanské poradny v roce 2020"],
        "deadlines": [("ICOS předloží rozpočet poradny do 28. 2. 2020.", "2020-02-28")],
    },
    "per_item_table": {
        "date": "2021-11-09",
        "starts": "09:00",
        "place": "zasedací místnost č. 14",
        "next_meeting": ("2021-12-07T09:00:00+01:00", None),
        "present": ["Bc. Hana Horáčková", "Mgr. Kristián Fůrik", "Jolana Bendová"],
        "tasks": [
            ("Rozeslat analýzu účastníkům", "Mgr. Fůrik", "2021-11-16"),
            ("Zjistit volné kapacity", "Bc. Horáčková", "2021-11-30"),
        ],
    },
    "dictated": {
        "date": "2023-09-27",
        "starts": "13:00",
        "ends": "15:00",
        "place": "Rokycany, městská knihovna",
        "minute_taker": "Iva Štětinová",
        "next_meeting": ("2023-11-22T13:00:00+01:00", "Domově Harmonie"),
        "present": ["Mgr. Eliška Šulcová", "Bc. Roman Vaněk", "Iva Štětinová", "MUDr. Hana Lukešová"],
        "tasks": [
            ("uděláme společný leták", "Štětinová", "2023-10-31"),
            ("pan Vaněk pozve na příští setkání koordinátorku paliativní péče", "Vaněk", None),
        ],
        "deadlines": [
            (
                "Paní Štětinová připomněla, že žádosti o dotace z města se podávají do 31. října 2023.",
                "2023-10-31",
            )
        ],
    },
    "regional_series": {
        "date": "2019-04-04",
        "starts": "09:00",
        "ends": "12:30",
        "place": "Krajský úřad Karlovy Vary, budova A, místnost 335",
        "minute_taker": "Mgr. Ivan Rampas",
        "agenda": ["Novinky z MPSV", "Síť služeb 2020", "Příklady dobré praxe", "Různé"],
        "tasks": [("Mgr. Rampas rozešle metodiku do 12. 4. 2019.", "Mgr. Rampas", "2019-04-12")],
        "deadlines": [
            ("Žádosti o zařazení do sítě se podávají elektronicky do 31. 5. 2019.", "2019-05-31"),
            ("Koordinátoři nahlásí účast na konferenci do 30. 4. 2019.", "2019-04-30"),
        ],
    },
    "club_evening": {
        "date": "2024-03-14",
        "starts": "19:00",
        "place": "klubovně",
        "group": "Výbor spolku Sousedé z Podhájí",
        "next_meeting": ("2024-04-11T19:00:00+02:00", "klubovně"),
        "minute_taker": "Pavla",
        "present": ["Alena Vacková", "Jirka Doležal", "Pavla Tichá", "Míra Sedlák"],
        "excused": ["Zdeněk Bureš"],
        "decisions": [("výbor odsouhlasil nákup dvou stanů za max. 12 000 Kč", None)],
        "tasks": [
            ("Jirka zamluví kapelu", "Jirka", "2024-03-31"),
            ("Pavla napíše na městskou část o zábor, nejpozději do 5. dubna.", "Pavla", "2024-04-05"),
        ],
    },
}
