"""An SVG from outside, made safe: only known elements and attributes stay, and nothing that it loads."""

import re
from xml.etree import ElementTree as Xml

from app.core.errors import Invalid

SVG = "http://www.w3.org/2000/svg"
SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"}
PAINTS = {"linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern"}
HOLDERS = {"svg", "g"}
"""What is in them is drawn; what is in definitions, symbols and masks only where something uses it."""
ELEMENTS = {"svg", "g", "defs", "symbol", "use", "title", "desc"} | SHAPES | PAINTS
DROPPED = {"style", "class", "href", "base"}
"""Not kept as they are: styles become attributes, and a reference stays only within the picture."""
DEEPEST = 50
OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|expression|javascript:|@import|&", re.IGNORECASE)
RULE = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")


def make_safe(content: bytes, pointer: str) -> str:
    """The picture anew, without scripts, styles, links and declarations; what is in a link stays.

    Raises Invalid for anything else, and when nothing that is drawn is left.
    """
    if b"<!DOCTYPE" in content.upper() or b"<!ENTITY" in content.upper():
        content = re.sub(rb"<!DOCTYPE[^>\[]*>", b"", content)
        if b"<!" in content.replace(b"<!--", b""):
            raise Invalid(pointer, "svg_declarations")
    try:
        root = Xml.fromstring(content)  # noqa: S314 - declarations were refused, so nothing expands or loads
    except Xml.ParseError as error:
        raise Invalid(pointer, "not_svg") from error
    if root.tag != f"{{{SVG}}}svg":
        raise Invalid(pointer, "not_svg")
    if _is_deep(root):
        raise Invalid(pointer, "not_drawable")
    rules = dict(RULE.findall(" ".join("".join(one.itertext()) for one in root.iter(f"{{{SVG}}}style"))))
    _clean(root, rules)
    if not _draws(root, {one.get("id", "") for one in root.iter()}):
        raise Invalid(pointer, "nothing_drawn")
    Xml.register_namespace("", SVG)
    return Xml.tostring(root, encoding="unicode")


def _is_deep(root: Xml.Element) -> bool:
    """Whether the elements are nested deeper than a program would nest them; what follows is recursive."""
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
    return bool(level)


def _draws(element: Xml.Element, ids: set[str]) -> bool:
    tag = element.tag.rpartition("}")[2]
    if tag in HOLDERS:
        return any(_draws(child, ids) for child in element)
    return tag in SHAPES or (tag == "use" and element.get("href", "").removeprefix("#") in ids - {""})


def _clean(element: Xml.Element, rules: dict[str, str]) -> None:
    styles = ";".join(
        [*(rules.get(name, "") for name in element.get("class", "").split()), element.get("style", "")]
    )
    allowed: dict[str, str] = {}
    for name, value in element.attrib.items():
        plain = name.rpartition("}")[2]
        if plain == "href" and value.startswith("#"):
            allowed["href"] = value
        elif plain == name and plain not in DROPPED and not plain.lower().startswith("on"):
            allowed[name] = value
    for declaration in styles.split(";"):
        name, _, value = declaration.partition(":")
        if re.fullmatch(r"\s*[a-z-]+\s*", name) and value.strip():
            allowed[name.strip()] = value.strip()
    element.attrib.clear()
    element.attrib.update({name: value for name, value in allowed.items() if not OUTSIDE.search(value)})
    for child in list(element):
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == f"{{{SVG}}}a":
            tag = child.tag = f"{{{SVG}}}g"
        if tag.startswith(f"{{{SVG}}}") and tag.rpartition("}")[2] in ELEMENTS:
            _clean(child, rules)
        else:
            element.remove(child)
