"""Style sheet, htmx, icon: read and compressed once, kept by browsers under the hash of their bytes."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = Path(__file__).parent / "static"
FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    url: str
    kind: str
    content: bytes
    compressed: bytes


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:16]
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(f"/static/{digest}/{path.name}", kind, content, gzip.compress(content, 9, mtime=0))


class Statics:
    """All files of `static/`, by name."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.assets = {path.name: _read(path) for path in sorted(folder.iterdir()) if path.is_file()}

    def url(self, name: str) -> str:
        """Raises `KeyError` for a missing file, so that a wrong name fails in tests."""
        return self.assets[name].url

    async def serve(self, request: Request) -> Response:
        asset = self.assets.get(request.path_params["name"])
        if asset is None or asset.url != request.url.path:
            raise HTTPException(404)
        headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding", "Content-Type": asset.kind}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.compressed, headers=headers | {"Content-Encoding": "gzip"})
        return Response(asset.content, headers=headers)

    def route(self) -> Route:
        return Route("/static/{digest}/{name}", self.serve)
