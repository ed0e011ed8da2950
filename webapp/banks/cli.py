"""`flask --app webapp banks …`: check bank files, load them."""

import json
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.banks.exported import draft_of
from webapp.banks.service import BankFileRefused, load_built_in
from webapp.database import db, transaction
from webapp.exchange.checks import lines, reading_of, report
from webapp.exchange.sniffing import read_file
from webapp.exchange.writers import WRITERS


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


@group.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", "format", default="bank", type=click.Choice(list(WRITERS)), help="The format; bank is lossless.")
@with_appcontext
def export(slug: str, file: Path, format: str) -> None:
    """Write a bank to a file, and name what the format could not hold."""
    bank = draft_of(db.session(), slug)
    if bank is None:
        raise click.ClickException(f"There is no bank {slug}")
    written = WRITERS[format](bank)
    try:
        file.write_bytes(written.data)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    for loss in written.losses:
        click.echo(f"{loss.question}: {loss.message} {loss.hint}".rstrip())
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
