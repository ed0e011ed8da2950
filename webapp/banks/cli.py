"""`flask --app webapp banks …`: check bank files, load them."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.banks.applying import BankHasChanged
from webapp.banks.deciding import Decisions
from webapp.banks.exported import draft_with_media
from webapp.banks.imports import Bringing, ImportRefused, compare_with, named_bank, reveal, staged
from webapp.banks.models import PRIVATE, PUBLIC, ImportBatch
from webapp.banks.service import BankFileRefused, load_built_in
from webapp.banks.undoing import UndoRefused, undo_import
from webapp.database import db, transaction
from webapp.exchange.checks import import_report, lines, reading_of, report
from webapp.exchange.contract import Drafts
from webapp.exchange.sniffing import read_file
from webapp.exchange.writers import WRITERS
from webapp.media.keeping import Budget, keep, rewritten

PICTURE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group("banks")
def group() -> None:
    """Question banks."""


@group.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object instead of lines.")
def check(files: tuple[Path, ...], is_json: bool) -> None:
    """Read files of questions and name every problem: file, line, question, what to do. Exits with 1 when there is one.

    Beside our own bank files: Aiken, GIFT, Moodle XML, QTI, Anki packages, and tables (XLSX, XLS, ODS, CSV, TSV,
    Quizlet, Kahoot, Blooket, Gimkit, Anki text).
    """
    readings = []
    for file in files:
        try:
            readings.append(reading_of(read_file(file.read_bytes(), file.name)))
        except OSError as error:
            raise click.ClickException(f"{file}: {error.strerror}") from error
    if is_json:
        click.echo(json.dumps(report(readings), ensure_ascii=False, indent=2))
    else:
        for file, reading in zip(files, readings, strict=True):
            for line in lines(str(file), reading):
                click.echo(line)
            if reading.bank is not None:
                click.echo(f"{file}: {len(reading.bank.questions)} questions, {len(reading.problems)} problems")
    if any(problem.severity != "info" for reading in readings for problem in reading.problems):
        sys.exit(1)


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--bank", "slug", required=True, help="The short name of the bank; it is made where there is none.")
@click.option("--title", default="", help="Of a new bank; else that of the file, or its name.")
@click.option("--beside", multiple=True, type=PICTURE, help="A picture or sound that the file names; may be repeated.")
@click.option("--private", "is_private", is_flag=True, help="A new bank is in no list yet.")
@click.option("--retire-missing", is_flag=True, help="Ask no more what the file does not hold.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def import_file(
    file: Path,
    slug: str,
    title: str,
    beside: tuple[Path, ...],
    is_private: bool,
    retire_missing: bool,
    dry_run: bool,
    is_json: bool,
) -> None:
    """Bring a file of any format to a bank. Questions that it has keep every learner's progress."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    brought = {each.name: each.read_bytes() for each in beside}
    drafts = read_file(data, file.name, companions=brought)
    whole = Budget(sys.maxsize, sys.maxsize)  # no worker waits for it
    drafts = rewritten(drafts, keep(drafts, now=_now, is_trial=dry_run, budget=whole))
    told: dict[str, Any] = {"diff": dict.fromkeys(("new", "changed", "same", "missing"), 0), "batch": None}
    refused = ""
    try:
        bank = named_bank(db.session(), slug, drafts, title=title, visibility=PRIVATE if is_private else PUBLIC)
        diff = compare_with(db.session(), bank, drafts)
        told["diff"] = diff.counts
        if not dry_run:
            decisions = Decisions(retires_missing=retire_missing)
            bringing = Bringing(drafts, hashlib.sha256(data).hexdigest(), _now(), decisions=decisions)
            with staged(bank, diff, bringing, current_app.extensions["answered"]) as ready, transaction() as session:
                reveal(session, ready, now=_now())
            told["batch"] = ready.batch_id
    except ImportRefused as error:
        refused = str(error)
    except BankHasChanged:
        refused = "Somebody changed the bank in the meantime. Try again."
    _tell(file, drafts, told, refused, is_json=is_json)
    if refused:
        sys.exit(1)


def _tell(file: Path, drafts: Drafts, told: dict[str, Any], refused: str, *, is_json: bool) -> None:
    if is_json:
        click.echo(json.dumps(import_report(drafts) | told | {"refused": refused}, ensure_ascii=False, indent=2))
        return
    for line in lines(str(file), reading_of(drafts)):
        click.echo(line)
    if refused:
        click.echo(f"{file}: {refused}")
        return
    counts = ", ".join(f"{count} {name}" for name, count in told["diff"].items())
    done = f"import {told['batch']}, which can be taken back for 24 hours" if told["batch"] else "nothing was saved"
    click.echo(f"{file}: {len(drafts.questions)} questions, {len(drafts.kept)} kept as they are; {counts}; {done}")


@group.command("undo-import")
@click.argument("number", type=int)
@with_appcontext
def undo(number: int) -> None:
    """Take an import back, by the number that it printed. Answers stay; what was edited since is left as it is."""
    if db.session().get(ImportBatch, number) is None:
        raise click.ClickException(f"There is no import {number}")
    try:
        edited = undo_import(number, now=_now(), answered=current_app.extensions["answered"])
    except UndoRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"Import {number} is taken back.")
    for external_id in edited:
        click.echo(f"{external_id} was edited since, and is left as it is.")


def _now() -> int:
    return int(current_app.config["CLOCK"]())


@group.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", "format", default="bank", type=click.Choice(list(WRITERS)), help="The format; bank is lossless.")
@with_appcontext
def export(slug: str, file: Path, format: str) -> None:
    """Write a bank to a file, and name what the format could not hold."""
    bank = draft_with_media(db.session(), slug)
    if bank is None:
        raise click.ClickException(f"There is no bank {slug}")
    written = WRITERS[format](bank)
    try:
        file.write_bytes(written.data)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    for loss in written.losses:
        click.echo(f"{loss.question}: {loss.message} {loss.hint}".rstrip())
    if written.suffix and file.suffix.lower() != f".{written.suffix}":
        better = file.with_suffix(f".{written.suffix}")
        click.echo(f"{file}: this is an archive, with the pictures and sounds of the bank. Call it {better.name}.")
    click.echo(f"{file}: {written.written} of {len(bank.questions)} questions")


@group.command("load")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@with_appcontext
def load(folder: Path) -> None:
    """Load every bank file of a folder as built-in banks; learners keep their progress."""
    try:
        with transaction() as session:
            loaded = load_built_in(session, folder, now=current_app.config["CLOCK"]())
    except BankFileRefused as refused:
        raise click.ClickException(str(refused)) from refused
    for bank in loaded:
        click.echo(
            f"{bank.slug}: {len(bank.new)} new, {len(bank.changed)} changed, {bank.same} same, "
            f"{len(bank.retired)} retired"
        )
