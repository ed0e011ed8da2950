from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

from tests.browser.household import household, set_up, visitor
from tests.browser.listening import listen
from tests.browser.site import BANKS, SECRET, Site
from tests.browser.stations import Stations, stations
from tests.browser.study import Study
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
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Without motion: the fade between two pages takes longer than the pages. A8 looks at it by itself."""
    return {**browser_context_args, "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def large_text(browser_type: BrowserType, browser_type_launch_args: dict[str, Any], base_url: str) -> Iterator[Browser]:
    """A browser whose owner has set twice the text size. Only so do `em` media queries see it."""
    flags = [*FLAGS, "--blink-settings=defaultFontSize=32"]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": flags})
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The app with its built-in banks and those of banks/, served as a host would serve it."""
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, SECRET_KEY=SECRET) as server:
        served = Site(server.address, folder)
        served.load_banks(BANKS)
        yield served


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    """Another one, which is set up and where everybody may sign up: for tests that each bring people of their own."""
    with household(tmp_path_factory.mktemp("school")) as served:
        context = visitor(browser, served, [])
        set_up(context.new_page(), served)
        context.close()
        yield served


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    return site.address


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What browsers said: errors of scripts, breaches of the policy, missing files, requests to other servers. A test
    that makes them on purpose empties the list."""
    said: list[str] = []
    yield said
    assert said == []


@pytest.fixture
def context(context: BrowserContext, complaints: list[str], base_url: str) -> BrowserContext:
    """A browser that has never been here."""
    listen(context, complaints, base_url)
    return context


@pytest.fixture
def study(page: Page) -> Study:
    return Study(page)


@pytest.fixture(scope="session")
def every_station(site: Site, browser: Browser) -> Stations:
    return stations(site, browser)
