"""Files that are there whole or not at all: written under another name, flushed to the disk, renamed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4


@contextmanager
def whole_file(target: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes its name when it is whole and on the disk, and leaves nothing if it fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{uuid4().hex}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_whole(target: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a file, given the name that it has for the time being."""
    with whole_file(target) as file:
        write(Path(file.name))
