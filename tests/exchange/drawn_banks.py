"""Banks drawn by hypothesis: questions of all kinds, with every field that a kind reads."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from webapp.exchange.contract import DraftBank, DraftQuestion
from webapp.exchange.drafting import Draft, Drafting
from webapp.kinds.registry import KINDS

Texts = st.SearchStrategy[str]

WORDS: Texts = st.lists(
    st.sampled_from(["Bern", "5 < 6", "R&D", "naïve", "“so”", "it's", 'a "b"', "x=2", "50 %", "why?", "Ω", "C:"]),
    min_size=1,
    max_size=3,
    unique=True,
).map(" ".join)
WILD: Texts = st.text(alphabet="ab =~#{}:\\%->/n1*[]$\n<b>&;'\"|→±\tü\ufffe", min_size=1, max_size=16)
IDS = st.text(alphabet="abcdefgh", min_size=1, max_size=6)


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def _unique(texts: Texts, least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(texts, min_size=least, max_size=most, unique_by=lambda text: " ".join(text.casefold().split()))


YES = st.sampled_from(["yes", "no"])
WEIGHTS = st.sampled_from(["0", "0.5", "1/3", "0.25", "-0.5", "0.37"])
NUMBERS = st.sampled_from(["3.14", "-2", "1200", "0.05", "43"])


@st.composite
def _options(draw: st.DrawFn, texts: Texts, *, is_multiple: bool) -> list[dict[str, Any]]:
    said = draw(_unique(texts, 2, 5))
    rights = draw(st.integers(1, len(said) - 1)) if is_multiple else 1
    found: list[dict[str, Any]] = []
    for place, text in enumerate(said):
        option = {"text": text, **draw(_some(why=texts, pinned=YES))}
        if place < rights:
            option["right"] = "yes"
        elif not is_multiple:
            option |= draw(_some(weight=WEIGHTS))
        found.append(option)
    return list(draw(st.permutations(found)))


@st.composite
def _typed(draw: st.DrawFn, texts: Texts) -> list[dict[str, Any]]:
    said = draw(_unique(texts, 1, 3))
    first: dict[str, Any] = {"text": said[0], **draw(_some(why=texts))}
    return [first, *({"text": text, **draw(_some(weight=WEIGHTS, why=texts))} for text in said[1:])]


@st.composite
def _cloze(draw: st.DrawFn, texts: Texts) -> dict[str, Any]:
    count = draw(st.integers(1, 3))
    is_grouped = draw(st.booleans())
    gaps, text = [], draw(texts)
    for number in range(1, count + 1):
        gap: dict[str, Any] = {"accept": draw(_typed(texts))}
        if is_grouped:
            gap["group"] = str(number)
        if draw(st.booleans()):
            said = [each["text"] for each in gap["accept"]]
            gap["options"] = said + [more for more in draw(_unique(texts, 1, 2)) if more not in said]
        gap |= draw(_some(weight=st.sampled_from(["2", "0.5"]), why=texts, name=texts))
        gaps.append(gap)
        text += f" {{{number}}} {draw(texts)}"
    return {"text": text, "gaps": gaps, **draw(_some(prompt=texts))}


@st.composite
def _number(draw: st.DrawFn, texts: Texts) -> dict[str, Any]:
    tests: tuple[dict[str, Any], ...] = (
        {},
        {"tolerance": "0.5"},
        {"tolerance": "5 %"},
        {"decimals": "2"},
        {"significant_figures": "2"},
    )
    several = [
        {"answer": draw(NUMBERS), **draw(st.sampled_from(tests)), **draw(_some(why=texts))},
        {"range": ["1", "2.5"], **draw(_some(weight=st.sampled_from(["0.5", "1/3"])))},
    ]
    return {"answers": several[: draw(st.integers(1, 2))], **draw(_some(unit=st.sampled_from(["m", "kg"])))}


@st.composite
def _own(draw: st.DrawFn, kind: str, texts: Texts) -> dict[str, Any]:
    if kind in ("choice", "multi_choice"):
        made = {"options": draw(_options(texts, is_multiple=kind == "multi_choice")), **draw(_some(shuffle=YES))}
        return made | (draw(_some(all_or_nothing=YES)) if kind == "multi_choice" else {})
    if kind == "true_false":
        return {"answer": draw(st.sampled_from(["true", "false"])), **draw(_some(why_true=texts, why_false=texts))}
    if kind == "short_answer":
        match = st.fixed_dictionaries({}, optional={"case": YES, "accents": YES})
        return {"accept": draw(_typed(texts)), **draw(_some(near=YES, match=match))}
    if kind == "cloze":
        return draw(_cloze(texts))
    if kind == "numeric":
        return draw(_number(texts))
    if kind == "matching":
        lefts, rights = draw(_unique(texts, 3, 3)), draw(_unique(texts, 4, 4))
        pairs = [{"left": left, "right": right} for left, right in zip(lefts, rights, strict=False)]
        return {"pairs": pairs, **({"extra": rights[3:]} if draw(st.booleans()) else {})}
    if kind == "ordering":
        items = [{"text": text, **draw(_some(note=texts))} for text in draw(_unique(texts, 2, 4))]
        return {"items": items, **draw(_some(scoring=st.sampled_from(["all", "positions"])))}
    ideas = {"ideas": draw(_unique(texts, 2, 3))} if draw(st.booleans()) else {}
    return {"answer": draw(texts), **ideas, **draw(_some(reversible=YES))}


@st.composite
def raws(draw: st.DrawFn, texts: Texts) -> tuple[str, dict[str, Any]]:
    """A kind, and what an author could have written of it."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    raw = {} if kind == "cloze" else {"prompt": draw(texts)}
    raw |= draw(_some(explanation=texts, hint=texts, points=st.just("2"), pass_mark=st.just("0.8")))
    return kind, raw | draw(_own(kind, texts))


@st.composite
def drafts(draw: st.DrawFn, texts: Texts, external_id: str) -> DraftQuestion | None:
    """A question of any kind, or None where the kind did not take what was drawn."""
    kind, raw = draw(raws(texts))
    topic, tags = draw(st.sampled_from(["", "North", "South/West"])), draw(st.sampled_from([[], ["one"], ["a", "b c"]]))
    title = draw(st.sampled_from(["", "A title"]))
    return Drafting("test").question(Draft(kind, raw, 1, external_id=external_id, topic=topic, tags=tags, title=title))


@st.composite
def banks(draw: st.DrawFn, texts: Texts) -> DraftBank:
    ids = draw(st.lists(IDS, min_size=1, max_size=6, unique=True))
    found = [draw(drafts(texts, each)) for each in ids]
    bank = DraftBank("drawn", "Drawn bank", "", "", "en", "", "", "", "", "", changed_at=1_700_000_000_000)
    bank.questions = [each for each in found if each is not None]
    return bank
