"""Takes htmx out of the django-htmx wheel at build time, so that no copy of it lives in this repository."""

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = "static/django_htmx/htmx-2.min.js"
TARGET = Path("app/site/static/htmx.min.js")


class HtmxHook(BuildHookInterface):  # type: ignore[type-arg]
    """Copies htmx into the static folder and refuses a file other than the one that was read and tried."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        spec = find_spec("django_htmx")
        if spec is None or spec.origin is None:
            raise RuntimeError("django-htmx is missing from [build-system] requires")
        content = (Path(spec.origin).parent / SOURCE).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if not (digest.startswith("71ea6718") and digest.endswith("45c0de")):
            raise RuntimeError(f"unexpected htmx: sha256 {digest}")
        target = Path(self.root) / TARGET
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
