"""Formulas between dollars become MathML; what cannot be read is shown as it was written."""

import pytest

from webapp.text import block, inline

X = '<math display="inline"><mrow><mi>x</mi></mrow></math>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("$x$", X),
        ("a $x$, $x$ b $x$", f"a {X}, {X} b {X}"),
        ("$$x$$", '<math display="block"><mrow><mi>x</mi></mrow></math>'),
        (
            r"$\frac{1}{2}$",
            '<math display="inline"><mrow><mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></mrow></math>',
        ),
        ("$a < b$", '<math display="inline"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>'),
        (r"$\text{a_b*c*}$", '<math display="inline"><mrow><mtext>a_b*c*</mtext></mrow></math>'),
    ],
)
def test_a_formula_becomes_mathml(text: str, html: str) -> None:
    assert inline(text, "markdown") == html


@pytest.mark.parametrize("text", ["It costs $5 and $10.", "$ x $", "a $x b", "$$", r"\$x\$", "5$"])
def test_money_and_lonely_dollars_are_text(text: str) -> None:
    assert inline(text, "markdown") == text.replace("\\", "")


@pytest.mark.parametrize(
    "source",
    [
        r"\left(",
        "x^y^z",
        r"\def\a{x}\a",
        r"\newcommand{\a}{x}",
        r"\let\a\b",
        "{" * 26 + "x" + "}" * 26,
    ],
)
def test_a_formula_that_cannot_be_read_is_shown_as_written(source: str) -> None:
    assert inline(f"${source}$", "markdown") == f"<code>${source}$</code>"


def test_a_formula_of_more_than_500_characters_is_text() -> None:
    assert inline(f"${'x' * 501}$", "markdown") == f"${'x' * 501}$"


def test_only_the_first_fifty_formulas_of_a_text_are_set() -> None:
    html = block("$x$ " * 52, "markdown")
    assert html == f"<p>{' '.join([X] * 50)} <code>$x$</code> <code>$x$</code></p>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (r"\color{red}x", "<mstyle><mi>x</mi></mstyle>"),
        (r"\hspace{900em}x", "<mspace></mspace><mi>x</mi>"),
        (r"5 \pm 1 \sim x", "<mn>5</mn><mo>±</mo><mn>1</mn><mo>∼</mo><mi>x</mi>"),
        ("b = -5", '<mi>b</mi><mo>=</mo><mo form="prefix">−</mo><mn>5</mn>'),
        ("(a) - 5", '<mo stretchy="false">(</mo><mi>a</mi><mo stretchy="false">)</mo><mo>−</mo><mn>5</mn>'),
        (r"x\quad y", '<mi>x</mi><mspace width="1em"></mspace><mi>y</mi>'),
    ],
)
def test_a_formula_cannot_change_colours_or_stretch_the_page(source: str, html: str) -> None:
    assert inline(f"${source}$", "markdown") == f'<math display="inline"><mrow>{html}</mrow></math>'
