"""One reader under a fuzzer that sees which lines a file reaches: `python -m tests.fuzz.coverage_guided gift`.

Further words go to libFuzzer (`-max_total_time=600`). Where atheris is not installed, the same changes are made by
chance alone, for as many seconds. What is found is kept in `.fuzz/<target>`, and belongs into a test.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from random import Random

try:
    import atheris
except ModuleNotFoundError:
    atheris = None

FOLDER = Path(".fuzz")
USUAL_SECONDS = 600
# By target: the seeds it begins with, and the name that the reader is told.
TARGETS = {
    "gift": (("gift.txt", "written.gift.gift"), "gift"),
    "aiken": (("aiken.txt",), "aiken"),
    "csv": (("kahoot.csv", "written.csv.csv", "quizlet.txt", "anki.txt"), "delimited"),
    "apkg": (("old.apkg", "new.apkg", "bare.anki2", "written.apkg.apkg"), ""),
    "moodle": (("cloze.xml", "written.moodle.xml"), ""),
    "text2qti": (("text2qti.md",), "text2qti"),
}
Look = Callable[[bytes], None]


def readers() -> tuple[Look, dict[str, bytes], Callable[[bytes, int], bytes]]:
    """What looks at a file of the target, its seeds, and what changes one. Imported here, so that atheris sees them."""
    from tests.fuzz.mutations import changed  # why: below the watching of atheris
    from tests.fuzz.properties import sound  # why: as above
    from tests.fuzz.seeds import seeds  # why: as above

    names, format = TARGETS[sys.argv[1]]

    def look(data: bytes) -> None:
        sound(data, "fuzzed", format=format)

    return look, {name: seeds()[name] for name in names}, lambda data, seed: changed(data, Random(seed))


def by_coverage(folder: Path) -> None:
    with atheris.instrument_imports(include=["webapp.exchange", "webapp.kinds", "webapp.text"]):
        look, seeds, change = readers()
    for name, data in seeds.items():
        (folder / name).write_bytes(data)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        if seed % 3 == 0 and not data.startswith(b"PK"):  # bytes of an archive are hardly ever an archive again
            return bytes(atheris.Mutate(data, most))
        return change(data, seed)[:most]

    options = [
        f"-artifact_prefix={folder}-",
        "-max_len=200000",
        "-timeout=120",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, *sys.argv[2:], str(folder)], look, custom_mutator=mutate)
    atheris.Fuzz()


def by_chance(folder: Path) -> None:
    look, seeds, change = readers()
    given = dict(word.lstrip("-").split("=", 1) for word in sys.argv[2:] if "=" in word)
    until = time.monotonic() + float(given.get("max_total_time", USUAL_SECONDS))
    first = seed = int(given.get("seed", int.from_bytes(os.urandom(4), "big")))
    while time.monotonic() < until:
        for name, data in seeds.items():
            bad = change(data, seed)
            try:
                look(bad)
            except Exception:
                (folder.parent / f"{folder.name}-crash-{seed}-{name}").write_bytes(bad)
                raise
            seed += 1
    sys.stdout.write(f"{seed - first} files, none of them raised anything\n")


def main() -> None:
    warnings.simplefilter("ignore")
    folder = FOLDER / sys.argv[1]
    folder.mkdir(parents=True, exist_ok=True)
    (by_chance if atheris is None else by_coverage)(folder)


if __name__ == "__main__":
    main()
