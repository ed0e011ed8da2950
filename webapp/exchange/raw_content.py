"""The way back from canonical content to what an author would write: `kind.validate(raw_of(content))` is the content.

What is the default is left out, so that files stay short; every scalar is text, as a bank file has it.
"""

from collections.abc import Mapping
from typing import Any

from webapp.kinds.contract import DEFAULT_PASS_MARK, Content

Raw = dict[str, Any]


def raw_of(content: Content) -> Raw:
    """The raw fields of a question, without what belongs to the bank (id, topic, source …)."""
    own = _OWN[content["kind"]](content)
    raw: Raw = {"kind": content["kind"], **_some(content, "prompt")}
    if content["format"] != "plain":
        raw["format"] = content["format"]
    raw |= own | _some(content, "hint", "explanation")
    if content["pass_mark"] != DEFAULT_PASS_MARK:
        raw["pass_mark"] = number(content["pass_mark"])
    if content["points"] != 1.0:
        raw["points"] = number(content["points"])
    if content["foreign"]:
        raw["foreign"] = dict(content["foreign"])
    return raw


def number(value: float) -> str:
    """The shortest text that is this number again."""
    return str(int(value)) if value == int(value) else repr(value)


def key_at(place: int) -> str:
    """The key that an item gets when its author gives none."""
    return chr(ord("a") + place % 26)


def _some(holder: Mapping[str, Any], *names: str) -> Raw:
    return {name: holder[name] for name in names if holder[name]}


def _own_key(item: Mapping[str, Any], place: int) -> Raw:
    return {} if item["id"] == key_at(place) else {"id": item["id"]}


def _options(content: Content) -> Raw:
    found = []
    for place, option in enumerate(content["options"]):
        item: Raw = {**_own_key(option, place), "text": option["text"]}
        if option["right"]:
            item["right"] = "yes"
        item |= _some(option, "why")
        if option["pinned"]:
            item["pinned"] = "yes"
        if option["weight"] != _usual_weight(content, option):
            item["weight"] = number(option["weight"])
            item["right"] = "yes" if option["right"] else "no"
        found.append(item)
    return {"options": found, **({} if content["shuffle"] else {"shuffle": "no"})}


def _usual_weight(content: Content, option: Mapping[str, Any]) -> float:
    if content["kind"] == "choice":
        return 1.0 if option["right"] else 0.0
    rights = sum(bool(each["right"]) for each in content["options"])
    wrongs = len(content["options"]) - rights
    return 1 / rights if option["right"] else -1 / wrongs


def _choice(content: Content) -> Raw:
    return {**_options(content), **({"any_right": "yes"} if content.get("any_right") else {})}


def _multi_choice(content: Content) -> Raw:
    return {**_options(content), **({"all_or_nothing": "yes"} if content["all_or_nothing"] else {})}


def _true_false(content: Content) -> Raw:
    sides = {option["id"]: option for option in content["options"]}
    raw: Raw = {"answer": "true" if sides["true"]["right"] else "false"}
    return raw | {f"why_{side}": option["why"] for side, option in sides.items() if option["why"]}


def _matching_rules(content: Content) -> Raw:
    raw: Raw = {} if content["mode"] == "tolerant" else {"mode": content["mode"]}
    strict = {name: "yes" for name, is_strict in content["match"].items() if is_strict}
    return raw | ({"match": strict} if strict else {}) | ({} if content["near"] else {"near": "no"})


def _accept(entries: list[Mapping[str, Any]], mode: str) -> list[Any]:
    found: list[Any] = []
    for entry in entries:
        item: Raw = {"text": entry["text"]}
        if entry["weight"] != 1.0:
            item["weight"] = number(entry["weight"])
        item |= _some(entry, "why")
        if entry["mode"] != mode:
            item["mode"] = entry["mode"]
        found.append(entry["text"] if len(item) == 1 else item)
    return found


def _short_answer(content: Content) -> Raw:
    return {"accept": _accept(content["accept"], content["mode"]), **_matching_rules(content)}


def _cloze(content: Content) -> Raw:
    gaps = []
    for gap in content["gaps"]:
        mode = "exact" if gap["options"] else content["mode"]
        item: Raw = {"accept": _accept(gap["accept"], mode), **_some(gap, "name", "group", "why", "options")}
        if gap["weight"] != 1.0:
            item["weight"] = number(gap["weight"])
        gaps.append(item)
    return {"text": content["text"], "gaps": gaps, **_matching_rules(content)}


def _numeric(content: Content) -> Raw:
    answers = []
    for answer in content["answers"]:
        item = _figure(answer)
        if answer["weight"] != 1.0:
            item["weight"] = number(answer["weight"])
        answers.append(item | _some(answer, "why"))
    is_single = len(answers) == 1 and not {"weight", "why"} & answers[0].keys()
    return {**(answers[0] if is_single else {"answers": answers}), **_some(content, "unit")}


def _figure(answer: Mapping[str, Any]) -> Raw:
    test = answer["test"]
    if test == "range":
        return {"range": [answer["low"], answer["high"]]}
    raw: Raw = {"answer": answer["value"]}
    if test == "figures":
        raw["significant_figures"] = str(answer["places"])
    elif test == "decimals":
        raw["decimals"] = str(answer["places"])
    elif answer["amount"] not in ("", "0"):
        raw["tolerance"] = answer["amount"]
    return raw


def _matching(content: Content) -> Raw:
    pairs = [
        {**_own_key(pair, place), "left": pair["left"], "right": pair["right"], **_some(pair, "why")}
        for place, pair in enumerate(content["pairs"])
    ]
    extra = [choice["text"] for choice in content["choices"] if choice["id"].startswith("+")]
    return {"pairs": pairs, **({"extra": extra} if extra else {})}


def _ordering(content: Content) -> Raw:
    items: list[Any] = []
    for place, item in enumerate(content["items"]):
        raw = {**_own_key(item, place), "text": item["text"], **_some(item, "note")}
        items.append(item["text"] if len(raw) == 1 else raw)
    return {"items": items, **({} if content["scoring"] == "neighbours" else {"scoring": content["scoring"]})}


def _self_graded(content: Content) -> Raw:
    raw: Raw = {"answer": content["answer"], **_some(content, "ideas")}
    return raw | ({"reversible": "yes"} if content["reversible"] else {}) | _some(content, "back_prompt")


_OWN = {
    "choice": _choice,
    "multi_choice": _multi_choice,
    "true_false": _true_false,
    "cloze": _cloze,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "self_graded": _self_graded,
}
