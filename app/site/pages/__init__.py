"""One module per job. A page is found by being here: its module has `routes` and, if it wants, `nav`."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from starlette.routing import Route

from app.site.json_values import Record


@dataclass(frozen=True)
class NavItem:
    """A link in the header; `label` is a `msgid`, `staff` puts it in the work area, lower `order` first.

    `needs` is a word that `/me` must have in `allowed` for the link to be shown.
    """

    label: str
    href: str
    order: int = 50
    staff: bool = False
    needs: str = ""


@dataclass(frozen=True)
class Menu:
    """All links, in the order of the header."""

    public: list[NavItem]
    staff: list[NavItem]

    def of(self, me: Record) -> list[NavItem]:
        """Those of the work area that this person may follow; `me` is the answer of `/me`."""
        return [item for item in self.staff if not item.needs or item.needs in me["allowed"]]


def _modules() -> Iterator[object]:
    for found in iter_modules(__path__):
        yield import_module(f"{__name__}.{found.name}")


def all_routes() -> list[Route]:
    return [route for module in _modules() for route in getattr(module, "routes", [])]


def menu() -> Menu:
    items = [item for module in _modules() for item in getattr(module, "nav", [])]
    items.sort(key=lambda item: item.order)
    return Menu([item for item in items if not item.staff], [item for item in items if item.staff])
