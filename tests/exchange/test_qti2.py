"""QTI 2.1 to 3.0: the same items in both spellings, packages, and what is kept as it is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.packages import package
from webapp.exchange import qti2
from webapp.exchange.contract import DraftQuestion, Drafts
from webapp.exchange.sniffing import read_file

_UPPER = re.compile(r"([A-Z])")
_WORD = re.compile(r"(</?)([a-z]+[A-Z]\w*|prompt|value|mapping)|\b([a-z]+[A-Z]\w*)=")


def as_three(text: str) -> str:
    """The item as version 3 spells it."""

    def spelled(found: re.Match[str]) -> str:
        hyphened = _UPPER.sub(lambda upper: "-" + upper[1].lower(), found[2] or found[3])
        return f"{found[1]}qti-{hyphened}" if found[2] else f"{hyphened}="

    return _WORD.sub(spelled, text)


def item(key: str, body: str, more: str = "", attributes: str = "") -> str:
    return (
        f'<assessmentItem identifier="i1" title="A title"{attributes}>{key}'
        f"<itemBody>{body}</itemBody>{more}</assessmentItem>"
    )


def key(*values: str, cardinality: str = "single", base: str = "identifier", mapping: str = "", name: str = "R") -> str:
    correct = "".join(f"<value>{value}</value>" for value in values)
    declared = f"<correctResponse>{correct}</correctResponse>" if values else ""
    inside = f"{declared}<mapping>{mapping}</mapping>" if mapping else declared
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">{inside}'
        "</responseDeclaration>"
    )


def choices(*pairs: tuple[str, str], name: str = "simpleChoice") -> str:
    return "".join(f'<{name} identifier="{ident}">{text}</{name}>' for ident, text in pairs)


def interaction(name: str, inside: str = "", attributes: str = "", who: str = "R") -> str:
    return f'<{name} responseIdentifier="{who}"{attributes}>{inside}</{name}>'


ABC = choices(("A", "a"), ("B", "b <em>and</em> more"), ("C", "c"))
CHOICE = interaction("choiceInteraction", f"<prompt>Which?</prompt>{ABC}", ' maxChoices="1" shuffle="true"')


@pytest.fixture(params=["2", "3"])
def spelling(request: pytest.FixtureRequest) -> Any:
    return as_three if request.param == "3" else str


def one(text: str) -> DraftQuestion:
    drafts = qti2.read(text.encode())
    assert drafts.errors == []
    [found] = drafts.questions
    return found


def said(drafts: Drafts) -> list[tuple[str, str]]:
    codes = ("question.content", "question.no_why", "question.no_explanation")
    return [(each.severity, each.code) for each in drafts.problems if each.code not in codes]


def test_a_choice_with_a_passage_and_feedback(spelling: Any) -> None:
    feedback = '<feedbackInline identifier="A" outcomeIdentifier="F">Yes.</feedbackInline>'
    body = "<rubricBlock><p>Read this.</p></rubricBlock>" + CHOICE.replace(">a<", f">a{feedback}<")
    modal = '<modalFeedback identifier="x" outcomeIdentifier="F"><p>Because.</p></modalFeedback>'
    found = one(spelling(item(key("A"), body, modal)))
    assert (found.kind, found.external_id, found.title) == ("choice", "i1", "A title")
    assert found.content["prompt"] == "<p>Read this.</p><p>Which?</p>"
    assert [(each["text"], each["right"], each["why"]) for each in found.content["options"]] == [
        ("a", True, "Yes."),
        ("b <em>and</em> more", False, ""),
        ("c", False, ""),
    ]
    assert (found.content["shuffle"], found.content["explanation"]) == (True, "<p>Because.</p>")


def test_points_of_several_answers_become_weights(spelling: Any) -> None:
    points = "".join(
        f'<mapEntry mapKey="{ident}" mappedValue="{value}"/>' for ident, value in (("A", "1"), ("B", "-1"), ("C", "3"))
    )
    body = interaction("choiceInteraction", ABC, ' maxChoices="0"')
    found = one(spelling(item(key("A", "C", cardinality="multiple", mapping=points), f"<p>Which?</p>{body}")))
    assert [(each["right"], each["weight"]) for each in found.content["options"]] == [
        (True, 0.25),
        (False, -0.25),
        (True, 0.75),
    ]
    assert (found.kind, found.content["shuffle"]) == ("multi_choice", False)


def test_true_and_false(spelling: Any) -> None:
    body = interaction("choiceInteraction", choices(("t", "True"), ("f", "False")), ' maxChoices="1"')
    found = one(spelling(item(key("f"), f"<p>So it is.</p>{body}")))
    assert (found.kind, [each["id"] for each in found.content["options"] if each["right"]]) == ("true_false", ["false"])


def test_words_and_numbers_that_are_typed(spelling: Any) -> None:
    entry = interaction("textEntryInteraction")
    points = '<mapEntry mapKey="York" mappedValue="1"/><mapEntry mapKey="york" mappedValue="0.5"/>'
    found = one(spelling(item(key("York", base="string", mapping=points), f"<p>Where is {entry} the king?</p>")))
    assert (found.kind, found.content["prompt"]) == ("short_answer", "Where is _____ the king?")
    assert [(each["text"], each["weight"]) for each in found.content["accept"]] == [("York", 1.0), ("york", 0.5)]
    found = one(spelling(item(key("42", base="integer"), f"<p>How many? {entry}</p>")))
    assert (found.kind, found.content["prompt"], found.content["answers"][0]["value"]) == ("numeric", "How many?", "42")


def test_several_gaps_are_a_cloze(spelling: Any) -> None:
    inline = choices(("G", "Gloucester"), ("Y", "York"), name="inlineChoice")
    chosen, typed = interaction("inlineChoiceInteraction", inline), interaction("textEntryInteraction", who="S")
    body = f"<p>Son of {chosen} in {typed}.</p>"
    found = one(spelling(item(key("Y") + key("1483", base="string", name="S"), body)))
    assert (found.kind, found.content["text"]) == ("cloze", "Son of {1} in {2}.")
    first, second = found.content["gaps"]
    assert (first["options"], first["accept"][0]["text"]) == (["Gloucester", "York"], "York")
    assert (second["options"], second["accept"][0]["text"]) == ([], "1483")


def test_orders_and_pairs(spelling: Any) -> None:
    found = one(
        spelling(item(key("C", "A", "B", cardinality="ordered"), interaction("orderInteraction", ABC) + "<p>P</p>"))
    )
    assert [each["text"] for each in found.content["items"]] == ["c", "a", "b <em>and</em> more"]
    lefts = choices(("1", "one"), ("2", "two"), name="simpleAssociableChoice")
    rights = choices(("x", "X"), ("y", "Y"), ("z", "Z"), name="simpleAssociableChoice")
    sets = f"<simpleMatchSet>{lefts}</simpleMatchSet><simpleMatchSet>{rights}</simpleMatchSet>"
    body = interaction("matchInteraction", f"<prompt>Match.</prompt>{sets}")
    found = one(spelling(item(key("1 y", "2 x", cardinality="multiple", base="directedPair"), body)))
    assert [(each["left"], each["right"]) for each in found.content["pairs"]] == [("one", "Y"), ("two", "X")]
    assert [each["text"] for each in found.content["choices"]] == ["Y", "X", "Z"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (item(key("A"), CHOICE, attributes=' adaptive="true"'), "It changes while it is answered"),
        (item(key("A") + '<templateDeclaration identifier="T"/>', CHOICE), "or is computed"),
        (item(key(), CHOICE), "No answer is marked as right."),
        (item(key("A"), "<p>Only a text</p>"), "nothing to answer"),
        (item(key("A"), interaction("extendedTextInteraction")), "could be marked"),
        (item(key("A"), interaction("hotspotInteraction")), "“hotspotInteraction” cannot be asked here."),
        (item(key("A"), CHOICE + CHOICE), "several parts of different sorts"),
        (item(key("A", cardinality="ordered"), interaction("orderInteraction", ABC)), "name each part once"),
    ],
)
def test_what_cannot_be_asked_is_kept_whole_and_named(text: str, why: str, spelling: Any) -> None:
    drafts = qti2.read(spelling(text).encode())
    assert (drafts.questions, said(drafts)) == ([], [("info", "file.kept")])
    assert why in next(each.message for each in drafts.problems if each.code == "file.kept")
    assert "title" in drafts.kept[0].raw


def test_rules_of_its_own_for_marking_are_named() -> None:
    rules = "<responseProcessing><responseCondition/></responseProcessing>"
    assert said(qti2.read(item(key("A"), CHOICE, rules).encode())) == [("info", "qti.scoring")]


def test_a_package_reads_each_item_under_an_id_of_its_own() -> None:
    manifest = b"<manifest><resource type='imsqti_item_xmlv2p1'/></manifest>"
    single = item(key("A"), CHOICE).encode()
    data = package({"imsmanifest.xml": manifest, "a.xml": single, "b.xml": single, "test.xml": b"<assessmentTest/>"})
    drafts = read_file(data, "package.zip")
    assert (drafts.format, [each.external_id for each in drafts.questions]) == ("qti2", ["i1", "b.xml/i1"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<assessmentTest/>", "qti.root"),
        (b"<!-- <assessmentItem>", "xml.broken"),
        (package({"imsmanifest.xml": b"<manifest/>"}), "file.empty"),
        (package({"/x.xml": b"x"}), "zip.name"),
    ],
)
def test_what_is_something_else_is_refused(data: bytes, code: str) -> None:
    assert [each.code for each in qti2.read(data).errors] == [code]


PARTS = [
    CHOICE,
    key("A"),
    interaction("textEntryInteraction"),
    interaction("matchInteraction"),
    "<rubricBlock/>",
    "text",
]


@given(st.lists(st.sampled_from(PARTS), max_size=6), st.booleans())
def test_no_mixture_makes_it_stumble(parts: list[str], is_three: bool) -> None:
    text = item("".join(parts), "".join(parts))
    qti2.read((as_three(text) if is_three else text).encode())


def listing(*resources: tuple[str, str]) -> bytes:
    made = "".join(
        f'<resource type="{sort}" href="{href}"><file href="{href}"/></resource>' for sort, href in resources
    )
    schema = "http://www.imsglobal.org/xsd/imsqti_v2p1"
    return f'<manifest xmlns="{schema}">\n<resources>{made}</resources></manifest>'.encode()


@pytest.mark.parametrize(
    ("resources", "errors"),
    [
        ([("imsqti_item_xmlv2p1", "my%20item.xml"), ("webcontent", "style.css")], []),
        (
            [("imsqti_item_xmlv2p1", "gone.xml"), ("imsqti_item_xmlv2p1", "http://example.org/x.xml")],
            ["package.missing"],
        ),
        ([("webcontent", "../other.xml"), ("imsqti_item_xmlv2p1", "my%20item.xml")], ["package.href"]),
        ([("webcontent", "%2e%2e/other.xml")], ["package.href"]),
    ],
)
def test_s33_the_list_of_a_package_is_held_against_what_is_in_it(
    resources: list[tuple[str, str]], errors: list[str]
) -> None:
    item_xml = item(key("A"), CHOICE).encode()
    drafts = read_file(package({"imsmanifest.xml": listing(*resources), "my item.xml": item_xml}), "x.zip")
    assert ([each.code for each in drafts.errors], len(drafts.questions)) == (
        errors,
        0 if "package.href" in errors else 1,
    )


def test_a_part_that_belongs_to_several_others_is_kept() -> None:
    sides = "".join(
        f"<simpleMatchSet>{choices(*pairs, name='simpleAssociableChoice')}</simpleMatchSet>"
        for pairs in ((("A", "a"), ("B", "b")), (("X", "x"), ("Y", "y")))
    )
    pairs = "".join(f'<mapEntry mapKey="{pair}" mappedValue="1"/>' for pair in ("A X", "A Y", "B Y"))
    drafts = qti2.read(item(key(mapping=pairs, base="directedPair"), interaction("matchInteraction", sides)).encode())
    assert (drafts.questions, [each.message for each in drafts.problems]) == (
        [],
        ["A part of it belongs to several others."],
    )
