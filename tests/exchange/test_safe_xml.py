"""XML from strangers: strict, mended, refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.exchange.safe_xml import DEEPEST, Xml, line_of, read_xml

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]>
<a>&c;</a>"""


def codes(xml: Xml) -> list[tuple[str, int | None]]:
    return [(flaw.code, flaw.line) for flaw in xml.flaws]


def test_elements_know_the_line_in_which_they_begin() -> None:
    xml = read_xml(b"<?xml version='1.0'?>\n<a>\n\n  <b\n x='1'/>\n</a>")
    assert xml.root is not None
    assert (line_of(xml.root), [line_of(each) for each in xml.root], xml.flaws) == (2, [4], [])


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://example.org/x.dtd"> %x;]><a/>',
        '<!DOCTYPE a [<!ENTITY unused "x">]><a>&amp; broken <</a>',
    ],
)
def test_s34_entities_are_refused_and_not_tried_again(text: str) -> None:
    xml = read_xml(text.encode())
    assert (xml.root, codes(xml)) == (None, [("xml.entities", None)])


def test_s34_a_document_type_that_points_elsewhere_is_not_fetched() -> None:
    xml = read_xml(b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a><b/></a>')
    assert xml.root is not None
    assert (len(xml.root), xml.flaws) == (1, [])


def test_s34_elements_that_stand_too_deep_are_refused() -> None:
    deep = DEEPEST + 1
    xml = read_xml(b"<a>" * deep + b"</a>" * deep)
    assert (xml.root, codes(xml)) == (None, [("xml.deep", None)])
    assert read_xml(b"<a>" * DEEPEST + b"</a>" * DEEPEST).root is not None


@pytest.mark.parametrize(
    ("text", "said", "inside"),
    [
        ("<a>\nR&D</a>", ("xml.repaired", 2), "R&D"),
        ("<a>\n1 < 2</a>", ("xml.repaired", 2), "1 < 2"),
        ("<a>\nx&nbsp;y &uuml; &amp;</a>", ("xml.repaired", 2), "x\xa0y ü &"),
        ("Exported by hand\n<a>\nx</a>", ("xml.repaired", 1), "x"),
        ("<?xml version='1.0' encoding='nonsense'?><a>ü</a>", None, "ü"),
        ("<a>&<![CDATA[R&D <b> &nbsp;]]></a>", ("xml.repaired", 1), "&R&D <b> &nbsp;"),
    ],
)
def test_common_slips_are_mended_and_named(text: str, said: tuple[str, int] | None, inside: str) -> None:
    xml = read_xml(text.encode())
    assert xml.root is not None
    assert (xml.root.text or "").strip() == inside
    assert codes(xml)[:1] == ([said] if said else [])


def test_the_lines_of_a_mended_file_are_those_of_the_file() -> None:
    xml = read_xml(b"words\nin front\n<a>\n<b>R&D</b>\n</a>")
    assert xml.root is not None
    assert [line_of(each) for each in xml.root] == [4]


def test_what_cannot_be_recovered_says_where_it_breaks() -> None:
    xml = read_xml(b"\n<!-- x")
    assert (xml.root, codes(xml)) == (None, [("xml.broken", 2)])


@pytest.mark.parametrize(
    ("text", "inside", "said"),
    [
        ("<a>\n<b>x</c>\n</a>", "\nx\n", [("xml.recovered", 2)]),
        ("<a>\n<b y>x</b>\n</a>", "\nx\n", [("xml.recovered", 2)]),
        ("<a>R&D\n<b y>x</b></a>", "R&D\nx", [("xml.repaired", 1), ("xml.recovered", 2)]),
        ("<a>R&D<b>x</b></a>", "R&Dx", [("xml.repaired", 1)]),
        ("<a>1<!-- c -->2<b>3</b>4<?p?>5</c></a>", "12345", [("xml.recovered", 1)]),
    ],
)
def test_a_last_try_recovers_what_it_can_and_asks_for_a_look(
    text: str, inside: str, said: list[tuple[str, int | None]]
) -> None:
    xml = read_xml(text.encode())
    assert xml.root is not None
    assert ("".join(xml.root.itertext()), codes(xml)) == (inside, said)
    assert xml.is_recovered is (said[-1][0] == "xml.recovered")
    assert all(flaw.severity == "warning" for flaw in xml.flaws)


def test_recovered_elements_know_their_line_too() -> None:
    xml = read_xml(b"<a>\n<b x>\n</b>\n<c/></a>")
    assert xml.root is not None
    assert [line_of(each) for each in xml.root.iter()] == [1, 2, 4]


def test_only_the_first_of_many_errors_are_named() -> None:
    xml = read_xml(b"<a>" + b"<b x>1</b>\n" * 30 + b"</a>")
    assert len(xml.flaws) == 21
    assert xml.flaws[-1].message == "The file is no proper XML in 30 lines; the first 20 are named."


@pytest.mark.parametrize("text", ["<a x>&b;</a>", "<a><b></a>"])
def test_s34_what_was_refused_is_not_recovered(text: str) -> None:
    """The strict parser stumbles before it comes to the entities, which stand behind the error."""
    xml = read_xml(f"<a x>\n<!DOCTYPE a [<!ENTITY b 'lol'>]>{text}".encode())
    assert (xml.root, codes(xml)) == (None, [("xml.entities", None)])


def test_s34_recovered_elements_that_stand_too_deep_are_refused() -> None:
    xml = read_xml(b"<a>" * (DEEPEST + 1) + b"</b>" + b"</a>" * (DEEPEST + 1))
    assert (xml.root, codes(xml)) == (None, [("xml.deep", None)])


def test_control_characters_are_dropped_with_a_word() -> None:
    xml = read_xml(b"<a>\nx\x01y</a>")
    assert xml.root is not None
    assert (xml.root.text, codes(xml), xml.is_recovered) == ("\nxy", [("xml.repaired", 2)], False)


def test_a_mended_file_keeps_the_encoding_that_it_names() -> None:
    xml = read_xml("<?xml version='1.0' encoding='koi8-r'?><a>Нет & да</a>".encode("koi8-r"))
    assert xml.root is not None
    assert (xml.root.text, codes(xml)) == ("Нет & да", [("xml.repaired", 1)])


def test_letters_of_an_encoding_that_the_file_names() -> None:
    xml = read_xml("<?xml version='1.0' encoding='ISO-8859-1'?><a>Grün</a>".encode("latin-1"))
    assert xml.root is not None
    assert xml.root.text == "Grün"


@given(st.text(alphabet="<>/a&;!-[]CDT=\"' x?\n", max_size=80))
def test_nothing_makes_it_stumble(text: str) -> None:
    read_xml(text.encode())
    read_xml(f"<quiz>{text}</quiz>".encode())
