"""Plain text and Markdown as HTML: what a page shows."""

import pytest

from webapp.text import block, inline


@pytest.mark.parametrize(
    ("text", "line", "paragraphs"),
    [
        ("", "", ""),
        (" \n\t ", "", ""),
        ("One line", "One line", "<p>One line</p>"),
        ("a\nb", "a<br>b", "<p>a<br>b</p>"),
        ("a\r\nb\rc", "a<br>b<br>c", "<p>a<br>b<br>c</p>"),
        ("a\n\nb\n \n\nc", "a<br><br>b<br> <br><br>c", "<p>a</p><p>b</p><p>c</p>"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("*no* $x$ [a](http://b.c)", "*no* $x$ [a](http://b.c)", "<p>*no* $x$ [a](http://b.c)</p>"),
        ("&amp;", "&amp;amp;", "<p>&amp;amp;</p>"),
    ],
)
def test_plain_text_keeps_its_signs_and_its_line_ends(text: str, line: str, paragraphs: str) -> None:
    assert (inline(text), block(text)) == (line, paragraphs)


def test_an_unknown_format_is_plain_text() -> None:
    assert inline("*a*", "html") == "*a*"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** `c` ~~d~~", "<em>a</em> <strong>b</strong> <code>c</code> <s>d</s>"),
        ("[a](https://b.c/d?e=1&f=2)", "a"),
        ("<https://b.c>", "https://b.c"),
        ("![a *b* c](https://b.c/d.png)", "a *b* c"),
        ("a  \nb", "a<br>\nb"),
        ("# a", "# a"),
        (r"\*a\*", "*a*"),
    ],
)
def test_markdown_in_a_line_has_no_blocks_and_no_links(text: str, html: str) -> None:
    assert inline(text, "markdown") == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("# a", "<p><strong>a</strong></p>"),
        ("- a", "<ul>\n<li>a</li>\n</ul>"),
        ("3. a\n4. b\n5. c", '<ol start="3">\n<li>a</li>\n<li>b</li>\n<li>c</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        (
            "[a](https://b.c)",
            '<p><a href="https://b.c" rel="noopener noreferrer nofollow">a</a></p>',
        ),
        (
            "|a|b|\n|-|-:|\n|1|2|",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
            "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>",
        ),
    ],
)
def test_markdown_in_blocks(text: str, html: str) -> None:
    assert block(text, "markdown") == html


@pytest.mark.parametrize(
    "address", ["/study", "//b.c", "ftp://b.c", "mailto:a@b.c", "javascript:alert(1)", "b.c", "#a"]
)
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    assert block(f"[a]({address})", "markdown") == f"<p>[a]({address})</p>"


def test_characters_that_html_forbids_are_replaced() -> None:
    assert inline("a\x00b\x0bc\x85d\ud800e\ufffff") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"


def test_a_very_long_markdown_text_is_shown_as_written() -> None:
    text = "*a* " * 6000
    assert (inline(text, "markdown"), block(text, "markdown")) == (text.strip(), f"<p>{text.strip()}</p>")
