"""A block: all that a page needs to play a history, worked out once for everybody who asks for the same."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

import numpy as np

from sim.ensemble import VOTES, Result, simulate
from sim.executors import processes
from sim.loading import InputError
from sim.server import pictures
from sim.server.exports import command
from sim.server.frames import frames, said
from sim.server.setup import Cases, Setup, load, play
from sim.server.words import Words
from sim.server.words import words as words_of

Got = TypeVar("Got")
KEPT = 64
"""Blocks kept for whoever asks next, about 100 kB each."""

WAIT_SECONDS = 60


@dataclass(frozen=True)
class Block:
    """JSON, packed by gzip, and a tag that changes when a byte of it does."""

    packed: bytes
    tag: str

    @classmethod
    def of(cls, content: object) -> Block:
        """Pack JSON-ready content; the same content gives the same bytes."""
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        return cls(gzip.compress(text, 6, mtime=0), hashlib.sha256(text).hexdigest()[:20])

    def read(self) -> Any:
        """The content."""
        return json.loads(gzip.decompress(self.packed))


def compute(setup: Setup, language: str, cases: Cases | None = None) -> Block:
    """The block of a setup in a language.

    Raises
    ------
    InputError
        For what does not exist or is more than this server plays.
    """
    words, result = words_of(language), play(setup, cases)
    return Block.of(
        history(setup, result, words)
        | {
            "pictures": pictures.drawn(result, words), "blocs": _blocs(result, words),
            "motions": _motions(result, words), "command": command(setup, cases),
        }
    )  # fmt: skip


def history(setup: Setup, result: Result, words: Words) -> dict[str, Any]:
    """What playing a result takes: its times, who stands where in each, and a sentence on each."""
    meta = result.scenario.meta
    return {
        "case": setup.case, "title": words.named("case", meta.title),
        "theory": words.named("theory", result.theory.title),
        "ticks": result.ticks, "runs": len(result.replicates), "seed": result.seed, "digest": result.digest,
        "dates": [meta.date_of(tick).isoformat() for tick in range(result.ticks + 1)],
        "labels": [words.date(meta.date_of(tick), meta.step) for tick in range(result.ticks + 1)],
        "frames": frames(result, words), "said": said(result, words), "told": pictures.told(words),
    }  # fmt: skip


def compute_base(case: str, language: str, cases: Cases | None = None) -> Block:
    """The map of a case, which is the same whatever is changed in it."""
    scenario, theory = load(Setup(case=case), cases)
    return Block.of(pictures.world(simulate(scenario, theory, replicates=1, ticks=1), words_of(language)))


def _blocs(result: Result, words: Words) -> list[dict[str, Any]]:
    """Of every bloc and tick: mean members, mean cohesion, and who is in it in most runs."""
    known, codes = result.setting.names.blocs, result.setting.names.actors
    share = np.asarray(result.saved["membership"]).mean(axis=0)
    inside, members = share > 0.5, share.sum(axis=1)
    cohesion = result.recorded.outcomes
    return [
        {
            "name": name, "title": words.named("bloc", result.scenario.blocs[name].title),
            "members": members[:, b].round(1).tolist(),
            "cohesion": cohesion[f"cohesion.{name}"].mean(axis=0).round(2).tolist(),
            "inside": [" ".join(codes[i] for i in np.flatnonzero(at)) for at in inside[..., b]],
        }
        for b, name in enumerate(known)
    ]  # fmt: skip


def _motions(result: Result, words: Words) -> list[dict[str, Any]]:
    """Of every motion: where and when it is voted, the median votes, and in how many runs it passes."""
    scenario, outcome = result.scenario, np.asarray(result.final("motion_outcome"))
    cast = np.asarray(result.final("votes"))
    rows = []
    for q, (name, motion) in enumerate(scenario.motions.items()):
        held = outcome[:, q] >= 0
        votes = {
            vote: int(np.median((cast[held][..., q] == VOTES.index(vote)).sum(axis=1)))
            if held.any()
            else None
            for vote in ("yes", "no", "abstain")
        }
        rows.append(
            {
                "name": name, "title": words.named("motion", motion.title),
                "date": motion.date.isoformat() if motion.date else None,
                "when": words.date(motion.date, "day") if motion.date
                else words.say("in {share} of runs", share=words.percent(held.mean())),
                "where": words.named("bloc", scenario.blocs[motion.institution].title) if motion.institution else "",
                "passes": words.percent((outcome[held, q] == 1).mean()) if held.any() else "", **votes,
            }
        )  # fmt: skip
    return rows


class Kitchen:
    """Works blocks out in processes of their own; the same one is never worked out twice at a time.

    Parameters
    ----------
    cases
        Scenarios that may be chosen.
    workers
        Processes; 0 works in this one (for tests).
    """

    def __init__(self, cases: Cases, workers: int = 2) -> None:
        self._cases, self._workers = cases, workers
        self._lock = Lock()
        self._pool: Executor | None = None
        self._closed = False
        self._known: OrderedDict[tuple[object, ...], Future[Any]] = OrderedDict()

    def block(self, setup: Setup, language: str) -> Block:
        """The block of a setup, from the store or worked out now; raises as ``compute``."""
        return self.get(compute, setup, language)

    def base(self, case: str, language: str) -> Block:
        """The map of a case."""
        return self.get(compute_base, case, language)

    def get(self, work: Callable[..., Got], *arguments: object, keep: bool = True) -> Got:
        """What ``work(*arguments, cases)`` gives; failures are told to all who wait and not kept.

        What is large and seldom asked for twice, as a whole table, is not to be kept either.

        Raises
        ------
        TimeoutError
            Where it takes too long, or the server is stopping.
        """
        key = (work, *arguments)
        with self._lock:
            mine = self._known.get(key)
            if mine is None:
                mine = self._known[key] = self._submit(work, *arguments, self._cases)
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
            else:
                self._known.move_to_end(key)
        try:
            got: Got = mine.result(timeout=WAIT_SECONDS)
            return got
        except CancelledError:
            raise TimeoutError("the server is stopping") from None
        finally:
            if mine.done() and (mine.cancelled() or not (keep and mine.exception() is None)):
                with self._lock:
                    if self._known.get(key) is mine:
                        del self._known[key]

    def close(self) -> None:
        """Begin nothing more and forget what waits; what is being worked out is for the caller to end."""
        with self._lock:
            self._closed = True
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None

    def _submit(self, work: Callable[..., Got], *arguments: object) -> Future[Got]:
        if self._workers == 0:
            done: Future[Got] = Future()
            try:
                done.set_result(work(*arguments))
            except InputError as error:
                done.set_exception(error)
            return done
        if self._closed:
            raise TimeoutError("the server is stopping")
        if self._pool is not None:
            try:
                return self._pool.submit(work, *arguments)
            except BrokenExecutor:  # a worker died, perhaps long ago
                self._pool.shutdown(wait=False)
        self._pool = processes(self._workers, "sim.server.blocks")
        return self._pool.submit(work, *arguments)
