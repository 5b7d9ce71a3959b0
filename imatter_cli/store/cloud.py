"""Whether a cloud service synchronises a folder: it copies a store while it is written, and makes second versions."""

from __future__ import annotations

import os
import re

#: What the services call their folders, and the marks that they leave in them.
_NAMES = (
    (re.compile(r"Dropbox( \(.*\))?"), "Dropbox"),
    (re.compile(r"OneDrive( - .*|-.*)?"), "OneDrive"),
    (re.compile(r"Google ?Drive(-.*)?|My Drive"), "Google Drive"),
    (re.compile(r"iCloud Drive|Mobile Documents|com~apple~CloudDocs"), "iCloud"),
    (re.compile(r"Nextcloud\d*"), "Nextcloud"),
    (re.compile(r"ownCloud\d*"), "ownCloud"),
    (re.compile(r"pCloud ?Drive|pCloudDrive"), "pCloud"),
    (re.compile(r"MEGA|MEGAsync"), "MEGA"),
)
_MARKS = (
    (".dropbox", "Dropbox"), (".dropbox.cache", "Dropbox"), (".stfolder", "Syncthing"),
    (".owncloudsync.log", "ownCloud"), (".nextcloudsync.log", "Nextcloud"),
)  # fmt: skip


def notes(path: str) -> tuple[str, ...]:
    """What to tell about a store in such a folder; nothing of any other."""
    service = synchronised_by(path)
    if not service:
        return ()
    return (
        f"{service} synchronises {path}. It copies files while they are being written, which can damage the store. "
        f"Keep the store in an ordinary folder, and share it by syncing.",
    )


def synchronised_by(path: str) -> str:
    """The service that synchronises a folder, as far as its name or a mark of it shows; empty for none."""
    folder = os.path.realpath(path)
    home = os.path.realpath(os.path.expanduser("~"))
    while folder != os.path.dirname(folder) and folder != home:
        named = next((who for name, who in _NAMES if name.fullmatch(os.path.basename(folder))), "")
        marked = next((who for mark, who in _MARKS if os.path.lexists(os.path.join(folder, mark))), "")
        if named or marked:
            return named or marked
        folder = os.path.dirname(folder)
    return ""
