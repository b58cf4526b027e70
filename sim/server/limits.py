"""How much one visitor may ask for, so that nobody keeps the others waiting.

A school sits behind one address. So a visitor is known by the random name that its page makes
(``assets/0_visitor.js``), and the address is held to what a hundred of them need. Whoever makes up new names escapes
the first cap and not the second: the caps keep accidents and simple floods from a class, not a determined attacker.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

Clock = Callable[[], float]
MOST_KEPT = 4096
"""Names remembered by one cap before those that no longer matter are forgotten."""


class Allowance:
    """Requests by name: a store of ``burst``, filled again at ``per_second``.

    Examples
    --------
    >>> allowance = Allowance(burst=2, per_second=0.5, clock=lambda: 0.0)
    >>> [allowance.wait("a") for _ in range(3)], allowance.wait("b")
    ([0.0, 0.0, 2.0], 0.0)
    """

    def __init__(self, burst: float, per_second: float, clock: Clock = time.monotonic) -> None:
        self._burst, self._rate, self._clock = burst, per_second, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def wait(self, name: str) -> float:
        """Take one request; 0, or the seconds until there is one again."""
        with self._lock:
            now = self._clock()
            left = self._filled(self._left.get(name, (self._burst, now)), now)
            if left < 1:
                self._left[name] = (left, now)
                return (1 - left) / self._rate
            self._left[name] = (left - 1, now)
            if len(self._left) > MOST_KEPT:
                filled = {who: self._filled(store, now) for who, store in self._left.items()}
                self._left = {who: (left, now) for who, left in filled.items() if left < self._burst}
            return 0.0

    def _filled(self, store: tuple[float, float], now: float) -> float:
        left, since = store
        return min(self._burst, left + (now - since) * self._rate)


class AtOnce:
    """How many requests of a name are being answered.

    Examples
    --------
    >>> hands = AtOnce(most=1)
    >>> hands.enter("a"), hands.enter("a"), hands.leave("a"), hands.enter("a")
    (True, False, None, True)
    """

    def __init__(self, most: int) -> None:
        self._most, self._open, self._lock = most, Counter[str](), Lock()

    def enter(self, name: str) -> bool:
        """Begin one more; False where there are as many as may be."""
        with self._lock:
            if self._open[name] >= self._most:
                return False
            self._open[name] += 1
            return True

    def leave(self, name: str) -> None:
        """End one."""
        with self._lock:
            self._open[name] -= 1
            if self._open[name] <= 0:
                del self._open[name]


class Visitors:
    """Who is here: names seen in the last ``seconds``.

    Examples
    --------
    >>> visitors = Visitors(most=1, seconds=90, clock=lambda: 0.0)
    >>> visitors.arrive("a"), visitors.arrive("b"), visitors.arrive("a"), visitors.full()
    (True, False, True, True)
    """

    def __init__(self, most: int, seconds: float, clock: Clock = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._seen: dict[str, float] = {}
        self._lock = Lock()

    def arrive(self, name: str) -> bool:
        """Note a visitor; False where the house is full and the visitor is not in it."""
        with self._lock:
            if name not in self._seen and self._full():
                return False
            self._seen[name] = self._clock()
            return True

    def full(self) -> bool:
        """Whether a new visitor would be turned away."""
        with self._lock:
            return self._full()

    def _full(self) -> bool:
        if len(self._seen) >= self._most:
            since = self._clock() - self._seconds
            self._seen = {name: seen for name, seen in self._seen.items() if seen > since}
        return len(self._seen) >= self._most
