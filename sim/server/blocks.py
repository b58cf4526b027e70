"""A block: all that a page needs to play a history, worked out once for everybody who asks for the same."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.ensemble import VOTES, Result, simulate
from sim.server import pictures
from sim.server.exports import command
from sim.server.frames import frames, said
from sim.server.playing import load, play
from sim.server.setup import Cases, Setup
from sim.server.words import Words
from sim.server.words import words as words_of


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
