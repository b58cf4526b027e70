"""A class at the visual server: what its pages get, how long a change takes, and what that costs.

``python -m benchmarks.serving [--sessions 30] [--minutes 5] [--chromium] [--throttled]`` starts ``counterpoise serve``
in a process of its own and prints Markdown tables. A session opens the first page as a browser does, every file of it;
then takes frames from its block five times a second by its own clock, moves a slider about every ten seconds, asks
every two seconds whether something new is there as a follower of a class does, and checks that each block is its own:
its seed, its numbers. ``--chromium`` adds one real browser to the class; ``--throttled`` opens the first page in one
over slow links. Server and clients share the machine; their processor times are told apart.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import re
import statistics
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from benchmarks.browsing import browse, throttled
from benchmarks.visiting import Line, Meter, server, three, unpacked, watch

FRAME, POLL, CHANGE = 0.2, 2.0, (8.0, 12.0)
CALL = {
    "output": "shell.children", "outputs": {"id": "shell", "property": "children"},
    "inputs": [{"id": "place", "property": "data", "value": "?v=1"}], "changedPropIds": ["place.data"],
}  # fmt: skip


@dataclass
class Seen:
    """What one session saw."""

    opened: float = 0.0
    page_bytes: int = 0
    change_bytes: list[int] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    frames: int = 0
    played: float = 0.0
    polls: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


async def session(number: int, host: str, port: int, begin: float, until: float) -> Seen:
    """One pupil, who comes within the first ten seconds."""
    chance, seen = random.Random(number), Seen()
    line, second = (Line(host, port, f"{number:024x}") for _ in range(2))
    await asyncio.sleep(begin + chance.uniform(0, 10) - time.monotonic())
    seed = 1000 + number
    try:
        block, tag = await opened(line, seen, seed)
        await asyncio.gather(
            play(line, seen, seed, block, tag, chance, until), follow(second, seen, seed, tag, until)
        )
    except (ConnectionError, ValueError, KeyError, TimeoutError, asyncio.IncompleteReadError) as error:
        seen.faults.append(f"dropped: {type(error).__name__} {error}")
    return seen


async def opened(line: Line, seen: Seen, seed: int) -> tuple[dict[str, Any], str]:
    """Open the first page: the document, all its files, the shell, the figures."""
    start = time.monotonic()
    address = f"?v=1&seed={seed}"

    async def get(path: str, body: object = None) -> tuple[dict[str, str], bytes]:
        status, headers, content, size = await line.ask(path, body)
        seen.page_bytes += size
        if status != 200:
            raise ValueError(f"{path}: {status}")
        return headers, unpacked(headers, content)

    page = (await get("/" + address))[1].decode()
    for path in re.findall(r'(?:src|href)="(/[^"]+)"', page):
        await get(path.replace("&amp;", "&"))
    for path in ("/_dash-layout", "/_dash-dependencies"):
        await get(path)
    await get("/_dash-update-component", CALL)
    await get("/explore.html?v=1")
    headers, content = await get("/block.json" + address)
    await get("/base.json?v=1")
    seen.opened = time.monotonic() - start
    block = json.loads(content)
    check(seen, block, seed, None)
    return block, headers["etag"]


def check(seen: Seen, block: dict[str, Any], seed: int, value: float | None) -> None:
    """That a block is this session's and no other's."""
    words = block["command"].split()
    if block["seed"] != seed or str(seed) not in words:
        seen.faults.append(f"asked for seed {seed} and got {block['seed']}")
    if value is not None and f"parameters.inertia={value!r}" not in words:
        seen.faults.append(f"asked for inertia {value} and got {block['command']}")


async def play(
    line: Line, seen: Seen, seed: int, block: dict[str, Any], tag: str, chance: random.Random, until: float
) -> None:
    """Take frames by the clock; now and then have a slider moved, and play on meanwhile."""
    shown, tick, start = block, 0, time.monotonic()
    due, next_change = start, start + chance.uniform(*CHANGE)
    asking: asyncio.Task[dict[str, Any]] | None = None
    while (now := time.monotonic()) < until:
        if asking is not None and asking.done():
            shown, asking = asking.result(), None
        if now >= next_change and asking is None:
            asking = asyncio.create_task(change(line, seen, seed, round(chance.uniform(0, 1), 3)))
            next_change = now + chance.uniform(*CHANGE)
        tick = (tick + 1) % (shown["ticks"] + 1)
        _ = shown["frames"]["look"][tick]
        seen.frames += 1
        due = max(due + FRAME, now - FRAME)
        await asyncio.sleep(max(0.0, due - time.monotonic()))
    seen.played = time.monotonic() - start
    if asking is not None:
        await asking


async def change(line: Line, seen: Seen, seed: int, value: float) -> dict[str, Any]:
    start = time.monotonic()
    status, headers, content, size = await line.ask(f"/block.json?v=1&seed={seed}&p.inertia={value!r}")
    block: dict[str, Any] = json.loads(unpacked(headers, content))
    seen.changes.append(time.monotonic() - start)
    seen.change_bytes.append(size)
    if status != 200:
        raise ValueError(f"a change was answered by {status}: {block}")
    check(seen, block, seed, value)
    return block


async def follow(line: Line, seen: Seen, seed: int, tag: str, until: float) -> None:
    """Ask whether the first block is still what it was: as light as a class's question for its address."""
    while time.monotonic() < until:
        await asyncio.sleep(POLL)
        start = time.monotonic()
        status, *_ = await line.ask(f"/block.json?v=1&seed={seed}", tag=tag)
        seen.polls.append(time.monotonic() - start)
        if status not in (200, 304):
            seen.faults.append(f"a question was answered by {status}")


async def lesson(url: str, pid: int, sessions: int, minutes: float, chromium: bool) -> None:
    """A class of so many, and its table."""
    parts, meter = urlsplit(url), Meter(pid)
    begin = time.monotonic()
    until = begin + 60 * minutes
    own = time.process_time()
    browsing = asyncio.create_task(browse(url, begin + 12, until)) if chromium else None
    watching = asyncio.create_task(watch(meter, until))
    host, port = parts.hostname or "", parts.port or 80
    seen = await asyncio.gather(*(session(n, host, port, begin, until) for n in range(sessions)))
    await watching
    spent = time.monotonic() - begin
    told(seen, meter, spent, (time.process_time() - own) / spent)
    if browsing is not None:
        print(await browsing)


def told(seen: list[Seen], meter: Meter, spent: float, client: float) -> None:
    rates = [one.frames / one.played for one in seen if one.played]
    changes, polls = [x for one in seen for x in one.changes], [x for one in seen for x in one.polls]
    faults = [fault for one in seen for fault in one.faults]
    rows = {
        "sessions that played to the end": f"{len(rates)} of {len(seen)}",
        "frames a second, least and median session": f"{min(rates):.1f}, {statistics.median(rates):.1f}",
        "change to block, s: p50, p95, longest": three(changes) + f" ({len(changes)} changes)",
        "follower's question, s: p50, p95, longest": three(polls),
        "first page with all files, s: p50, p95, longest": three([one.opened for one in seen if one.opened]),
        "first page, MB": f"{max(one.page_bytes for one in seen) / 1e6:.2f}",
        "a change, kB: median, largest": "{:.0f}, {:.0f}".format(
            *(f(x for one in seen for x in one.change_bytes) / 1e3 for f in (statistics.median, max))
        ),
        "server memory, MB, largest": f"{meter.most:.0f} in {meter.processes} processes",
        "server, cores busy": f"{meter.cores(spent):.2f}",
        "these clients, cores busy": f"{client:.2f}",
        "answers of another session, refusals, drops": str(len(faults))
        + (f": {faults[:3]}" if faults else ""),
    }
    print(
        "\n| | |\n|---|--:|\n" + "\n".join(f"| {what} | {value} |" for what, value in rows.items()),
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, nargs="+", default=[30, 100])
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--chromium", action="store_true", help="one real browser in the class")
    parser.add_argument(
        "--throttled", action="store_true", help="the first page over slow links, and nothing else"
    )
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load average {load:.2f} at the start")
    for sessions in [0] if asked.throttled else asked.sessions:
        with server() as (url, process):
            if asked.throttled:
                asyncio.run(throttled(url))
            else:
                print(f"{sessions} sessions, {asked.minutes:g} minutes:", flush=True)
                asyncio.run(lesson(url, process.pid, sessions, asked.minutes, asked.chromium))


if __name__ == "__main__":
    main()
