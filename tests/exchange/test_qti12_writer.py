"""A QTI package in Canvas's flavour: manifest, fields, scores and feedback."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from tests.exchange.written import bank_of, codes, drafted, variants
from webapp.exchange import qti12, qti12_writer
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.sniffing import read_file
from webapp.exchange.writers import WRITERS

ASI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


def members(*questions: DraftQuestion) -> dict[str, Element]:
    with zipfile.ZipFile(io.BytesIO(qti12_writer.write(bank_of(*questions)).data)) as archive:
        return {name: fromstring(archive.read(name)) for name in archive.namelist()}


def item(question: DraftQuestion) -> Element:
    [assessment] = [root for root in members(question).values() if root.tag == f"{ASI}questestinterop"]
    found = next(assessment.iter(f"{ASI}item"))
    return found


def test_the_manifest_names_every_file_of_the_package() -> None:
    question = "{kind: true_false, prompt: P, answer: true}"
    one, two = drafted(question, topic="A"), drafted(question, external_id="q2", topic="B")
    found = members(one, two)
    namespace = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
    manifest = found.pop("imsmanifest.xml")
    assert {each.get("href") for each in manifest.iter(f"{namespace}file")} == set(found)
    sorts = [each.get("type", "").split("/")[0] for each in manifest.iter(f"{namespace}resource")]
    assert sorts == ["imsqti_xmlv1p2", "associatedcontent"] * 2


def test_an_item_says_its_type_its_points_and_what_scores() -> None:
    text = """{kind: choice, prompt: P, points: 2, explanation: E, options: [
      {text: a, right: yes, why: W}, {text: b, weight: 0.25}, c]}"""
    made = item(drafted(text, title="T"))
    assert (made.get("ident"), made.get("title")) == ("q1", "T")
    assert [each.text for each in made.iter(f"{ASI}fieldentry")] == ["multiple_choice_question", "2"]
    scores = [each for each in made.iter(f"{ASI}respcondition") if each.find(f"{ASI}setvar") is not None]
    found = [(each.findtext(f"*/{ASI}varequal"), each.findtext(f"{ASI}setvar")) for each in scores]
    assert found == [("1001", "100"), ("1002", "25")]
    assert [each.get("ident") for each in made.iter(f"{ASI}itemfeedback")] == ["general_fb", "1001_fb"]


def test_gaps_get_names_that_do_not_stand_in_the_text() -> None:
    text = '{kind: cloze, text: "[gap1] {1}", gaps: [{accept: [a, b]}]}'
    made = item(drafted(text))
    assert made.findtext(f"{ASI}presentation/{ASI}material/{ASI}mattext") == "[gap1] [gapx1]"
    [again] = qti12.read(qti12_writer.write(bank_of(drafted(text))).data).questions
    assert again.content == drafted(text).content


def test_numbers_with_margins_and_ranges_come_back() -> None:
    text = """{kind: numeric, prompt: P, answers: [
      {answer: "3.14", tolerance: "0.01"}, {range: [1, 2.5]}, {answer: 7}]}"""
    question = drafted(text)
    written = qti12_writer.write(bank_of(question))
    [again] = qti12.read(written.data).questions
    assert (again.content, written.losses) == (question.content, [])


@pytest.mark.slow  # a bank of every kind is written and read
def test_what_is_read_of_it_is_the_bank_less_the_losses() -> None:
    written = WRITERS["qti"](bank_of(*variants()))
    found = read_file(written.data, "package.zip")
    assert (found.format, found.errors, len(found.questions)) == ("qti12", [], written.written)
    assert [loss.code for loss in written.losses if loss.code in ("write.differs", "write.unread")] == []
    assert len([each for each in variants() if not codes(written, each.external_id)]) == 2
    assert {each.topic for each in found.questions} == {"A/B"}


@pytest.mark.slow  # a bank of every kind is written and read
def test_the_same_bank_is_the_same_package() -> None:
    assert qti12_writer.write(bank_of(*variants())) == qti12_writer.write(bank_of(*variants()))
