"""The files for a server: nginx runs with its file in front of a server, systemd verifies the units."""

import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from app.core.settings import Settings
from tests.serving import ROOT, free_port, serving

pytestmark = pytest.mark.soak

FILES = ROOT / "docs" / "server"
UNITS = sorted(path.name for path in [*FILES.glob("*.service"), *FILES.glob("*.timer")])
NAMES = re.compile(r"^([A-Z_]+)=", re.MULTILINE)


class Proxied(NamedTuple):
    """Ports of nginx on which it speaks HTTP and TLS, and how to trust its certificate."""

    plain: int
    tls: int
    context: ssl.SSLContext

    def client(self) -> httpx.Client:
        """Speaks to this machine under the name of the installation."""
        return httpx.Client(
            base_url=f"https://localhost:{self.tls}",
            headers={"Host": "stul.example"},
            verify=self.context,
            trust_env=False,
            timeout=30,
        )


@pytest.fixture(scope="module")
def proxied(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    if not (shutil.which("nginx") and shutil.which("openssl")):
        pytest.skip("nginx or openssl is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    shutil.copyfile(migrated_file, folder / "app.db")
    make_certificate(folder)
    plain, tls = free_port(), free_port()
    with serving(
        f"sqlite:///{folder}/app.db",
        public_url="https://stul.example",
        trusted_proxies="127.0.0.1",
        link_limit="3",
    ) as server:
        configuration = nginx_file(folder, server.url.rpartition(":")[2], plain, tls)
        process = subprocess.Popen(["nginx", "-c", str(configuration), "-p", str(folder)])
        try:
            wait_for(plain)
            yield Proxied(plain, tls, ssl.create_default_context(cafile=str(folder / "cert.pem")))
        finally:
            process.terminate()
            process.wait(15)


def make_certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)


def nginx_file(folder: Path, upstream: str, plain: int, tls: int) -> Path:
    """The documented file with this test's ports and certificate, inside what Debian's `nginx.conf` has."""
    site = (FILES / "nginx.conf").read_text()
    for old, new in {
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen [::]:80;": "",
        "listen 443 ssl": f"listen 127.0.0.1:{tls} ssl",
        "listen [::]:443 ssl http2;": "",
        "/etc/letsencrypt/live/stul.example/fullchain.pem": f"{folder}/cert.pem",
        "/etc/letsencrypt/live/stul.example/privkey.pem": f"{folder}/key.pem",
    }.items():
        assert old in site
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site)
    whole = folder / "nginx.conf"
    paths = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    whole.write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\n{paths}\ninclude {folder}/site.conf;\n}}\n"
    )
    return whole


def wait_for(port: int, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("nginx did not start")


def test_plain_http_leads_to_tls(proxied: Proxied) -> None:
    answer = httpx.get(f"http://127.0.0.1:{proxied.plain}/events?kind=seminar", trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (
        301,
        "https://stul.example/events?kind=seminar",
    )


def test_pages_and_the_api_are_served_over_tls(proxied: Proxied) -> None:
    with proxied.client() as client:
        for path in ("/", "/events", "/api/v1/schedule", "/api/v1/readyz"):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert answer.headers["strict-transport-security"] == "max-age=63072000"
        assert "nginx/" not in client.get("/nowhere").headers["server"]
        assert client.get("/api/v1/metrics").status_code == 404


def test_another_name_is_refused(proxied: Proxied) -> None:
    with proxied.client() as client:
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 421


def test_limits_count_visitors_and_believe_nothing_they_say(proxied: Proxied) -> None:
    with proxied.client() as client:
        forged = [
            client.get("/api/v1/my/registrations/1-x", headers={"X-Forwarded-For": f"192.0.2.{number}"})
            for number in range(5)
        ]
    assert [answer.status_code for answer in forged] == [404, 404, 404, 429, 429]


def test_an_upload_beyond_the_limit_is_refused(proxied: Proxied) -> None:
    with proxied.client() as client:
        assert client.post("/sign-in", content=b"x" * 28_000_000).status_code == 413
        assert client.post("/sign-in", content=b"x" * 2_000_000).status_code == 403


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("kulaty-stul")
    program = program if program.exists() else Path("/bin/true")
    for name in UNITS:
        text = (FILES / name).read_text().replace("/opt/kulaty-stul/venv/bin/kulaty-stul", str(program))
        (tmp_path / name).write_text(text)
    said = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SYSTEMD_LOG_LEVEL": "warning"},
    )
    ours = [line for line in said.stderr.splitlines() if "kulaty-stul" in line]
    assert (said.returncode, ours) == (0, [])


def test_the_settings_of_the_files_are_known() -> None:
    named = NAMES.findall((FILES / "environment").read_text())
    known = {name.upper() for name in Settings.model_fields}
    assert len(named) > 5
    assert [name for name in named if name not in known] == []


def test_every_file_stands_in_the_page() -> None:
    page = (ROOT / "docs" / "server.md").read_text()
    missing = [path.name for path in FILES.iterdir() if f"server/{path.stem}" not in page]
    assert missing == []
