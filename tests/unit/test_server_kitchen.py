"""Work is done once for all who ask, and not at all for those who have left."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import flask
import pytest

from sim.loading import InputError
from sim.loading.bundled import bundled_scenarios
from sim.server.blocks import compute
from sim.server.kitchen import LOOK_AHEAD, Kitchen, LeftError
from sim.server.setup import Setup

waitress = pytest.importorskip("waitress", reason="waitress is not installed")
SETUP = Setup(case="nato_veto", runs=6, lens="walt")
PATIENCE = 30


class Oven(Kitchen):
    """One thread in place of processes; work waits until it is let go, and is noted as it begins."""

    def __init__(self) -> None:
        super().__init__({}, workers=1, left=lambda: self.who() in self.left)
        self.left: set[str] = set()
        self.begun: list[object] = []
        self.go = threading.Event()
        self.told: dict[str, object] = {}

    def who(self) -> str:
        return threading.current_thread().name

    def _work(self, work: Any, *arguments: object) -> Any:
        self.begun.append(arguments[0])
        assert self.go.wait(PATIENCE)
        if arguments[0] == "burnt":
            raise InputError([])
        return f"{arguments[0]} done"

    def ask(self, who: str, what: str, **more: Any) -> threading.Thread:
        def asked() -> None:
            try:
                self.told[who] = self.get(Kitchen.get, what, **more)
            except (TimeoutError, InputError) as error:
                self.told[who] = type(error)

        thread = threading.Thread(target=asked, name=who)
        thread.start()
        until(lambda: who in self.told or any(key[1] == what for key in [*self._orders]))
        return thread

    def leave(self, thread: threading.Thread) -> None:
        self.left.add(thread.name)
        thread.join(PATIENCE)
        assert self.told[thread.name] is LeftError


def until(come: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not come():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture
def oven() -> Iterator[Oven]:
    made = Oven()
    yield made
    made.go.set()
    made.close()


def test_what_nobody_waits_for_is_not_begun(oven: Oven) -> None:
    first = oven.ask("ann", "1")
    until(lambda: oven.begun == ["1"])
    dragged = [oven.ask(f"ann {n}", f"{n}") for n in range(2, 10)]
    for thread in dragged:
        oven.leave(thread)
    last = oven.ask("ann last", "10")
    oven.go.set()
    for thread in (first, last):
        thread.join(PATIENCE)
    assert oven.begun == ["1", "10"]
    assert oven.told["ann last"] == "10 done"
    assert len(oven._orders) == 2


def test_what_another_waits_for_is_kept(oven: Oven) -> None:
    first = oven.ask("ann", "1")
    hers = oven.ask("ann again", "2")
    his = oven.ask("bob", "2")
    until(lambda: [order.waiting for order in oven._orders.values()] == [1, 2])
    oven.leave(hers)
    oven.go.set()
    for thread in (first, his):
        thread.join(PATIENCE)
    assert oven.told["bob"] == "2 done"
    assert oven.begun == ["1", "2"]


def test_what_was_dropped_is_worked_out_when_asked_for_again(oven: Oven) -> None:
    first = oven.ask("ann", "1")
    oven.leave(oven.ask("ann again", "2"))
    again = oven.ask("bob", "2")
    oven.go.set()
    for thread in (first, again):
        thread.join(PATIENCE)
    assert oven.told["bob"] == "2 done"


def test_what_has_begun_is_finished_and_kept_for_the_next(oven: Oven) -> None:
    first = oven.ask("ann", "1")
    until(lambda: oven.begun == ["1"])
    oven.leave(first)
    oven.go.set()
    oven.ask("bob", "1").join(PATIENCE)
    assert oven.told["bob"] == "1 done"
    assert oven.begun == ["1"]


def test_what_is_not_to_be_kept_is_not_kept_when_its_visitor_leaves(oven: Oven) -> None:
    first = oven.ask("ann", "1", keep=False)
    until(lambda: oven.begun == ["1"])
    oven.leave(first)
    assert not oven._orders


def test_a_failure_after_its_visitor_left_is_not_told_to_the_next(oven: Oven) -> None:
    first = oven.ask("ann", "burnt")
    until(lambda: oven.begun == ["burnt"])
    oven.leave(first)
    oven.go.set()
    until(lambda: all(order.work.done() for order in oven._orders.values()))
    oven.ask("bob", "burnt").join(PATIENCE)
    assert oven.told["bob"] is InputError
    assert oven.begun == ["burnt", "burnt"]


def test_a_kitchen_that_closes_tells_who_waits(oven: Oven) -> None:
    oven.ask("ann", "1")
    waiting = oven.ask("bob", "2")
    oven.close()
    waiting.join(PATIENCE)
    assert oven.told["bob"] is TimeoutError
    oven.go.set()
    with pytest.raises(TimeoutError, match="stopping"):
        oven.get(compute, SETUP, "en")


def test_thirty_who_ask_for_the_same_cost_one_computation(oven: Oven) -> None:
    crowd = [oven.ask(f"{n}", "1") for n in range(30)]
    oven.go.set()
    for one in crowd:
        one.join(PATIENCE)
    assert set(oven.told.values()) == {"1 done"}
    assert oven.begun == ["1"]


def test_a_failure_is_told_and_not_kept() -> None:
    kitchen = Kitchen(bundled_scenarios(), workers=0)
    for _ in range(2):
        with pytest.raises(InputError, match="not a known event"):
            kitchen.get(compute, Setup(off=("atlantis",)), "en")
    assert not kitchen._orders


@pytest.mark.slow
def test_processes_give_what_one_gives() -> None:
    kitchen = Kitchen(bundled_scenarios(), workers=1)
    try:
        assert kitchen.get(compute, SETUP, "en") == compute(SETUP, "en")
    finally:
        kitchen.close()
        kitchen.join()


def test_a_server_notices_that_a_visitor_has_hung_up() -> None:
    application, oven = flask.Flask("test"), Oven()
    oven._left = Kitchen({})._left
    told: list[object] = []

    @application.get("/<what>")
    def answer(what: str) -> str:
        try:
            return str(oven.get(Kitchen.get, what))
        except LeftError as error:
            told.append(error)
            return ""

    server = waitress.create_server(
        application, host="127.0.0.1", port=0, threads=4, channel_request_lookahead=LOOK_AHEAD
    )
    threading.Thread(target=server.run, daemon=True).start()
    try:
        lines = [socket.create_connection(("127.0.0.1", server.effective_port)) for _ in range(2)]
        for n, line in enumerate(lines):
            line.sendall(f"GET /{n} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            until(lambda n=n: len(oven._orders) == n + 1)  # type: ignore[misc]
        until(lambda: oven.begun == ["0"])
        lines[1].close()
        until(lambda: len(told) == 1)
        oven.go.set()
        with lines[0].makefile("rb") as answered:
            assert answered.read().endswith(b"0 done")
        assert oven.begun == ["0"]
    finally:
        oven.go.set()
        oven.close()
        server.close()
