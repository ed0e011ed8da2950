from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import FLAGS, path
from tests.server import serving


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = path()
    if found is None:
        pytest.skip("no Chromium on this machine")
    chosen = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **chosen, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with its built-in banks, served as a host would serve it."""
    folder: Path = tmp_path_factory.mktemp("served")
    with serving(folder) as server:
        yield server.address
