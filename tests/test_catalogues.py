"""Every text a person may read has its Czech words. New msgids go to `app/core/locale/cs/<room>.po`."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po

from app.core import text
from app.site.pages.staff_registrations import NOTES

ROOT = Path(__file__).parents[1]
KEYWORDS = {**DEFAULT_KEYWORDS, "msgid": None}
JINJA = {"newstyle_gettext": "true", "trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}

Message = tuple[str, str | None, tuple[str, ...], str]
"""Room, the context that tells two meanings apart, the msgid (with its plural if it has one), `file:line`."""


@cache
def extracted() -> list[Message]:
    return list(_extracted())


def _extracted() -> Iterator[Message]:
    for path in sorted(ROOT.glob("app/**/*.py")):
        inside = path.relative_to(ROOT / "app").parts
        room = "staff" if inside[-1].startswith("staff_") else inside[0].removesuffix(".py")
        yield from _of_file(path, room, "python", {})
        yield from _of_one_context(path, room)
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.is_file():
            parts = path.relative_to(ROOT / "templates").parts
            yield from _of_file(
                path, parts[0] if len(parts) > 1 else "site", "jinja2.ext:babel_extract", JINJA
            )


def _of_one_context(path: Path, room: str) -> Iterator[Message]:
    """Texts of a module whose context is a constant, which the extraction of Babel does not read.

    `word = partial(words.pgettext, CONTEXT)` is called with a text, `words.pgettext` with both.
    """
    source = path.read_text("utf-8")
    if "gettext, CONTEXT)" not in source and "gettext(CONTEXT" not in source:
        return
    tree, context = ast.parse(source), _context_of(path, source)
    partials = {
        one.targets[0].id: one.value.args[0].attr
        for one in ast.walk(tree)
        if isinstance(one, ast.Assign)
        and isinstance(one.targets[0], ast.Name)
        and isinstance(one.value, ast.Call)
        and one.value.args
        and isinstance(one.value.args[0], ast.Attribute)
        and one.value.args[0].attr in ("pgettext", "npgettext")
    }
    for one in ast.walk(tree):
        if not isinstance(one, ast.Call):
            continue
        called = one.func.id if isinstance(one.func, ast.Name) else getattr(one.func, "attr", "")
        name = partials.get(called, called)
        said = tuple(
            arg.value for arg in one.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        )
        if name in ("pgettext", "npgettext") and said and not _has_own_context(one, called in partials):
            where = f"{path.relative_to(ROOT)}:{one.lineno}"
            yield room, context, said[: 2 if name == "npgettext" else 1], where


def _has_own_context(call: ast.Call, is_partial: bool) -> bool:
    return not is_partial and isinstance(call.args[0], ast.Constant)


def _context_of(path: Path, source: str) -> str:
    """The constant, which stands in the module or in the one that it is imported from."""
    if found := re.search(r'^CONTEXT = "([^"]+)"', source, re.MULTILINE):
        return found[1]
    [module] = re.findall(r"^from ([\w.]+) import .*\bCONTEXT\b", source, re.MULTILINE)
    there = ROOT / (module.replace(".", "/") + ".py")
    return _context_of(there, there.read_text("utf-8"))


def _of_file(path: Path, room: str, method: str, options: dict[str, str]) -> Iterator[Message]:
    found = extract_from_file(method, path, keywords=KEYWORDS, options=options)
    for line, messages, _comments, context in found:
        forms = (messages,) if isinstance(messages, str) else tuple(messages)
        if forms[0]:
            where = f"{path.relative_to(ROOT)}:{line}"
            yield room, context, forms, where


def key_of(context: str | None, forms: tuple[str, ...]) -> str | tuple[str, str]:
    """As the catalogue is read: a text with a context is another one than the same text without."""
    return forms[0] if context is None else (context, forms[0])


def test_every_text_has_a_czech_translation() -> None:
    czech = text.translator("cs").messages
    missing: dict[str, dict[str, str]] = defaultdict(dict)
    for room, context, forms, where in extracted():
        if key_of(context, forms) not in czech:
            missing[room].setdefault(" / ".join(forms) + (f" ({context})" if context else ""), where)
    report = [
        f"{room}.po lacks {len(messages)}:\n"
        + "\n".join(f"  {where}: {one!r}" for one, where in messages.items())
        for room, messages in sorted(missing.items())
    ]
    assert not missing, "\n" + "\n".join(report)


def test_every_count_has_all_czech_forms() -> None:
    czech = text.translator("cs").messages
    lacking = [
        f"{where}: {forms[0]!r}"
        for _room, context, forms, where in extracted()
        if len(forms) == 2 and len(czech.get(key_of(context, forms), ())) != 3
    ]
    assert lacking == []


@pytest.mark.parametrize(
    "path", sorted(text.CATALOGUES.glob("*/*.po")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_a_catalogue_keeps_the_placeholders_of_its_texts(path: Path) -> None:
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.parent.name)
    assert catalogue.plural_expr == "(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2"
    faults = [
        f"{message.lineno}: {fault}"
        for message in catalogue
        if message.id
        for fault in message.check(catalogue)
    ]
    assert faults == []


def test_no_text_is_translated_in_two_ways() -> None:
    seen: dict[tuple[str | None, str], tuple[str, object]] = {}
    clashes = []
    for path in sorted((text.CATALOGUES / "cs").glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale="cs"):
                if not message.id:
                    continue
                one = message.id if isinstance(message.id, str) else message.id[0]
                first, words = seen.setdefault((message.context, one), (path.name, message.string))
                if words != message.string:
                    clashes.append(f"{one!r}: {first} says {words!r}, {path.name} says {message.string!r}")
    assert clashes == []


def test_the_reader_is_written_to_in_one_style() -> None:
    """`vás`, `váš`: with a small letter, inside a sentence."""
    honoured = re.compile(r"(?<=[\w,“] )V(?:ás|ám|ámi|áš|aš\w+)\b")
    czech = text.translator("cs").messages
    said = [one for found in czech.values() for one in (found if isinstance(found, tuple) else (found,))]
    assert [one for one in said if honoured.search(one)] == []


GIVEN_UP = {
    r"přihlášeni, místo je potvrzeno": "Přihláška je potvrzena, máte místo",
    r"z čekajících jste byli": "vaše přihláška byla v pořadníku první",
    r"Odhlásili jste se": "Odhlášení proběhlo.",
    r"^slíbeno$": "závazek",
    r"Slíbených akcí": "Plánovaný počet",
    r"Menší území už": "Podrobněji se už nečlení.",
    r"Akce samotná": "Správa akce",
    r"^Upravit: ": "Upravit řadu",
    r"Odhlásit se bez": "Bez následků se lze odhlásit do",
    r"Ptát se jen": "Zobrazit jen při této odpovědi",
    r"Nikdo se tu": "Akce bez prezenční listiny?",
    r"Vaše slova": "Vlastní text pozvánky",
    r"Osoba sama": "Přihlásila se sama",
    r"Sem přijde vše": "Sem pošleme i zprávy lidem bez vlastního e-mailu.",
    r"dalšího člověka": "Přidat další osobu",
}
"""Words that readers stumbled over, and what is said instead."""
TOLD_APART = {"Undo": "Vrátit", "Back": "Zpět", "Series": "Řada", "All series": "Řady akcí"}
"""Texts that once had the words of another."""


def test_words_that_were_given_up_come_back_nowhere() -> None:
    translations = text.translator("cs")
    found = translations.messages.values()
    said = [one for forms in found for one in (forms if isinstance(forms, tuple) else (forms,))]
    said += [path.read_text("utf-8") for path in (ROOT / "templates").rglob("*_cs.html")]
    assert [one for one in said for old in GIVEN_UP if re.search(old, one)] == []
    assert [new for new in GIVEN_UP.values() if not any(new in one for one in said)] == []
    assert {one: translations.gettext(one) for one in TOLD_APART} == TOLD_APART


def test_letters_are_called_messages() -> None:
    """The product writes `zpráva`; only its own sentence about paper would say `dopis`."""
    czech = text.translator("cs").messages
    said = [one for found in czech.values() for one in (found if isinstance(found, tuple) else (found,))]
    assert [one for one in said if re.search(r"\bdopis", one.casefold())] == []


def test_notes_about_a_person_fit_women_and_men() -> None:
    """Columns and headings about one participant: no past tense, no adjective of one gender."""
    czech = text.translator("cs")
    about = [words for _, words in NOTES] + ["Perhaps signed up twice"]
    gendered = re.compile(r"\b(?:přihlášen|nepřišel|odhlásil|přišel)\b")
    assert [one for one in map(czech.gettext, about) if gendered.search(one)] == []
