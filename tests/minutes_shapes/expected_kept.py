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
}
