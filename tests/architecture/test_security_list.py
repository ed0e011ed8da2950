"""Each line of the security checklist has a test with its number, or a reason why not."""

from __future__ import annotations

import pytest

from tests.security_list import LINES, NOT_YET, PARTLY, counted, faults, ids_in, summary


@pytest.mark.slow  # reads every test of the project
def test_each_line_has_a_test_or_a_reason() -> None:
    assert faults(counted(), NOT_YET, PARTLY) == []


def test_what_is_wrong_with_a_list_is_found() -> None:
    counts = dict.fromkeys(LINES, 1) | {"S07": 0, "S08": 0, "S09": 0, "S45": 1}
    found = faults(counts, {"S01": "tested all the same", "S08": ""}, {"S09": "half", "S10": "half"})
    assert found == [
        "S45: there is no such line",
        "S07: neither tested nor listed",
        "S09: neither tested nor listed",
        "S01: listed as not tested, and tested",
        "S09: listed as tested in part, and not tested",
        "S08: listed without a reason",
    ]


def test_a_name_may_carry_two_ids() -> None:
    assert (ids_in("_s12"), ids_in("_s12_s13")) == (["S12"], ["S12", "S13"])


@pytest.mark.slow  # as above
def test_the_end_of_a_run_says_what_passed_and_what_is_missing() -> None:
    lines = summary(["t.py::test_s01_a", "t.py::test_s12_s13_b[x]", "t.py::test_c"], ["t.py::test_s13_d"])
    assert lines[0].endswith("; 2 passed here.")
    assert lines[1] == "S13 FAILED"
    assert "S14 not run here" in lines
    assert lines[-1] == f"S28 not yet: {NOT_YET['S28']}"
