"""What has to come out of minutes of partnerships, commissions, mayors and teams."""

from typing import Any

from tests.minutes_shapes.expected_since import votes

GATHERINGS: dict[str, dict[str, Any]] = {
    "coordination_orp": {
        "date": "2023-10-19",
        "starts": "09:00",
        "ends": "10:40",
        "place": "MěÚ Vimperk, velká zasedací místnost",
        "group": "Koordinační skupiny střednědobého plánování sociálních služeb ORP Vimperk",
        "minute_taker": "Mgr. Radim Hlinovský",
        "next_meeting": ("2023-11-30T09:00:00+01:00", "MěÚ Vimperk"),
        "present": [
            "Jaroslava Martanová",
            "Ing. Zdeněk Kuncl",
            "Mgr. Pavlína Šaradinová",
            "Bc. Hedvika Vachová",
            "Karel Tatoušek",
            "Mgr. Radim Hlinovský",
        ],
        "excused": ["MUDr. Lubor Sajfrt"],
        "agenda": ["Zhodnocení akčního plánu 2023", "Žádosti o zařazení do sítě", "Akční plán 2024", "Různé"],
        "decisions": [
            ("KS bere na vědomí zhodnocení akčního plánu 2023.", None),
            ("KS doporučuje zařazení navýšené kapacity do základní sítě.", votes(5, 0, 1)),
        ],
        "tasks": [
            ("Mgr. Hlinovský připraví návrh akčního plánu do 24. 11. 2023.", "Mgr. Hlinovský", "2023-11-24")
        ],
        "deadlines": [
            ("Poskytovatelé předají koordinátorovi návrhy opatření do 10. 11. 2023.", "2023-11-10")
        ],
    },
    "disability_group_table": {
        "date": "2022-05-03",
        "starts": "13:00",
        "ends": "15:10",
        "place": "Společenský klub Budišov nad Budišovkou",
        "group": "PRACOVNÍ SKUPINY OSOBY SE ZDRAVOTNÍM POSTIŽENÍM",
        "minute_taker": "Bc. Aneta Lukešová",
        "next_meeting": ("2022-09-07T13:00:00+02:00", "Vítkov"),
        "present": ["Mgr. Ivona Klézlová", "Bohuslav Frydrych", "Bc. Aneta Lukešová"],
        "excused": ["Ing. Denisa Kramná"],
        "agenda": ["Bezbariérovost úřadů", "Doprava k lékaři", "Sdílené pečování"],
        "decisions": [("Skupina doporučuje zavést sociální taxi ve spolupráci obcí.", None)],
        "tasks": [
            ("Bc. Lukešová osloví starosty s výsledky mapování", "Bc. Lukešová", "2022-05-31"),
            ("Mgr. Klézlová spočítá náklady na provoz sociálního taxi", "Mgr. Klézlová", "2022-06-30"),
        ],
    },
    "culture_commission": {
        "date": "2024-04-04",
        "starts": "17:00",
        "ends": "18:25",
        "place": "zasedací místnosti ÚMČ",
        "group": "KOMISE PRO SENIORY A SOCIÁLNÍ ZÁLEŽITOSTI RMČ PRAHA-KUNRATICE",
        "minute_taker": "L. Benediktová",
        "next_meeting": ("2024-05-02T17:00:00+02:00", None),
        "present": ["PhDr. Helena Čiperová", "Vladimír Mráz", "Ing. Jolana Tichá", "Bc. Otakar Fiala"],
        "excused": ["Mgr. Simona Bláhová"],
        "guests": ["Jiřina Kolaříková"],
        "agenda": [
            "Schválení zápisu z 13. jednání",
            "Informace o pečovatelské službě",
            "Výlety pro seniory 2024",
            "Různé",
        ],
        "decisions": [
            ("Zápis byl schválen.", votes(4, 0, 0)),
            ("Komise bere informaci na vědomí.", None),
            ("Komise doporučuje uspořádat tři výlety: Kutná Hora, Plzeň, Průhonice.", votes(3, 0, 1)),
        ],
        "tasks": [("Tajemnice zajistí poptávku dopravců do 19. 4. 2024.", "Tajemnice", "2024-04-19")],
    },
    "mas_schools": {
        "date": "2023-03-28",
        "starts": "15:00",
        "ends": "16:20",
        "place": "Rabasova galerie, Vysoká 232, Rakovník",
        "group": "Řídícího výboru projektu MAP IV v ORP Rakovník",
        "minute_taker": "Bc. Romana Lisá",
        "next_meeting": ("2023-06-20T15:00:00+02:00", None),
        "excused": ["Mgr. Ctibor Vachek", "Ing. Alena Hlávková"],
        "agenda": [
            "Úvod",
            "Informace o realizaci projektu",
            "Schválení Strategického rámce",
            "Volba místopředsedy",
            "Závěr",
        ],
        "decisions": [
            ("ŘV MAP schvaluje Strategický rámec MAP ORP Rakovník, verze 3.", votes(15, 0, 0)),
            ("ŘV MAP zvolil místopředsedou PaedDr. Oldřicha Dvořáka.", votes(14, 0, 1)),
        ],
        "tasks": [
            (
                "Hlavní manažerka zveřejní Strategický rámec na webu do 5. dubna 2023.",
                "Hlavní manažerka",
                "2023-04-05",
            )
        ],
    },
    "foster_ospod": {
        "date": "2018-05-15",
        "starts": "13:00",
        "ends": "14:35",
        "group": "KOMISE PRO SOCIÁLNĚ-PRÁVNÍ OCHRANU DĚTÍ",
        "minute_taker": "Bc. Ilona Ptáčníková",
        "next_meeting": ("2018-09-11T13:00:00+02:00", "kancelář č. 24"),
        "present": [
            "JUDr. Valerie Kopová",
            "Mgr. Dalibor Hynek",
            "Bc. Ilona Ptáčníková",
            "Gabriela Suchomelová",
        ],
        "excused": ["MUDr. Vlastislav Hora", "pplk. Ing. Luděk Kašpárek"],
        "agenda": ["Koordinace preventivních aktivit", "Podmínky pro letní tábory", "Různé"],
        "decisions": [
            ("Komise doporučuje rozšířit program na 1. stupeň.", None),
            ("Komise bere na vědomí.", None),
        ],
        "tasks": [
            (
                "G. Suchomelová rozešle členům aktuální adresář do konce května.",
                "G. Suchomelová",
                "2018-05-31",
            )
        ],
        "deadlines": [("Přihlášky se odevzdávají do 8. 6. 2018.", "2018-06-08")],
    },
    "whiteboard_photo": {
        "date": "2023-01-25",
        "starts": "14:00",
        "place": "KNIHOVNA",
        "group": "PS SENIOŘI + PEČUJÍCÍ",
        "next_meeting": ("2023-02-22T14:00:00+01:00", "knihovna"),
        "present": ["Alča Menšíková", "Zbyněk Horák", "Tesárková", "Gita Balážová"],
        "excused": ["Mgr. Samková"],
        "tasks": [
            ("nový leták", "Alča", "2023-02-17"),
            ("prostor pro svépomocnou skupinu", "Zbyněk + Gita", "2023-02-10"),
            ("obvolat praktické lékaře – do příště", "Tesárková", None),
        ],
    },
    "village_letter": {
        "date": "2021-02-09",
        "starts": "16:00",
        "place": "místní hospodě",
        "minute_taker": "Eva Trapková",
        "next_meeting": ("2021-03-23T16:00:00+01:00", "Lažištích"),
        "present": ["Ivan Pešl", "Mgr. František Krejsa", "Eva Trapková"],
        "excused": ["Pavel Boček"],
        "tasks": [
            (
                "Starostka Kolouchová osloví Charitu Prachatice a požádá o kalkulaci, "
                "termín do konce února 2021.",
                "Starostka Kolouchová",
                "2021-02-28",
            ),
            ("Mgr. Krejsa prověří možnost dotace z kraje.", "Mgr. Krejsa", None),
        ],
        "deadlines": [("Každá obec do 15. března 2021 zjistí počet zájemců o službu.", "2021-03-15")],
    },
    "agenda_two_columns": {
        "date": "2023-11-08",
        "starts": "09:00",
        "ends": "11:30",
        "place": "KÚLK, multimediální sál",
        "group": "PLATFORMY PRO SOCIÁLNÍ BYDLENÍ",
        "minute_taker": "Bc. Jarmila Hlubučková",
        "next_meeting": ("2024-02-14", None),
        "excused": ["Mgr. Kamila Šmídová", "Ing. Erik Janda"],
        "agenda": ["Zahájení", "Zkušenosti z Liberce", "Diskuse u stolů", "Závěr a další postup"],
        "tasks": [
            ("krajský úřad připraví vzorovou smlouvu", "Mgr. Dobrovolný", "2023-12-15"),
            ("obce nahlásí počty bytů", None, "2023-11-30"),
        ],
    },
    "reply_mail_minutes": {
        "date": "2024-03-08",
        "starts": "10:00",
        "ends": "11:30",
        "place": "online",
        "group": "realizačního týmu",
        "next_meeting": ("2024-03-22T10:00:00+01:00", "online"),
        "present": ["Dita Halamová", "Vítek Procházka", "Zora Němcová"],
        "excused": ["Pavla Stoklasová"],
        "agenda": ["Monitorovací zpráva", "Kulaté stoly", "Evaluace"],
        "tasks": [
            ("Dita odevzdá podklady do 20. 3., já pak zprávu podám do 31. 3.", "Dita", "2024-03-20"),
            ("Vítek zarezervuje sál v Sedlčanech.", "Vítek", None),
            ("Zora pošle pozvánky do 15. 3.", "Zora", "2024-03-15"),
        ],
    },
    "minutes_with_abbrev": {
        "date": "2017-06-06",
        "group": "PS č. 4 – Občané ohrožení sociálním vyloučením",
        "minute_taker": "Mgr. Kotásková",
        "next_meeting": ("2017-09-12T09:00:00+02:00", "MěÚ"),
        "present": ["Mgr. Kotásková", "Bc. Ševčíková", "Lipový", "Ing. Duda"],
        "excused": ["Halfarová", "Bc. Mrovec"],
        "agenda": ["Vyhodnocení dotazníků", "Azylový dům", "Org. záležitosti"],
        "tasks": [
            ("Vyhodnocení provede Bc. Ševčíková do 30. 6.", "Bc. Ševčíková", "2017-06-30"),
            ("zjistit možnosti rozšíření AD", "Ing. Duda", "2017-08-31"),
        ],
    },
}
