"""The same history on a real PostgreSQL server, started here where Debian's ``postgresql`` is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the extra store brings SQLAlchemy")
pytest.importorskip("psycopg", reason="the extra postgres brings psycopg")

from tests.storage.history_contract import holds_the_contract

VERSIONS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
ACCOUNT = "postgres"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def as_owner(*command: object) -> None:
    """Run as the account that owns the server: PostgreSQL does not run as root."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", ACCOUNT, "--", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)


def is_there(account: str) -> bool:
    return account in {entry.pw_name for entry in pwd.getpwall()}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a new server in a temporary folder, on a free port."""
    if not VERSIONS:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    if os.geteuid() == 0 and not (is_there(ACCOUNT) and shutil.which("runuser")):
        pytest.skip("PostgreSQL does not run as root, and there is no account 'postgres'")
    bin_folder, port = VERSIONS[-1], free_port()
    folder = Path(tempfile.mkdtemp(prefix="history-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT)
        data = folder / "data"
        as_owner(bin_folder / "initdb", "-D", data, "-U", "examiner", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        as_owner(bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://examiner@127.0.0.1:{port}/postgres"
        finally:
            as_owner(bin_folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_a_history_on_a_server(server: str) -> None:
    holds_the_contract(server)
