"""Moodle XML as Moodle wants it: categories, ids, gaps, numbers, shares of its list."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from tests.exchange.written import bank_of, codes, drafted, variants
from webapp.exchange import moodle_writer, moodle_xml
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.writers import WRITERS


def elements(*questions: DraftQuestion) -> list[Element]:
    root: Element = fromstring(moodle_writer.write(questions).data)
    return list(root)


def test_a_choice_with_everything_that_it_may_have() -> None:
    text = """{kind: choice, prompt: "5 < 6?", shuffle: no, hint: H, explanation: E, points: 2, options: [
      {text: yes, right: yes, why: W}, {text: no, weight: 1/3}]}"""
    category, made = elements(drafted(text, topic="A/B", tags=["one", "two words"], title="T"))
    assert (category.get("type"), category.findtext("category/text")) == ("category", "$course$/top/A//B")
    assert made.get("type") == "multichoice"
    said = {name: made.findtext(f"{name}/text") for name in ("name", "questiontext", "generalfeedback", "hint")}
    assert said == {"name": "T", "questiontext": "5 < 6?", "generalfeedback": "E", "hint": "H"}
    plain = {name: made.findtext(name) for name in ("idnumber", "defaultgrade", "single", "shuffleanswers")}
    assert plain == {"idnumber": "q1", "defaultgrade": "2", "single": "true", "shuffleanswers": "false"}
    assert [each.get("fraction") for each in made.findall("answer")] == ["100", "33.33333"]
    assert [each.findtext("feedback/text") for each in made.findall("answer")] == ["W", ""]
    assert [each.findtext("text") for each in made.findall("tags/tag")] == ["one", "two words"]
    assert {each.get("format") for each in made.iter() if each.get("format")} == {"plain_text"}


def test_gaps_of_a_cloze_with_signs_that_mean_something_there() -> None:
    text = """{kind: cloze, text: "{1} < {2} {x", gaps: [
      {accept: ["=a~}#", {text: "50 %", weight: 0.5, why: "w#"}], weight: 2}, {accept: [c], options: [c, "%50%d"]}]}"""
    [made] = elements(drafted(text))
    assert made.findtext("questiontext/text") == (
        r"{2:SHORTANSWER:=&equals;a\~\}\#~%50%50 %#w\#} &lt; {1:MULTICHOICE:=c~&percnt;50%d} &#123;x"
    )
    question = drafted(text)
    [again] = moodle_xml.read(moodle_writer.write([question]).data).questions
    assert again.content == question.content


def test_numbers_are_values_with_margins() -> None:
    text = """{kind: numeric, prompt: P, unit: m, answers: [
      {answer: "3.14", tolerance: "0.01"}, {range: [1, 2.5]}, {answer: 200, tolerance: 5 %},
      {answer: 7, decimals: 0}]}"""
    [made] = elements(drafted(text))
    found = [(each.findtext("text"), each.findtext("tolerance")) for each in made.findall("answer")]
    assert found == [("3.14", "0.01"), ("1.75", "0.75"), ("200", "10"), ("7", "0")]
    assert made.findtext("units/unit/unit_name") == "m"
    written = moodle_writer.write([drafted(text)])
    assert codes(written) == ["write.range", "write.relative", "write.rounding"]


@pytest.mark.slow  # a bank of every kind is written and read
def test_what_is_read_of_it_is_the_bank_less_the_losses() -> None:
    written = WRITERS["moodle"](bank_of(*variants()))
    found = moodle_xml.read(written.data)
    assert (found.errors, len(found.questions)) == ([], written.written)
    assert [loss.code for loss in written.losses if loss.code in ("write.differs", "write.unread")] == []
    again = {each.external_id: each for each in found.questions}
    lossless = [each for each in variants() if not codes(written, each.external_id)]
    assert len(lossless) == 3
    assert [again[each.external_id].content for each in lossless] == [each.content for each in lossless]
    assert {each.topic for each in found.questions} == {"A/B"}


def test_a_card_is_named_as_left_out() -> None:
    written = moodle_writer.write([drafted("{kind: self_graded, prompt: P, answer: A}")])
    assert (written.written, codes(written)) == (0, ["write.left_out"])


def test_a_topic_that_begins_with_the_letters_of_top() -> None:
    question = drafted("{kind: true_false, prompt: P, answer: true}", topic="topology")
    [again] = moodle_xml.read(moodle_writer.write([question]).data).questions
    assert again.topic == "topology"
