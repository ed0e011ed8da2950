"""Mail. A service returns a letter; it is sent after the transaction, so that a slow server holds up nobody."""

from __future__ import annotations

import functools
import smtplib
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

PATIENCE = 5  # seconds


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Post:
    """A mail server: `smtp://name:password@host:587` (STARTTLS where offered) or `smtps://…:465`, and who writes."""

    url: str
    sender: str

    def send(self, letter: Letter) -> None:
        """Raises OSError (smtplib's errors are such)."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, letter.to, letter.subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        with self._connection() as server:
            server.send_message(message)

    def _connection(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host = parts.hostname or "localhost"
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=_trusted())
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=PATIENCE)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=_trusted())
                server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Read once: it takes the processor for some milliseconds, by which the next answer would tell of this letter."""
    return ssl.create_default_context()


def in_background(work: Callable[[], None]) -> threading.Thread:
    """Do it on a thread of its own: how long it takes would tell whether an address is known here."""
    thread = threading.Thread(target=work, name="mail")
    thread.start()
    return thread
