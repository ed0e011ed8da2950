"""Generated raw questions of every kind. What a question side must not show carries the mark SECRET."""

from typing import Any

from hypothesis import strategies as st

SECRET = "zqsecret"

# No letter of SECRET's beginning, so that a word never holds the mark by chance.
_words = st.text(alphabet="abcdefghijklmnoprstuvw", min_size=3, max_size=9)
_secrets = _words.map(lambda word: f"{SECRET}{word}")
_whys = st.one_of(st.just(""), _secrets)
_weights = st.sampled_from(["-1", "-0.5", "0", "1/3", "50 %"])


def _distinct(strategy: st.SearchStrategy[str], low: int, high: int) -> st.SearchStrategy[list[str]]:
    return st.lists(strategy, min_size=low, max_size=high, unique=True)


@st.composite
def _common(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    raw = {"kind": kind, "prompt": draw(_words), "explanation": draw(_whys)}
    if draw(st.booleans()):
        raw["pass_mark"] = draw(st.sampled_from(["0.3", "60 %", "1"]))
    return raw


@st.composite
def choices(draw: st.DrawFn) -> dict[str, Any]:
    texts = draw(_distinct(_words, 2, 6))
    right = draw(st.integers(0, len(texts) - 1))
    options = []
    for place, text in enumerate(texts):
        option = {"id": f"{SECRET}{place}", "text": text, "why": draw(_whys)}
        if place == right:
            option["right"] = "yes"
        elif draw(st.booleans()):
            option["weight"] = draw(_weights)
        if draw(st.integers(0, 5)) == 0:
            option["pinned"] = "yes"
        options.append(option)
    return {**draw(_common("choice")), "options": options, "shuffle": draw(st.sampled_from(["yes", "no"]))}


@st.composite
def multi_choices(draw: st.DrawFn) -> dict[str, Any]:
    texts = draw(_distinct(_words, 2, 6))
    rights = draw(st.sets(st.sampled_from(texts), min_size=1))
    options = [
        {"id": f"{SECRET}{place}", "text": text, "why": draw(_whys), "right": "yes" if text in rights else "no"}
        for place, text in enumerate(texts)
    ]
    return {**draw(_common("multi_choice")), "options": options, "all_or_nothing": draw(st.sampled_from(["yes", "no"]))}


@st.composite
def true_falses(draw: st.DrawFn) -> dict[str, Any]:
    whys = {"why_true": draw(_whys), "why_false": draw(_whys)}
    return {**draw(_common("true_false")), "answer": draw(st.sampled_from(["true", "false"])), **whys}


@st.composite
def clozes(draw: st.DrawFn) -> dict[str, Any]:
    """Without groups, so that every accepted answer is asked and must stay hidden."""
    answers = draw(_distinct(_secrets, 1, 4))
    gaps = []
    for answer in answers:
        gap: dict[str, Any] = {"accept": answer, "name": draw(_words), "why": draw(_whys)}
        if draw(st.booleans()):
            gap["accept"] = [answer, {"text": f"{answer}ing", "weight": "0.5", "why": draw(_whys)}]
        gaps.append(gap)
    text = " ".join(f"{draw(_words)} {{{number}}}" for number in range(1, len(gaps) + 1))
    return {**draw(_common("cloze")), "prompt": "", "text": text, "gaps": gaps}


@st.composite
def short_answers(draw: st.DrawFn) -> dict[str, Any]:
    answers: list[Any] = list(draw(_distinct(_secrets, 1, 3)))
    if draw(st.booleans()):
        answers.append({"text": f"{SECRET}wrong", "weight": draw(_weights), "why": draw(_whys)})
    mode = draw(st.sampled_from(["tolerant", "exact", "wildcard", "near", "contains"]))
    return {**draw(_common("short_answer")), "accept": answers, "mode": mode}


@st.composite
def numerics(draw: st.DrawFn) -> dict[str, Any]:
    value = draw(st.decimals(-10_000_000, 10_000_000, places=draw(st.integers(0, 4)), allow_nan=False))
    rule = draw(
        st.sampled_from([{}, {"tolerance": "2"}, {"tolerance": "5 %"}, {"significant_figures": "3"}, {"decimals": "1"}])
    )
    if draw(st.integers(0, 4)) == 0:
        return {**draw(_common("numeric")), "range": [str(value), str(value + 5)]}
    return {
        **draw(_common("numeric")),
        "answer": f"{value:f}",
        "unit": draw(st.sampled_from(["", "years", "%"])),
        **rule,
    }


@st.composite
def matchings(draw: st.DrawFn) -> dict[str, Any]:
    lefts = draw(_distinct(_words, 3, 8))
    rights = draw(st.lists(_words, min_size=len(lefts), max_size=len(lefts)))
    pairs = [
        {"id": f"{SECRET}{place}", "left": left, "right": right, "why": draw(_whys)}
        for place, (left, right) in enumerate(zip(lefts, rights, strict=True))
    ]
    return {
        **draw(_common("matching")),
        "pairs": pairs,
        "extra": [f"x{text}x" for text in draw(_distinct(_words, 0, 3))],
    }


@st.composite
def orderings(draw: st.DrawFn) -> dict[str, Any]:
    texts = draw(_distinct(_words, 3, 8))
    items = [{"id": f"{SECRET}{place}", "text": text, "note": draw(_whys)} for place, text in enumerate(texts)]
    scoring = draw(st.sampled_from(["neighbours", "positions", "all"]))
    return {**draw(_common("ordering")), "items": items, "scoring": scoring}


@st.composite
def self_gradeds(draw: st.DrawFn) -> dict[str, Any]:
    ideas = draw(st.one_of(st.just([]), _distinct(_secrets, 2, 4)))
    raw = {**draw(_common("self_graded")), "answer": draw(_secrets), "ideas": ideas}
    return {**raw, "reversible": draw(st.sampled_from(["yes", "no"]))}


QUESTIONS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "choice": choices(),
    "multi_choice": multi_choices(),
    "true_false": true_falses(),
    "cloze": clozes(),
    "short_answer": short_answers(),
    "numeric": numerics(),
    "matching": matchings(),
    "ordering": orderings(),
    "self_graded": self_gradeds(),
}

questions = st.one_of(*QUESTIONS.values())

_JUNK_SIGNS = "aZ09 ,.;:*/{}'\"<&%-\0\n\u200b\u0301\ud800ßłİ½²١日ख😀"
_junk_texts = st.one_of(
    st.text(alphabet=_JUNK_SIGNS, max_size=20),
    st.sampled_from(["0", "1", "2", "99", "-1", "1.0", "²", "٣", "\0", "\ud800"]),
)
_field_names = st.sampled_from(
    [
        "choice",
        "text",
        "number",
        "gap-1",
        "gap-2",
        "row-1",
        "row-2",
        "row-3",
        "place-1",
        "place-2",
        "rating",
        "idea",
        "x",
    ]
)
junk_forms = st.dictionaries(_field_names, st.one_of(_junk_texts, st.lists(_junk_texts, max_size=4)), max_size=8)

# Anything JSON can hold, as a stored answer of another version or another app might.
_junk_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 9), st.text(alphabet=_JUNK_SIGNS, max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["text", "1", "accept", "right", "a", "left"]), inner, max_size=3),
    ),
    max_leaves=6,
)
junk_answers = st.dictionaries(
    st.sampled_from(
        ["chosen", "order", "gaps", "text", "pairs", "rows", "choices", "places", "rating", "ideas", "blank"]
    ),
    _junk_values,
    max_size=6,
)
# Raw questions of the wildest shape, under the names that kinds read.
junk_raws = st.dictionaries(
    st.sampled_from(
        [
            "prompt",
            "options",
            "answer",
            "text",
            "gaps",
            "accept",
            "answers",
            "range",
            "pairs",
            "extra",
            "items",
            "ideas",
            "tolerance",
            "unit",
            "mode",
            "match",
            "pass_mark",
            "foreign",
            "format",
            "decimals",
            "shuffle",
            "odd",
        ]
    ),
    _junk_values,
    max_size=8,
)
