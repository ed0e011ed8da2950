"""Our security checklist, S1 to S44: which lines have tests, by their names, and why the others have none yet.

A test carries the number of its line in its name, as `test_s06_…`, or two of them, as `test_s12_s13_…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.architecture.files import files

LINES = [f"S{number:02}" for number in range(1, 45)]
NAME = re.compile(r"^\s*(?:async )?def test((?:_s\d\d)+)_", re.MULTILINE)
IN_NODE = re.compile(r"::test((?:_s\d\d)+)_")

NOT_YET = {
    "S07": "there are no quizzes: no attempt to hand in, no deadline",
    "S08": "there are no quizzes: no limit of attempts",
    "S28": "nothing is stored offline: unsent answers wait in the open page, and it warns before it is left",
}

PARTLY = {
    "S02": "co-teachers, classes and results come with classes",
    "S03": "co-teacher and removed student come with classes",
    "S05": "quizzes: see S07; here the answers of the study pages",
    "S09": "removed from a class: comes with classes; the outbox is the open page",
    "S27": "the way back after a logout; a service worker comes with offline use",
    "S29": "class names come with classes",
    "S38": "bank files and uploads, by line or cell; a server that fails amid an import is tried for banks alone",
    "S43": "hashes and assets; an audit of the dependencies and a bill of materials belong to a release",
}


def ids_in(names: str) -> list[str]:
    return [each.upper() for each in names.strip("_").split("_")]


def counted() -> dict[str, int]:
    """How many tests carry each id, from the source, whichever tests are run."""
    found = dict.fromkeys(LINES, 0)
    for path in files("tests/**/test_*.py"):
        for names in NAME.findall(path.read_text("utf-8")):
            for each in ids_in(names):
                found[each] = found.get(each, 0) + 1
    return found


def faults(counts: dict[str, int], not_yet: dict[str, str], partly: dict[str, str]) -> list[str]:
    """What is wrong with the list, against the tests that there are."""
    has = {each for each, count in counts.items() if count}
    return [
        *(f"{each}: there is no such line" for each in sorted((has | set(not_yet) | set(partly)) - set(LINES))),
        *(f"{each}: neither tested nor listed" for each in LINES if each not in has and each not in not_yet),
        *(f"{each}: listed as not tested, and tested" for each in sorted(has & set(not_yet))),
        *(f"{each}: listed as tested in part, and not tested" for each in sorted(set(partly) - has)),
        *(f"{each}: listed without a reason" for each, reason in sorted((not_yet | partly).items()) if not reason),
    ]


def summary(passed: Iterable[str], failed: Iterable[str]) -> list[str]:
    """What to print at the end of a run, given the names of the tests that passed and failed."""
    ran, bad = ({each for node in nodes for each in _ids_of(node)} for nodes in (passed, failed))
    counts = counted()
    with_tests = [each for each in LINES if counts[each]]
    good = [each for each in with_tests if each in ran and each not in bad]
    lines = [
        f"{len(with_tests)} of {len(LINES)} lines have tests, {sum(counts.values())} in all; {len(good)} passed here.",
        *(f"{each} FAILED" for each in LINES if each in bad),
        *(f"{each} not run here" for each in with_tests if each not in ran | bad),
        *(f"{each} in part: {PARTLY[each]}" for each in LINES if each in PARTLY),
        *(f"{each} not yet: {NOT_YET[each]}" for each in LINES if each in NOT_YET),
    ]
    return lines


def _ids_of(node: str) -> list[str]:
    found = IN_NODE.search(node)
    return ids_in(found[1]) if found else []
