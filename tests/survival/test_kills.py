"""Drivers and workers that are really killed, and Ctrl-C."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from sim import store
from sim.folders import held
from tests.survival.drivers import (
    kill_group,
    play,
    spans,
    start,
    table,
    until_new_part,
    until_nobody_is_left,
    write_design,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
]


def workers_of(group: int) -> list[int]:
    """The processes of a pool: forked from its server, which is a child of the driver."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, parent, owner = entry.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(owner) == group and int(parent) != group and entry.parent.name != str(group):
            found.append(int(entry.parent.name))
    return found


def test_ten_kills_at_random_moments_change_no_byte(tmp_path: Path) -> None:
    design, out = write_design(tmp_path, 70, 200), tmp_path / "killed"
    chance, kept, kills = random.Random(2), set[tuple[int, int]](), 0
    for number in range(7):
        driver = start(design, out, "--workers", "2")
        until_new_part(driver, out, kept)
        time.sleep(chance.uniform(0, 0.2))
        if number % 2:
            before = spans(out)
            for worker in workers_of(driver.pid):
                os.kill(worker, signal.SIGKILL)
                kills += 1
            until_new_part(driver, out, before)
        if number % 3:
            kill_group(driver.pid)
        else:
            driver.kill()  # its workers have to notice
        driver.communicate()
        kills += driver.returncode == -signal.SIGKILL
        until_nobody_is_left(driver)
        now = spans(out)
        assert kept <= now, "a finished part was lost or played again"
        covered = sorted(now)
        assert all(a[1] <= b[0] for a, b in pairwise(covered)), "runs were played twice"
        kept = now
    assert kills >= 10, "the study is too small to be killed ten times"
    code, told, heard = play(design, out, "--workers", "2", "--json")
    assert code == 0, heard
    document = json.loads(told)
    done = sum(end - begin for begin, end in kept)
    assert f"holds {done:,} of {document['runs']:,} runs" in heard
    assert document["status"] == {"ok": document["runs"]}
    assert play(design, tmp_path / "whole", "--workers", "2")[0] == 0
    assert table(out) == table(tmp_path / "whole")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_once_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path, number: signal.Signals) -> None:
    design, out = write_design(tmp_path, 100, 200), tmp_path / "stopped"
    driver = start(design, out, "--workers", "2")
    until_new_part(driver, out, set())
    if number == signal.SIGINT:
        kill_group(driver.pid, number)  # as a terminal does: to all
    else:
        driver.send_signal(number)
    told, heard = driver.communicate()
    assert driver.returncode == 130, heard
    assert told == ""
    assert "Traceback" not in heard
    assert f"python -m sim.cli sweep {design} --out {out} --workers 2" in heard
    until_nobody_is_left(driver)
    manifest = store.read_manifest(out)
    assert manifest is not None
    assert manifest["state"] == "interrupted"
    assert manifest["cpu_seconds"]["workers"] > 0
    assert not list(out.rglob(".*.tmp"))


def test_ctrl_c_twice_leaves_at_once(tmp_path: Path) -> None:
    design, out = write_design(tmp_path, 100, 200), tmp_path / "left"
    driver = start(design, out, "--workers", "2")
    until_new_part(driver, out, set())
    while driver.poll() is None:
        kill_group(driver.pid, signal.SIGINT)
        time.sleep(0.01)
    assert driver.returncode == 130
    assert "Go on with" in driver.communicate()[1]
    until_nobody_is_left(driver)


def test_a_second_driver_is_sent_away_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    design, out = write_design(tmp_path, 100, 200), tmp_path / "shared"
    driver = start(design, out, "--workers", "2")
    until_new_part(driver, out, set())
    code, _, heard = play(design, out)
    assert code == 2
    assert f"another sweep is at work in {out}: process {driver.pid} on " in heard
    kill_group(driver.pid)
    driver.communicate()
    with held(out):
        pass
