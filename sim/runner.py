"""Play spans of runs on an executor that may lose its workers, and lose none of the work.

The executor is made by a factory, because a pool whose worker is killed is broken for good and has to be made anew.
What was in flight is then suspect: it is tried again alone, span by span, and one that loses its worker is halved until
the one guilty run is found, recorded and left. Only so many spans are under way at a time, and their size follows the
time that runs take.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from dataclasses import dataclass, field

from sim.store import Span

TARGET_SECONDS = 0.7
FIRST_RUNS = 64
"""Size of the first spans, in runs: side by side so many cost little more than one."""
TICK_SECONDS = 0.5
DEATHS_TO_CONDEMN = 3
"""How often a run has to lose its worker, alone, to be held guilty: once or twice it may die of something else."""
NO_RUN = -1
LOST = (BrokenExecutor, CancelledError)
"""How an executor says that a span's worker is gone, or that the span was dropped before it was played."""

Play = Callable[[Span], "Report"]
Factory = Callable[[], Executor]


@dataclass(frozen=True)
class Report:
    """What a worker says of a span; the rows are on disk already.

    Attributes
    ----------
    failed
        How many of its runs failed.
    seconds, cpu_seconds
        How long it took, and what of that the processor worked.
    """

    span: Span
    failed: int
    seconds: float
    cpu_seconds: float = 0.0


class WorkersDieError(RuntimeError):
    """Workers are lost before they are given any run."""


@dataclass
class Spans:
    """Runs still to be played, handed out in spans of whole design points that take about ``TARGET_SECONDS``.

    ``unit`` is the number of replicates of a design point.
    """

    todo: deque[Span]
    unit: int
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = -(-FIRST_RUNS // self.unit) * self.unit

    @classmethod
    def of(cls, spans: Iterable[Span], unit: int) -> Spans:
        """From the gaps that are to be filled."""
        return cls(deque(spans), unit)

    def take(self) -> Span | None:
        """The next span, cut at a design point where it can be; None when all are handed out."""
        if not self.todo:
            return None
        begin, end = self.todo.popleft()
        cut = min(end, (begin // self.unit) * self.unit + max(self.size, self.unit))
        if cut < end:
            self.todo.appendleft((cut, end))
        return begin, cut

    def learn(self, report: Report) -> None:
        """Let the size follow the time that the last span took, by at most a factor of four."""
        runs = report.span[1] - report.span[0]
        wanted = runs * TARGET_SECONDS / max(report.seconds, 1e-6)
        self.size = self.unit * max(1, round(min(wanted, 4 * self.size) / self.unit))


def play_all(
    spans: Spans,
    play: Play,
    *,
    factory: Factory | None,
    width: Callable[[], int],
    lost: Callable[[int], Report],
    tick: Callable[[], None] = lambda: None,
) -> Iterator[Report]:
    """Play every span and yield its report as it is done.

    Closing the iterator, or an error, drops what has not begun and waits for what is under way.

    Parameters
    ----------
    play
        Plays a span, writes its rows and reports; must be picklable where ``factory`` makes processes.
    factory
        Makes an executor; None plays in this process.
    width
        How many spans the executor plays at once, now; twice as many are submitted, and two where there are no workers.
    lost
        Records a run that killed its worker, and reports it.
    tick
        Called now and then while spans are under way.

    Raises
    ------
    WorkersDieError
        Where no worker lives long enough to be given a run.
    """
    if factory is None:
        while (span := spans.take()) is not None:
            report = play(span)
            spans.learn(report)
            yield report
        return
    suspects: deque[Span] = deque()
    deaths: Counter[int] = Counter()
    while spans.todo or suspects:
        executor = factory()
        try:
            if suspects:
                yield from _alone(executor, play, suspects, deaths, lost, tick)
            else:
                yield from _together(executor, play, spans, width, suspects, tick)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def _together(
    executor: Executor, play: Play, spans: Spans, width: Callable[[], int], suspects: deque[Span],
    tick: Callable[[], None],
) -> Iterator[Report]:  # fmt: skip
    """Keep a window of spans under way until all are done, or one is lost; then wait for the others."""
    flying: dict[Future[Report], Span] = {}
    while True:
        while not suspects and len(flying) < 2 * max(1, width()) and (span := spans.take()) is not None:
            try:
                flying[executor.submit(play, span)] = span
            except BrokenExecutor:
                suspects.append(span)
        if not flying:
            return
        for future in wait(flying, TICK_SECONDS, FIRST_COMPLETED).done:
            span = flying.pop(future)
            try:
                report = future.result()
            except LOST:
                suspects.append(span)
                continue
            spans.learn(report)
            yield report
        tick()


def _alone(
    executor: Executor, play: Play, suspects: deque[Span], deaths: Counter[int], lost: Callable[[int], Report],
    tick: Callable[[], None],
) -> Iterator[Report]:  # fmt: skip
    """Try suspects one by one; halve the one that is lost again, and record it when it is one run."""
    while suspects:
        begin, end = suspects[0]
        if deaths[begin] == DEATHS_TO_CONDEMN:
            if not _lives(executor, deaths):
                return
            suspects.popleft()
            yield lost(begin)
            continue
        try:
            future = executor.submit(play, (begin, end))
            while not wait([future], TICK_SECONDS).done:
                tick()
            report = future.result()
        except LOST:
            if end - begin == 1:
                deaths[begin] += 1
            else:
                middle = (begin + end) // 2
                suspects.popleft()
                suspects.extendleft([(middle, end), (begin, middle)])
            return
        suspects.popleft()
        yield report
        tick()


def _lives(executor: Executor, deaths: Counter[int]) -> bool:
    """Ask for nothing before a run is held guilty, lest every run be condemned where workers cannot live."""
    try:
        executor.submit(_nothing).result()
    except LOST as error:
        deaths[NO_RUN] += 1
        if deaths[NO_RUN] == DEATHS_TO_CONDEMN:
            raise WorkersDieError(f"workers die before they are given a run: {error}") from error
        return False
    deaths[NO_RUN] = 0
    return True


def _nothing() -> None:
    pass


class Pace:
    """How fast runs are being played, for the time that is left."""

    def __init__(self) -> None:
        self.total = self.found = self.done = self.failed = 0
        self.workers = 1
        self.cpu_seconds, self._start = 0.0, time.monotonic()

    def expect(self, runs: int, found: int = 0) -> None:
        """Count runs that are to be played, and those that an earlier call has played."""
        self.total += runs
        self.found += found

    def add(self, report: Report) -> None:
        """Count a span."""
        self.done += report.span[1] - report.span[0]
        self.failed += report.failed
        self.cpu_seconds += report.cpu_seconds

    @property
    def rate(self) -> float:
        """Runs per second so far."""
        return self.done / max(time.monotonic() - self._start, 1e-9)

    @property
    def left(self) -> float:
        """Seconds left at this rate."""
        return (self.total - self.done) / max(self.rate, 1e-9)
