"""A teacher who brings files that try to run scripts, in two browsers: one that knows no policy, so that the pages have
to hold by themselves, and one that has it and says what it stopped."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, StorageState

from tests.browser.hostile import CANARY
from tests.browser.household import sign_up, visitor
from tests.browser.site import Site

# What only a text that became a part of the page could have made: in the page, in its templates, or by having run.
# Links of questions lead elsewhere, and say so with their `rel`; nothing else names another place.
RAN = f"""() => {{
  const tags = "iframe,frame,object,embed,applet,base,svg script,script:not([src]),body style,meta[http-equiv=refresh],"
    + "form[id=getElementById],img[name],math[href],xmp,plaintext,marquee,noscript form";
  const names = /^(on.*|style|srcdoc|srcset|shadowrootmode|background|poster|ping|dirname|is)$/;
  const places = ["href", "src", "action", "formaction", "xlink:href", "data", "cite", "longdesc"];
  const strange = (node) => node.matches(tags) || [...node.attributes].some(({{name, value}}) => {{
    if (names.test(name)) return true;
    if (!places.includes(name)) return false;
    const to = new URL(value, location);
    if (node.matches("a[rel*=nofollow]")) return !/^https?:$/.test(to.protocol);
    return to.origin !== location.origin && !(node.matches("link, img, image") && to.protocol === "data:");
  }});
  return [
    ...(globalThis.{CANARY} === undefined ? [] : ["it ran"]),
    ...[document, ...[...document.querySelectorAll("template")].map((kept) => kept.content)]
      .flatMap((part) => [...part.querySelectorAll("*")]).filter(strange).map((node) => node.outerHTML.slice(0, 200)),
  ];
}}"""
# Whatever a payload calls to show that it runs says so, from whatever frame, also when the page is left.
CALLS = """for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  globalThis[name] = (...words) => { globalThis.sings(`${name} ${words} at ${location}`); };
}"""


def teacher(browser: Browser, site: Site, name: str) -> StorageState:
    """Who has just signed up and may bring files."""
    context = visitor(browser, site, [])
    sign_up(context.new_page(), name)
    state = context.storage_state()
    context.close()
    with closing(sqlite3.connect(site.folder / "recollect.db", timeout=10)) as database, database:
        database.execute("UPDATE \"user\" SET role = 'teacher' WHERE role = 'student'")
    return state


class Two:
    """The same person in two browsers."""

    def __init__(self, browser: Browser, site: Site, state: StorageState) -> None:
        self.said: list[str] = []
        self.bare_said: list[str] = []  # with no policy, a picture that is not there is no news
        self.looked = 0
        self.bare = self._page(visitor(browser, site, self.bare_said, storage_state=state, bypass_csp=True))
        self.strict = self._page(visitor(browser, site, self.said, storage_state=state))

    def _page(self, context: BrowserContext) -> Page:
        context.expose_binding("sings", lambda _source, words: self.said.append(words))
        context.add_init_script(CALLS)
        page = context.new_page()
        page.on("dialog", lambda dialog: self.said.append(dialog.message))
        page.on("popup", lambda other: self.said.append(f"opens {other.url}"))
        return page

    def look(self, *addresses: str) -> None:
        """At each of these pages, with everything on it unfolded: nothing ran, and nothing is there that could."""
        for address in addresses:
            for page in (self.bare, self.strict):
                answer = page.goto(address)
                assert answer is not None and answer.ok, address
                page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
                self.check(page)
        self.hear()

    def check(self, page: Page) -> None:
        before = page.url
        strange = page.evaluate(RAN)
        assert strange == [], (before, strange)
        assert page.url == before
        self.looked += 1

    def hear(self) -> None:
        heard = self.said + [line for line in self.bare_said if line.startswith("asks ")]
        assert heard == [], heard

    def bring(self, name: str, data: bytes, address: str = "/banks/new", title: str = "") -> str:
        page = self.bare
        page.goto(address)
        if title:
            page.get_by_label("Title of the bank").fill(title)
        page.get_by_label("File").set_input_files(FilePayload(name=name, mimeType="text/plain", buffer=data))
        page.get_by_role("button", name="Check the questions").click()
        page.wait_for_url("**/uploads/*")
        return page.url.partition("?")[0].partition("#")[0]

    def save(self, preview: str) -> str:
        self.bare.goto(preview)
        self.bare.get_by_role("button", name=re.compile("^Save")).first.click()
        self.bare.wait_for_url("**/imports/*")
        return self.bare.url

    def close(self) -> None:
        self.bare.context.close()
        self.strict.context.close()
