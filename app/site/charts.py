"""The chart of a partnership in words and as a picture, as of a day or of two days beside each other."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.core import clock
from app.core.files.tree_svg import Box, tree_svg
from app.core.text import Translator, day, msgid
from app.site.json_values import Json, Record
from app.site.labels import label
from app.site.picture import Picture

NO_LEADER = msgid("the leader is not elected yet")
Marks = dict[int, list[str]]
"""The kinds of changes by group."""


class Drawn(NamedTuple):
    """One day: the picture, and the tree for the list beside it."""

    on: str
    picture: Picture | None
    groups: list[Json]


def drawn(chart: Record, groups: Sequence[Record], on: str, words: Translator, earlier: bool) -> Drawn:
    """`earlier`: the day before the changes, on which only what ended or moved away is marked."""
    marks = _marks(chart["changes"], earlier)
    boxes = list(_boxes(groups, 0, marks, words))
    if not boxes:
        return Drawn(on, None, [])
    title = words.gettext("Groups on %(day)s") % {"day": day(on, words.lang)}
    picture = tree_svg(boxes, title, "; ".join(_in_words(groups, words)), words.lang)
    open_now = on == clock.today().isoformat()
    return Drawn(on, Picture(picture), [_row(group, marks, words, open_now) for group in groups])


def _marks(changes: Sequence[Record], earlier: bool) -> Marks:
    shown = {"removed", "moved", "recomposed"} if earlier else {"added", "moved", "recomposed"}
    marks: Marks = {}
    for one in changes:
        if one["kind"] in shown:
            marks.setdefault(one["group_id"], []).append(one["kind"])
    return marks


def _boxes(groups: Sequence[Record], level: int, marks: Marks, words: Translator) -> Iterator[Box]:
    for group in groups:
        kinds = marks.get(group["id"], [])
        said = [", ".join(words.gettext(label(kind, "chart_change")) for kind in kinds)] if kinds else []
        yield Box(level, group["name"], [*said, *_notes(group, words)], kinds[0] if kinds else "")
        yield from _boxes(group["groups"], level + 1, marks, words)


def _notes(group: Record, words: Translator) -> list[str]:
    """What stands under the name: competences, and that no leader is elected."""
    found = [one["competence"] for one in group["competences"]]
    return [*found, words.gettext(NO_LEADER)] if group["leader_elected"] is False else found


def _row(group: Record, marks: Marks, words: Translator, open_now: bool) -> Json:
    """Only the chart of today offers to join."""
    return {
        **group,
        "open_to_new_members": open_now and group["open_to_new_members"],
        "marks": marks.get(group["id"], []),
        "notes": _notes(group, words),
        "groups": [_row(one, marks, words, open_now) for one in group["groups"]],
    }


def _in_words(groups: Sequence[Record], words: Translator) -> Iterator[str]:
    """The tree for those who do not see it: each group with those right under it."""
    for group in groups:
        if group["groups"]:
            below = ", ".join(one["name"] for one in group["groups"])
            yield words.gettext("%(group)s, and under it: %(below)s") % {
                "group": group["name"],
                "below": below,
            }
            yield from _in_words(group["groups"], words)
        else:
            yield group["name"]


# --- what changed ----------------------------------------------------------------------------------------


def told(chart: Record, decisions: Sequence[Record], words: Translator) -> list[Json]:
    """The changes between the two days as sentences, each with its decision where the reader may see it."""
    titles = {one["id"]: one["title"] for one in decisions}
    found = [
        {
            "text": _sentence(one, words),
            "decision_id": one["decision_id"],
            "title": titles.get(one["decision_id"]),
        }
        for one in chart["changes"]
    ]
    _ = words.gettext
    for one in chart["delegated"]:
        facts = {"group": one["group_name"], "what": one["competence"], "day": day(one["since"], words.lang)}
        text = _("%(group)s: from %(day)s it decides by itself: %(what)s") % facts
        title = titles.get(one["decision_id"])
        found.append({"text": text, "decision_id": one["decision_id"], "title": title})
    return found


def _sentence(change: Record, words: Translator) -> str:
    _ = words.gettext
    top = _("the top of the chart")
    facts = {
        "group": change["group_name"],
        "before": change["from_name"] or top,
        "after": change["to_name"] or top,
        "from": change["from"],
        "to": change["to"],
    }
    match change["kind"]:
        case "added":
            return _("%(group)s is new; it stands under: %(after)s") % facts
        case "removed":
            return _("%(group)s ended; it stood under: %(before)s") % facts
        case "moved":
            return _("%(group)s moved; before under: %(before)s; now under: %(after)s") % facts
    return _("%(group)s was recomposed; members before: %(from)s, after: %(to)s") % facts
