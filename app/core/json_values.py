"""JSON whose shape is described elsewhere: by the documentation of the API, by a form, by a template."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
"""An object that is put together or stored: a body, a JSON column, what is told to a template."""

Facts = Mapping[str, Any]
"""An object that is only read."""
