"""Nothing that an author writes runs in a reader's browser (security S29, S31), nor keeps the server busy."""

import time
from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.html import read_strictly
from webapp.text import block, inline
from webapp.text.markdown import markdown_line, markdown_paragraphs
from webapp.text.sanitising import _ATTRIBUTES, _BLOCKS, _MATHEMATICS, _PHRASING, safe_line, safe_paragraphs
from webapp.text.simplified import simplified

LINE_TAGS = (
    _PHRASING - {"img", "audio"} | {f"{{http://www.w3.org/1998/Math/MathML}}{tag}" for tag in _MATHEMATICS} | {"i"}
)
BLOCK_TAGS = LINE_TAGS | _BLOCKS
ATTRIBUTES = {name for names in _ATTRIBUTES.values() for name in names} | {"lang", "dir", "rel"}

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math href='javascript:alert(1)'>x</math>",
    "<style>@import 'http://b.c'</style>",
    "<details open ontoggle=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "</p></article></main><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<x/onclick=alert(1)>a",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[a](vbscript:x)",
    "<javascript:alert(1)>",
    '[a](https://b.c/"onmouseover=alert(1)//)',
    "[a](https://b.c 'x\" onmouseover=\"alert(1)')",
    "[a]\n\n[a]: javascript:alert(1)",
    "![a](javascript:alert(1))",
    '![a" onerror="alert(1)](https://b.c/x.png)',
    '```"><script>alert(1)</script>\nx\n```',
    "`<script>alert(1)</script>`",
    "|<script>alert(1)</script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\href{https://b.c}{x}$",
    r"$\url{javascript:alert(1)}$",
    r"$\includegraphics{x.png}$",
    r"$\text{<script>alert(1)</script>}$",
    r"$\text{</math><img src=x onerror=alert(1)>}$",
    r"$\text{&lt;script&gt;alert(1)&lt;/script&gt;}$",
    r"$\mbox{<svg onload=alert(1)>}$",
    r"$\style{background:url(https://b.c)}{x}$",
    r"$\class{sheet}{x}$",
    r"$<img src=x onerror=alert(1)>$",
    r"$$\unicode{x3c}script\unicode{x3e}$$",
    r"$\left<script\right>$",
]


def elements(html: str) -> list[Element]:
    """All elements of the strictly parsed HTML, without the fragment that holds them."""
    return list(read_strictly(html, is_fragment=True).iter())[1:]


def assert_inert(html: str, tags: set[str]) -> None:
    found = elements(html)
    assert {str(element.tag) for element in found} - tags == set()
    assert {name for element in found for name in element.attrib} - ATTRIBUTES == set()
    links = [element.get("href", "") for element in found if "href" in element.attrib]
    assert [link for link in links if not link.startswith(("http://", "https://"))] == []
    assert {element.tag for element in found if "href" in element.attrib} <= {"a"}


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("form", ["plain", "markdown"])
def test_s29_no_payload_becomes_more_than_text(payload: str, form: str) -> None:
    words = {"script": "la", "alert": 'la" onclick="alert(1)', "onerror": "la"}
    assert_inert(inline(payload, form, words), LINE_TAGS - {"a"})
    assert_inert(block(payload, form, words), BLOCK_TAGS)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_s29_plain_text_shows_the_payload_as_it_was_written(payload: str) -> None:
    assert "".join(read_strictly(inline(payload.replace("\n", " ")), is_fragment=True).itertext()) == payload.replace(
        "\n", " "
    )


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (r"\href{javascript:alert(1)}{x}", "<mrow><mrow><mi>x</mi></mrow></mrow>"),
        (r"\includegraphics{x}", r"<mi>\includegraphics</mi><mrow><mi>x</mi></mrow>"),
        (r"\text{<b>}", "<mtext>&lt;b&gt;</mtext>"),
    ],
)
def test_s31_commands_with_addresses_are_inert(source: str, html: str) -> None:
    assert inline(f"${source}$", "markdown") == f'<math display="inline"><mrow>{html}</mrow></math>'


def test_s31_what_goes_round_the_first_line_of_defence_is_stopped_by_the_second() -> None:
    html = '<p onclick="a">a<script>b</script><a href="javascript:c" style="d">e</a><img src="f"><!-- g --></p>'
    assert safe_paragraphs(html) == '<p>a<a rel="noopener noreferrer nofollow">e</a></p>'
    assert safe_line(html) == "ae"


HELD = "media:" + "0f" * 16


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        (f'<img alt="a &lt; b" src="{HELD}.png" onerror="x" style="y">', f'<img alt="a &lt; b" src="{HELD}.png">'),
        (f'<audio src="{HELD}.mp3" autoplay controls></audio>', f'<audio src="{HELD}.mp3"></audio>'),
        ('<img src="http://b.c/d.png" alt="a &lt;b&gt;">', "a &lt;b&gt;"),
        (f'<img src="{HELD}.png?d" alt="a"><img src="{HELD}"><img src="media:x.png">', "a"),
        ('<img alt="&quot; src=x" src="data:image/png;base64,AA">', '" src=x'),
        ('<audio src="https://b.c/d.mp3">a<script>b</script></audio>', "a"),
        (f'<a href="{HELD}.png">b</a>', '<a rel="noopener noreferrer nofollow">b</a>'),
        (f'<a href=" MEDIA\n:{HELD}">b</a>', '<a rel="noopener noreferrer nofollow">b</a>'),
        (f'<video src="{HELD}.mp4">b</video><p src="{HELD}.png">c</p>', "b<p>c</p>"),
    ],
)
def test_s29_only_pictures_and_sounds_that_are_kept_here_stay(html: str, safe: str) -> None:
    assert safe_paragraphs(html) == safe


LINK = '<a href="{}" rel="noopener noreferrer nofollow">b</a>'


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://c.d/e?f&amp;g", "https://c.d/e?f&amp;g"),
        (" &#1;HTTP://c.d\n", "HTTP://c.d"),
        ("https://c.d/\u00a0e", "https://c.d/&nbsp;e"),
        ("\u00a0https://c.d", ""),  # no browser takes that space for nothing: it would lead into this site
        ("/study", ""),
        ("//c.d", ""),
        ("https:c.d", ""),
        ("https:///c.d", ""),
        ("https:/\\c.d", ""),
        ("https://c.d/\te", ""),
        ("java&#1;script:f()", ""),
        ("mailto:c@d.e", ""),
        ("#c", ""),
        ("", ""),
    ],
)
def test_s29_a_link_of_html_leads_to_the_web_or_nowhere(address: str, kept: str) -> None:
    safe = LINK.format(kept) if kept else LINK.replace(' href="{}"', "")
    assert safe_paragraphs(f'<a href="{address}">b</a>') == safe


def test_the_name_and_the_foot_of_a_table_stay_in_it() -> None:
    """Words that lost their element would stand before the table when a browser has read it."""
    table = "<table><caption>{}a</caption><tfoot><tr><td>b</td></tr></tfoot></table>"
    assert safe_paragraphs(table.format("<script>c</script>")) == table.format("")
    assert inline(table.format(""), "html") == "a b"
    assert simplified(table.format("<span>")).html == table.format("")


def test_no_sign_that_html_forbids_comes_back_by_its_number() -> None:
    assert block("a&#1;b&#x7f;", "html") == inline("a&#1;b&#x7f;", "html") == "a\ufffdb\ufffd"


BOMBS = {
    "stars": "*" * 10_000,
    "strong": "**a " * 2_500,
    "mixed": "*_" * 2_500 + "a" + "_*" * 2_500,
    "nested": "*a **a " * 700 + "b** b*" * 500,
    "strike": "~~a " * 2_500,
    "brackets": "[" * 10_000,
    "pictures": "![" * 5_000,
    "links": "[a](" * 2_500,
    "good links": "[a](http://x) " * 700,
    "quotes": "> " * 5_000,
    "lists": "- " * 5_000,
    "ticks": "".join("`" * count + " " for count in range(1, 140)),
    "entities": "&" * 10_000,
    "autolinks": "<" * 10_000,
    "table": "|a" * 2_500 + "\n" + "|-" * 2_500,
    "formulas": "$x+y$ " * 1_600,
    "dollars": "$" * 10_000,
    "unclosed formulas": "$a " * 3_300,
    "fractions": "$" + r"\frac{" * 1_100 + "1" + "}{2}" * 300 + "$",
    "many fractions": ("$" + r"\frac{" * 20 + "1" + "}{2}" * 20 + "$ ") * 48,
    "roots": "$" + r"\sqrt{" * 1_400 + "1" + "}" * 1_400 + "$",
    "macros": "$"
    + r"\def\a{xx}"
    + "".join(rf"\def\{b}{{\{a}\{a}}}" for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + r"\j$",
    "backslashes": "\\" * 10_000,
}


@pytest.mark.slow  # S31 names its own ceiling: 200 ms for 10 kB
@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("render", [markdown_line, markdown_paragraphs])
def test_s31_ten_kilobytes_of_anything_render_in_200_ms(name: str, render: Callable[[str], str]) -> None:
    bomb = BOMBS[name][:10_240]
    clean = safe_line if render is markdown_line else safe_paragraphs
    render("*warm* $u^p$")
    began = time.process_time()
    html = clean(render(bomb))
    taken = time.process_time() - began
    assert (taken < 0.2, len(html) < 40 * len(bomb)) == (True, True)


MARKUP = st.text(st.sampled_from("*_`~[]()!<>&$\\{}^\"'#|-:\n 1ax/"), max_size=80)


@given(MARKUP | st.text(max_size=80))
def test_whatever_is_written_the_html_is_sound(text: str) -> None:
    assert_inert(inline(text, "markdown"), LINE_TAGS)
    assert_inert(block(text, "markdown"), BLOCK_TAGS)
    assert_inert(inline(text), {"br"})
    assert_inert(block(text), {"br", "p"})
