"""Which column holds what, by the words of a header row: our own template, and the words other programs use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import category, normalize

from webapp.exchange.table import Row

MOST_OPTIONS = 24
SEARCHED = 30  # rows in which a header may stand below a banner

_WORDS = {
    "id": ("id", "guid", "uid", "externalid", "questionid", "idnumber", "key"),
    "type": ("type", "kind", "questiontype", "typ", "art"),
    "question": (
        "question", "prompt", "stem", "questiontext", "front", "term", "text", "frage", "pregunta", "domanda",
        "pergunta", "vraag", "вопрос", "питання", "questionmax120characters",
    ),
    "correct": (
        "correct", "answer", "correctanswer", "correctanswers", "right", "rightanswer", "solution", "back",
        "definition", "antwort", "losung", "reponse", "respuesta", "risposta", "ответ",
        "opcaocorreta", "respostacorreta", "respuestacorrecta", "bonnereponse", "richtigeantwort",
        "correctanswerschooseatleastone", "correctanswersonlyincludeanswer", "accept", "accepted",
    ),
    "points": ("points", "point", "score", "marks", "mark", "punkte"),
    "feedback": ("feedback", "explanation", "generalfeedback", "rationale", "comment", "erklarung", "extra"),
    "hint": ("hint", "tip", "hinweis"),
    "tags": ("tags", "tag", "labels", "keywords"),
    "topic": ("topic", "category", "chapter", "section", "thema", "deck"),
    "source": ("source", "reference", "quelle"),
    "image": ("image", "picture", "media", "bild"),
    "number": ("questionnumber", "no", "nr", "number"),
    "limit": ("timelimit", "timelimitsec", "timelimitsecmax300seconds", "timer"),
}  # fmt: skip
_BY_WORD = {word: name for name, words in _WORDS.items() for word in words}
_OPTION = re.compile(r"(?:option|answer|choice|alternative|antwort|opcion|opzione|reponse|вариант)(\d{1,2}|[a-h])")
_WRONG = re.compile(
    r"(?:incorrectanswer|wronganswer|distractor|wrong|incorrect|opcaoerrada|respostaerrada|respuestaincorrecta"
    r"|mauvaisereponse|falscheantwort)(\d{0,2})"
)
_NEEDED = {"question"}
# What a list of people names in its header. A deck of cards may hold one or two of these words as words to learn.
_PEOPLE = (
    {"username", "login", "userid", "loginid", "benutzername", "idnumber", "studentid", "matrikelnummer"},
    {"email", "emailaddress", "mail", "eadresse", "correo", "correoelectronico", "courriel"},
    {"firstname", "givenname", "forename", "vorname", "nombre", "prenom", "nome"},
    {"lastname", "surname", "familyname", "nachname", "apellido", "apellidos", "nomdefamille", "cognome"},
    {"password", "kennwort", "passwort", "contrasena", "motdepasse"},
)
_PEOPLE_AT_LEAST = 3
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[A-Za-z]{2,20}")


@dataclass(slots=True)
class Columns:
    """Columns (from 0) by what they hold; `options` in their order, `wrong` those that are wrong by their name."""

    row: int
    names: dict[str, int] = field(default_factory=dict)
    options: list[int] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)

    def at(self, name: str) -> int | None:
        return self.names.get(name)


def folded(word: str) -> str:
    """Without case, accents, spaces, punctuation and what is optional."""
    word = re.sub(r"\((?:optional|max[^)]*|only include answer #)\)", "", word, flags=re.IGNORECASE)
    apart = normalize("NFD", word.casefold())
    return "".join(sign for sign in apart if category(sign)[0] in "LN")


def columns_of(rows: Sequence[Row]) -> Columns | None:
    """The first row that names a question and an answer; None where there is no header."""
    for place, row in enumerate(rows[:SEARCHED]):
        found = _columns(place, row)
        if found is not None:
            return found
    return None


def _columns(place: int, row: Row) -> Columns | None:
    found = Columns(place)
    lettered: dict[int, int] = {}
    for column, cell in enumerate(row.cells):
        word = folded(cell)
        if not word or len(word) > 120:
            continue
        option, wrong, name = _OPTION.match(word), _WRONG.fullmatch(word), _name_of(word)
        if wrong:
            found.wrong.append(column)
        elif name is not None and name not in found.names:
            found.names[name] = column
        elif option:
            number = option[1]
            lettered.setdefault(int(number) if number.isdigit() else ord(number) - ord("a") + 1, column)
        else:
            found.others[" ".join(cell.split())] = column
    found.options = [lettered[number] for number in sorted(lettered)][:MOST_OPTIONS]
    has_answers = "correct" in found.names or found.options
    return found if found.names.keys() >= _NEEDED and has_answers else None


def _name_of(word: str) -> str | None:
    if word in _BY_WORD:
        return _BY_WORD[word]
    # The long headers of quiz programs: "Question - max 120 characters", "Time limit (sec) - 5, 10, …".
    for begin, name in (("questionmax", "question"), ("timelimit", "limit"), ("correctanswer", "correct")):
        if word.startswith(begin):
            return name
    return None


def is_roster(rows: Sequence[Row]) -> bool:
    """Whether these are people and no cards: by the header, or because nearly every row has an e-mail address."""
    if not rows:
        return False
    words = {folded(cell) for cell in rows[0].cells if len(cell) < 60}
    if sum(bool(words & group) for group in _PEOPLE) >= _PEOPLE_AT_LEAST:
        return True
    addressed = sum(any(_ADDRESS.fullmatch(cell.strip()) for cell in row.cells) for row in rows)
    return len(rows) >= _PEOPLE_AT_LEAST and addressed >= 0.8 * len(rows)
