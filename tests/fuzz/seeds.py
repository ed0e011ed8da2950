"""Files of our own in every format that is read: what fuzzing starts from."""

from __future__ import annotations

import json
from functools import cache

from tests.exchange import packages
from tests.exchange.test_qti2 import CHOICE, item, key
from tests.exchange.written import bank_of, variants
from webapp.exchange.writers import WRITERS

GIFT = """// [id:one] [tag:a]
$CATEGORY: Rivers/Long

::Nile::[html]<b>Where</b> does $x^2$ flow? {
=Egypt#Yes.
~%50%Sudan#Half.
~Peru
####It flows north.}

Is water wet? {T#No.#Yes.}

How much is 3\\:2? {#1.5:0.1}

Between {#1..5}

Match {=a -> 1 =b -> 2 =c -> 3}

The capital of France is {=Paris =%50%paris} on the Seine.

All of them {~%50%one ~%50%two ~%-100%three}

Write about it {}
"""
AIKEN = "Which?\nA. one\nB. two\nC) three\nANSWER: B\n\nWho\nis it?\nA) me\nB) you\nANSWER: A\n"
RESPONDUS = (
    "Title: Rivers\n\n1) Which?\n*a. one\nb. two\n@ Because.\n\nType: F\n2) The capital?\na. Paris\nb. paris\n\n"
    "Type: MR\n3) Which of them?\n*a. one\n*b. two\nc. three\n"
)
TEXT2QTI = (
    "Quiz title: Rivers\n\n1. Which?\n... Because.\n*a) one\n+ Right.\nb) two\n\n2. Several?\n"
    "[*] one\n[ ] two\n[*] three\n\n"
    "3. How much?\n=   3.14 +- 0.01\n\n4. Who?\n*   me\n*   I\n\nGROUP\npick: 1\n\n5. x?\n*a) y\nb) z\n\nEND_GROUP\n"
)
OBSIDIAN = (
    "#flashcards/rivers\n\nNile::Egypt\nBern:::Switzerland\n\nWhat is\nthis?\n?\nA river\n\nThe ==Rhine== flows.\n"
)
MDANKI = (
    "## Which river?\n\nThe long one\n\n%\n\nThe Nile\n\n[#a](#) [#b](#)\n\n## Who?\n\n%\n\nMe\n\n```\n## no\n```\n"
)
QUIZLET = "Nile\tEgypt\nRhine\tGermany\nSeine\tFrance\nThames\tEngland\n"
ANKI_TEXT = (
    "#separator:Tab\n#html:true\n#guid column:1\n#tags column:4\ng1\tNile\t<b>Egypt</b>\ta b\ng2\tRhine\tGermany\t\n"
)
KAHOOT = (
    "Quiz;;;;;;;\n;;;;;;;\n;Question - max 120 characters;Answer 1 - max 75 characters;Answer 2 - max 75 characters;"
    "Answer 3 - max 75 characters;Answer 4 - max 75 characters;Time limit (sec);"
    "Correct answer(s) - choose at least one\n"
    "1;Which?;a;b;c;d;20;1,3\n2;Who?;me;you;;;20;2\n"
)
CLOZE = """<quiz><question type="category"><category><text>$course$/A/B</text></category></question>
<question type="cloze"><name><text>C</text></name><questiontext format="html">
<text><![CDATA[<p>Bern is in {1:MC:=Europe#yes~%50%Asia~Peru} and {2:SA:=big~%50%large} {1:NM:=3:0.1}</p>]]></text>
<file name="a.png" path="/" encoding="base64">iVBORw0KGgo=</file></questiontext><hint><text>h</text></hint></question>
<question type="essay"><name><text>E</text></name><questiontext><text>Write</text></questiontext></question>
<question type="calculated"><name><text>K</text></name><questiontext><text>{a}+1</text></questiontext>
<answer fraction="100"><text>{a}+1</text><tolerance>0.1</tolerance></answer></question></quiz>
"""
NOTES = (
    (packages.BASIC, "g1", ('Nile <img src="n.png">', "Egypt [sound:a.mp3]")),
    (packages.REVERSED, "g2", ("Bern", "\\(x^2\\) [latex]y[/latex]")),
    (packages.TYPED, "g3", ("Capital?", "Paris")),
    (packages.CLOZE, "g4", ("The {{c1::Rhine::river}} and the {{c2::Elbe}}", "both")),
)


def _h5p() -> bytes:
    answers = [{"text": "<p>a</p>", "correct": True, "tipsAndFeedback": {"chosenFeedback": "yes"}}, {"text": "b"}]
    listed = [
        {"library": "H5P.MultiChoice 1.16", "params": {"question": "<p>Which?</p>", "answers": answers}},
        {"library": "H5P.Blanks 1.14", "params": {"text": "Fill", "questions": ["<p>*Bern/Berne:city* is</p>"]}},
        {"library": "H5P.TrueFalse 1.8", "params": {"question": "Is it?", "correct": "true"}},
        {"library": "H5P.DragText 1.10", "params": {"textField": "a *b* c *d*"}},
    ]
    head = {"title": "Rivers", "mainLibrary": "H5P.QuestionSet"}
    content = {"questions": [{**each, "subContentId": f"i{at}", "metadata": {}} for at, each in enumerate(listed)]}
    return packages.package(
        {"h5p.json": json.dumps(head).encode(), "content/content.json": json.dumps(content).encode()}
    )


@cache
def seeds() -> dict[str, bytes]:
    """By file name."""
    bank = bank_of(*variants())
    texts = {
        "gift.txt": GIFT, "aiken.txt": AIKEN, "respondus.txt": RESPONDUS, "text2qti.md": TEXT2QTI,
        "obsidian.md": OBSIDIAN, "mdanki.md": MDANKI, "quizlet.txt": QUIZLET, "anki.txt": ANKI_TEXT,
        "kahoot.csv": KAHOOT, "cloze.xml": CLOZE, "item.xml": item(key("A"), CHOICE),
    }  # fmt: skip
    extensions = {"moodle": "xml", "qti": "zip", "bank": "yaml", "cards": "tsv"}
    written = {
        f"written.{name}.{extensions.get(name, name)}": write(bank).data
        for name, write in WRITERS.items()
        if name != "aiken"
    }
    return {
        **{name: text.encode() for name, text in texts.items()},
        **written,
        "old.apkg": packages.old(*NOTES, media={"0": "n.png", "1": "a.mp3"}),
        "new.apkg": packages.new(*NOTES, media=["n.png", "a.mp3"]),
        "bare.anki2": packages.collection(NOTES),
        "set.h5p": _h5p(),
        "folder.zip": packages.package({"a.gift": GIFT.encode(), "b/c.txt": AIKEN.encode(), "d.csv": KAHOOT.encode()}),
    }
