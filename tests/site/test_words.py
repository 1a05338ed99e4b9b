"""Words of templates are translated when the template is compiled, to what they would be at any time."""

from collections.abc import Iterator

import pytest
from jinja2 import Environment

from app.core.json_values import Json
from app.core.text import Language
from app.site import template_translation
from app.site.field_words import WORDS
from tests.clients import Api

NOT_TYPED = {
    "again",
    "complete",
    "confirm",
    "device",
    "id",
    "merge_id",
    "nonce",
    "objects",
    "origin_id",
    "origin_type",
    "test",
    "totp",
    "version",
}
"""Fields of bodies that forms fill in by themselves, or that have a page of their own for what is wrong."""


def fields_of(document: Json, part: object, seen: set[str]) -> Iterator[str]:
    """The names of all fields of a body, with those of the bodies in it."""
    if isinstance(part, list):
        for one in part:
            yield from fields_of(document, one, seen)
    elif isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            yield from fields_of(document, document["components"]["schemas"][name], seen)
        yield from part.get("properties", {})
        for one in part.values():
            yield from fields_of(document, one, seen)


def test_a_refusal_names_each_field_in_words(api: Api) -> None:
    document = api.get("/openapi.json").json()
    seen: set[str] = set()
    bodies = [
        operation.get("requestBody") for path in document["paths"].values() for operation in path.values()
    ]
    found = set(fields_of(document, bodies, seen))
    assert len(found) > 200
    assert sorted(found - WORDS.keys() - NOT_TYPED) == []


def environment(lang: Language) -> Environment:
    made = Environment(
        autoescape=True, extensions=["jinja2.ext.i18n", template_translation.TranslateWhenCompiled]
    )
    template_translation.install(made, lang)
    return made


@pytest.mark.parametrize(
    ("source", "czech", "english"),
    [
        ('{{ _("Skip to content") }}', "Přejít k\u00a0obsahu", "Skip to content"),
        ('{{ _("Sign in") ~ "!" }}', "Přihlásit se!", "Sign in!"),
        (
            '{{ [_("Sign in"), _("Sign out")] | join(", ") }}',
            "Přihlásit se, Odhlásit se",
            "Sign in, Sign out",
        ),
        ('{{ _("Nobody has translated <b>this</b>") }}', *["Nobody has translated <b>this</b>"] * 2),
        ('{{ _("%(hours)s h", hours="<3>") }}', "&lt;3&gt;\u00a0h", "&lt;3&gt; h"),
        ('{{ other("Sign in") }}', "SIGN IN", "SIGN IN"),
        ("{{ _(name) }}", "Přihlásit se", "Sign in"),
    ],
)
def test_a_text_means_the_same_compiled(source: str, czech: str, english: str) -> None:
    given = {"other": str.upper, "name": "Sign in"}
    assert environment("cs").from_string(source).render(given) == czech
    assert environment("en").from_string(source).render(given) == english


def test_a_text_that_stands_alone_is_not_looked_up_again() -> None:
    made = environment("cs")
    template = made.from_string('{{ _("Sign in") }}')
    made.globals.clear()
    assert template.render() == "Přihlásit se"


def test_a_badge_carries_its_words_and_colour_and_escapes_a_code_nobody_knows() -> None:
    made = environment("cs")
    badge = made.from_string('{{ code | badge("seats") }}')
    assert badge.render(code="free") == '<span class="badge good">Volná místa</span>'
    assert badge.render(code="<b>") == '<span class="badge ">&lt;b&gt;</span>'


def test_a_place_says_each_thing_once() -> None:
    place = environment("cs").from_string("{{ venue | place }}")
    venue = {"name": "Radnice", "room": "Radnice", "address": "Masarykova 3, Tanvald", "online_url": None}
    assert place.render(venue=venue) == "Radnice, Masarykova 3, Tanvald"
    assert place.render(venue=None) == ""


def test_a_lone_letter_of_what_people_typed_stays_with_its_word_and_nothing_is_escaped_twice() -> None:
    made = environment("cs")
    shown = made.from_string("{{ title | nb }} {{ typed | paragraphs }} {{ _(name) | nb }}")
    typed = "Přijďte v pátek & včas."
    assert shown.render(title="O bydlení", typed=typed, name="Skip to content") == (
        "O\u00a0bydlení <p>Přijďte v\u00a0pátek &amp; včas.</p> Přejít k\u00a0obsahu"
    )
