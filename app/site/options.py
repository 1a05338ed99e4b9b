"""The options of a long `<select>`, escaped and joined once for all visitors."""

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup

from app.core import text
from app.core.text import msgid
from app.site.client import Reply

Option = tuple[str, str]
CACHE_SECONDS = 60.0
"""Partnerships come and go a few times a year; through another process a new one shows after a minute."""
PLAIN, CHOSEN = Markup('<option value="{}">'), Markup('<option value="{}" selected>')
END = Markup("</option>")
ALL_OF_IT = msgid("all of it")


class Options:
    """Groups of (value, words) pairs; the options of a group without a name stand alone."""

    def __init__(self, groups: Iterable[tuple[str, Iterable[Option]]]) -> None:
        self.html = Markup("\n").join(_group(name, list(options)) for name, options in groups)

    def selected(self, value: str | None) -> Markup | None:
        """With one of them chosen; None when it is not among them."""
        option = PLAIN.format(value)
        if value is None or option not in self.html:
            return None
        return self.html.replace(option, CHOSEN.format(value), 1)


def _group(name: str, options: Iterable[Option]) -> Markup:
    inside = Markup("").join(PLAIN.format(value) + words + END for value, words in options)
    return Markup('<optgroup label="{}">{}</optgroup>').format(name, inside) if name else inside


@lru_cache(maxsize=4)
def territories(regions: Reply, districts: Reply, lang: text.Language) -> Options:
    """Regions with their districts. A cached reply is the same object, so it can be the key."""
    all_of_it = text.translator(lang).gettext(ALL_OF_IT)
    inside: dict[int, list[Option]] = {region["id"]: [] for region in regions.results}
    for one in districts.results:
        inside.setdefault(one["parent_id"], []).append((str(one["id"]), one["name"]))
    return Options(
        (region["name"], [(str(region["id"]), f"{region['name']} – {all_of_it}"), *inside[region["id"]]])
        for region in regions.results
    )


@lru_cache(maxsize=4)
def named(rows: Reply) -> Options:
    """A list by its names."""
    return Options([("", [(str(one["id"]), one["name"]) for one in rows.results])])
