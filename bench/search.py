"""A page of 50 hits costs the same among a hundred times as many people, of rare words and of common ones."""

import httpx

from bench.data import World
from bench.lists import explain, target
from bench.load import Load
from bench.measure import Report, in_turn, section
from bench.servers import application

WORDS = {
    "rare words": "zelezny brod",
    "a common word": "vymyslena",
    "a common and a rare word": "jana zelezny",
}
PAGE = "/api/v1/search?types=person&limit=50&q={}"


def search(load: Load, few: World, many: World, report: Report, rounds: int, seconds: float) -> None:
    """By the quicker quarter of the answers, as for lists."""
    with application(few.url) as small, application(many.url) as large:
        for name, words in WORDS.items():
            path = PAGE.format(words.replace(" ", "+"))
            with section(f"GET {path}"):
                for served, world in ((small, few), (large, many)):
                    headers = {"authorization": f"Bearer {world.token}"}
                    answer = httpx.get(served.url + path, headers=headers, trust_env=False, timeout=60)
                    assert len(answer.raise_for_status().json()["results"]) == 50
                targets = [
                    target(size, served, world, path)
                    for size, served, world in (("few", small, few), ("many", large, many))
                ]
                found = in_turn(load, targets, rounds, seconds)
                explain(many, path)
            ratio = found["many"].percentile_ms(25) / found["few"].percentile_ms(25)
            report.at_most(f"search of {name}: 100,000 / 1,000 people", ratio, 1.5)
