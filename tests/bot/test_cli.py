"""The command line as scripts and newcomers meet it."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import ROOT

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: exit code, standard output, standard error."""
    for name in ("BOT_TOKEN", "TELEGRAM_API_URL", "DATABASE_URL", "CATALOGUE_DIR", "LOG_FORMAT"):
        # An empty value outweighs a developer's own .env.
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, **environment: str) -> tuple[int, str, str]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["temirqazyq", *arguments])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        output = capsys.readouterr()
        return code, output.out, output.err

    return run


def test_catalogue_check_finds_the_shipped_data_clean(run: Run) -> None:
    assert run("catalogue", "check") == (0, "no faults\n", "")


def test_catalogue_check_names_each_fault_in_a_line(run: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    colleges = tmp_path / "data" / "colleges.csv"
    colleges.write_text(colleges.read_text(encoding="utf-8").replace("KZ-71", "KZ-99", 1), encoding="utf-8")
    code, out, err = run("catalogue", "check", CATALOGUE_DIR=str(tmp_path / "data"))
    assert code == 1
    assert re.search(r"^colleges\.csv, line \d+, column region: 'KZ-99' is not in its table$", out, re.MULTILINE)
    assert "1 faults" in err


def test_stats_prints_one_document(run: Run) -> None:
    code, out, _ = run("stats", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["colleges"] >= 300
    assert document["programmes"] >= 530
    assert document["specialties"] == 102
    assert document["sourced"] == 1.0
    assert len(document["regions"]) == 20
    assert sum(document["regions"].values()) == document["colleges"]


def test_stats_prints_a_table(run: Run) -> None:
    code, out, _ = run("catalogue", "stats")
    assert code == 0
    assert "KZ-71" in out


def test_recommend(run: Run) -> None:
    code, out, _ = run("recommend", "--profile", "5,2,1,1,2,4", "--region", "KZ-71", "--grade", "9", "--json")
    document = json.loads(out)
    assert code == 0
    fits = [one["fit"] for one in document["specialties"]]
    assert len(fits) == 7
    assert fits == sorted(fits, reverse=True)
    assert all(one["reasons"] for one in document["specialties"])
    assert {one["region"] for one in document["colleges"]} == {"KZ-71"}
    assert document["routes"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("recommend", "--profile", "5,2,1"), "six numbers"),
        (("recommend", "--profile", "9,9,9,9,9,9"), "six numbers"),
        (("recommend", "--profile", "a,b,c,d,e,f"), "six numbers"),
        (("recommend", "--profile", "5,2,1,1,2,4", "--region", "KZ-00"), "KZ-71"),
    ],
)
def test_recommend_refuses_with_a_sentence(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert sentence in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"BOT_TOKEN": "not-a-token"}, "BOT_TOKEN is not right: it must be from @BotFather, like 123456:ABC-DEF"),
        ({"TELEGRAM_API_URL": "localhost"}, "TELEGRAM_API_URL is not right"),
        ({"TELEGRAM_API_URL": "http://127.0.0.1:9"}, "without BOT_TOKEN"),
        (
            {"BOT_TOKEN": "42:TEST", "TELEGRAM_API_URL": "http://127.0.0.1:9"},
            "does not answer as a Bot API server does",
        ),
        ({"BOT_TOKEN": "42:TEST", "DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"BOT_TOKEN": "42:TEST", "DATABASE_URL": "sqlite+aiosqlite:////proc/no/where.db"}, "DATABASE_URL"),
        ({"BOT_TOKEN": "42:TEST", "CATALOGUE_DIR": "/nowhere"}, "catalogue check"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is not right: it must be console or json"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(
    run: Run, tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    environment = {"DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/bot.db"} | environment
    code, _, err = run("run", **environment)
    assert code == 2
    assert err.startswith("temirqazyq: ")
    assert sentence in err
    assert "Traceback" not in err
    # The value may be a secret: it is never repeated.
    assert "not-a-token" not in err


def test_a_busy_port_names_the_way_out(run: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, err = run("run", "--port", str(port), DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    assert code == 2
    assert f"port {port} is taken" in err
    assert f"make run PORT={port + 1}" in err


def test_db_makes_the_database(run: Run, tmp_path: Path) -> None:
    code, _, _ = run("db", DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/deep/er/bot.db")
    assert code == 0
    assert (tmp_path / "deep" / "er" / "bot.db").exists()


@asynccontextmanager
async def started(tmp_path: Path, *arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    environment = {name: value for name, value in os.environ.items() if name not in ("BOT_TOKEN", "TELEGRAM_API_URL")}
    environment["DATABASE_URL"] = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            while not (address := re.search(rb"http://127\.0\.0\.1:\d+", await process.stdout.readline())):
                assert process.returncode is None
        yield process, address[0].decode()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_run_without_a_token_is_a_bot_in_its_sandbox(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with started(tmp_path, "run", "--port", str(port)) as (process, url):
        assert url == f"http://127.0.0.1:{port}"
        async with asyncio.timeout(30):
            while not json.loads(await asyncio.to_thread(fetch, f"{url}/sandbox/state"))["bot"]["online"]:
                await asyncio.sleep(0.05)  # the sandbox tells nobody but its page
        assert b"<html" in await asyncio.to_thread(fetch, url)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await process.wait() == 0


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (this machine only)
        return bytes(answer.read())
