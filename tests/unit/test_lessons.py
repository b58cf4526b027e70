"""Lessons: what they set exists, what they say is true, and all languages say the same."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from sim.cli.checking import print_validation
from sim.ensemble import POSTURES, Result
from sim.explanation import explain
from sim.loading import InputError, load_scenario
from sim.server.address import read_address, write_address
from sim.server.lessons import Lesson, cases_beside, lessons, read_lesson
from sim.server.lessons.reading import FOLDER
from sim.server.playing import load, play
from sim.server.setup import Address, Setup

NAMES = (
    "balance_or_bandwagon", "power_or_threat", "buck_passing", "core_or_big_tent", "lighten_or_weigh",
    "can_history_tell",
)  # fmt: skip
SOUND = """---
title: Mine
summary: One step.
minutes: 10
level: first course
order: 9
case: nato_veto
reading:
  - source: Waltz (1979)
---

Words before the steps.

## Look

```yaml
set: {tick: 3, numbers: {inertia: 0.5}, off: [toll_reported]}
predict: {actor: TUR, tick: 3, options: [palestine, none]}
question: What do you see?
look_for: Turkey.
```

Text, *with* marks.

```text
## not a step
```
"""


def written(folder: Path, text: str, name: str = "mine.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_lesson(path)
    return [str(fault).removeprefix(f"{path}:") for fault in caught.value.faults]


def test_a_lesson_is_read_whole(tmp_path: Path) -> None:
    lesson = read_lesson(written(tmp_path, SOUND))
    assert (lesson.name, lesson.language, lesson.intro) == ("mine", "en", "Words before the steps.")
    (step,) = lesson.steps
    assert step.title == "Look"
    assert step.text.endswith("## not a step\n```")
    address = lesson.address(0)
    assert address.setup == Setup(case="nato_veto", numbers=(("inertia", 0.5),), off=("toll_reported",))
    assert (address.view.tick, address.view.lesson) == (3, "mine/1")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("title: Mine\n", "", "2:1: needs `title`"),
        ("minutes: 10", "minutes: ten", '4:10: minutes: must be a whole number (got "ten")'),
        ("level: first course", "level: easy", "5:8: level: must be one of 'first course' or 'advanced'"),
        ("case: nato_veto", "case: nato_vet", "7:7: case: `nato_vet` is not a known case; did you mean `nato_veto`?"),
        ("case: nato_veto", "case: nato_veto\nlens: wals", "8:7: lens: `wals` is not a known theory; did you"),
        ("tick: 3, numbers", "tick: 19, numbers", "17:13: steps[0].set.tick: must be from 0 (the start) to 18"),
        ("inertia: 0.5", "inertia: 5", "17:35: steps[0].set.numbers.inertia: must be a number from 0 to 2 (got 5.0)"),
        ("inertia: 0.5", "inerta: 5", "17:34: steps[0].set.numbers.inerta: `inerta` is not a known parameter"),
        ("[toll_reported]", "[toll]", "17:46: steps[0].set.off: `toll` is not a known event"),
        ("set: {tick", "set: {ticks: 4, tick", "17:7: steps[0].set: `ticks` is not a known key; did you mean `tick`?"),
        ("actor: TUR", "actor: TRU", "18:18: steps[0].predict.actor: `TRU` is not a known actor; did you mean `TUR`?"),
        ("tick: 3, options", "tick: 0, options", "18:29: steps[0].predict.tick: must be at least 1 (got 0)"),
        ("options: [palestine", "options: [palestin", "18:41: steps[0].predict.options: `palestin` is not a known"),
        ("look_for: Turkey.\n", "", "14:1: steps[0]: needs `look_for`"),
        ("Text, *with* marks.\n\n```text\n## not a step\n```\n", "", "22:1: steps[0].text: must not be empty"),
        ("```yaml\n", "", "14:1: a step's title is followed by a block, from ```yaml to ```"),
        ("---\n\nWords", "\nWords", "1:1: a lesson starts with its heading between two lines of `---`"),
        ("question: What do", "question: [What do", "is not YAML"),
        ("title: Mine", "title: Mine\ntitle: Yours", "3:1: the key `title` is here twice (first on line 2)"),
        ("title: Mine", "title: Mine\nname: other", "3:1: `name` does not belong in the heading"),
        ("question: What", "title: Again\nquestion: What", "19:1: `title` does not belong in the block"),
        ("off: [toll_reported]", "own: [commit~USA~2~2024-01-01]", "17:46: steps[0].set.own: to:"),
        ("off: [toll_reported]", "move: {toll_reported: 2031-01-01}", "steps[0].set"),
        ("off: [toll_reported]", "second: waltzer", "17:49: steps[0].set.second: `waltzer` is not a known theory"),
    ],
)  # fmt: skip
def test_faults_are_told_at_their_line(tmp_path: Path, before: str, after: str, told: str) -> None:
    assert before in SOUND
    found = faults_of(written(tmp_path, SOUND.replace(before, after, 1)))
    assert any(told in fault for fault in found), found


def test_a_lesson_without_steps_or_heading_is_refused(tmp_path: Path) -> None:
    assert faults_of(written(tmp_path, SOUND.partition("## Look")[0])) == [
        "1:1: has no step: a step starts with a line `## Its title`"
    ]
    assert faults_of(written(tmp_path, "# A page\n")) == [
        "1:1: a lesson starts with its heading between two lines of `---` (docs/lessons.md shows one)"
    ]
    assert faults_of(written(tmp_path, "")) == faults_of(written(tmp_path, "# A page\n"))


def test_the_example_of_the_docs_is_sound(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "lessons.md").read_text(encoding="utf-8")
    example = page.partition("````markdown\n")[2].partition("````")[0]
    assert len(read_lesson(written(tmp_path, example)).steps) == 2


def test_a_lesson_may_speak_of_a_case_that_lies_beside_it(tmp_path: Path) -> None:
    written(tmp_path, "extends: nato_veto\nmeta: {name: own}\n", "own.yaml")
    lesson = read_lesson(written(tmp_path, SOUND.replace("case: nato_veto", "case: own")))
    assert load(lesson.address(0).setup, cases_beside(tmp_path))[0].meta.name == "own"


def test_validate_reads_lessons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert print_validation([str(written(tmp_path, SOUND))], as_json=False) == 0
    assert "a sound lesson, 1 step" in capsys.readouterr().out
    assert print_validation([str(written(tmp_path, SOUND.replace("minutes: 10\n", "")))], as_json=False) == 2
    assert "2:1: needs `minutes`" in capsys.readouterr().err


def test_a_teachers_lessons_join_in_their_place_and_language(tmp_path: Path) -> None:
    written(tmp_path, SOUND.replace("order: 9", "order: 0"))
    written(tmp_path, SOUND.replace("title: Mine", "title: Benim"), "mine.tr.md")
    written(tmp_path, SOUND.replace("title: Mine", "title: Only here"), "power_or_threat.md")
    written(tmp_path, SOUND.replace("title: Mine", "title: Yalnız"), "alone.tr.md")
    english, turkish, arabic = (lessons(language, tmp_path) for language in ("en", "tr", "ar"))
    assert [lesson.title for lesson in english if lesson.order in (0, 9)] == ["Mine", "Yalnız", "Only here"]
    assert next(lesson.title for lesson in turkish if lesson.order in (0, 9)) == "Yalnız"
    assert {lesson.name: lesson.language for lesson in turkish}["mine"] == "tr"
    assert {lesson.name: lesson.language for lesson in arabic}["mine"] == "en"
    assert english[0].name == "mine"
    assert len(english) == 8


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_there_are_six_in_each_language(language: str) -> None:
    found = lessons(language)
    assert tuple(lesson.name for lesson in found) == NAMES
    assert {lesson.language for lesson in found} == {language}


@pytest.mark.parametrize("name", NAMES)
def test_every_step_has_an_address_that_reads_back(name: str) -> None:
    lesson = read(name)
    for n in range(len(lesson.steps)):
        address = lesson.address(n)
        assert read_address(write_address(address)) == address


def numbers(text: str, language: str) -> Counter[float]:
    """Every number in a text, by the writing of its language."""
    text = text.replace("\u200f", "").replace("−", "-")
    digits = r"\d+(?:,\d+)?" if language == "tr" else r"\d+(?:\.\d+)?"
    return Counter(float(found.replace(",", ".")) for found in re.findall(digits, text))


@pytest.mark.parametrize("language", ["tr", "ar"])
@pytest.mark.parametrize("name", NAMES)
def test_translations_set_the_same_and_say_the_same_numbers(name: str, language: str) -> None:
    english, other = read(name), read(name, language)
    same = {"title", "summary", "language", "intro", "steps", "reading"}
    assert english.model_dump(exclude=same) == other.model_dump(exclude=same)
    assert [one.source for one in english.reading] == [one.source for one in other.reading]
    assert numbers(english.intro, "en") == numbers(other.intro, language)
    for one, two in zip(english.steps, other.steps, strict=True):
        assert (one.set, one.predict) == (two.set, two.predict)
        for said, told in ((one.text, two.text), (one.question, two.question), (one.look_for, two.look_for)):
            assert numbers(said, "en") == numbers(told, language), (one.title, two.title)


@cache
def read(name: str, language: str = "en") -> Lesson:
    return read_lesson(FOLDER / (f"{name}.md" if language == "en" else f"{name}.{language}.md"))


class Says(NamedTuple):
    """A number that a step's text says: of an outcome, or in how many runs an actor ends on a side.

    ``changes`` are those of the setup beside the step's; ``against`` asks for the difference from such a setup.
    """

    lesson: str
    step: int
    said: str
    outcome: str
    changes: tuple[tuple[str, object], ...] = ()
    against: tuple[tuple[str, object], ...] | None = None


def p(**values: float) -> tuple[tuple[str, object], ...]:
    return (("numbers", tuple(sorted(values.items()))),)


A, B, C, D, E, F = NAMES
FULL_PACT = p(weight_pact=0.25)
CLAIMS = [
    Says(A, 2, "68.5 % of the actors (± 1.5)", "balancing"),
    Says(A, 2, "14.3 % (± 1.2)", "bandwagoning"),
    Says(A, 2, "45.6 supporters (± 1.0)", "supporters.palestine"),
    Says(A, 2, "35 % of the weight (± 1)", "weight_share.palestine"),
    Says(A, 2, "in 26 of 40 runs", "EGY palestine"),
    Says(A, 2, "on none in 8", "EGY none"),
    Says(A, 2, "on Israel's in 6", "EGY israel"),
    Says(A, 3, "70.7 % (± 2.8)", "bandwagoning"),
    Says(A, 3, "16.1 % (± 1.5)", "balancing"),
    Says(A, 4, "2.7 % (± 0.7)", "bandwagoning", p(accommodation=0)),
    Says(A, 4, "7.7 % (± 1.0)", "bandwagoning", p(accommodation=0.5)),
    Says(A, 4, "20.3 % (± 1.1)", "bandwagoning"),
    Says(A, 4, "8.9 % (± 1.7)", "balancing", p(accommodation=0.5)),
    Says(A, 5, "all 40 runs, Turkey", "IRN israel"),
    Says(A, 5, "Turkey in 33", "TUR israel"),
    Says(A, 5, "29.8 % (± 0.8)", "bandwagoning"),
    Says(A, 5, "3.2 % (± 0.7)", "bandwagoning", p(weight_profit=0)),
    Says(A, 6, "all 40 runs", "EGY palestine"),
    Says(B, 1, "45.6 actors (± 1.0)", "supporters.palestine"),
    Says(B, 1, "10.8 (± 0.8)", "supporters.israel"),
    Says(B, 1, "6.1 (± 0.8)", "supporters.palestine", (("lens", "walt"),)),
    Says(B, 1, "11.0 (± 1.0)", "supporters.israel", (("lens", "walt"),)),
    Says(B, 3, "8.1 % (± 2.0)", "balancing"),
    Says(B, 3, "8.9 % (± 1.7)", "balancing", p()),
    Says(B, 3, "7.7 % (± 1.0)", "bandwagoning", p()),
    Says(B, 3, "10.8 % (± 1.0)", "bandwagoning"),
    Says(B, 3, "27 runs of 40", "LBN israel"),
    Says(B, 3, "instead of 12", "LBN israel", p()),
    Says(B, 4, "7.7 % to", "bandwagoning", p()),
    Says(B, 4, "81.6 % (± 1.0)", "bandwagoning"),
    Says(B, 4, "55.5 supporters (± 0.7)", "supporters.israel"),
    Says(B, 4, "7.7 % (± 0.9)", "bandwagoning", p(offence_exponent=0)),
    Says(B, 5, "81.7 % (± 1.7)", "balancing"),
    Says(B, 5, "0.4 % (± 0.2)", "bandwagoning"),
    Says(B, 5, "35.6 actors (± 0.5)", "supporters.israel"),
    Says(B, 5, "27.6 (± 0.5)", "supporters.palestine"),
    Says(B, 5, "all 40 runs", "DEU israel"),
    Says(B, 6, "41.1 actors (± 0.4)", "supporters.palestine", (("lens", "full"),)),
    Says(C, 1, "11.2 % (± 2.6)", "buck_passing"),
    Says(C, 1, "6.0 % (± 2.8)", "hedging"),
    Says(C, 1, "all 40 runs", "IND none"),
    Says(C, 1, "Jordan in 2", "JOR none"),
    Says(C, 2, "45.6 (± 1.0)", "supporters.palestine", p()),
    Says(C, 2, "10.4 (± 1.3)", "supporters.palestine"),
    Says(C, 2, "68.5 %", "balancing", p()),
    Says(C, 2, "16.7 % (± 2.0)", "balancing"),
    Says(C, 2, "13.8 % (± 10.3)", "buck_passing"),
    Says(C, 2, "67.5 % (± 9.0)", "hedging"),
    Says(C, 3, "17.2 % (± 1.0)", "hedging"),
    Says(C, 3, "17.2 % (± 1.0)", "buck_passing", p(buck_passing_share=0.25)),
    Says(C, 4, "4.0 supporters (± 0.2)", "supporters.israel", FULL_PACT),
    Says(C, 4, "23.9 (± 0.3)", "supporters.israel"),
    Says(C, 4, "38 of 40 runs", "DEU none", FULL_PACT),
    Says(C, 4, "all 40", "DEU israel"),
    Says(C, 4, "0.1 % (± 0.1)", "hedging"),
    Says(C, 4, "41.1 (± 0.4)", "supporters.palestine", FULL_PACT),
    Says(C, 4, "43.4 (± 0.4)", "supporters.palestine"),
    Says(C, 5, "all 40 runs at 0.25", "TUR palestine", FULL_PACT),
    Says(C, 5, "33 at 1", "TUR palestine", p(weight_pact=1)),
    Says(C, 6, "24.2 actors (± 4.5)", "supporters.palestine"),
    Says(D, 1, "100 % of runs", "passed.embargo_conference"),
    Says(D, 1, "95 % (± 7)", "passed.embargo_hague_group"),
    Says(D, 1, "90 % (± 9)", "passed.embargo_d8"),
    Says(D, 1, "88 % (± 10)", "passed.embargo_arab_league"),
    Says(D, 1, "78 % (± 13)", "passed.embargo_oic"),
    Says(D, 2, "12.5 % of runs (± 10)", "passed.embargo_oic"),
    Says(D, 2, "32.5 % (± 15)", "passed.embargo_arab_league"),
    Says(D, 2, "55 % (± 16)", "passed.embargo_hague_group"),
    Says(D, 2, "97.5 % (± 5)", "passed.embargo_oic", p(acquiescence=0.5)),
    Says(D, 3, "100 % of runs", "passed.riyadh_final_oic"),
    Says(D, 3, "2.5 % (± 5)", "passed.riyadh_break_oic"),
    Says(D, 3, "2.5 % (± 5)", "passed.riyadh_break_oic", (("moved", ()),)),
    Says(D, 4, "85 % of runs (± 11)", "passed.cooperation_before_the_war"),
    Says(D, 4, "27.5 % (± 14)", "passed.cooperation_summit_2024"),
    Says(D, 4, "0.85 objections\n(± 0.2)", "no.cooperation_summit_2024"),
    Says(D, 5, "0.51 (± 0.03)", "weight.palestine", (("off", ()),)),
    Says(D, 5, "0.42 (± 0.02)", "weight.palestine"),
    Says(D, 5, "0.092 (± 0.010)", "weight.palestine", (), (("off", ()),)),
    Says(D, 5, "41.1", "supporters.palestine", (("off", ()),)),
    Says(D, 5, "becomes 41.0", "supporters.palestine"),
    Says(E, 1, "0.87 (± 0.01)", "restraint.ISR"),
    Says(E, 1, "77 % of the weight (± 2)", "weight_share.palestine"),
    Says(E, 2, "0.018 lower (± 0.002)", "restraint.ISR", (), (("off", ()),)),
    Says(E, 2, "0.092 lower (± 0.010)", "weight.palestine", (), (("off", ()),)),
    Says(E, 3, "0.110 (± 0.005)", "restraint.ISR", (), (("own", ()),)),
    Says(E, 3, "0.9 supporters (± 0.2)", "supporters.israel", (), (("own", ()),)),
    Says(E, 3, "of 4.0", "supporters.israel", (("own", ()),)),
    Says(E, 4, "0.071\n(± 0.005)", "restraint.ISR", (), (("own", ()),)),
    Says(E, 4, "0.593 (± 0.003)", "restraint.ISR"),
    Says(E, 5, "9.1 supporters (± 0.8)", "supporters.palestine", (), (("own", ()),)),
    Says(E, 5, "45.6 to", "supporters.palestine", (("own", ()),)),
    Says(E, 5, "36.5", "supporters.palestine"),
    Says(E, 5, "0.067\n(± 0.008)", "restraint.ISR", (), (("own", ()),)),
    Says(F, 1, "134.7 yes (± 3.7)", "yes.ES-10/21"),
    Says(F, 1, "7.5 no (± 0.7)", "no.ES-10/21"),
    Says(F, 1, "36.2 abstentions (± 3.5)", "abstain.ES-10/21"),
    Says(F, 2, "141.2 yes (± 3.9)", "yes.ES-10/22"),
    Says(F, 2, "7.4 no (± 0.7)", "no.ES-10/22"),
    Says(F, 2, "29.9 abstentions (± 3.4)", "abstain.ES-10/22"),
    Says(F, 3, "80.2 states (± 9.6)", "yes.ES-10/22"),
    Says(F, 3, "69.7 (± 9.2)", "yes.ES-10/22", (("lens", "walt"),)),
    Says(F, 3, "153.3 (± 1.6)", "yes.ES-10/22", (("lens", "axelrod_bennett"),)),
    Says(F, 5, "132.8 yes (± 3.6)", "yes.ES-10/23"),
    Says(F, 5, "123.8 (± 4.1)", "yes.ES-10/24"),
    Says(F, 5, "146.8 (± 3.1)", "yes.ES-10/27"),
    Says(F, 5, "149.8 (± 2.4)", "yes.DEC/80/506"),
]  # fmt: skip


@cache
def played(setup: Setup) -> Result:
    return play(setup)


def values(setup: Setup, what: str) -> np.ndarray:
    """An outcome of every run; or for an actor and a side, 1 for the runs in which it ends there."""
    result = played(setup)
    if " " not in what:
        return result.outcomes[what].to_numpy(float)
    actor, side = what.split()
    code = ("none", *result.scenario.poles).index(side)
    column = list(result.scenario.actors).index(actor)
    return np.concatenate([world.alignment[:, column] for world in result.worlds]) == code


def setup_of(address: Address, changes: tuple[tuple[str, object], ...]) -> Setup:
    return address.setup.model_copy(update=dict(changes))


@pytest.mark.slow
@pytest.mark.science
def test_what_lessons_say_beside_outcomes_is_so() -> None:
    start = played(read(A).address(0).setup).saved["alignment"][0, 0]
    assert [int((start == side).sum()) for side in (2, 1, 0)] == [34, 10, 24]
    threats = explain(load_scenario("humanity_alliance"), "LBN", theory="walt", tick=26).sources
    first, second = threats[:2]
    assert (first.actor, first.hostility, second.actor, second.hostility) == ("USA", 0.25, "ISR", 0.75)
    assert 2.5 < first.direct / second.direct < 3.5
    assert first.power / second.power > 30
    walt = played(Setup(lens="walt"))
    unthreatened = np.concatenate([world.posture for world in walt.worlds]) == POSTURES.index("unthreatened")
    assert unthreatened.mean() == pytest.approx(0.4, abs=0.02)
    assert unthreatened[:, list(walt.scenario.actors).index("BRA")].all()
    egypt = played(read(A).address(5).setup)
    postures = np.concatenate([world.posture for world in egypt.worlds])
    assert (postures[:, list(egypt.scenario.actors).index("EGY")] == POSTURES.index("bandwagoning")).all()
    dead = played(Setup(lens="waltz", off=("istanbul_peace_conference",))).outcomes["restraint.ISR"]
    assert np.allclose(dead, played(Setup(lens="waltz")).outcomes["restraint.ISR"], atol=1e-6)


@pytest.mark.slow
@pytest.mark.science
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.lesson}-{claim.step}-{claim.said}")
def test_what_a_lesson_says_is_so(claim: Says) -> None:
    lesson = read(claim.lesson)
    assert claim.said in lesson.steps[claim.step - 1].text
    address = lesson.address(claim.step - 1)
    found = values(setup_of(address, claim.changes), claim.outcome)
    if claim.against is not None:
        found = found - values(setup_of(address, claim.against), claim.outcome)
    scale = 100 if "%" in claim.said else len(found) if " " in claim.outcome else 1
    said = re.findall(r"\d+(?:\.\d+)?", claim.said)
    mean, half = scale * abs(found.mean()), scale * 1.96 * found.std(ddof=1) / len(found) ** 0.5
    number = said[0]
    rounding = 0.5 * 10.0 ** -len(number.partition(".")[2]) + 1e-9
    assert abs(mean - float(number)) <= max(half, rounding)
    if "±" in claim.said:
        width = said[1]
        assert abs(half - float(width)) <= max(
            0.25 * half, 0.5 * 10.0 ** -len(width.partition(".")[2]) + 1e-9
        )
