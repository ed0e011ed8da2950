"""QTI 1.2, written as a package of Canvas's flavour: a manifest, and one assessment a topic.

Source: IMS Question & Test Interoperability 1.2 (ASI), IMS Content Packaging 1.1, and the fields that Canvas reads.
"""

import hashlib
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from webapp.exchange.contract import DraftBank, DraftQuestion
from webapp.exchange.media_writing import Album, bytes_of
from webapp.exchange.packing import packed
from webapp.exchange.qti12_item_writer import FOLDER, KINDS, write_item
from webapp.exchange.writing import Losses, Written, legal

_ASI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGING = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"


def write(bank: DraftBank) -> Written:
    """The bytes of the package. Questions of one topic stand in one assessment, in their order."""
    losses, album = Losses(), Album(bank.media)
    by_topic: dict[str, list[DraftQuestion]] = {}
    for question in bank.questions:
        if question.kind in KINDS:
            by_topic.setdefault(question.topic, []).append(question)
        else:
            hint = "Take an Anki package or our bank file."
            losses.leave_out(question, f"QTI has no question of the kind {question.kind}.", hint)
    members: dict[str, bytes] = {}
    names = []
    for topic, questions in by_topic.items():
        name = _name(bank, topic)
        names.append(name)
        members[f"{name}/{name}.xml"] = _assessment(name, topic, questions, losses, album)
        members[f"{name}/assessment_meta.xml"] = _meta(name, topic or bank.title)
    media = {f"web_resources/{FOLDER}/{name}": data for name, data in bytes_of(album.used.values()).items()}
    members = {"imsmanifest.xml": _manifest(bank, names, list(media)), **members, **media}
    return Written(packed(members), sum(map(len, by_topic.values())), losses.found)


def _name(bank: DraftBank, topic: str) -> str:
    """The same for the same topic, so that a later package replaces an earlier one."""
    return "g" + hashlib.sha256(f"{bank.slug}\n{topic}".encode()).hexdigest()[:32]


def _assessment(name: str, topic: str, questions: Sequence[DraftQuestion], losses: Losses, album: Album) -> bytes:
    root = Element("questestinterop", xmlns=_ASI)
    assessment = SubElement(root, "assessment", {"ident": name, **({"title": legal(topic)} if topic else {})})
    section = SubElement(assessment, "section", ident="root_section")
    for question in questions:
        write_item(section, question, losses, album)
    return _xml(root)


def _meta(name: str, title: str) -> bytes:
    root = Element("quiz", xmlns="http://canvas.instructure.com/xsd/cccv1p0", identifier=name)
    SubElement(root, "title").text = legal(title)
    SubElement(root, "quiz_type").text = "assignment"
    return _xml(root)


def _manifest(bank: DraftBank, names: Sequence[str], media: Sequence[str]) -> bytes:
    root = Element("manifest", xmlns=_PACKAGING, identifier=_name(bank, "manifest of the bank"))
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "IMS Content"
    SubElement(metadata, "schemaversion").text = "1.1.3"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for name in names:
        quiz = SubElement(resources, "resource", identifier=name, type="imsqti_xmlv1p2")
        SubElement(quiz, "file", href=f"{name}/{name}.xml")
        SubElement(quiz, "dependency", identifierref=f"{name}_meta")
        sort = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
        href = f"{name}/assessment_meta.xml"
        meta = SubElement(resources, "resource", identifier=f"{name}_meta", type=sort, href=href)
        SubElement(meta, "file", href=href)
    for href in media:
        identifier = "m" + href.rpartition("/")[2].partition(".")[0]
        SubElement(
            SubElement(resources, "resource", identifier=identifier, type="webcontent", href=href), "file", href=href
        )
    return _xml(root)


def _xml(root: Element) -> bytes:
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
