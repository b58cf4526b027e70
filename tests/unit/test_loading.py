"""Loading: bad files are told whole and in place, good ones are read as they are meant."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from sim.designs import read_design
from sim.loading import Fault, InputError, bundled_scenarios, bundled_theories, load_scenario, load_theory
from sim.loading.bundled import bundled_folder
from sim.loading.faults import MAX_FAULTS
from sim.loading.tree import MAX_BYTES, MAX_DEPTH, MAX_VALUES, parse_tree

BAD = Path(__file__).parents[1] / "bad"
EXPECTED = re.compile(r"^# expect: (?:(?P<file>[^\s:]+):)?(?P<line>\d+):(?P<column>\d+): (?P<part>.+)$", re.M)
SECTIONS = (
    "meta, sources, groups, poles, actors, ideal_points, dyads, blocs, motions, measures, events, parameters, "
    "expected"
)
TINY = """\
meta: {name: tiny, title: Tiny, summary: Two actors and a pole., start: 2020-01-01, ticks: 12}
poles:
  red: {title: Red, leaders: AAA, coding: made up}
actors:
  AAA: {name: A, capability: 1, coding: made up}
  BBB: {name: B, capability: 1, coding: made up}
"""
LISTS = """\
groups: {west: [AAA, BBB], east: [BBB]}
dyads:
  - {of: AAA, toward: BBB, affinity: 0.25, coding: made up}
"""


def faults_of(path: Path | str, load=load_scenario) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(path)
    told = [str(fault) for fault in caught.value.faults]
    assert told
    assert str(caught.value) == "\n".join(told)
    assert all(line.isprintable() for line in told)
    return told


def write(folder: Path, **files: str | bytes) -> Path:
    """Write NAME.yaml for each and give the path of the last."""
    path = folder
    for name, content in files.items():
        path = folder / f"{name}.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# Bad files


BAD_FILES = sorted(
    str(path.relative_to(BAD)) for folder in ("", "designs/") for path in BAD.glob(f"{folder}*.yaml")
)


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_told_whole_and_in_place(name, monkeypatch):
    """A fixture holds the faults it has: ``# expect: [FILE:]LINE:COLUMN: part of the message``."""
    monkeypatch.chdir(BAD)
    expected = [
        (m["file"] or name, int(m["line"]), int(m["column"]), m["part"])
        for m in EXPECTED.finditer((BAD / name).read_text())
    ]
    loaders = {"theory": load_theory, "designs": read_design}
    load = loaders.get(re.split("[_/]", name)[0], load_scenario)
    with pytest.raises(InputError) as caught:
        load(Path(name))
    told = list(caught.value.faults)
    for wanted in expected:
        hits = [f for f in told if (f.file, f.line, f.column) == wanted[:3] and wanted[3] in f.message]
        assert hits, f"not told: {wanted}; told: {told}"
        told.remove(hits[0])
    assert not told, "told, but not expected"
    assert expected


def test_missing_file_and_folder(tmp_path):
    assert faults_of(tmp_path / "nosuch.yaml") == [f"{tmp_path}/nosuch.yaml:1:1: there is no such file"]
    assert faults_of(tmp_path) == [f"{tmp_path}:1:1: is a folder, not a YAML file"]


@pytest.mark.parametrize("name", ["x" * 300 + ".yaml", "x\0y.yaml", "loop.yaml", "/dev/zero"])
def test_unreadable_paths(name, tmp_path):
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    (told,) = faults_of(tmp_path / name)
    assert re.search(r":1:1: (cannot be read|is a device)", told)


def test_unknown_names_say_what_is_near():
    assert "did you mean `humanity_alliance`?" in faults_of("humanity_aliance")[0]
    assert "humanity_alliance, " in faults_of("")[0]
    assert "did you mean `waltz`?" in faults_of("walz", load_theory)[0]
    with pytest.raises(InputError) as caught:
        load_theory("walz")
    assert caught.value.faults[0].line == 0, "a request has no line"


def test_large_file_is_refused_unread(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    (told,) = faults_of(path)
    assert told.endswith(":1:1: is 50.0 MB; a scenario file is at most 2 MB")


def test_many_values_are_refused(tmp_path):
    text = "a: [" + "[]," * (MAX_VALUES + 1) + "]"
    assert len(text) < MAX_BYTES
    (told,) = faults_of(write(tmp_path, many=text))
    assert "is too large" in told


def test_binary_junk(tmp_path):
    junk = random.Random(1).randbytes(4000)
    assert "is not UTF-8 text (byte " in faults_of(write(tmp_path, junk=b"meta:\n  name: " + junk))[0]
    (told,) = faults_of(write(tmp_path, zeros=b"meta:\n  name: \0\0\n"))
    assert told.endswith("zeros.yaml:2:9: holds the control character U+0000, so it is not YAML text")
    (told,) = faults_of(write(tmp_path, latin="meta:\n  é: ".encode() + b"\xe9"))
    assert told.endswith("latin.yaml:2:6: is not UTF-8 text (byte 12 is 0xe9)")
    assert "UTF-8" in faults_of(write(tmp_path, wide=TINY.encode("utf-16")))[0]


def test_deep_nesting(tmp_path):
    for opening in ("[", "{a: ", "- "):
        (told,) = faults_of(write(tmp_path, deep=opening * 5000))
        assert f"is nested more than {MAX_DEPTH} deep" in told


def test_what_a_file_holds_cannot_break_the_line_or_steer_the_terminal(tmp_path):
    told = faults_of(write(tmp_path, steer=TINY + '"\\e[31mred\\nblue\\u202e": 1\n'))
    key = "\\x1b[31mred\\nblue\\u202e"
    assert told == [f"{tmp_path}/steer.yaml:7:1: `{key}` is not a known key; known: {SECTIONS}"]


def test_more_faults_than_anyone_reads_are_not_told(tmp_path):
    told = faults_of(write(tmp_path, wrong=TINY + "".join(f"wrong{i}: 1\n" for i in range(2000))))
    assert len(told) == MAX_FAULTS + 1
    assert "more faults from here on" in told[-1]


@pytest.mark.parametrize("target", ["outside.yaml", "linked/outside.yaml"])
def test_extends_does_not_follow_links_out(target, tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    outside = write(tmp_path, outside=TINY)
    (inside / "outside.yaml").symlink_to(outside)
    (inside / "linked").symlink_to(tmp_path)
    (told,) = faults_of(write(inside, case=f"extends: {target}\n"))
    assert f"case.yaml:1:10: extends `{target}`, which is outside the scenario folder" in told


@pytest.mark.parametrize("target", ["loop.yaml", "x" * 300, '"a\\0b"'])
def test_extends_of_what_cannot_be_read(target, tmp_path):
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    (told,) = faults_of(write(tmp_path, case=f"extends: {target}\n"))
    assert "case.yaml:1:10: extends" in told


def test_extends_goes_on_for_so_long_only(tmp_path):
    write(tmp_path, **{f"c{i}": f"extends: c{i + 1}.yaml\n" for i in range(50)})
    (told,) = faults_of(tmp_path / "c0.yaml")
    assert "`extends` goes on over more than 4 files" in told


# Good files


def test_bundled_files_load_and_are_named_as_their_files():
    scenarios = {name: load_scenario(name).meta.name for name in bundled_scenarios()}
    theories = {name: load_theory(name).name for name in bundled_theories()}
    assert all(file == name for file, name in (scenarios | theories).items())
    assert "humanity_alliance" in scenarios
    assert {"waltz", "walt", "schweller", "axelrod_bennett", "full"} <= set(theories)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("on", "on"), ("Yes", "Yes"), ("1:30", "1:30"), ("010", 10), ("0x1F", "0x1F"),
        ("true", True), ("FALSE", False), ("~", None), ("null", None), ("-3", -3), (".5", 0.5), ("1e3", 1000.0),
        ("2020-01-01", "2020-01-01"), ("'5'", "5"), ('"true"', "true"), (".inf", ".inf"), (".nan", ".nan"),
        ("1e999", "1e999"), ("123456789012345678901", 123456789012345678901.0), ("=", "="), ("+", "+"),
        ("1_000", "1_000"),
    ],
)  # fmt: skip
def test_scalars_are_those_of_yaml_1_2(text, value):
    (read,) = parse_tree(f"- {text}", "x.yaml", []).plain()
    assert read == value
    assert type(read) is type(value)


def test_norway_is_a_text(tmp_path):
    case = load_scenario(write(tmp_path, case=TINY.replace("AAA", "NO").replace("name: A", "name: no")))
    assert case.actors["NO"].name == "no"


def test_byte_order_mark_and_windows_lines(tmp_path):
    case = load_scenario(write(tmp_path, case="\ufeff".encode() + TINY.replace("\n", "\r\n").encode()))
    assert list(case.actors) == ["AAA", "BBB"]


def test_extends_merges(tmp_path):
    child = """\
extends: base.yaml
meta: {name: child}
groups: {west: [BBB], east: ~}
actors:
  AAA: {dissent: 0.5}
  CCC: {name: C, capability: 2, coding: made up}
dyads:
  - {of: AAA, toward: BBB, affinity: 0.75, coding: made up}
"""
    case = load_scenario(write(tmp_path, base=TINY + LISTS, child=child))
    assert (case.meta.name, case.meta.title) == ("child", "Tiny")
    assert case.groups == {"west": ("BBB",)}, "other lists are replaced, null takes out"
    assert (case.actors["AAA"].dissent, case.actors["AAA"].name) == (0.5, "A")
    assert list(case.actors) == ["AAA", "BBB", "CCC"]
    assert [entry.affinity for entry in case.dyads] == [0.25, 0.75], "dyads are appended"


def test_extends_a_chain_and_a_bundled_name(tmp_path):
    (tmp_path / "parts").mkdir()
    write(tmp_path / "parts", base=TINY, middle="extends: base.yaml\nmeta: {title: Middle}\n")
    case = load_scenario(write(tmp_path, case="extends: parts/middle.yaml\nmeta: {name: case}\n"))
    assert (case.meta.name, case.meta.title) == ("case", "Middle")
    case = load_scenario(write(tmp_path, case="extends: humanity_alliance\nmeta: {name: mine}\n"))
    assert case.meta.name == "mine"
    assert case.actors == load_scenario("humanity_alliance").actors


def test_set_paths():
    before = load_scenario("humanity_alliance")
    event = next(name for name, event in before.events.items() if event.date)
    case = load_scenario(
        "humanity_alliance",
        {
            "actors.USA.commitment": "0.5",
            "actors.FRA.opinion.israel": "-0.25",
            f"events.{event}.date": "2024-05-06",
            "dyads.0.coding": "changed",
            "motions.es_10_21.demand": "0.125",
            "meta.theory": "waltz",
            "parameters.inertia": "0.5",
            "groups.mine": "[USA, FRA]",
        },
    )
    assert case.actors["USA"].commitment == 0.5
    assert case.actors["FRA"].opinion["israel"] == -0.25
    assert str(case.events[event].date) == "2024-05-06"
    assert case.dyads[0].coding == "changed"
    assert case.motions["es_10_21"].demand == 0.125
    assert (case.meta.theory, case.parameters.inertia) == ("waltz", 0.5)
    assert sorted(case.select(("mine",))) == ["FRA", "USA"]


def test_set_paths_with_slashes(tmp_path):
    text = "motions:\n  ES-10/21: {title: T, favours: red, demand: 0.5, date: 2020-02-01, coding: made up}\n"
    path = write(tmp_path, case=TINY + text)
    case = load_scenario(path, {"motions.ES-10/21.demand": "0.125", "motions.ES-10/21.date": "2020-03-01"})
    assert (case.motions["ES-10/21"].demand, str(case.motions["ES-10/21"].date)) == (0.125, "2020-03-01")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("actors.USS.commitment", "1", "`USS` is not a known part of `actors`; did you mean `USA`?"),
        ("actors.USA.comitment", "1", "`comitment` is not a known part of `actors.USA`; did you mean `commitment`?"),
        ("acters.USA.commitment", "1", "`acters` is not a known section; did you mean `actors`?"),
        ("actors.USA.commitment", "2", "actors.USA.commitment: must be at most 1 (got 2)"),
        ("actors.USA.commitment", "lots", 'actors.USA.commitment: must be a number (got "lots")'),
        ("actors.USA.commitment", "[", "is not YAML"),
        ("actors.USA.commitment", "", "is empty"),
        ("actors.USA.commitment", "*x", "uses the alias `*x`, which no anchor sets"),
        ("actors.USA.name.first", "1", "`actors.USA.name` is a single value, so it has no `first`"),
        ("dyads.9999.harm", "1", "`dyads` is a list: say which of it by a number from 0 to "),
        ("dyads.-1.harm", "1", "`dyads` is a list: say which of it by a number from 0 to "),
        ("dyads.².harm", "1", "`dyads` is a list: say which of it by a number from 0 to "),
        ("dyads.0.harm", "\udcff", "is not YAML text"),
        ("meta", "{}", "meta: needs `name`"),
        ("extends", "x.yaml", "`extends` is not a known section"),
        ("", "1", "`` is not a known section"),
    ],
)  # fmt: skip
def test_wrong_set_paths(path, value, message):
    with pytest.raises(InputError) as caught:
        load_scenario("humanity_alliance", {path: value})
    assert message in str(caught.value)
    assert all(fault.file.startswith("--set ") for fault in caught.value.faults)


@pytest.mark.parametrize("step", ["day", "week", "month", "quarter", "year"])
def test_calendars_end_with_the_year_9999(step, tmp_path):
    late = TINY.replace("2020-01-01, ticks: 12", f"9990-12-31, ticks: 10000, step: {step}")
    meta = load_scenario(write(tmp_path, late=late)).meta
    assert meta.start < meta.date_of(1) <= meta.date_of(10_000)
    assert meta.date_of(10_000).year == 9999


# Anything at all

TOKENS = (
    "null", "[]", "{}", "true", "-1", "1e999", ".nan", "'x'", "[a, b]", "{a: 1}", "2023-13-45", "9999-12-31", "all",
    "*a", "&a x", "!t x", "<<", "\t", "- x", "? x", "do", "[[A, A, A]]", "[null]", "99999999999999999999", "\0",
    "{}: {}",
)  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """The text with some lines and values replaced, taken out or doubled."""
    lines = text.splitlines() or [""]
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = chance.randrange(len(lines))
        words = list(re.finditer(r"[\w.-]+|\[[^\[\]]*\]|\{[^{}]*\}", lines[at]))
        match chance.randrange(6):
            case 0:
                lines[at] = ""
            case 1:
                lines.insert(at, chance.choice(lines))
            case 2:
                lines[at] = " " * chance.randrange(4) + lines[at]
            case _ if words:
                word = chance.choice(words)
                lines[at] = lines[at][: word.start()] + chance.choice(TOKENS) + lines[at][word.end() :]
    return "\n".join(lines) + "\n"


def faults_if_any(path: Path, load) -> list[Fault]:
    try:
        load(path)
    except InputError as error:
        return error.faults or pytest.fail("refused without a word")
    return []


def test_whatever_a_file_holds_only_input_errors_come_out(tmp_path):
    chance = random.Random(20231007)
    sources = [path.read_text() for path in sorted(BAD.glob("*.yaml"))]
    sources += [path.read_text() for path in sorted(bundled_folder().glob("theories/*.yaml"))]
    sources += [TINY + LISTS] * 20
    refused = 0
    for _ in range(800):
        path = write(tmp_path, any=mutated(chance.choice(sources), chance))
        for load in (load_scenario, load_theory):
            faults = faults_if_any(path, load)
            refused += bool(faults)
            assert all(fault.line >= 1 and str(fault).isprintable() for fault in faults)
    assert refused > 800


def test_the_case_with_some_of_it_wrong(tmp_path):
    chance = random.Random(7)
    text = (bundled_folder() / "humanity_alliance.yaml").read_text()
    text = text.replace("extends: figures/states_2023.yaml", "extends: humanity_alliance")
    for _ in range(20):
        path = write(tmp_path, case=mutated(text, chance))
        assert all(fault.line >= 1 for fault in faults_if_any(path, load_scenario))
