"""Ordering: items that get their places; marked by neighbours, by places or as a whole."""

from itertools import pairwise
from typing import Any

from webapp.kinds import posted, quality
from webapp.kinds.base import BLANK, BaseKind, graded, parts_of
from webapp.kinds.contract import Answer, Content, Form, Grade
from webapp.kinds.fields import Fields, report_twice_used_keys
from webapp.kinds.shuffle import shuffled

MIN_ITEMS, MAX_ITEMS = 2, 24
BEST = range(3, 9)
SCORINGS = ("neighbours", "positions", "all")


class Ordering(BaseKind):
    name = "ordering"
    own_fields = ("items", "scoring")

    def own_content(self, fields: Fields) -> dict[str, Any]:
        items = fields.entries("items", "Item")
        if not MIN_ITEMS <= len(items) <= MAX_ITEMS:
            fields.error(
                "items",
                f"The question has {len(items)} items; it needs from {MIN_ITEMS} to {MAX_ITEMS}.",
                "Write them under “items”, in the right order.",
            )
        found = [_item(item, place) for place, item in enumerate(items)]
        report_twice_used_keys(items, [item["id"] for item in found])
        return {"items": found, "scoring": fields.word("scoring", SCORINGS, "neighbours")}

    def look_over(self, content: Content, fields: Fields) -> None:
        if len(content["items"]) not in BEST:
            message = f"The question has {len(content['items'])} items; three to eight are best."
            fields.warn("items", message, "Split a long list; to two items add a third.")
        quality.warn_duplicates(fields.entries("items", "Item"), [item["text"] for item in content["items"]])

    def present(self, content: Content, facet: str, seed: int) -> dict[str, Any]:
        texts = {item["id"]: item["text"] for item in content["items"]}
        rows = [{"field": f"place-{n}", "text": texts[key]} for n, key in enumerate(_row_order(content, seed), 1)]
        return {"rows": rows, "places": len(rows)}

    def read(self, content: Content, facet: str, seed: int, form: Form) -> Answer:
        rows = _row_order(content, seed)
        found = {key: posted.place(posted.typed(form, f"place-{n}"), len(rows)) for n, key in enumerate(rows, 1)}
        places = {key: place for key, place in found.items() if place is not None}
        answer: Answer = {"places": places, "rows": rows}
        return answer if places else {"blank": True, **answer}

    def grade(self, content: Content, facet: str, answer: Answer) -> Grade:
        places = _places(content, answer)
        if not any(places):
            return BLANK
        right, count = _right_of(places, content["scoring"])
        if content["scoring"] == "all":
            return graded(content, 1.0 if right == count else 0.0)
        return graded(content, right / count)

    def reveal(self, content: Content, facet: str, answer: Answer | None) -> dict[str, Any]:
        places = _places(content, answer or {})
        right, count = _right_of(places, content["scoring"])
        rows = [
            {
                "n": n,
                "text": item["text"],
                "note": item["note"],
                "given_place": place,
                "state": "right" if place == n else "wrong",
            }
            for n, (item, place) in enumerate(zip(content["items"], places, strict=True), 1)
        ]
        placed = sorted((row for row in rows if row["given_place"]), key=lambda row: row["given_place"])
        return {
            "rows": rows,
            "scoring": content["scoring"],
            "right_count": right,
            "count": count,
            "answer_text": "; ".join(row["text"] for row in rows),
            "given_text": "; ".join(row["text"] for row in placed),
        }

    def parts(self, content: Content) -> list[str]:
        return parts_of(content, (text for item in content["items"] for text in (item["text"], item["note"])))


def _item(item: Fields, place: int) -> dict[str, Any]:
    item.warn_unknown(("text", "note", "id"))
    return {
        "id": item.key("id", place),
        "text": item.required(
            "text", f"{item.label} has no text.", "Write what the student reads, or remove the item."
        ),
        "note": item.text("note"),
    }


def _row_order(content: Content, seed: int) -> list[str]:
    return shuffled([item["id"] for item in content["items"]], seed)


def _places(content: Content, answer: Answer) -> list[int | None]:
    """The place given to each item, the items in their right order; None where none was given."""
    given = answer.get("places")
    places = given if isinstance(given, dict) else {}
    found = [places.get(item["id"]) for item in content["items"]]
    return [place if isinstance(place, int) and 1 <= place <= len(found) else None for place in found]


def _right_of(places: list[int | None], scoring: str) -> tuple[int, int]:
    """What is right, out of how many: neighbours that follow each other, or items in their places."""
    if scoring == "neighbours":
        pairs = list(pairwise(places))
        right = sum(one is not None and other is not None and other == one + 1 for one, other in pairs)
        return right, len(pairs)
    return sum(place == n for n, place in enumerate(places, 1)), len(places)
