"""Benchmarks run when they are asked for by name (`make bench`), not with the tests: they measure, and take minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    asked = [Path(config.invocation_params.dir, word.partition("::")[0]).resolve() for word in config.args]
    is_asked = any(path == HERE or HERE in path.parents for path in asked)
    return None if is_asked or collection_path.parent != HERE else True
