"""Wide tables and formulas are reached with the keyboard."""

from __future__ import annotations

from webapp.text import block, inline, reachable, unparted

REGION = 'class="scroll" role="region" tabindex="0" aria-label='


def test_tables_and_formulas_stand_in_regions_with_names() -> None:
    html = reachable(block("|a|\n|-|\n|1|\n\n$$x$$ and $y$", "markdown"), table="A & B", formula="Formula")
    assert html.count("<div ") == html.count("</div>") == html.count(f'<div {REGION}"A &amp; B"><table>') == 1
    assert html.count("</span>") == html.count(f'<span {REGION}"Formula"><math display="block">') == 1
    assert html.endswith('</math></span> and <math display="inline"><mrow><mi>y</mi></mrow></math></p>')


def test_other_text_stays_as_it_is() -> None:
    html = block("*a* $x$ <table>", "markdown")
    assert reachable(html, table="Table", formula="Formula") == html


def test_a_formula_and_the_signs_around_it_are_one_piece() -> None:
    x = '<math display="inline"><mrow><mi>x</mi></mrow></math>'
    html = unparted(inline("For $x$, ($x$) and $x$ is $x$.", "markdown"))
    comma, brackets, point = (f'<span class="unparted">{each}</span>' for each in (f"{x},", f"({x})", f"{x}."))
    assert html == f"For {comma} {brackets} and {x} is {point}"
    assert unparted(block("$$x$$, and", "markdown")) == block("$$x$$, and", "markdown")
