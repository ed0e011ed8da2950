"""Banks whose every text tries to run a script, in plain text and in Markdown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CANARY = "__canary"
PAYLOADS = (
    f'<img src=x onerror="{CANARY}=1">',
    f"<script>{CANARY}=1</script>",
    f'"><svg onload={CANARY}=1>',
    f"' autofocus onfocus={CANARY}=1 x='",
    f"</template></textarea></title></select><iframe srcdoc='<script>parent.{CANARY}=1</script>'></iframe>",
    f"[press](javascript:{CANARY}=1) <javascript:{CANARY}=1>",
    f"$\\href{{javascript:{CANARY}=1}}{{x}}$ `{{{{ 7 * 7 }}}}`",
)


def bad(name: str) -> str:
    """A text for the field of this name, with every way of running a script that a browser has."""
    return f"{name} {' '.join(PAYLOADS)}"


def short(name: str) -> str:
    """The same for a field that takes few letters."""
    return f"{name} {PAYLOADS[0]} {PAYLOADS[2]}"


def options(count: int) -> list[dict[str, str]]:
    return [{"text": bad(f"option {n}"), "why": bad(f"why {n}")} for n in range(1, count + 1)]


def questions() -> list[dict[str, Any]]:
    right: dict[str, str] = {"right": "yes"}
    one, several = options(3), options(3)
    return [
        {"kind": "choice", "options": [one[0] | right, *one[1:]]},
        {"kind": "multi_choice", "options": [several[0] | right, several[1] | right, several[2]]},
        {"kind": "true_false", "answer": "true", "why_true": bad("true"), "why_false": bad("false")},
        {
            "kind": "cloze",
            "text": f"{{1}} {bad('sentence')} {{2}}".replace("{{ 7 * 7 }}", ""),
            "gaps": [
                {"accept": bad("gap"), "name": bad("name"), "why": bad("why")},
                {"accept": bad("a"), "name": bad("list"), "options": [bad("a"), bad("b")]},
            ],
        },
        {"kind": "short_answer", "accept": [bad("accepted"), bad("also accepted")]},
        {"kind": "numeric", "answer": "4", "unit": bad("unit")},
        {
            "kind": "matching",
            "pairs": [{"left": bad(f"left {n}"), "right": bad(f"right {n}"), "why": bad("why")} for n in range(3)],
            "extra": [bad("extra")],
        },
        {"kind": "ordering", "items": [{"text": bad(f"item {n}"), "note": bad("note")} for n in range(3)]},
        {"kind": "self_graded", "answer": bad("back"), "ideas": [bad("idea 1"), bad("idea 2")]},
    ]


def bank(slug: str, format_: str) -> dict[str, Any]:
    head = {name: short(name) for name in ("title", "subject", "level", "author", "licence")}
    head["description"] = bad("description")
    asked = [
        {
            "id": question["kind"],
            "format": format_,
            "topic": short("topic"),
            "prompt": bad("prompt"),
            "hint": bad("hint"),
            "explanation": bad("explanation"),
            "background": bad("background"),
            "tags": [bad("tag")],
            "source": {"paragraph": bad("P1"), "says": bad("says")},
            **question,
        }
        for question in questions()
    ]
    source = {"title": bad("source"), "publisher": bad("publisher")}
    return {"bank": slug, **head, "source": source, "foreign": {bad("word"): "la"}, "questions": asked}


def write_banks(folder: Path) -> list[str]:
    """Bank files into the folder; their names. JSON is YAML, and needs no care for signs."""
    slugs = [f"hostile-{format_}" for format_ in ("plain", "markdown")]
    for slug in slugs:
        text = json.dumps(bank(slug, slug.split("-")[1]), ensure_ascii=False, indent=1)
        (folder / f"{slug}.yaml").write_text(text, "utf-8")
    return slugs
