"""What all kinds share: scores, outcomes, ratings."""

import pytest

from tests.kinds.examples import content_of
from webapp.kinds.base import graded
from webapp.kinds.contract import Grade
from webapp.kinds.registry import KINDS


@pytest.mark.parametrize(
    ("score", "pass_mark", "grade"),
    [
        (1.0, "0.6", Grade(1.0, "right", True)),
        (1 / 3 + 1 / 3 + 1 / 3, "1", Grade(1.0, "right", True)),
        (7.0, "0.6", Grade(1.0, "right", True)),
        (0.6, "0.6", Grade(0.6, "partly", True)),
        (0.1 + 0.2 + 0.3, "60 %", Grade(0.6, "partly", True)),
        (0.59, "0.6", Grade(0.59, "partly", False)),
        (0.59, "0.5", Grade(0.59, "partly", True)),
        (1e-12, "0.6", Grade(0.0, "wrong", False)),
        (0.0, "0.6", Grade(0.0, "wrong", False)),
        (-1.0, "0.6", Grade(0.0, "wrong", False)),
    ],
)
def test_scores_are_clamped_and_judged_by_the_pass_mark(score: float, pass_mark: str, grade: Grade) -> None:
    assert graded(content_of("true_false", pass_mark=pass_mark), score) == grade


@pytest.mark.parametrize("name", [name for name in KINDS if name != "self_graded"])
@pytest.mark.parametrize(
    ("grade", "sure", "unsure"),
    [
        (Grade(1.0, "right", True), 3, 2),
        (Grade(0.7, "partly", True), 2, 2),
        (Grade(0.5, "partly", False), 1, 1),
        (Grade(0.0, "wrong", False), 1, 1),
        (Grade(0.0, "almost", False), 1, 1),
        (Grade(0.5, "almost", False), 1, 1),
        (Grade(0.0, "blank", False), 1, 1),
    ],
)
def test_ratings_of_graded_answers(name: str, grade: Grade, sure: int, unsure: int) -> None:
    content = content_of(name)
    assert KINDS[name].rating(content, grade) == sure
    assert KINDS[name].rating(content, grade, is_sure=False) == unsure
