"""Runs one target with coverage of our own modules: `python -m tests.fuzz form -runs=10000`."""

import sys
import tempfile
from pathlib import Path

import atheris


def main() -> None:
    with atheris.instrument_imports(include=["app"]):
        from tests.fuzz.targets import SEEDS, TARGETS
    name, *options = sys.argv[1:]
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))  # libFuzzer ends the process and leaves what it found
    for number, seed in enumerate(SEEDS.get(name, ())):
        (folder / str(number)).write_bytes(seed)
    atheris.Setup([sys.argv[0], f"-artifact_prefix={folder}/", *options, str(folder)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
