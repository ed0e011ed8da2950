"""Run by `test_exchange.py` with the Python of .venv-oracle: Anki imports the same files, each twice."""

from __future__ import annotations

import importlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def csv_importer(collection: Any, path: str) -> Callable[[], object]:
    anki = importlib.import_module("anki.collection")
    metadata = collection.get_csv_metadata(path=path, delimiter=None)
    return lambda: collection.import_csv(anki.ImportCsvRequest(path=path, metadata=metadata))


def package_importer(collection: Any, path: str) -> Callable[[], object]:
    anki = importlib.import_module("anki.collection")
    asked = anki.ImportAnkiPackageRequest(package_path=path, options=anki.ImportAnkiPackageOptions())
    return lambda: collection.import_anki_package(asked)


def main(paths: list[str]) -> None:
    anki = importlib.import_module("anki.collection")
    for path in paths:
        with tempfile.TemporaryDirectory() as folder:
            collection = anki.Collection(str(Path(folder) / "collection.anki2"))
            bring = (package_importer if path.endswith(".apkg") else csv_importer)(collection, path)
            times = []
            for _round in range(2):
                started = time.process_time()
                bring()
                times.append(time.process_time() - started)
            count = collection.note_count()
            collection.close()
        sys.stdout.write(f"  {Path(path).name}, {count:,} notes, s of CPU: {times[0]:.2f}, again {times[1]:.2f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
