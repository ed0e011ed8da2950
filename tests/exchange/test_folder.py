"""Archives of files: each is read by itself, and what is none of ours is named."""

from __future__ import annotations

from tests.exchange.bank_texts import three
from tests.exchange.packages import package
from webapp.exchange.contract import Drafts
from webapp.exchange.media import key_of
from webapp.exchange.sniffing import read_file

PNG = b"\x89PNG\r\n\x1a\n a picture"
AIKEN = b"Which?\nA) a1\nB) b1\nANSWER: B\n"
GIFT = b"// [id:q1]\nWhich one?{=a ~b}\n"


def said(drafts: Drafts) -> list[tuple[str, str, str, int | None]]:
    found = [each for each in drafts.problems if not each.code.startswith("question.no_")]
    return [(each.severity, each.code, each.member, each.line) for each in found]


def test_each_file_is_read_as_its_own_and_the_others_are_named() -> None:
    members = {
        "week/1.txt": AIKEN,
        "week/2.gift": GIFT + b"\nHow?{=a",
        "week/again.gift": GIFT,
        "readme.md": b"Only words.",
        "photo.png": b"\x89PNG\r\n",
        "more.docx": package({"word/document.xml": b"x"}),
        "__MACOSX/x": b"x",
        ".DS_Store": b"x",
        "empty/": b"",
    }
    drafts = read_file(package(members), "folder.zip")
    assert drafts.format == "folder"
    assert [each.content["prompt"] for each in drafts.questions] == ["Which?", "Which one?", "Which one?"]
    assert [each.external_id for each in drafts.questions] == ["", "q1", "week/again.gift/q1"]
    assert drafts.questions[2].sibling_key == "week/again.gift/q1"
    assert said(drafts) == [
        ("error", "gift.brace", "week/2.gift", 4),
        ("info", "file.member", "readme.md", None),
        ("info", "file.member", "more.docx", None),
        ("info", "file.unused", "", None),
    ]
    assert all(each.hint for each in drafts.problems)


def test_a_bank_alone_is_read_as_by_itself_and_beside_others_without_its_facts() -> None:
    alone, bank = read_file(package({"bank.yaml": three().encode()}), "x.zip"), read_file(three().encode(), "bank.yaml")
    assert (alone.format, alone.questions, alone.bank) == ("bank", bank.questions, bank.bank)
    drafts = read_file(package({"a.txt": AIKEN, "bank.yaml": three().encode()}), "x.zip")
    assert (len(drafts.questions), said(drafts)) == (4, [("info", "file.member", "bank.yaml", None)])
    assert {each.fact for each in drafts.questions} == {None}


def test_a_bank_with_its_pictures() -> None:
    png, other = b"\x89PNG\r\n\x1a\n a picture", b"\x89PNG\r\n\x1a\n another"
    key = key_of(other)
    text = (
        "bank: b\ntitle: B\nquestions:\n"
        "  - {id: q1, kind: self_graded, format: markdown, prompt: '![a map](map.png)', "
        f"answer: '![x](media:{key}.png)'}}\n"
        '  - {id: q2, kind: self_graded, format: html, prompt: \'<img src="no.png" alt="N">what?\', answer: b}\n'
    )
    drafts = read_file(package({"bank.yaml": text.encode(), "img/map.png": png, f"media/{key}.png": other}), "x.zip")
    assert [each.content["prompt"] for each in drafts.questions] == [
        f"![a map](media:{key_of(png)}.png)",
        '<img src="no.png" alt="N">what?',
    ]
    assert {file.data for file in drafts.media.values()} == {png, other}
    [missing] = [each for each in drafts.problems if each.code == "file.picture"]
    assert (missing.question, missing.field) == ("q2", "no.png")


def test_a_folder_without_questions_is_refused() -> None:
    drafts = read_file(package({"a.txt": b"Words.", "b.txt": b""}), "x.zip")
    assert said(drafts) == [
        ("info", "file.member", "a.txt", None),
        ("info", "file.member", "b.txt", None),
        ("error", "file.empty", "", None),
    ]
    assert drafts.problems[-1].message == "This is a packed folder, and no file in it holds questions: a.txt, b.txt."


def test_s33_an_archive_that_leads_out_of_itself_is_refused_whole() -> None:
    assert said(read_file(package({"../a.txt": AIKEN}), "x.zip")) == [("error", "zip.name", "", None)]
    nested = package({"a.txt": AIKEN, "b.zip": b"x"})
    assert said(read_file(nested, "x.zip")) == [("error", "zip.nested", "", None)]


def test_a_file_of_an_archive_shows_what_lies_in_its_own_folder() -> None:
    moodle = (
        '<quiz><question type="truefalse"><questiontext format="html"><text>'
        '<![CDATA[<img src="a.png" alt="a"> Is it?]]></text></questiontext>'
        '<answer fraction="100"><text>true</text></answer><answer><text>false</text></answer></question></quiz>'
    )
    members = {
        f"{week}/{name}": data
        for week, name, data in [
            ("1", "q.xml", moodle.encode()),
            ("1", "a.png", PNG),
            ("2", "q.xml", moodle.encode()),
            ("2", "a.png", PNG + b"2"),
        ]
    }
    drafts = read_file(package(members), "x.zip")
    assert [each.content["prompt"] for each in drafts.questions] == [
        f'<img src="media:{key_of(data)}.png" alt="a"> Is it?' for data in (PNG, PNG + b"2")
    ]
    assert {file.data for file in drafts.media.values()} == {PNG, PNG + b"2"}
