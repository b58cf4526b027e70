"""A class that cannot wait: everybody moves a slider several times, and wants the last picture only.

``python -m benchmarks.impatience [--visitors 30] [--moves 5] [--patient]`` starts ``counterpoise serve`` and says how
long after its last move each visitor has the last block. As the page does, a visitor hangs up on what it no longer
wants; ``--patient`` waits for all answers, which shows what hanging up saves.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time
from urllib.parse import urlsplit

import psutil

from benchmarks.visiting import Line, Meter, server, three

EVERY = 0.15
"""Seconds between two moves of one visitor."""


async def visitor(number: int, host: str, port: int, moves: int, patient: bool) -> float:
    """Seconds from the last move to its block."""
    chance, asked = random.Random(number), []
    await asyncio.sleep(chance.uniform(0, EVERY))
    for _ in range(moves):
        if asked and not patient:
            asked[-1].cancel()
        line, value = Line(host, port, f"{number:024x}"), round(chance.uniform(0, 1), 6)
        asked.append(asyncio.create_task(answer(line, f"/block.json?v=1&seed={number}&p.inertia={value!r}")))
        moved = time.monotonic()
        await asyncio.sleep(EVERY)
    await asked[-1]
    waited = time.monotonic() - moved
    await asyncio.gather(*asked, return_exceptions=True)
    return waited


async def answer(line: Line, path: str) -> None:
    try:
        status, *_ = await line.ask(path)
        if status != 200:
            raise ValueError(f"{path}: {status}")
    finally:
        line.hang_up()


async def crowd(url: str, pid: int, visitors: int, moves: int, patient: bool) -> None:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 80
    first = (f"/block.json?v=1&runs=1&seed={seed}" for seed in (1, 2))  # begins the server's processes
    await asyncio.gather(*(answer(Line(host, port, "f" * 24), path) for path in first))
    meter, start = Meter(pid), time.monotonic()
    waited = await asyncio.gather(*(visitor(n, host, port, moves, patient) for n in range(visitors)))
    spent = time.monotonic() - start
    print(f"| {visitors} × {moves} | {three(list(waited))} | {meter.cores(spent) * spent:.0f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--moves", type=int, default=5)
    parser.add_argument("--patient", action="store_true", help="wait for all answers")
    asked = parser.parse_args()
    print(f"{psutil.cpu_count()} cores, load average {os.getloadavg()[0]:.2f} at the start")
    with server() as (url, process):
        print(
            "\n| visitors × moves | last move to its block, s: p50, p95, longest | processor, s |\n|---|--:|--:|"
        )
        asyncio.run(crowd(url, process.pid, asked.visitors, asked.moves, asked.patient))


if __name__ == "__main__":
    main()
