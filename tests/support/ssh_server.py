"""An ssh server on this computer for tests: `python ssh_server.py HOST_KEY USERS` prints its port and serves.

Runs what it is asked for, as sshd would. Needs asyncssh, which is for tests alone.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from typing import Any

import asyncssh


async def serve(process: Any) -> None:
    """One command."""
    ran = await asyncio.create_subprocess_shell(process.command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    await process.redirect(stdin=ran.stdin, stdout=ran.stdout, stderr=ran.stderr)
    process.exit(await ran.wait())


async def main(host_key: str, users: str) -> None:
    """Listen until somebody ends it."""
    server = await asyncssh.listen(
        "127.0.0.1", 0, server_host_keys=[host_key], process_factory=serve, encoding=None, authorized_client_keys=users
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.wait_closed()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
