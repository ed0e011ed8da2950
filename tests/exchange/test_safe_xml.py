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


def test_what_cannot_be_mended_says_where_it_breaks() -> None:
    xml = read_xml(b"<a>\n<b>\n</a>")
    assert (xml.root, codes(xml)) == (None, [("xml.broken", 3)])


def test_letters_of_an_encoding_that_the_file_names() -> None:
    xml = read_xml("<?xml version='1.0' encoding='ISO-8859-1'?><a>Grün</a>".encode("latin-1"))
    assert xml.root is not None
    assert xml.root.text == "Grün"


@given(st.text(alphabet="<>/a&;!-[]CDT=\"' x?\n", max_size=80))
def test_nothing_makes_it_stumble(text: str) -> None:
    read_xml(text.encode())
    read_xml(f"<quiz>{text}</quiz>".encode())
