"""Ways of running a script in a page, one of each class, and archives and XML that are made to hurt."""

from __future__ import annotations

import csv
import io
import stat
import warnings
import zipfile
from collections.abc import Iterator

from tests.browser.hostile import CANARY

RUN = f"{CANARY}=1"
# By class: what a browser does with it where it is taken for HTML, an address or a part of a script.
CLASSES = {
    "handler of an element": f"<img src=x onerror={RUN}>",
    "handler without a space": f"<img/src=x/onerror={RUN}//",
    "handler that needs no loading": f"<details open ontoggle={RUN}>x</details>",
    "handler of the focus": f"<input autofocus onfocus={RUN}>",
    "handler of an animation": f"<style>@keyframes k{{}}</style><b style='animation:k' onanimationstart={RUN}>",
    "script": f"<script>{RUN}</script>",
    "script in other letters": f"<ScRiPt\t>{RUN}</sCrIpT >",
    "script in a drawing": f"<svg><script>{RUN}</script><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    "script in a frame": f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    "address of a frame": f"<iframe src='javascript:parent.{RUN}'></iframe>",
    "address of an object": f"<object data='javascript:{RUN}'></object><embed src='javascript:{RUN}'>",
    "address of a link": f'<a href="java\tscript:{RUN}" id=lure>x</a>',
    "address of a form": f"<form action='javascript:{RUN}'><button formaction='javascript:{RUN}'>x</button></form>",
    "address in numbers": f"<a href='&#106;avascript&colon;{RUN}'>x</a>",
    "base of the page": "<base href='https://stranger.example/'>",
    "refresh of the page": f'<meta http-equiv=refresh content="0;url=data:text/html,<script>opener.{RUN}</script>">',
    "end of an attribute": f'" onmouseover={RUN} autofocus onfocus={RUN} x="',
    "end of another attribute": f"' onmouseover={RUN} autofocus onfocus={RUN} x='",
    "end of an element": f"</textarea></title></template></select></script><img src=x onerror={RUN}>",
    "end of a comment": f"<!-- --!><img src=x onerror={RUN}> -->",
    "end of a section": f"<![CDATA[x]]><img src=x onerror={RUN}>",
    "end of a script": f"\\';{RUN}//</script><script>{RUN}</script>",
    "parsed twice": f'<noscript><p title="</noscript><img src=x onerror={RUN}>"></noscript>',
    "parsed as mathematics": (
        f'<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror={RUN}>">'
    ),
    "parsed as a template": f"<div><template shadowrootmode=open><img src=x onerror={RUN}></template></div>",
    "link of mathematics": f"<math href='javascript:{RUN}'><mi>x</mi></math> $\\href{{javascript:{RUN}}}{{x}}$",
    "names of the page": "<form id=getElementById><input name=querySelector></form><img name=currentScript>",
    "template of the server": "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7} <%= 7*7 %>",
    "link of Markdown": f"[x](javascript:{RUN}) ![x](javascript:{RUN}) [x]: javascript:{RUN} <javascript:{RUN}>",
    "data of Markdown": "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "escaped once": f"&lt;img src=x onerror={RUN}&gt;",
    "escaped twice": f"&amp;lt;img src=x onerror={RUN}&amp;gt;",
    "signs that look alike": f"＜img src=x onerror={RUN}＞ \u202e<img src=x onerror={RUN}>\u2066",
    "signs that are dropped": f"<img src=x one\u00adrror={RUN}><scr\ufeffipt>{RUN}</script>",
}


def table() -> bytes:
    """One question a class, the class in every column; the last two rows have an error that repeats their words."""
    bad = list(CLASSES.values())
    rows: list[list[str]] = [
        ["id", "question", "option_1", "option_2", "correct", "feedback", "hint", "topic", "tags", "source", bad[0]]
    ]
    for number, each in enumerate(bad):
        rows.append(
            [f"{number} {each}", f"Which? {each}", f"yes {each}", f"no {each}", "1", each, each, each, each, each, each]
        )
    rows.append(["e1", f"Which? {bad[0]}", f"yes {bad[4]}", f"no {bad[5]}", bad[8], "", "", "", "", "", ""])
    rows.append([f"0 {bad[0]}", "The id again?", "yes", "no", "1", "", "", "", "", "", ""])
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def moodle() -> bytes:
    """The same as HTML that a browser of the other program has taken."""
    questions = "".join(
        f"<question type='multichoice'><name><text><![CDATA[{_no_end(name)}]]></text></name>"
        f"<questiontext format='html'><text><![CDATA[<p>Which? {_no_end(bad)}</p>]]></text></questiontext>"
        f"<generalfeedback format='html'><text><![CDATA[{_no_end(bad)}]]></text></generalfeedback>"
        f"<answer fraction='100' format='html'><text><![CDATA[yes {_no_end(bad)}]]></text><feedback><text>"
        f"<![CDATA[{_no_end(bad)}]]></text></feedback></answer><answer fraction='0'><text>no</text></answer></question>"
        for name, bad in CLASSES.items()
    )
    return f"<quiz>{questions}</quiz>".encode()


def _no_end(text: str) -> str:
    return text.replace("]]>", "")


def _zip(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that stand twice
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def _link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("a.gift")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def _locked(data: bytes) -> bytes:
    """With the mark of a password in both heads of its first member."""
    made = bytearray(data)
    made[6] |= 1
    made[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


GIFT = b"::q:: Which? {=yes ~no}\n"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
QUIZ = "<quiz><question type='shortanswer'><questiontext><text>&{0};</text></questiontext></question></quiz>"


def archives() -> Iterator[tuple[str, bytes, str]]:
    """Name, bytes, and a word of the reason with which it is refused."""
    for name in ("../a.gift", "/etc/a.gift", "a\\b.gift"):
        yield "a.zip", _zip((name, GIFT)), "leads out"
    yield "a.zip", _zip((_link(), b"/etc/passwd")), "link"
    yield "a.zip", _zip(("a.gift", GIFT), ("a.gift", GIFT)), "two files of the name"
    yield "a.zip", _zip(("a.gift", GIFT), ("b.zip", _zip(("a.gift", GIFT)))), "another archive"
    yield "a.zip", _locked(_zip(("a.gift", GIFT))), "password"
    yield "a.zip", _zip(("a.gift", bytes(40_000_000))), "times as large"
    yield "a.zip", _zip(*((f"{n}.gift", b"") for n in range(5_001))), "the most is 5,000"
    yield "a.zip", _zip(("a.gift", GIFT))[:-40], "damaged"
    for name in ("collection.anki2", "xl/workbook.xml"):
        yield "a.zip", _zip((name, GIFT), ("../b", b"x")), "leads out"
    for declared in (f'<!ENTITY l0 "x">{LAUGHS}', '<!ENTITY l8 SYSTEM "file:///etc/passwd">'):
        yield "a.xml", f"<!DOCTYPE quiz [{declared}]>{QUIZ.format('l8')}".encode(), "entities"
    yield (
        "a.xml",
        f'<!DOCTYPE quiz [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>{QUIZ.format("amp")}'.encode(),
        "entities",
    )
    yield "a.xml", b"<quiz>" + b"<question>" * 100_000, "deep"
    yield "a.csv", f"<html><body><script>{RUN}</script>".encode(), "web page"
    yield "a.png.gift", f"<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>".encode(), "drawing"
    yield "a.gift", b"\x89PNG\r\n\x1a\n" + bytes(40), "picture"
    yield "a.gift", b"%PDF-1.7\n", "PDF"
