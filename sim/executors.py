"""Where spans are played: in this process, in a pool of processes, or on the workers of a Dask cluster.

docs/decisions/0013-dask.md says why Dask's own Executor is not used.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing import forkserver
from threading import Thread
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sim.provenance import exact_versions
from sim.runner import Factory

if TYPE_CHECKING:
    import distributed

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
PLAYING = "sim.playing"
CONNECT_SECONDS = 10
WIDTH_SECONDS = 2.0


class SchedulerError(ConnectionError):
    """A Dask scheduler that does not answer, has gone, or whose workers cannot play this study."""


@dataclass(frozen=True)
class Crew:
    """What plays spans.

    Attributes
    ----------
    factory
        Makes an executor; None plays in this process.
    width
        How many spans are played at once, now; 0 while there are no workers.
    """

    factory: Factory | None
    width: Callable[[], int]


@contextmanager
def pool(workers: int) -> Iterator[Crew]:
    """Processes on this machine; with one worker, this process."""
    if workers == 1:
        yield Crew(None, lambda: 1)
        return
    with _one_thread():
        yield Crew(partial(_pool, workers, _context()), lambda: workers)


def processes(workers: int, module: str) -> Executor:
    """Processes that have imported a module, with one thread of arithmetic each."""
    with _one_thread():
        return _pool(workers, _context(module), module)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes begun here compute with one thread each."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))  # read when a worker imports numpy
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _context(module: str = PLAYING) -> Any:
    """Processes forked from a server that has imported the simulator, and that Ctrl-C does not reach."""
    if os.name != "posix":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module])
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # the server and its forks inherit it
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    return context


def _pool(workers: int, context: Any, module: str = PLAYING) -> Executor:
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker, initargs=(module,))


def _begin_worker(module: str) -> None:
    """Leave Ctrl-C to the driver, import what is needed, and die when the driver does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import_module(module)
    Thread(target=_die_with_driver, daemon=True).start()


def _die_with_driver() -> None:
    """A pool's workers wait for work for ever, whether or not anyone is left to give it."""
    driver = multiprocessing.parent_process()
    if driver is not None:
        driver.join()
        os._exit(1)


@contextmanager
def dask(address: str, folder: str) -> Iterator[Crew]:
    """Workers of the Dask cluster whose scheduler is at an address, for a study in a folder that all can reach.

    Raises
    ------
    ImportError
        Without the extra ``distributed``.
    SchedulerError
        Where no scheduler answers, or its workers have other code or another folder.
    """
    from distributed import Client

    # What it would say of a lost connection, SchedulerError says in fewer words.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise SchedulerError(f"no Dask scheduler answers at {address}") from error
    with client:
        _check_workers(client, folder)
        _fail_at_once(client)
        yield Crew(partial(DaskExecutor, client, address), _width(client, address))


class DaskExecutor(Executor):
    """Plays on a Dask cluster; a task whose worker dies ends with ``BrokenExecutor``, and the others go on.

    Every submission is a task of its own name: Dask takes tasks of one name for one task, and would answer a second try
    with the first one's fate.
    """

    def __init__(self, client: distributed.Client, address: str) -> None:
        self._client, self._address = client, address
        self._tasks: dict[Future[Any], distributed.Future] = {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As every Executor's; raises SchedulerError where the scheduler has gone."""
        if self._client.status != "running":
            raise _gone(self._address)
        ours: Future[Any] = Future()
        task = self._client.submit(fn, *args, key=f"counterpoise-{uuid4().hex}", retries=0, **kwargs)
        self._tasks[ours] = task
        ours.add_done_callback(self._tasks.pop)
        task.add_done_callback(partial(self._settle, ours))
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Give up what is not done: a worker may still finish what it has begun, but nobody waits for it."""
        if self._client.status == "running":
            self._client.cancel(list(self._tasks.values()))

    def _settle(self, ours: Future[Any], task: distributed.Future) -> None:
        """Pass a task's end on; called by Dask, in a thread of its own."""
        from distributed import KilledWorker

        error: BaseException | None = None
        try:
            if task.status == "finished":
                ours.set_result(task.result())
                return
            if task.status == "error":
                error = task.exception()
        except Exception as failure:  # a result lost on its way must not leave the driver waiting for it
            error = BrokenExecutor(str(failure))
        if self._client.status != "running":
            error = _gone(self._address)
        elif error is None or isinstance(error, KilledWorker):
            error = BrokenExecutor(str(error or "the task was dropped"))
        ours.set_exception(error)


def _gone(address: str) -> SchedulerError:
    return SchedulerError(f"the Dask scheduler at {address} has gone")


def _fail_at_once(client: distributed.Client) -> None:
    """Have a task whose worker dies handed back at once: by default Dask lets it kill three more workers first."""

    def strict(dask_scheduler: Any) -> None:
        dask_scheduler.allowed_failures = 0

    client.run_on_scheduler(strict)


def _width(client: distributed.Client, address: str) -> Callable[[], int]:
    """How many tasks the cluster plays at once, asked for now and then because clusters grow and shrink."""
    known, at = 0, -WIDTH_SECONDS

    def width() -> int:
        nonlocal known, at
        if time.monotonic() - at > WIDTH_SECONDS:
            try:
                known, at = sum(client.nthreads().values()), time.monotonic()
            except OSError as error:
                raise _gone(address) from error
        return known

    return width


def _check_workers(client: distributed.Client, folder: str) -> None:
    """Refuse a cluster whose workers would play something else, or write it elsewhere."""
    try:
        versions = client.run(exact_versions)
    except ImportError as error:
        raise SchedulerError(f"the workers cannot import the simulator: {error}; install it there") from error
    here = exact_versions()
    for worker, there in versions.items():
        if other := [
            f"{name} {there[name]}, here {here[name]}" for name in here if there[name] != here[name]
        ]:
            raise SchedulerError(f"the worker at {worker} has {other[0]}: install the same there")
    if blind := [worker for worker, sees in client.run(os.path.exists, folder).items() if not sees]:
        raise SchedulerError(
            f"the worker at {blind[0]} does not see {folder}: give --out on a disk that all share"
        )
