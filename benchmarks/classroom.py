"""A class led by its teacher: how soon thirty see what the teacher shows, and how soon a turn of the game goes on.

``python -m benchmarks.classroom [--students 30] [--minutes 2]`` starts ``counterpoise serve`` in a process of its own
and prints a Markdown table. First all follow: about every ten seconds the teacher moves a slider, and each student's
page asks every second and a half whether anything is new and then fetches the block, as ``assets/7_class.js`` does.
Then all play: each takes a seat, chooses within three seconds, and sees the next board when all have chosen.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from benchmarks.visiting import Line, Meter, server, three, unpacked, watch

POLL = 1.5


@dataclass
class Seen:
    """What all students saw, and when the teacher did what they saw."""

    shared: dict[str, float] = field(default_factory=dict)
    begun: dict[int, float] = field(default_factory=dict)
    blocks: list[float] = field(default_factory=list)
    boards: list[float] = field(default_factory=list)
    polls: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Page:
    """One person's page: a connection, and what it asks the class."""

    def __init__(self, host: str, port: int, number: int) -> None:
        self._line, self._who = Line(host, port, f"{number:024x}"), dict[str, Any]()

    async def enter(self, action: str, key: str, **more: object) -> dict[str, Any]:
        """Open or join a class, and keep what it gives under the name that later requests need."""
        got: dict[str, Any] = await self.ask(action, **more)
        self._who = {"code": more.get("code", got.get("code")), key: got["key"]}
        return got

    async def ask(self, action: str, **more: object) -> Any:
        """What an action gives; None where nothing is new."""
        status, headers, content, _ = await self._line.ask(f"/class/{action}", {**self._who, **more})
        if status not in (200, 204):
            raise ValueError(f"{action} was answered by {status}: {content[:200]!r}")
        return json.loads(unpacked(headers, content)) if content else None

    async def block(self, address: str) -> None:
        status, *_ = await self._line.ask(f"/block.json{address}")
        if status != 200:
            raise ValueError(f"{address} was answered by {status}")


async def student(page: Page, seen: Seen, chance: random.Random, until: float) -> None:
    """Ask, go where the teacher is, and play."""
    since, shown, tick = -1, "", -1
    while time.monotonic() < until:
        await asyncio.sleep(POLL * chance.uniform(0.9, 1.1))
        start = time.monotonic()
        view = await page.ask("follow", since=since)
        seen.polls.append(time.monotonic() - start)
        if view is None:
            continue
        since, game = view["revision"], view["game"]
        if view["address"] != shown:
            shown = view["address"]
            await page.block(shown)
            seen.blocks.append(time.monotonic() - seen.shared[shown])
        if game is None or game["over"]:
            continue
        if not view["seat"]:
            free = [code for code, _ in game["actors"] if code not in game["seats"]]
            await page.ask("take", actor=chance.choice(free))
        elif game["tick"] != tick:
            tick = game["tick"]
            await page.ask("outlook")
            seen.boards.append(time.monotonic() - seen.begun.setdefault(tick, start))
            await asyncio.sleep(chance.uniform(0.5, 3))
            await page.ask("choose", tick=tick, option=chance.choice(game["options"])[0])


async def lead(page: Page, seen: Seen, until: float) -> None:
    """Move a slider now and then."""
    chance = random.Random(0)
    while time.monotonic() < until:
        address = f"?v=1&p.inertia={round(chance.uniform(0, 1), 3)!r}"
        seen.shared[address] = time.monotonic()
        await page.ask("share", address=address)
        await asyncio.sleep(chance.uniform(8, 12))


async def play(page: Page, seen: Seen, until: float) -> None:
    """Open a game, give ten seconds for seats, and go on whenever all have chosen."""
    await page.ask("game", address="?v=1", together=False)
    await asyncio.sleep(10)
    while time.monotonic() < until:
        await asyncio.sleep(0.2)
        view = await page.ask("lead")
        game = view["game"]
        if game["over"]:
            return
        if game["seats"] and not view["waiting"]:
            seen.begun[game["tick"] + 1] = time.monotonic()
            await page.ask("advance", tick=game["tick"])


async def lesson(url: str, pid: int, students: int, minutes: float) -> None:
    """One class, and its table."""
    parts, seen, meter = urlsplit(url), Seen(), Meter(pid)
    host, port = parts.hostname or "", parts.port or 80
    begin = time.monotonic()
    half, until = begin + 30 * minutes, begin + 60 * minutes
    teacher, watching = Page(host, port, 0), asyncio.create_task(watch(meter, until))
    code = (await teacher.enter("open", "secret", teacher="T"))["code"]
    chances = [random.Random(number) for number in range(1, students + 1)]
    pages = [Page(host, port, number) for number in range(1, students + 1)]
    for number, page in enumerate(pages, 1):
        await page.enter("join", "token", code=code, nickname=f"N{number}")

    async def taught() -> None:
        await lead(teacher, seen, half)
        await play(teacher, seen, until)

    async def attended(page: Page, chance: random.Random) -> None:
        try:
            await student(page, seen, chance, until)
        except (ConnectionError, ValueError, KeyError, asyncio.IncompleteReadError) as error:
            seen.faults.append(f"{type(error).__name__} {error}")

    await asyncio.gather(taught(), *(attended(*one) for one in zip(pages, chances, strict=True)))
    await watching
    told(seen, meter, time.monotonic() - begin, students)


def told(seen: Seen, meter: Meter, spent: float, students: int) -> None:
    rows = {
        "students to the end": f"{students - len(seen.faults)} of {students}",
        "teacher's change to a student's block, s: p50, p95, longest": three(seen.blocks)
        + f" ({len(seen.shared)} changes)",
        "turn to a student's board, s: p50, p95, longest": three(seen.boards) + f" ({len(seen.begun)} turns)",
        "is anything new, s: p50, p95, longest": three(seen.polls) + f" ({len(seen.polls)} questions)",
        "server memory, MB, largest": f"{meter.most:.0f} in {meter.processes} processes",
        "server, cores busy": f"{meter.cores(spent):.2f}",
        "refusals and drops": str(len(seen.faults)) + (f": {seen.faults[:3]}" if seen.faults else ""),
    }
    print(
        "\n| | |\n|---|--:|\n" + "\n".join(f"| {what} | {value} |" for what, value in rows.items()),
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=2.0, help="half of it to follow, half to play")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load average {load:.2f} at the start")
    with server() as (url, process):
        asyncio.run(lesson(url, process.pid, asked.students, asked.minutes))


if __name__ == "__main__":
    main()
