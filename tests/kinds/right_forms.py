"""The form that a learner who knows everything would post, found from what is shown and the content's key."""

from typing import Any

from webapp.kinds.contract import Content
from webapp.kinds.registry import kind_named

Form = dict[str, list[str]]


def right_form(content: Content, facet: str, seed: int) -> Form:
    presented = kind_named(content["kind"]).present(content, facet, seed)
    return _FORMS[content["kind"]](content, presented)


def _options(content: Content, presented: dict[str, Any]) -> Form:
    right = [option["text"] for option in content["options"] if option["right"]]
    return {"choice": [str(shown["n"]) for shown in presented["options"] if shown["text"] in right]}


def _cloze(content: Content, presented: dict[str, Any]) -> Form:
    form = {}
    for shown in presented["segments"]:
        if "gap" in shown:
            accepted = content["gaps"][int(shown["gap"]) - 1]["accept"][0]["text"]
            numbers = {option["text"]: str(option["n"]) for option in shown["options"] or ()}
            form[shown["field"]] = [numbers.get(accepted, accepted)]
    return form


def _short_answer(content: Content, presented: dict[str, Any]) -> Form:
    return {"text": [content["accept"][0]["text"]]}


def _numeric(content: Content, presented: dict[str, Any]) -> Form:
    best = content["answers"][0]
    return {"number": [best["value"] or best["low"]]}


def _matching(content: Content, presented: dict[str, Any]) -> Form:
    numbers = {choice["text"]: str(choice["n"]) for choice in presented["choices"]}
    rights = {pair["left"]: pair["right"] for pair in content["pairs"]}
    return {row["field"]: [numbers[rights[row["left"]]]] for row in presented["rows"]}


def _ordering(content: Content, presented: dict[str, Any]) -> Form:
    places = {item["text"]: str(n) for n, item in enumerate(content["items"], 1)}
    return {row["field"]: [places[row["text"]]] for row in presented["rows"]}


def _self_graded(content: Content, presented: dict[str, Any]) -> Form:
    return {"rating": ["3"], "idea": [str(n + 1) for n in range(presented["ideas"])]}


_FORMS = {
    "choice": _options,
    "multi_choice": _options,
    "true_false": _options,
    "cloze": _cloze,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "self_graded": _self_graded,
}
