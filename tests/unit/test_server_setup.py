"""The address: what it holds comes back, what is wrong is told, and what it asks for is what the command line gives."""

from __future__ import annotations

import datetime
import json
import shlex
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.cli.app import app
from sim.loading import InputError, load_scenario
from sim.provenance import digest
from sim.scenario import describe_parameters
from sim.scenario.actors import RELATIONS
from sim.server.address import read_address, write_address
from sim.server.beside import Lens, Number, Switch
from sim.server.exports import command, scenario_yaml, trajectories_csv
from sim.server.own_events import Alignment, Resolve, Turn, read_own
from sim.server.playing import load, play
from sim.server.setup import LANGUAGES, PAGES, Address, Setup, View

NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_/-]{0,20}", fullmatch=True)
SHARES = st.floats(0, 1).map(lambda x: round(x, 6))
DATES = st.dates(datetime.date(1800, 1, 1), datetime.date(2200, 1, 1))
OWN = st.one_of(
    st.builds(Alignment, of=NAMES, pole=NAMES, commitment=SHARES, date=DATES),
    st.builds(Resolve, of=NAMES, to=SHARES, date=DATES),
    st.builds(Turn, of=NAMES, toward=NAMES, relation=st.sampled_from(RELATIONS), to=SHARES, date=DATES),
)
NUMBERS = st.sampled_from(sorted(describe_parameters())).flatmap(
    lambda name: st.tuples(
        st.just(name), st.floats(describe_parameters()[name].low, describe_parameters()[name].high)
    )
)


def _sorted(pairs: list) -> tuple:
    return tuple(sorted(dict(pairs).items()))


SETUPS = st.builds(
    Setup, case=NAMES, lens=st.none() | NAMES, seed=st.integers(0, 2**32 - 1), runs=st.integers(1, 200),
    numbers=st.lists(NUMBERS, max_size=4).map(_sorted), off=st.sets(NAMES, max_size=4).map(lambda s: tuple(sorted(s))),
    moved=st.lists(st.tuples(NAMES, DATES), max_size=3).map(_sorted), own=st.lists(OWN, max_size=3).map(tuple),
)  # fmt: skip
SECONDS = st.one_of(
    st.builds(Lens, lens=NAMES), st.builds(Switch, event=NAMES),
    NUMBERS.map(lambda pair: Number(name=pair[0], value=pair[1])),
)  # fmt: skip
VIEWS = st.builds(
    View, page=st.sampled_from(PAGES), tick=st.none() | st.integers(0, 600), actor=st.none() | NAMES,
    language=st.sampled_from(LANGUAGES), second=st.none() | SECONDS, lesson=st.none() | NAMES,
)  # fmt: skip


@given(SETUPS, VIEWS)
@settings(max_examples=150, deadline=None)
def test_an_address_comes_back(setup: Setup, view: View) -> None:
    address = Address(setup=setup, view=view)
    text = write_address(address)
    assert read_address(text) == address
    assert write_address(read_address("?" + text)) == text


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_told(text: str) -> None:
    with suppress(InputError):
        read_address(text)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["case", "lens", "seed", "runs", "page", "tick", "off", "move", "own", "p.inertia", "v"]
            ),
            st.text(max_size=20),
        ),
        max_size=5,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_values_are_read_or_told(pairs: list[tuple[str, str]]) -> None:
    with suppress(InputError):
        read_address(urlencode(pairs))


def test_the_default_is_short() -> None:
    assert write_address(Address()) == "v=1"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("v=2", "version 2"), ("page=x", "explore, why"), ("seed=-1", "greater than or equal to 0"),
        ("runs=201", "less than or equal to 200"), ("p.love=1", "not a known parameter"),
        ("p.inertia=nan", "from 0 to 2"), ("p.inertia=9", "from 0 to 2"), ("move=truce", "truce~2024-01-31"),
        ("off=<b>", "names of events"), ("colour=red", "known part of the address"), ("own=dance~TUR", "known kind"),
        ("own=align~TUR", "needs 4 parts"), ("own=commit~TUR~2~2024-01-01", "less than or equal to 1"),
        ("own=commit~TUR~1~soon", "must be a date"),
        ("own=relate~TUR~ISR~love~1~2024-01-01", "must be one of affinity"),
        ("&".join(["own=commit~TUR~1~2024-01-01"] * 13), "up to 12"), ("off=" + "a" * 7000, "longer than"),
        ("&".join(["a=1"] * 1000), "more than 400 parts"), ("case=../../etc/passwd", "case"), ("lens=a.yaml", "lens"),
    ],
)  # fmt: skip
def test_faults_of_the_text_are_told(query: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read_address(query)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("case=atlantis", "not a known case"), ("lens=scenarios/theories/walt", "not a known theory"),
        ("off=atlantis_sinks", "not a known event"), ("move=conference_grows~2024-01-01", "not a known dated event"),
        ("move=gaza_plan~2031-01-01", "outside the scenario"), ("own=commit~XXX~1~2024-01-01", "known actor"),
        ("own=align~TUR~atlantis~1~2024-01-01", "atlantis"), ("own=commit~TUR~1~2031-01-01", "outside the scenario"),
    ],
)  # fmt: skip
def test_faults_of_the_case_are_told(query: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        load(read_address(query).setup)
    assert told in str(caught.value)
    assert "--set" not in str(caught.value)


def test_what_is_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "long.yaml"
    file.write_text(_scenario(ticks=700), encoding="utf-8")
    with pytest.raises(InputError, match="plays up to 600"):
        play(Setup(case="long"), {"long": file})


def test_an_own_event_happens() -> None:
    without, changed = (
        play(read_address(f"case=nato_veto&runs=4{more}").setup)
        for more in ("", "&own=align~BRA~israel~0.9~2023-12-01&own=commit~TUR~0.2~2023-12-01")
    )
    brazil = changed.setting.names.actors.index("BRA")
    assert (without.saved["alignment"][:, 3, brazil] != 1).any()
    assert (
        changed.saved["alignment"][:, 3, brazil] == 1
    ).mean() >= 0.75  # it may turn away again in the same tick
    assert list(changed.scenario.events)[-2:] == ["own_1", "own_2"]


QUERY = (
    "case=nato_veto&lens=walt&seed=5&runs=3&p.inertia=0.4&off=gaza_plan&move=israeli_operation~2023-11-20"
    "&own=relate~TUR~ISR~hostility~0.9~2024-02-01"
)


def _case_with(events: tuple[str, ...]) -> str:
    known = load_scenario("nato_veto").events
    return next(name for name in events if name in known)


def _setup() -> Setup:
    event = _case_with(("gaza_plan", "icc_warrants", "israeli_operation"))
    return read_address(QUERY.replace("gaza_plan", event)).setup


def test_the_command_line_gives_the_same_numbers() -> None:
    result = play(_setup())
    ran = CliRunner().invoke(app, [*shlex.split(command(_setup()))[1:], "--json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert told["digest"] == result.digest
    mean = float(result.outcome_arrays["weight_share.palestine"].mean())
    assert told["weight_share"]["palestine"][-1]["mean"] == pytest.approx(mean, abs=1e-9)


def test_the_scenario_file_gives_the_same_run(tmp_path: Path) -> None:
    setup = _setup()
    file = tmp_path / "nato_veto.yaml"
    file.write_text(scenario_yaml(setup), encoding="utf-8")
    scenario, theory = load(setup)
    again = load_scenario(file)
    assert again == scenario
    told = file.read_text(encoding="utf-8").splitlines()[1].removeprefix("#").strip()
    ran = CliRunner().invoke(app, [*shlex.split(told.replace("nato_veto.yaml", str(file)))[1:], "--json"])
    assert json.loads(ran.stdout)["digest"] == play(setup).digest
    assert digest(again, theory, play(setup).parameters, again.meta.ticks, setup.off) == play(setup).digest


def test_the_data_are_those_of_the_run() -> None:
    lines = trajectories_csv(Setup(case="nato_veto", runs=2)).splitlines()
    scenario = load_scenario("nato_veto")
    assert lines[0] == "replicate,tick,date,actor,alignment,posture,commitment,capability"
    assert len(lines) == 1 + 2 * (scenario.meta.ticks + 1) * len(scenario.actors)
    assert lines[1].startswith("0,0,2023-10-01,ISR,israel,,")  # no posture before the first choice
    assert lines[1 + len(scenario.actors)].startswith("0,1,2023-11-01,ISR,israel,balancing,")


def test_own_events_are_read_as_written() -> None:
    text = "relate~TUR~ISR~hostility~0.9~2024-02-01"
    assert read_own(text).written() == text


def _scenario(ticks: int = 3, name: str = "A state") -> str:
    return f"""
meta: {{name: long, title: Long, summary: Long., start: 2000-01-01, step: day, ticks: {ticks}}}
poles:
  east: {{title: East, leaders: AAA, coding: made up}}
  west: {{title: West, leaders: BBB, coding: made up}}
actors:
  AAA: {{name: {json.dumps(name)}, capability: 2, coding: made up}}
  BBB: {{name: B, capability: 1, coding: made up}}
  CCC: {{name: C, capability: 1, coding: made up}}
"""
