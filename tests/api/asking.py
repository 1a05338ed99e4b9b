"""Short words for what nearly every test of the API does."""

from typing import Any

from tests.clients import Api


def made(client: Api, path: str, **body: Any) -> dict[str, Any]:
    """Post it and get what was made; the test ends here when it was refused."""
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def field(answer: Any) -> tuple[str, str]:
    """Pointer and code of the one field that is wrong."""
    [error] = answer.json()["errors"]
    return error["pointer"], error["code"]
