"""What several of these files share."""

from __future__ import annotations

import sys

import pytest

from sim.cli import main


@pytest.fixture
def call(monkeypatch, capsys):
    """Run the command in this process: exit code, standard output, standard error."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["counterpoise", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run
