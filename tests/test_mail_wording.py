"""What letters say, kind by kind, in both forms and languages."""

from html.parser import HTMLParser

import pytest

from app.core.mail.rendering import default_wording, render
from app.core.mail.wording import Wording, first_error
from app.core.settings import resource_path
from app.core.text import LANGUAGES
from app.letters.kinds import EVENT_MESSAGE, LETTER_KINDS, NEWSLETTER, placeholders
from tests.letters import DATA


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_every_letter_says_who_what_when_and_where_in_both_forms(kind: str, lang: str):
    mail = render(kind, lang, DATA)
    assert "Kulatý stůl" in mail.subject
    assert "\n" not in mail.subject
    for form in (mail.text, mail.html):
        for words in ("Žofie Řeháková", "Městský úřad", "Liberecký kraj", "https://stul.example/events/7"):
            assert words in form
        assert ("9.00–16.00" if lang == "cs" else "9:00–16:00") in form
    assert "https://stul.example/my/abc?x=1&y=2" in mail.text
    assert 'href="https://stul.example/my/abc?x=1&amp;y=2"' in mail.html


@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_every_letter_can_do_with_a_title_alone(kind: str):
    mail = render(kind, "cs", {"event": {"title": "Kulatý stůl"}})
    for form in (mail.text, mail.html):
        assert "None" not in form
        assert "Dobrý den," in form
    assert "<table" not in mail.html
    assert "\n\n\n" not in mail.text


def test_every_kind_of_letter_is_written_in_both_languages():
    """Also those that a partnership cannot word: what two languages share of a letter are its facts."""
    facts = {**DATA, "quoted": "Chybí lavička", "number": 3}
    facts |= {"message": "Postavíme ji", "security_url": "https://stul.example/log"}
    kinds = {path.stem for path in (resource_path("templates") / "mail").glob("*.jinja")}
    assert kinds > set(LETTER_KINDS)
    for kind in kinds:
        czech, english = (render(kind, lang, facts) for lang in LANGUAGES)
        assert (czech.subject == english.subject) == (kind in (EVENT_MESSAGE, NEWSLETTER)), kind
        shared = {*czech.text.splitlines()} & {*english.text.splitlines()}
        said = {line for line in shared if line.strip(" -*") and "https://" not in line}
        assert said <= {facts[name] for name in ("partnership", "reason", "quoted", "message")}, kind


def test_letters_are_in_the_language_asked_for():
    assert "potvrzujeme vaši přihlášku na akci „Kulatý stůl“" in render(LETTER_KINDS[0], "cs", DATA).text
    assert "We confirm your registration for “Kulatý stůl”" in render(LETTER_KINDS[0], "en", DATA).text


def test_a_text_over_several_lines_of_its_template_is_found_in_the_catalogue():
    assert "někdo, nejspíš vy," in render("newsletter_confirm", "cs", {"partnership": "Obec"}).text


@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_the_sentence_after_a_czech_greeting_goes_on_with_a_small_letter(kind: str):
    after = render(kind, "cs", DATA).text.partition("Dobrý den,\n\n")[2]
    assert after[0].islower(), after


def test_a_change_says_from_what_to_what():
    data = {
        **DATA,
        "changes": [
            {"what": "room", "from": "202", "to": "210"},
            {"what": "time", "from": "2017-06-08T07:00:00Z", "to": "2017-06-08T08:00:00Z"},
            {"what": "place", "from": None, "to": "URAN 17"},
        ],
    }
    text = render("event_changed", "cs", data).text.replace("\u00a0", " ")
    assert "Místnost: dříve 202; nově 210" in text
    assert "Čas: dříve čtvrtek 8. 6. 2017, 9.00; nově čtvrtek 8. 6. 2017, 10.00" in text
    assert "Místo: dříve –; nově URAN 17" in text


def test_a_waiting_person_learns_the_place_in_the_queue():
    assert "místo č. 3" in render("registration_waiting", "cs", DATA).text.replace("\u00a0", " ")
    unknown = render("registration_waiting", "cs", {**DATA, "waiting_position": None}).text
    assert "č. None" not in unknown
    assert "do pořadníku náhradníků" in unknown


def test_an_offer_says_until_when_it_stands():
    text = render("registration_offered", "cs", DATA).text.replace("\u00a0", " ")
    assert "Nabídka platí do 1. 6. 2017, 14.00" in text


def test_of_a_series_each_confirmed_seat_says_until_when_it_can_be_given_back():
    part = {"title": "Kurz", "manage_url": "https://stul.example/my/1", "cancel_until": DATA["cancel_until"]}
    parts = [{**part, "status": status} for status in ("confirmed", "waiting")]
    text = render("series_dealt", "en", {**DATA, "parts": parts}).text.replace("\u00a0", " ")
    [line] = [line for line in text.splitlines() if "without it counting as late" in line]
    assert line.strip().startswith("Your seat is confirmed. Until 5 June 2017, 12:00 you may cancel")


def test_sessions_at_different_places_each_say_their_own():
    two = [
        {**DATA["sessions"][0], "place": place, "note": note} for place, note in (("A", "oběd"), ("B", None))
    ]
    lines = render(LETTER_KINDS[0], "cs", {**DATA, "sessions": two}).text.splitlines()
    assert [line.split("16.00, ")[1] for line in lines if line.startswith("Termín:")] == ["A, oběd", "B"]


def test_czech_prepositions_stay_with_their_words():
    title = "Setkání v Liberci"
    assert "v\u00a0Liberci" in render(LETTER_KINDS[0], "cs", {**DATA, "event": {"title": title}}).text


def test_markup_in_what_people_typed_is_shown_not_run():
    evil = '<script>alert("1")</script>{{ 7 * 7 }} %(name)s'
    data = {**DATA, "name": evil, "reason": evil, "event": {"title": evil}, "partnership": evil}
    for kind in LETTER_KINDS:
        mail = render(kind, "cs", data)
        assert "<script" not in mail.html
        assert "&lt;script&gt;" in mail.html
        assert evil in mail.text.replace("\u00a0", " ")
        assert "49" not in mail.html


@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_what_people_typed_keeps_its_lines_and_paragraphs(kind: str):
    typed = "Vážení,\r\npřijďte v\núterý <b>včas</b>.\n\n„Díky“"
    data = {**DATA, "message": typed, "reason": typed}
    mail = render(kind, "cs", data)
    if "Vážení" in mail.text:
        assert "Vážení,\npřijďte v\núterý <b>včas</b>.\n\n„Díky“" in mail.text
        assert "Vážení,<br>přijďte v<br>úterý &lt;b&gt;včas&lt;/b&gt;.</p>" in mail.html
    else:
        assert not {"message", "reason"}.intersection(placeholders(kind))


class Page(HTMLParser):
    """Collects what a mail program would load, and checks that elements close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [str(value) for name, value in attrs if name in ("src", "srcset", "background")]
        if tag in ("script", "link", "img", "iframe", "style"):
            self.loads.append(tag)
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_a_letter_loads_nothing_from_elsewhere_and_is_whole(kind: str):
    html = render(kind, "cs", DATA).html
    page = Page(html)
    assert page.loads == []
    assert page.open == []
    assert '<html lang="cs">' in html
    assert "url(" not in html


def test_an_unknown_kind_is_an_error():
    with pytest.raises(LookupError):
        render("../layout", "cs", DATA)


# --- words of a partnership ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_own_words_stand_in_the_place_of_the_usual_ones_and_the_facts_stay(kind: str, lang: str):
    own = Wording("Od nás: {event}", "Milá {name},\npište na {partnership}.", "Vaši z kraje")
    mail = render(kind, lang, DATA, own)
    assert mail.subject == "Od nás: Kulatý stůl"
    assert "Milá Žofie Řeháková,\npište na Liberecký kraj." in mail.text.replace("\u00a0", " ")
    assert "Milá Žofie Řeháková,<br>pište" in mail.html.replace("\u00a0", " ")
    first = default_wording(kind, lang, placeholders(kind)).lead.splitlines()[0].partition("{")[0]
    assert first not in mail.text.replace("\u00a0", " ")
    for form in (mail.text, mail.html):
        for words in ("Městský úřad", "https://stul.example/events/7", "Vaši z"):
            assert words in form


@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_the_usual_words_as_own_words_say_the_same(kind: str):
    data = {**DATA, "reason": None if kind == "registration_pending" else DATA["reason"]}
    usual, own = (
        render(kind, "cs", data),
        render(kind, "cs", data, default_wording(kind, "cs", placeholders(kind))),
    )
    assert own.subject == usual.subject
    assert own.text.replace("\u00a0", " ").split() == usual.text.replace("\u00a0", " ").split()


def test_a_line_that_asks_for_what_is_not_known_is_left_out():
    own = Wording("{reason}", "Akce se nekoná.\nDůvod: {reason}\n\n{reason}\n\nNashledanou.")
    unknown = render("event_cancelled", "cs", {**DATA, "reason": None}, own)
    assert "Akce se nekoná.\n\nNashledanou.\n\n" in unknown.text
    assert unknown.subject == render("event_cancelled", "cs", DATA).subject
    assert "Důvod: Nemoc lektora\n" in render("event_cancelled", "cs", DATA, own).text.replace("\u00a0", " ")


def test_the_link_in_own_words_can_be_clicked():
    mail = render(LETTER_KINDS[0], "cs", DATA, Wording(lead="Zde: {manage_url}"))
    assert "Zde: https://stul.example/my/abc?x=1&y=2" in mail.text
    assert 'Zde: <a href="https://stul.example/my/abc?x=1&amp;y=2">https' in mail.html


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "{% raw %}", "%(name)s", "{0}"])
def test_own_words_are_shown_as_typed_and_never_run(evil: str):
    mail = render(LETTER_KINDS[0], "cs", DATA, Wording(evil, evil, evil))
    assert "<script" not in mail.html
    assert "49" not in mail.html
    assert Page(mail.html).open == []


def test_what_people_typed_is_not_filled_in_a_second_time():
    mail = render(LETTER_KINDS[0], "cs", {**DATA, "name": "{manage_url}"}, Wording(lead="Milá {name}"))
    assert "Milá {manage_url}" in mail.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Milá {name}", None),
        ("{expires_at}", "unknown_placeholder"),
        ("{}", "unknown_placeholder"),
        ("{name", "unbalanced_brace"),
        ("name}", "unbalanced_brace"),
        ("{{name}}", "unbalanced_brace"),
    ],
)
def test_a_slip_in_own_words_is_found(text: str, told: str | None):
    found = first_error(text, placeholders("registration_confirmed"))
    assert (found[0] if found else None) == told
