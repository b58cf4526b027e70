"""Where work is done: in processes of its own, each thing once for all who ask, and nothing that nobody waits for."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

import flask

from sim.executors import processes
from sim.loading import InputError
from sim.server.setup import Cases

Got = TypeVar("Got")
KEPT = 512
"""Results kept for whoever asks next, 30 to 100 kB each: five for each of a hundred visitors."""

WAIT_SECONDS = 60
LOOK_SECONDS = 0.1
"""How often one who waits looks whether its visitor is still there."""

LOOK_AHEAD = 1
"""``channel_request_lookahead`` of waitress: only a server that reads on notices that a visitor has hung up."""


class LeftError(TimeoutError):
    """The visitor who asked has hung up; there is nobody to tell."""


def hung_up() -> bool:
    """Whether the visitor of this request has closed the connection; False where the server does not say."""
    asked = flask.request.environ.get("waitress.client_disconnected") if flask.has_request_context() else None
    return asked is not None and bool(asked())


@dataclass
class _Order:
    """Work that was asked for, and how many wait for it."""

    work: Future[Any]
    waiting: int = 0

    @property
    def failed(self) -> bool:
        return self.work.done() and (self.work.cancelled() or self.work.exception() is not None)


class Kitchen:
    """Works in processes of their own; the same thing is never worked out twice at a time.

    A visitor who drags a slider asks ten times and wants the last answer: its page hangs up on the others. What the
    last of those who wait has left is not begun. Whoever else asked for the same keeps it, and what has begun is
    finished and kept. To let a visitor's newest request replace its older ones would need no connections to be looked
    at; but one page may well want two things at a time, and its tab's name does not say which it still wants.

    Parameters
    ----------
    cases
        Scenarios that may be chosen; the last argument of all work.
    workers
        Processes; 0 works in this one (for tests).
    left
        Tells one who waits whether to go on waiting; asked in the thread that waits.
    """

    def __init__(self, cases: Cases, workers: int = 2, left: Callable[[], bool] = hung_up) -> None:
        self._cases, self._workers, self._left = cases, workers, left
        self._lock = Lock()
        self._orders: OrderedDict[tuple[object, ...], _Order] = OrderedDict()
        # As many threads as processes, so that what waits waits here: a pool of processes counts one more as begun.
        self._line = ThreadPoolExecutor(max(workers, 1), "kitchen")
        self._pool: Executor | None = None
        self._closed = False

    def get(self, work: Callable[..., Got], *arguments: object, keep: bool = True) -> Got:
        """What ``work(*arguments, cases)`` gives; failures are told to all who wait and not kept.

        What is large and seldom asked for twice, as a whole table, is not to be kept either.

        Raises
        ------
        LeftError
            Where nobody waits for it any more.
        TimeoutError
            Where it takes too long, or the server is stopping.
        """
        key = (work, *arguments)
        with self._lock:
            order = self._orders.get(key)
            if order is None or order.failed:
                order = self._orders[key] = _Order(self._submit(work, *arguments, self._cases))
            order.waiting += 1
            self._orders.move_to_end(key)
            while len(self._orders) > KEPT:
                self._orders.popitem(last=False)
        try:
            got: Got = self._wait(order.work)
            return got
        except CancelledError:
            raise TimeoutError("the server is stopping") from None
        finally:
            with self._lock:
                order.waiting -= 1
                dropped = order.waiting == 0 and (order.work.cancel() or not keep)
                if (dropped or order.failed) and self._orders.get(key) is order:
                    del self._orders[key]

    def close(self) -> None:
        """Begin nothing more and forget what waits; what is being worked out goes on."""
        with self._lock:
            self._closed = True
            self._line.shutdown(wait=False, cancel_futures=True)

    def join(self) -> None:
        """After ``close``: wait for what is being worked out, or until the caller has ended its processes.

        A pool that is still closing while Python ends may write to a closed pipe.
        """
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _wait(self, work: Future[Any]) -> Any:
        until = time.monotonic() + WAIT_SECONDS
        while not work.done():
            if self._left():
                raise LeftError("nobody waits for this any more")
            if time.monotonic() > until:
                raise TimeoutError(f"not done after {WAIT_SECONDS} seconds")
            wait([work], timeout=LOOK_SECONDS)
        return work.result()

    def _submit(self, work: Callable[..., Got], *arguments: object) -> Future[Got]:
        if self._closed:
            raise TimeoutError("the server is stopping")
        if self._workers > 0:
            return self._line.submit(self._work, work, *arguments)
        done: Future[Got] = Future()
        try:
            done.set_result(work(*arguments))
        except InputError as error:
            done.set_exception(error)
        return done

    def _work(self, work: Callable[..., Got], *arguments: object) -> Got:
        """In a thread of the line: have a process do it."""
        return self._begin(work, *arguments).result()

    def _begin(self, work: Callable[..., Got], *arguments: object) -> Future[Got]:
        with self._lock:
            if self._closed:
                raise TimeoutError("the server is stopping")
            if self._pool is not None:
                try:
                    return self._pool.submit(work, *arguments)
                except BrokenExecutor:  # a worker died, perhaps long ago
                    self._pool.shutdown(wait=False)
            self._pool = processes(self._workers, "sim.server.blocks")
            return self._pool.submit(work, *arguments)
