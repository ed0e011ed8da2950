"""How much one request may bring, where it does not say how much that is."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask


@pytest.mark.parametrize(("size", "status"), [(2 * 1024 * 1024 + 1, 413), (100, 400)])
def test_s36_a_body_without_a_length_is_counted(app: Flask, size: int, status: int) -> None:
    """Without the token of a form a small one is a 400; cut at the limit, a large one would be the same."""
    answer = app.test_client().post(
        "/login",
        content_type="application/x-www-form-urlencoded",
        input_stream=BytesIO(b"a=" + b"x" * (size - 2)),
        environ_overrides={"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True},
    )
    assert answer.status_code == status
    assert ("32 MB" in answer.text) is (status == 413)
