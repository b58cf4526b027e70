"""What load tests of the visual server share: a server, a visitor's connection, and a meter of what it costs."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import statistics
import subprocess
import sys
import time
from typing import Any

import psutil


class Line:
    """One kept connection to the server."""

    def __init__(self, host: str, port: int, visitor: str) -> None:
        self._where, self._visitor = (host, port), visitor
        self._pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._turn = asyncio.Lock()

    async def ask(
        self, path: str, body: object = None, tag: str = ""
    ) -> tuple[int, dict[str, str], bytes, int]:
        """Status, headers, content and bytes on the wire."""
        async with self._turn:
            for fresh in (False, True):
                if self._pipe is None or fresh:
                    self._pipe = await asyncio.open_connection(*self._where)
                with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                    return await self._talk(path, body, tag)
            raise ConnectionError(path)

    async def _talk(self, path: str, body: object, tag: str) -> tuple[int, dict[str, str], bytes, int]:
        reader, writer = self._pipe  # type: ignore[misc]
        sent = b"" if body is None else json.dumps(body).encode()
        lines = [
            f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", f"Host: {self._where[0]}:{self._where[1]}",
            "Accept-Encoding: gzip, deflate", f"X-Visitor: {self._visitor}",
            *([f"If-None-Match: {tag}"] if tag else []),
            *(["Content-Type: application/json", f"Content-Length: {len(sent)}"] if sent else []),
        ]  # fmt: skip
        writer.write("\r\n".join([*lines, "", ""]).encode() + sent)
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in rest if line)}
        content = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection", "").lower() == "close":
            writer.close()
            self._pipe = None
        return int(first.split()[1]), headers, content, len(head) + len(content)

    def hang_up(self) -> None:
        """Close the connection, whatever is still to come."""
        if self._pipe is not None:
            self._pipe[1].close()
            self._pipe = None


def unpacked(headers: dict[str, str], content: bytes) -> bytes:
    return gzip.decompress(content) if headers.get("content-encoding") == "gzip" else content


class Meter:
    """Memory and processor time of a process and all that it began."""

    def __init__(self, pid: int) -> None:
        self._root, self._first, self.most, self.processes = psutil.Process(pid), self._spent(pid), 0.0, 0

    @staticmethod
    def _spent(pid: int) -> float:
        total = 0.0
        for process in (root := psutil.Process(pid), *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system
        return total

    def look(self) -> None:
        """Note memory: what processes share counts once where the system tells."""
        found = 0
        family = [self._root, *self._root.children(recursive=True)]
        for process in family:
            with contextlib.suppress(psutil.Error):
                full = process.memory_full_info()
                found += getattr(full, "pss", 0) or full.rss
        self.most, self.processes = max(self.most, found / 1e6), len(family)

    def cores(self, seconds: float) -> float:
        """Cores busy on average."""
        return (self._spent(self._root.pid) - self._first) / seconds


@contextlib.contextmanager
def server() -> Any:
    """``counterpoise serve`` in a process of its own: where, and its process."""
    words = [sys.executable, "-m", "sim.cli", "serve", "--no-open", "--json", "--port", "0"]
    start = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        said = ""
        assert process.stdout is not None
        while not said.endswith("}\n"):
            said += process.stdout.readline()
        print(f"\nReady after {time.monotonic() - start:.1f} s.", flush=True)
        yield json.loads(said)["url"], process
    finally:
        process.terminate()
        process.wait(30)


async def watch(meter: Meter, until: float) -> None:
    while time.monotonic() < until:
        meter.look()
        await asyncio.sleep(2)


def three(values: list[float]) -> str:
    values = sorted(values)
    return f"{statistics.median(values):.2f}, {values[int(0.95 * (len(values) - 1))]:.2f}, {values[-1]:.2f}"
