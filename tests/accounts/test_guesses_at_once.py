"""S16 as a host runs it: four processes, guesses that arrive together, a restart."""

from __future__ import annotations

import http.cookiejar
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path

import pytest

from tests.accounts.people import PASSWORD, account
from tests.server import serving
from webapp.app import build_app
from webapp.migrating import engine_of
from webapp.web.clock import system_clock

pytestmark = pytest.mark.fault

GUESSES = 50
TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')


class Person:
    """A browser of its own, with the form open."""

    def __init__(self, address: str) -> None:
        self.address = f"{address}/login"
        self.jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(self.jar)
        found = TOKEN.search(self.opener.open(self.address).read().decode())
        assert found is not None
        self.token = found[1]

    def log_in(self, password: str, name: str = "hana", **headers: str) -> tuple[int, str]:
        fields = urllib.parse.urlencode({"csrf_token": self.token, "name": name, "password": password})
        request = urllib.request.Request(self.address, fields.encode(), headers)
        try:
            with self.opener.open(request) as answer:
                return answer.status, answer.url.removeprefix(self.address.removesuffix("/login"))
        except urllib.error.HTTPError as error:
            return error.code, ""


def all_at_once(people: list[Person], passwords: list[str]) -> Counter[int]:
    found: list[int] = []
    start = threading.Barrier(len(people))

    def go(person: Person, password: str, number: int) -> None:
        start.wait()
        found.append(person.log_in(password, **{"X-Forwarded-For": f"198.51.100.{number}"})[0])

    threads = [
        threading.Thread(target=go, args=(*each, n)) for n, each in enumerate(zip(people, passwords, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(found)


def test_s16_fifty_guesses_at_once_in_four_processes_count_as_fifty(tmp_path: Path) -> None:
    key = "0123456789abcdef" * 4
    with serving(tmp_path, WEB_CONCURRENCY="4", SECRET_KEY=key) as server:
        app = build_app({"DATA_DIR": str(tmp_path), "SECRET_KEY": key}, is_serving=False)
        app.config["CLOCK"] = system_clock
        account(app, "hana")
        account(app, "other")
        engine_of(app).dispose()
        people = [Person(server.address) for _ in range(GUESSES)]
        found = all_at_once(people, [f"wrong guess {number}" for number in range(GUESSES)])
        assert found == {422: 10, 429: GUESSES - 10}
        assert people[0].log_in(PASSWORD)[0] == 429
        assert people[1].log_in(PASSWORD, "other") == (200, "/")  # the address is not what was limited
    with serving(tmp_path, WEB_CONCURRENCY="4", SECRET_KEY=key) as server:
        assert Person(server.address).log_in(PASSWORD)[0] == 429  # a restart forgets nothing
        assert PASSWORD not in server.log.read_text()
