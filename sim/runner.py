"""Play spans of runs on an executor that may lose its workers, and lose none of the work.

The executor is made by a factory, because a pool whose worker is killed is broken for good and has to be made anew.
What was in flight is then suspect: it is tried again alone, span by span, and one that kills its worker is halved until
the one guilty run is found, recorded and left. Only so many spans are under way at a time, and their size follows the
time that runs take.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field

from sim.store import Span

TARGET_SECONDS = 0.7
Play = Callable[[Span], "Report"]
Factory = Callable[[], Executor]


@dataclass(frozen=True)
class Report:
    """What a worker says of a span: how many runs failed and how long it took; the rows are on disk already."""

    span: Span
    failed: int
    seconds: float


@dataclass
class Spans:
    """Runs still to be played, handed out in spans of whole design points that take about ``TARGET_SECONDS``.

    ``unit`` is the number of replicates of a design point.
    """

    todo: deque[Span]
    unit: int
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = self.unit

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
    workers: int,
    lost: Callable[[int], Report],
) -> Iterator[Report]:
    """Play every span and yield its report as it is done.

    Parameters
    ----------
    play
        Plays a span, writes its rows and reports; must be picklable where ``factory`` makes processes.
    factory
        Makes an executor; None plays in this process.
    workers
        How many spans the executor plays at once; twice as many are submitted.
    lost
        Records a run that killed its worker, and reports it.
    """
    if factory is None:
        while (span := spans.take()) is not None:
            report = play(span)
            spans.learn(report)
            yield report
        return
    suspects: deque[Span] = deque()
    while spans.todo or suspects:
        executor = factory()
        try:
            if suspects:
                yield from _alone(executor, play, suspects, lost)
            else:
                yield from _together(executor, play, spans, 2 * workers, suspects)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


def _together(
    executor: Executor, play: Play, spans: Spans, window: int, suspects: deque[Span]
) -> Iterator[Report]:
    """Keep a window of spans under way until all are done or the executor breaks."""
    flying: dict[Future[Report], Span] = {}
    while True:
        try:
            while len(flying) < window and (span := spans.take()) is not None:
                try:
                    flying[executor.submit(play, span)] = span
                except BrokenExecutor:
                    suspects.append(span)
                    raise
            if not flying:
                return
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in done:
                report = future.result()
                del flying[future]
                spans.learn(report)
                yield report
        except BrokenExecutor:
            suspects.extend(flying.values())
            return


def _alone(
    executor: Executor, play: Play, suspects: deque[Span], lost: Callable[[int], Report]
) -> Iterator[Report]:
    """Try suspects one by one; halve the one that breaks the executor, and record it when it is one run."""
    while suspects:
        begin, end = suspects[0]
        try:
            report = executor.submit(play, (begin, end)).result()
        except BrokenExecutor:
            suspects.popleft()
            if end - begin == 1:
                yield lost(begin)
            else:
                middle = (begin + end) // 2
                suspects.extendleft([(middle, end), (begin, middle)])
            return
        suspects.popleft()
        yield report


class Pace:
    """How fast runs are being played, for the time that is left."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.failed, self._start = total, 0, 0, time.monotonic()

    def add(self, report: Report) -> None:
        """Count a span."""
        self.done += report.span[1] - report.span[0]
        self.failed += report.failed

    @property
    def rate(self) -> float:
        """Runs per second so far."""
        return self.done / max(time.monotonic() - self._start, 1e-9)

    @property
    def left(self) -> float:
        """Seconds left at this rate."""
        return (self.total - self.done) / max(self.rate, 1e-9)
