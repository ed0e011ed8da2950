"""The pure scripts of static/js/lib, each tested by a module beside this file, in Chromium itself."""

import functools
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

sync_api = pytest.importorskip("playwright.sync_api")

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODULES = sorted(path.name for path in (HERE / "lib").glob("*.test.js"))
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")

RUN = """async (url) => {
  const tests = await import(url);
  const said = {};
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      said[name] = "passed";
    } catch (error) {
      said[name] = String(error);
    }
  }
  return said;
}"""


class QuietFiles(SimpleHTTPRequestHandler):
    """The files of the project, as a server sends them: modules are not loaded from a disk."""

    def log_message(self, *_: object) -> None:
        """Say nothing on the console of the tests."""


@contextmanager
def server() -> Iterator[str]:
    files = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(QuietFiles, directory=ROOT))
    thread = Thread(target=files.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{files.server_port}/"
    finally:
        files.shutdown()
        thread.join()
        files.server_close()


def run_modules() -> dict[str, dict[str, str]]:
    """What each test of each module said: "passed" or the reason why not."""
    with server() as base, sync_api.sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{base}static/robots.txt")
        said = {name: page.evaluate(RUN, f"{base}tests/browser/lib/{name}") for name in MODULES}
        browser.close()
    return said


@pytest.fixture(scope="module")
def results() -> dict[str, dict[str, str]]:
    """All modules in one browser; in a thread of its own, so that no other event loop is in the way."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run_modules).result()


@pytest.mark.browser
@pytest.mark.parametrize("module", MODULES)
def test_module(results: dict[str, dict[str, str]], module: str) -> None:
    said = results[module]
    assert said == dict.fromkeys(said, "passed")
    assert len(said) >= 3


@pytest.mark.browser
def test_every_pure_script_has_its_tests() -> None:
    scripts = {path.name.removesuffix(".js") for path in (ROOT / "static/js/lib").glob("*.js")}
    assert scripts == {name.removesuffix(".test.js") for name in MODULES}
