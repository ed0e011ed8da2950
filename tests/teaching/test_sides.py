"""Two versions of a question beside each other."""

from __future__ import annotations

from webapp.teaching.sides import told, words_apart

ONE, OTHER = (f"media:{sign * 32}.png" for sign in "ab")


def test_only_the_words_that_differ_are_marked() -> None:
    before, after = words_apart("Which is the steeper one?", "Which was the steeper one?")
    assert before == [("Which", False), ("is", True), ("the steeper one?", False)]
    assert after == [("Which", False), ("was", True), ("the steeper one?", False)]


def test_lines_stay_lines() -> None:
    before, after = words_apart(
        "| a | b |\n|---|---|\n| 1 | 2 |\n\nWhich?", "| a | b |\n|---|---|\n| 1 | 3 |\n\nWhich?"
    )
    assert before == [("| a | b |\n|---|---|\n| 1 |", False), ("2", True), ("|\nWhich?", False)]
    assert after == [("| a | b |\n|---|---|\n| 1 |", False), ("3", True), ("|\nWhich?", False)]


def test_a_picture_is_told_in_words() -> None:
    assert told(f"![a [hill]]({ONE}) x") == "[picture: a [hill]] x"
    assert told(f'<p><img src="{ONE}" alt="a hill"></p>') == "<p>[picture: a hill]</p>"
    assert told(f"![]({ONE}) ![a cry](media:{'c' * 32}.mp3)") == "[picture] [sound: a cry]"


def test_another_picture_under_the_same_words_is_another() -> None:
    before, after = words_apart(f"![a]({ONE}) Which?", f"![a]({OTHER}) Which?")
    assert before == [("[picture: a,", False), ("aaaa]", True), ("Which?", False)]
    assert after == [("[picture: a,", False), ("bbbb]", True), ("Which?", False)]
