"""One module per job. A page is found by being here: its module has `routes` and, if it wants, `nav`."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from starlette.routing import Route


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


def _modules() -> Iterator[object]:
    for found in iter_modules(__path__):
        yield import_module(f"{__name__}.{found.name}")


def all_routes() -> list[Route]:
    return [route for module in _modules() for route in getattr(module, "routes", [])]


def all_nav() -> list[NavItem]:
    items = [item for module in _modules() for item in getattr(module, "nav", [])]
    return sorted(items, key=lambda item: (item.staff, item.order))
