"""Existing minutes on the page: pasted or uploaded, each field beside its source."""

from pathlib import Path

from tests.clients import Browser
from tests.site.desk import OURS

TEXT = (Path(__file__).parents[1] / "minutes_shapes" / "community_group.txt").read_text("utf-8")
PAGE = "/staff/minutes/parse"


def test_minutes_are_pasted_or_uploaded_and_shown_beside_their_source(office: Browser) -> None:
    assert 'href="/staff/minutes/parse"' in office.get("/staff/needs").text
    shown = office.post(PAGE, data={"text": TEXT, "partnership_id": ""}, headers=OURS)
    assert shown.status_code == 200
    page = shown.text.replace("\u00a0", " ")
    assert "11. 11. 2019" in page and "13. 1. 2020, 15.00" in page
    assert "<mark>Je možné ještě připomínkovat do konce listopadu.</mark>" in shown.text
    assert shown.text.count("<mark>") == 11 + 3 + 1 + 6
    assert "Omluveni" in page
    files = {"file": ("zapis.txt", TEXT.encode("cp1250", "replace"))}
    assert office.post(PAGE, data={"text": ""}, files=files, headers=OURS).text.count("<mark>") == 21
    nothing = office.post(PAGE, data={"text": "Ahoj <b>světe</b>"}, headers=OURS)
    assert nothing.status_code == 200 and "<mark>" not in nothing.text and "&lt;b&gt;" in nothing.text
    refused = office.post(PAGE, files={"file": ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)}, headers=OURS)
    assert refused.status_code == 415
