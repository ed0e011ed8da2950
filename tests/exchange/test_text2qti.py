"""text2qti: every sign of the format, and a file beside the package that is made of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exchange.packages import package
from tests.exchange.test_qti12 import file, item, label, lid, scored
from webapp.exchange import qti12, text2qti
from webapp.exchange.contract import DraftQuestion, Drafts
from webapp.exchange.sniffing import read_file

SOURCE = """\
Quiz title: Rivers
shuffle answers: true

Title: Longest
Points: 2
1.  Which river of *Africa* is
    the longest? Its depth is $d_1$.
... It rises in Burundi.
+   Well known.
-   Look at a map.
*a) The **Nile**
... It has 6,650 km.
b)  The Congo

2.  Which of these flow into the Black Sea?
[*] Danube
[ ] Rhine
[*] Dnieper

3.  The Rhine flows north.
*a) True
b)  False
... Look at Cologne.

4.  What is the root of 2?
=   1.4142 +- 0.0001

5.  How many banks has a river?
=   2

6.  How deep is the lake?
=   [1.25, 1.5]

7.  Which river flows through Rome?
*   Tiber
*   Tevere

8.  Write about a river.
____
"""


def feedback(ident: str, html: str) -> str:
    material = f'<material><mattext texttype="text/html">{escaped(html)}</mattext></material>'
    return f'<itemfeedback ident="{ident}"><flow_mat>{material}</flow_mat></itemfeedback>'


def escaped(html: str) -> str:
    return html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def choices(*texts: str) -> str:
    made = "".join(
        label(str(place), escaped(text)).replace("<mattext>", '<mattext texttype="text/html">')
        for place, text in enumerate(texts, 1)
    )
    return f"<render_choice>{made}</render_choice>"


def equal(value: str) -> str:
    return f'<varequal respident="r">{value}</varequal>'


def between(low: str, high: str) -> str:
    return f'<vargte respident="r">{low}</vargte><varlte respident="r">{high}</varlte>'


def titled(xml: str, ident: str, title: str, points: str) -> str:
    xml = xml.replace('ident="i1" title="Question"', f'ident="{ident}" title="{title}"')
    return xml.replace("<fieldentry>2.0<", f"<fieldentry>{points}<")


TYPED = '<response_str ident="r" rcardinality="Single"><render_fib/></response_str>'
EQUATION = '<img class="equation_image" title="d_1" data-equation-content="d_1" src="/equation_images/d_1">'


def packed() -> bytes:
    """What the program makes of it, for Canvas."""
    first = f"&lt;p&gt;Which river of &lt;em&gt;Africa&lt;/em&gt; is\nthe longest? Its depth is {escaped(EQUATION)}.&lt;/p&gt;"  # noqa: E501
    said = feedback("general_fb", "<p>It rises in Burundi.</p>") + feedback("correct_fb", "<p>Well known.</p>")
    said += feedback("general_incorrect_fb", "<p>Look at a map.</p>") + feedback("1_fb", "<p>It has 6,650 km.</p>")
    several = f"<and>{equal('1')}<not>{equal('2')}</not>{equal('3')}</and>"
    near = f"<or>{equal('1.4142')}<and>{between('1.4141', '1.4143')}</and></or>"
    two = f"<or>{equal('2')}<and>{between('2', '2')}</and></or>"
    numbered: list[tuple[str, str, str, str, str, dict[str, Any]]] = [
        ("Longest", "2", lid(choices("<p>The <strong>Nile</strong></p>", "<p>The Congo</p>")), scored(equal("1")), "multiple_choice", {"stem": first, "more": said}),  # noqa: E501
        ("", "1", lid(choices("<p>Danube</p>", "<p>Rhine</p>", "<p>Dnieper</p>"), cardinality="Multiple"), scored(several), "multiple_answers", {"stem": stem("Which of these flow into the Black Sea?")}),  # noqa: E501
        ("", "1", lid(choices("<p>True</p>", "<p>False</p>")), scored(equal("1")), "true_false", {"stem": stem("The Rhine flows north."), "more": feedback("2_fb", "<p>Look at Cologne.</p>")}),  # noqa: E501
        ("", "1", TYPED, scored(near), "numerical", {"stem": stem("What is the root of 2?")}),
        ("", "1", TYPED, scored(two), "numerical", {"stem": stem("How many banks has a river?")}),
        ("", "1", TYPED, scored(between("1.25", "1.5")), "numerical", {"stem": stem("How deep is the lake?")}),
        ("", "1", TYPED, scored(equal("Tiber") + equal("Tevere")), "short_answer", {"stem": stem("Which river flows through Rome?")}),  # noqa: E501
        ("", "1", "", "", "essay", {"stem": stem("Write about a river.")}),
    ]  # fmt: skip
    items = [
        titled(item(presented, processing, f"{sort}_question", **more), f"i{place}", title or "Question", points)
        for place, (title, points, presented, processing, sort, more) in enumerate(numbered, 1)
    ]
    manifest = b"<manifest><schema>imsqti_xmlv1p2</schema></manifest>"
    return package({"imsmanifest.xml": manifest, "q/q.xml": file(*items, title="Rivers")})


def stem(text: str) -> str:
    return f"&lt;p&gt;{text}&lt;/p&gt;"


def canonical(question: DraftQuestion) -> tuple[Any, ...]:
    return question.kind, question.title, question.topic, question.content


def test_a_source_and_its_package_give_the_same_questions() -> None:
    source, made = read_file(SOURCE.encode(), "rivers.txt"), read_file(packed(), "rivers.zip")
    assert (source.format, made.format) == (text2qti.NAME, qti12.NAME)
    assert (source.errors, made.errors) == ([], [])
    assert [canonical(each) for each in source.questions] == [canonical(each) for each in made.questions]
    assert [each.kind for each in source.questions] == [
        *("choice", "multi_choice", "true_false", "numeric", "numeric", "numeric", "short_answer"),
    ]
    assert (len(source.kept), len(made.kept)) == (1, 1)
    assert source.questions[0].content["explanation"] == "<p>It rises in Burundi.</p><br><p>Well known.</p>"
    assert r"\(d_1\)" in source.questions[0].content["prompt"]


def said(drafts: Drafts) -> list[tuple[str, str, int | None]]:
    ours = ("question.no_explanation", "question.no_why", "question.content")
    return [(each.severity, each.code, each.line) for each in drafts.problems if each.code not in ours]


def one(text: str) -> DraftQuestion:
    drafts = text2qti.read(text)
    assert said(drafts) == []
    [question] = drafts.questions
    return question


A = "*a) yes\nb)  no\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Draw it.\n^^^^\n", [("info", "file.kept", 1)]),
        ("Text title: Read\nText: A long text.\n\n1. Which?\n" + A, [("info", "file.kept", 2)]),
        ("Quiz description: For all\n1. Which?\n" + A, [("info", "text2qti.setting", 1)]),
        ("show correct answers: true\n1. Which?\n" + A, [("info", "text2qti.setting", 1)]),
        ("% a remark\nCOMMENT\n1. Not this\nEND_COMMENT\n1. Which?\n" + A, []),
        ("COMMENT\n1. Which?\n" + A, [("error", "text2qti.comment", 1)]),
        ("GROUP\npick: 1\npoints per question: 3\n\n1. Which?\n" + A + "END_GROUP\n", [("info", "text2qti.group", 1)]),
        (
            "GROUP\npick: x\n\n1. Which?\n" + A,
            [("error", "text2qti.group", 1), ("warning", "text2qti.pick", 2)],
        ),
        ("1. Which?\n" + A + "END_GROUP\n", [("error", "text2qti.group", 4)]),
        ("1. Which?\n", [("error", "text2qti.answers", 1)]),
        ("1. Which?\n*a) yes\n[*] no\n", [("error", "text2qti.answers", 1)]),
        ("1. Which?\na) yes\nb) no\n", [("error", "text2qti.right", 1)]),
        ("1. Which?\n*a) yes\n*b) no\n", [("error", "text2qti.right", 1)]),
        ("1. How many?\n= many\n", [("error", "text2qti.number", 2)]),
        ("1. Which?\nmore words\n" + A + "\n2. Why?\n" + A, [("error", "text2qti.sign", 2)]),
        ("a word alone\n\n1. Why?\n" + A, [("error", "text2qti.no_question", 1)]),
        ("   further in\n\n1. Why?\n" + A, [("error", "text2qti.indent", 1)]),
        ("```{.python .run}\nprint(1)\n```\n", [("warning", "text2qti.code", 1), ("error", "text2qti.indent", 1)]),
    ],
)
def test_what_is_read_kept_and_wrong_has_its_line(text: str, expected: list[tuple[str, str, int | None]]) -> None:
    assert said(text2qti.read(text))[: len(expected)] == expected


def test_a_group_counts_its_questions_and_gives_them_their_points() -> None:
    drafts = text2qti.read(
        "GROUP\npick: 1\npoints per question: 3\n\n1. Which?\n" + A + "\n2. Why?\n" + A + "END_GROUP"
    )
    [group] = [each for each in drafts.problems if each.code == "text2qti.group"]
    assert group.message == "The quiz draws 1 of the 2 questions of this group; here all of them are taken."
    assert [each.content["points"] for each in drafts.questions] == [3.0, 3.0]


def test_indented_lines_go_on_and_code_is_no_sign() -> None:
    found = one("1.  What is printed?\n\n    ```\n    1. x\n    *a) y\n    ```\n*a) 1\n\n    and more\nb)  2\n")
    assert found.content["format"] == "html"
    assert found.content["prompt"] == "<p>What is printed?</p> <pre><code>1. x\n*a) y\n</code></pre>"
    assert found.content["options"][0]["text"] == "<p>1</p> <p>and more</p>"


def test_html_becomes_markdown_or_text_with_a_word() -> None:
    text = '1. H<sub>2</sub>O<br>is <b>wet</b>, <u>not</u> dry: `<u>`\n*a) <img src="a.png" alt="A well">\nb) no\n'
    drafts = text2qti.read(text)
    assert said(drafts) == [("warning", "file.picture", 1), ("warning", "markdown.html", 1)]
    [question] = drafts.questions
    assert question.content["prompt"] == (
        "<p>H₂O<br> is <strong>wet</strong>, &lt;u&gt;not&lt;/u&gt; dry: <code>&lt;u&gt;</code></p>"
    )
    assert "A well" in question.content["options"][0]["text"]


def test_a_percentage_is_the_margin_that_a_package_has() -> None:
    [answer] = one("1. How many?\n= 200 +- 1%\n").content["answers"]
    assert (answer["value"], answer["amount"], answer["low"], answer["high"]) == ("200", "2", "198", "202")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("1. Which?\na) yes\n", True),
        ("Quiz title: x\n", True),
        ("1. Which?\n[ ] yes\n", True),
        ("1. Which?\na. yes\n*b. no\n", False),
        ("Type: MR\n1. Which?\na) yes\n*b) no\n", False),
        ("```\n1. Which?\na) yes\n```\n", False),
        ("1. First\n2. Second\n", False),
    ],
)
def test_what_is_recognised(text: str, is_one: bool) -> None:
    assert text2qti.looks_like(text) is is_one
