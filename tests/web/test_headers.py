"""S21 to S23, S26: what stands around every answer, whoever gives it."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from tests.client import Browser
from tests.web.conftest import Build, Lines
from tests.web.world import World

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGES = ["/", "/help", "/nothing/here", "/healthz", "/readyz", "/favicon.svg", "/s/old/css/base.css"]


def csp(style: str) -> str:
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{style}'; img-src 'self' data:; "
        "media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def is_safe(response: TestResponse, app: Flask) -> None:
    found = {name: response.headers.getlist(name) for name in ALWAYS}
    assert found == {name: [value] for name, value in ALWAYS.items()}
    assert response.headers.getlist("Content-Security-Policy") == [csp(app.extensions["assets"].style_hash)]
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Server" not in response.headers


@pytest.mark.parametrize("path", PAGES)
def test_s22_s23_every_answer_has_the_headers(app: Flask, client: Browser, path: str) -> None:
    is_safe(client.get(path), app)


def test_s22_s23_static_files_have_the_headers(app: Flask, client: Browser) -> None:
    response = client.get(app.extensions["assets"].url("css/base.css"))
    is_safe(response, app)
    assert (response.status_code, response.mimetype) == (200, "text/css")


def test_s22_s23_refusals_have_the_headers(app: Flask, client: Browser) -> None:
    for response in (client.post("/study/answer"), client.delete("/help"), client.open("/", method="TRACE")):
        is_safe(response, app)


def test_s22_the_policy_names_the_style_sheet_in_the_page(app: Flask, client: Browser) -> None:
    body = client.get("/help").get_data(as_text=True)
    assets = app.extensions["assets"]
    assert body.count("<style") == 1
    assert f"<style>{assets.critical_css}</style>" in body


def test_s23_https_is_remembered_only_when_it_is_there(app: Flask, client: Browser) -> None:
    assert "Strict-Transport-Security" not in client.get("/help").headers
    secure = client.get("/help", base_url="https://localhost")
    assert secure.headers.getlist("Strict-Transport-Security") == ["max-age=31536000"]


def test_pages_are_kept_in_no_cache(client: Browser) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert client.get("/nothing/here").headers["Cache-Control"] == "no-store"


def cookies(response: TestResponse) -> dict[str, list[str]]:
    """Name to the sorted attributes that matter."""
    found = {}
    for line in response.headers.getlist("Set-Cookie"):
        head, *attributes = line.split("; ")
        found[head.partition("=")[0]] = sorted(a for a in attributes if not a.startswith(("Expires", "Max-Age")))
    return found


def test_s21_cookies_are_out_of_reach_of_scripts(client: Browser) -> None:
    plain = ["HttpOnly", "Path=/", "SameSite=Lax"]
    assert cookies(client.get("/me/settings")) == {"visitor": plain, "form": plain}


def test_s21_under_https_cookies_are_bound_to_the_host(client: Browser) -> None:
    bound = ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
    response = client.get("/me/settings", base_url="https://localhost")
    assert cookies(response) == {"__Host-visitor": bound, "__Host-form": bound}


def test_s21_a_proxys_word_counts_only_when_it_is_trusted(app: Flask, client: Browser) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    assert set(cookies(client.get("/me/settings", headers=forwarded))) == {"visitor", "form"}


def test_s21_behind_a_proxy_the_outer_scheme_and_address_count(build: Build, caplines: Lines) -> None:
    client = build(TRUSTED_PROXIES="1")
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    response = client.get("/me/settings", headers=forwarded)
    assert set(cookies(response)) == {"__Host-visitor", "__Host-form"}
    assert response.headers.getlist("Strict-Transport-Security") == ["max-age=31536000"]
    assert [line["address"] for line in caplines()] == ["203.0.113.9"]


def test_s26_another_host_is_refused_and_liveness_still_answers(build: Build) -> None:
    client = build(TRUSTED_HOSTS="quiz.example")
    forged = client.get("/help", base_url="http://evil.example")
    assert forged.status_code == 400
    assert "evil.example" not in forged.get_data(as_text=True)
    assert client.get("/help", base_url="http://quiz.example").status_code == 200
    assert client.get("/healthz", base_url="http://evil.example").get_data(as_text=True) == "ok\n"


def test_s26_redirects_do_not_repeat_the_host(world: World) -> None:
    response = world.guest.get("/study/s/nothing/done", base_url="http://evil.example")
    assert (response.status_code, response.headers["Location"]) == (303, "/banks")


def test_each_answer_has_a_number_of_its_own(client: Browser) -> None:
    numbers = {client.get("/healthz").headers["X-Request-Id"] for _ in range(3)}
    assert [len(number) for number in numbers] == [16, 16, 16]


def test_liveness_asks_neither_flask_nor_the_database(app: Flask) -> None:
    # A client that would follow the app's answer as any other WSGI server does.
    response = Client(app.wsgi_app).get("/healthz")
    assert (response.status_code, response.get_data()) == (200, b"ok\n")
