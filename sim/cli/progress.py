"""How a sweep goes, and how it is stopped: the lines it writes, and Ctrl-C."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from sim.cli.output import fail, note
from sim.runner import Pace

STOPS = (signal.SIGINT, signal.SIGTERM)
LEAST_SECONDS, MOST_SECONDS, SHARE = 10, 60, 0.1
"""Where there is no terminal: a line for every so much done, but not more often, or more seldom, than so."""


class Progress:
    """Watches a sweep: tells how it goes, on standard error, and stops it when that is asked for."""

    def __init__(self, folder: Path, *, fail_fast: bool) -> None:
        self.folder, self.fail_fast, self.stop_asked = folder, fail_fast, False
        self._live = sys.stderr.isatty()
        self._told_at, self._told_share, self._begun = time.monotonic(), 0.0, False

    def __call__(self, pace: Pace) -> None:
        """Look at the pace; raise KeyboardInterrupt to stop."""
        if not self._begun and pace.found:
            note(
                f"{self.folder} holds {pace.found:,} of {pace.found + pace.total:,} runs; going on from there"
            )
        if self._live:
            sys.stderr.write(f"\r{told(pace)}\033[K" + ("\n" if pace.done == pace.total else ""))
            sys.stderr.flush()
        elif self._due(pace):
            note(told(pace))
        self._begun = True
        if self.fail_fast and pace.failed:
            fail("sweep: a run failed, and --fail-fast was asked for; what was finished is kept", 1)
        if self.stop_asked:
            raise KeyboardInterrupt

    def _due(self, pace: Pace) -> bool:
        waited, share = time.monotonic() - self._told_at, pace.done / max(pace.total, 1)
        if waited < LEAST_SECONDS or (waited < MOST_SECONDS and share < self._told_share + SHARE):
            return False
        self._told_at, self._told_share = time.monotonic(), share
        return True

    @contextmanager
    def stopping(self) -> Iterator[None]:
        """Take Ctrl-C, or SIGTERM, as a wish to stop at the next span, and a second one as a wish to leave at once."""

        def stop(number: int, frame: FrameType | None) -> None:
            if self.stop_asked:
                os.write(2, f"\nleft at once; {self.kept()}\n".encode())
                os._exit(130)
            self.stop_asked = True
            os.write(2, b"\nstopping when what is under way is finished; once more leaves at once\n")

        before = {number: signal.signal(number, stop) for number in STOPS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def kept(self) -> str:
        """What to do after a stop."""
        return f"what was finished is kept in {self.folder}. Go on with:\n  {command()}"


def told(pace: Pace) -> str:
    """How far a sweep is, how fast it goes, and how long it may still take."""
    done, total = pace.found + pace.done, pace.found + pace.total
    text = f"{done:,} of {total:,} runs ({done / max(total, 1):.0%})"
    if pace.done:
        text += f", {pace.rate:,.0f} a second, {duration(pace.left)} left"
    text += f", {pace.failed:,} failed" if pace.failed else ""
    return text + ("" if pace.workers else "; waiting: the cluster has no workers")


def duration(seconds: float) -> str:
    """Seconds as people say them.

    Examples
    --------
    >>> duration(3725), duration(62), duration(9.6)
    ('1 h 02 min', '1 min 02 s', '10 s')
    """
    if seconds < 1:
        return "less than 1 s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def about(seconds: float) -> str:
    """A time that was reckoned, as people say it.

    Examples
    --------
    >>> about(62), about(0.3)
    ('about 1 min 02 s', 'less than 1 s')
    """
    return duration(seconds) if seconds < 1 else f"about {duration(seconds)}"


def command() -> str:
    """What was typed, to be typed again."""
    program = Path(sys.argv[0])
    words = ["python", "-m", "sim.cli"] if program.name == "__main__.py" else [program.name]
    return shlex.join([*words, *sys.argv[1:]])
