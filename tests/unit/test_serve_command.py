"""The command that serves: its door, wrong words, and how it stops."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sim.cli.app import app as command
from sim.server.serving import ListenError, open_door


def test_a_taken_port_is_said_or_passed_over() -> None:
    first = open_door("127.0.0.1", 0)
    try:
        with pytest.raises(ListenError, match="taken by another program"):
            open_door("127.0.0.1", first.port)
        assert first.loopback
        assert first.network is None
        assert first.here == f"http://127.0.0.1:{first.port}/"
    finally:
        first.socket.close()


def test_the_first_free_port_is_taken() -> None:
    doors = [open_door("127.0.0.1", None) for _ in range(2)]
    try:
        assert doors[1].port > doors[0].port
    finally:
        for door in doors:
            door.socket.close()


def test_a_door_for_all_is_known_as_such() -> None:
    door = open_door("0.0.0.0", 0)
    try:
        assert not door.loopback
        assert door.here.startswith("http://127.0.0.1:")
    finally:
        door.socket.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["serve", "no_such_case"], "no_such_case"),
        (["serve", "--host", "no.such.host.invalid"], "no such host"),
        (["serve", "--host", "192.0.2.77"], "192.0.2.77"),
        (["serve", "--lessons", "/no/such/folder"], "no such folder"),
        (["serve", "--port", "70000"], "65535"),
    ],
)
def test_wrong_words_end_in_one_line(call, words: list[str], said: str) -> None:
    code, _, error = call(*words, "--no-open")
    assert code == 2
    assert said in error
    assert "Traceback" not in error


def test_a_missing_extra_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in [name for name in sys.modules if name.startswith(("sim.server", "waitress"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "waitress", None)
    left = CliRunner().invoke(command, ["serve", "--no-open"])
    assert left.exit_code == 2
    assert "counterpoise[server]" in left.output
    assert "waitress" in left.output


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_stops_with_all_that_it_began(stop: int, tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    with _serving(tmp_path) as (process, told):
        page = urllib.request.urlopen(told["url"], timeout=60)
        assert page.status == 200
        with urllib.request.urlopen(told["url"] + "block.json?v=1&runs=1", timeout=60) as block:
            assert block.status == 200
        begun = psutil.Process(process.pid).children(recursive=True)
        assert begun
        process.send_signal(stop)
        assert process.wait(timeout=20) == 0
        assert psutil.wait_procs(begun, timeout=20)[1] == []
        assert "Traceback" not in (tmp_path / "said.txt").read_text()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_dead_worker_is_replaced(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    with _serving(tmp_path) as (process, told):
        for seed in (1, 2):
            with urllib.request.urlopen(
                f"{told['url']}block.json?v=1&runs=1&seed={seed}", timeout=60
            ) as block:
                assert block.status == 200
            keepers = psutil.Process(process.pid).children()
            for worker in [child for keeper in keepers for child in keeper.children()]:
                worker.kill()
                worker.wait(10)


class _serving:
    """The command in a process of its own, and what it said as JSON."""

    def __init__(self, folder: Path) -> None:
        self._said = (folder / "said.txt").open("w")

    def __enter__(self) -> tuple[subprocess.Popen[str], dict[str, Any]]:
        words = [sys.executable, "-m", "sim.cli", "serve", "--no-open", "--json", "--port", "0"]
        restored = signal.signal(
            signal.SIGINT, signal.default_int_handler
        )  # a child of a shell's job may ignore it
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=self._said, text=True)
        signal.signal(signal.SIGINT, restored)
        assert self._process.stdout is not None
        lines: list[str] = []
        for line in self._process.stdout:
            lines.append(line)
            if line == "}\n":
                break
        return self._process, json.loads("".join(lines))

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._said.close()
