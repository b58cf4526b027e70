"""``counterpoise equilibria``: what it prints, and how it refuses."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from sim.equilibria import find_equilibria, search
from sim.loading import load_scenario

ALL_ANCHORED = [
    part for a in ("GBR", "FRA", "DEU", "ITA", "RUS") for part in ("--set", f"actors.{a}.anchored=true")
]


@pytest.fixture
def call(call):
    return partial(call, "equilibria")


def test_json_holds_what_the_interface_promises(call, tmp_path: Path) -> None:
    code, said, _ = call("unix_1988", "--json", "--out", str(tmp_path / "new"))
    told = json.loads(said)
    assert code == 0
    assert told["count"] == 2
    assert {"alignment", "energy", "basin"} <= told["configurations"][0].keys()
    assert told["configurations"][0]["alignment"].keys() == load_scenario("unix_1988").actors.keys()
    assert (told["scenario"], told["theory"], told["exhaustive"]) == ("unix_1988", "axelrod_bennett", True)
    assert json.loads((tmp_path / "new" / "equilibria.json").read_text()) == told
    assert call("unix_1988", "--json")[1] == said


def test_the_table_fits_eighty_columns_and_counts_what_it_leaves_out(call, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, said, _ = call("realist_1936")
    assert code == 0
    assert "226 stable line-ups" in said
    assert "206 more" in said
    assert max(map(len, said.splitlines())) <= 80


def test_history_is_met_by_the_names_of_poles_that_fit_it_best() -> None:
    found = find_equilibria(load_scenario("unix_1988"))
    assert found.scored == 8
    assert max(c.right for c in found.configurations) >= found.scored / 2


def test_a_world_can_be_frozen_later(call) -> None:
    code, said, _ = call("istanbul_conference", "--tick", "3", "--starts", "5", "--seed", "4", "--json")
    told = json.loads(said)
    assert code == 0
    assert (told["tick"], told["seed"], told["starts"], told["exhaustive"]) == (3, 4, 5, False)
    assert sum(c["basin"] for c in told["configurations"]) + told["cycling"] == 5


def test_a_theory_without_mutual_gains_has_no_energy(call) -> None:
    code, said, _ = call("unix_1988", "--theory", "waltz", "--json")
    told = json.loads(said)
    assert code == 0
    assert not told["potential"]
    assert all(c["energy"] is None for c in told["configurations"])
    assert "No energy" in call("unix_1988", "--theory", "waltz")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("unix_1988", "--theory", "walz"), "did you mean `waltz`"),
        (("unix_1989",), "did you mean `unix_1988`"),
        (("unix_1988", "--tick", "9"), "choose 0 to 8"),
        (("realist_1936_five", *ALL_ANCHORED), "every actor is anchored"),
        (("world_2023", "--starts", "9000000"), "with --starts"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told(call, arguments: tuple[str, ...], said: str) -> None:
    code, out, error = call(*arguments)
    assert code == 2
    assert said in error
    assert not out
    assert "Traceback" not in error


def test_one_pole_and_nobody_out_is_no_choice() -> None:
    case = load_scenario("unix_1988")
    data = case.model_dump(mode="json") | {"poles": {"uii": case.model_dump(mode="json")["poles"]["uii"]}}
    data["expected"] = None
    with pytest.raises(ValueError, match="nobody has a choice"):
        find_equilibria(type(case).model_validate_json(json.dumps(data)))


def test_more_than_can_be_listed_is_counted(monkeypatch) -> None:
    monkeypatch.setattr(search, "LISTED", 3)
    found = find_equilibria(load_scenario("realist_1936_five"))
    assert (found.count, len(found.configurations)) == (4, 3)
