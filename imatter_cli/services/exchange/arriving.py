"""What kind of file arrived, and its text: out of the e-mail, or the encoding, that somebody saved it in."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

#: The first line that says so: in YAML, in JSON, or in a text that a mail program has quoted.
_SAID = re.compile(rb'^[>\s\xef\xbb\xbf]*\{?\s*"?imatter"?:\s*["\']?([a-z-]+/[0-9]+)', re.MULTILINE | re.IGNORECASE)
_BLANK = re.compile(rb"\r?\n\r?\n")


def plain(raw: bytes) -> bytes:
    """The text of a file that arrived, where it is a whole e-mail, or where an editor saved it as UTF-16."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):  # it is refused as it is
            return raw.decode("utf-16").encode()
    head = _BLANK.split(raw[:_HEAD], maxsplit=1)[0]
    return _of_mail(raw) if _MAIL.search(head) else raw


#: Where the head of an e-mail has ended.
_HEAD = 1 << 16
#: What only the head of an e-mail has.
_MAIL = re.compile(rb"^(?:MIME-Version|Content-Transfer-Encoding|Content-Type):", re.MULTILINE | re.IGNORECASE)


def _of_mail(raw: bytes) -> bytes:
    """All that an e-mail says in plain text, attached files too; itself where it says nothing so."""
    # late: most of what comes is not an e-mail
    import email
    from email import policy

    found: list[str] = []
    for part in email.message_from_bytes(raw, policy=policy.default).walk():
        if part.get_content_type() == "text/plain":
            with suppress(LookupError):  # in an alphabet that nobody knows
                found.append(str(part.get_content()))
    return "\n".join(found).encode("utf-8", "surrogateescape") if found else raw


#: How a file in the age format begins.
AGE = b"age-encryption.org/"
#: The first file in a backup.
ABOUT = "about.json"


def is_backup(raw: bytes) -> bool:
    """Whether a file begins as a backup does, with a passphrase or without."""
    return raw.startswith((AGE, f"{ABOUT}\0".encode()))


def form_of(raw: bytes) -> str:
    """The form of a file, as `exchange/1`; empty where it says none."""
    found = _SAID.search(raw)
    return found[1].decode().lower() if found else ""
