"""Who gets what from each address: one row for each endpoint and method of the URL map.

A path's names are filled from the world: the guest's session, review and bank, the student's login, the classmate's
number. The first three columns say what the stranger (never here before), the guest herself and another guest are
answered; the others what people with accounts are. To them the guest's things are a stranger's, as to the other guest.
"""

from __future__ import annotations

from tests.web.access_of_teachers import TEACHING
from tests.web.access_row import TO_LOGIN, Row

CAST = ("stranger", "other", "guest", "student", "classmate", "teacher", "disabled", "admin")  # asked in this order


def page() -> Row:
    return Row(200, 200, 200)


def entrance(status: int, *, account: int = 303, fields: dict[str, str] | None = None) -> Row:
    """Takes whoever comes; who is in already is led on."""
    return Row(status, status, status, fields=fields or {}, student=account, disabled=status)


def private(status: int, **more: object) -> Row:
    """Of people with an account; others are led to the login."""
    return Row(TO_LOGIN, TO_LOGIN, TO_LOGIN, student=status, needs_login=True, **more)  # type: ignore[arg-type]


def for_admin(status: int, **more: object) -> Row:
    """There is no such page, says the app to everybody who is in and is no admin."""
    return Row(TO_LOGIN, TO_LOGIN, TO_LOGIN, student=404, admin=status, needs_login=True, **more)  # type: ignore[arg-type]


SETTINGS = {
    "theme": "dark",
    "zone": "Europe/Paris",
    "goal": "10",
    "new_per_day": "10",
    "retention": "0.9",
    "buttons": "2",
    "text_size": "100",
    "motion": "auto",
    "day_start": "4",
}
OPTIONS = {
    "new_per_day": "5",
    "reviews_per_day": "100",
    "retention": "85",
    "learning_steps": "10 min",
    "relearning_steps": "10 min",
    "maximum_interval": "365",
    "review_order": "due",
    "mix": "after",
    **{f"easy_{day}": "1" for day in range(7)},
    "leech_threshold": "8",
    "leech_action": "tag",
    "answer_cap": "60",
    "learn_ahead": "20",
}

KEY = "01a20cff-7d00-7c9d-b611-69afa22db44c"

PERSON = ("user_id",)

ACCOUNTS: dict[tuple[str, str], Row] = {
    ("accounts.account", "GET"): private(200),
    ("accounts.ask_for_link", "POST"): entrance(422, account=422, fields={"mail-email": "a@example.org"}),
    ("accounts.change_password", "POST"): private(422, fields={"password-old": "x", "password-new": "y"}),
    ("accounts.change_profile", "POST"): private(303, fields={"profile-shown": "N"}),
    ("accounts.end_logins", "POST"): private(
        404, fields={"end": "{login_id}"}, own=("login_id",), foreign="classmate"
    )._replace(student=303, classmate=404, teacher=404, admin=404),
    ("accounts.form_token", "GET"): page()._replace(disabled=200),
    ("accounts.login", "GET"): entrance(200),
    ("accounts.login", "POST"): entrance(422, fields={"name": "nobody"}),
    ("accounts.logout", "POST"): entrance(303),
    ("accounts.merge", "GET"): private(303),
    ("accounts.merge", "POST"): private(303, fields={"merge": "join"}),
    ("accounts.new_password", "GET"): entrance(410, account=410),
    ("accounts.new_password", "POST"): entrance(410, account=410, fields={"password": "quiet harbour"}),
    ("accounts.open_link", "GET"): entrance(303),
    ("accounts.open_setup", "GET"): entrance(404, account=404),
    ("accounts.reset", "GET"): entrance(200, account=200),
    ("accounts.reset_by_code", "POST"): entrance(422, account=422, fields={"code-name": "nobody"}),
    ("accounts.second_step_of_login", "GET"): entrance(303),
    ("accounts.second_step_of_login", "POST"): entrance(303),
    ("accounts.settings", "GET"): page(),
    ("accounts.settings", "POST"): Row(303, 303, 303, fields=SETTINGS),
    # Once there is an admin, nothing is set up.
    ("accounts.setup", "GET"): entrance(404, account=404),
    ("accounts.setup", "POST"): entrance(404, account=404),
    ("accounts.signup", "GET"): entrance(200),
    ("accounts.signup", "POST"): entrance(404),
    ("accounts.switch_second_step", "POST"): private(422, fields={"switch-password": ""}),
    ("admin.change_role", "POST"): for_admin(303, fields={"role": "teacher"}, own=PERSON, foreign="teacher"),
    ("admin.change_state", "POST"): for_admin(303, fields={"state": "off"}, own=PERSON, foreign="teacher"),
    ("admin.check", "GET"): for_admin(200),
    ("admin.end_logins", "POST"): for_admin(303, own=PERSON, foreign="teacher"),
    ("admin.end_second_step", "POST"): for_admin(303, own=PERSON, foreign="teacher"),
    ("admin.make_code", "POST"): for_admin(200, own=PERSON, foreign="teacher"),
    ("admin.overview", "GET"): for_admin(200),
    ("admin.person", "GET"): for_admin(200, own=PERSON, foreign="teacher"),
    ("admin.save_policy", "POST"): for_admin(303, fields={"policy": "open"}),
    ("media.file", "GET"): page()._replace(disabled=200),
    ("mydata.delete", "POST"): private(422, fields={"password": "x"}),
    ("mydata.download", "POST"): Row(404, 200, 200),
    ("mydata.anki", "POST"): Row(404, 200, 200),
    ("mydata.forget", "GET"): Row(303, 200, 200, student=303),
    ("mydata.forget", "POST"): Row(303, 303, 303),
    ("mydata.forgotten", "GET"): page(),
    ("mydata.keep", "POST"): private(303),
    ("mydata.page", "GET"): page(),
}

TABLE: dict[tuple[str, str], Row] = {
    **ACCOUNTS,
    **TEACHING,
    ("progress.details_page", "GET"): page(),
    ("progress.fit", "POST"): Row(404, 303, 303),
    ("progress.forecasts", "GET"): page(),
    ("progress.history", "GET"): Row(404, 200, 200, student=404, own=("question_id",), foreign="student"),
    ("progress.page", "GET"): page(),
    ("progress.schedule", "GET"): Row(404, 200, 200),
    ("progress.use", "POST"): Row(404, 303, 404, fields={"set": "{set_id}"}, own=("set_id",)),
    ("progress.withdraw", "POST"): Row(404, 303, 303),
    ("ready.readyz", "GET"): page()._replace(disabled=200),
    ("site.about", "GET"): page(),
    ("site.accessibility", "GET"): page(),
    ("site.help_page", "GET"): page(),
    ("site.privacy", "GET"): page(),
    ("study.answer", "POST"): Row(
        400, 303, 404, fields={"ticket": "{open_ticket}", "key": KEY, "choice": "1", "blank": "1"}, own=("ticket",)
    ),
    ("study.aside", "POST"): Row(400, 303, 404, fields={"ticket": "{ticket}", "until": "7"}, own=("ticket",)),
    ("study.backlog", "GET"): page(),
    ("study.backlog", "POST"): Row(400, 303, 303, fields={"spread": "7"}),
    ("study.bank", "GET"): page(),
    ("study.breaks", "GET"): page(),
    ("study.breaks", "POST"): Row(400, 303, 303, fields={"first": "2027-01-04", "last": "2027-01-08"}),
    ("study.cards", "GET"): page(),
    ("study.cards_file", "GET"): page(),
    ("study.card_history", "GET"): Row(200, 303, 303, query={"card": "{ticket}"}, student=200),
    ("study.change_cards", "POST"): Row(400, 303, 303, fields={"do": "aside", "card": "{question_id}."}),
    ("study.change_presets", "POST"): Row(400, 303, 303, fields={"deed": "new", "name": "Exam"}),
    ("study.choose_for_bank", "POST"): Row(400, 303, 303, fields={"new": "5"}),
    ("study.deeds", "GET"): page(),
    ("study.drop_break", "POST"): Row(400, 303, 303),
    ("study.drop_exam", "POST"): Row(400, 303, 303),
    ("study.exam", "GET"): page(),
    ("study.exam", "POST"): Row(303, 303, 303, fields={"day": "2027-01-04", "bank": "{slug}"}),
    ("study.options", "GET"): page(),
    ("study.options", "POST"): Row(400, 303, 303, fields=OPTIONS),
    ("study.own", "GET"): page(),
    ("study.reschedule", "GET"): page(),
    ("study.reschedule", "POST"): Row(400, 303, 303),
    ("study.start_own", "POST"): Row(400, 303, 303, fields={"kind": "ahead"}),
    ("study.undo_deed", "POST"): Row(400, 303, 404, fields={"what": "{review_id}"}, own=("review_id",)),
    ("study.banks", "GET"): page(),
    ("study.claim", "POST"): Row(404, 303, 404, own=("session_id", "review_id")),
    # A session that was left before its first answer has no row: it leads to the banks, like one that never was.
    ("study.done", "GET"): Row(303, 200, 303, own=("session_id",)),
    ("study.feedback", "GET"): Row(404, 200, 404, own=("session_id", "review_id")),
    ("study.landing", "GET"): page(),
    ("study.report", "GET"): Row(200, 200, 200, query={"card": "{ticket}"}),
    ("study.report", "POST"): Row(400, 303, 303, fields={"ticket": "{ticket}", "reason": "unclear"}),
    ("study.reported", "GET"): Row(200, 200, 200, query={"card": "{ticket}"}),
    ("study.reports", "GET"): page(),
    ("study.session", "GET"): Row(404, 200, 404, own=("session_id",)),
    ("study.study", "GET"): page(),
    ("study.try_bank", "GET"): page(),
    ("study.undo", "POST"): Row(400, 303, 404, own=("session_id",)),
}
