"""What the periods of the Middle East from 1955 to 1979 share, and how a period becomes a case."""

from __future__ import annotations

import re

from history_case import Case, Entry, only

BASE = """\
# What the periods of the Middle East share. Written by experiments/coding/history.py; do not edit.
sources:
  walt: {title: "The Origins of Alliances", author: "Walt 1987",
    note: "Ch. 3 and 4 tell the alliances of 1955-79, appendix 1 lists them; pages only where the coder is sure."}
  kerr: {title: "The Arab Cold War, 3rd ed.", author: "Kerr 1971"}
  safran: {title: "Saudi Arabia: The Ceaseless Quest for Security", author: "Safran 1985"}
  golan: {title: "Soviet Policies in the Middle East", author: "Golan 1990"}
  quandt: {title: "Peace Process", author: "Quandt 1993"}
  cow_wars: {title: "Inter-State War list", author: "Sarkees & Wayman 2010"}
  treaties: {title: "Texts of the treaties", note: "Dated where they are used."}
poles:
  west:
    title: The United States and those with it
    leaders: [USA]
    source: walt
    coding: "Walt codes a tie as an alliance where commitment to security cooperation is plain, formal or not."
  east:
    title: The Soviet Union and those with it
    leaders: [RUS]
    source: walt
    coding: "As for the other pole."
"""

NAMES = {
    "USA": "2 United States", "RUS": "365 Soviet Union", "GBR": "200 United Kingdom", "EGY": "651 Egypt",
          "SYR": "652 Syria",
    "IRQ": "645 Iraq", "JOR": "663 Jordan", "SAU": "670 Saudi Arabia", "LBN": "660 Lebanon", "ISR": "666 Israel",
    "YEM": "678 Yemen (Sanaa)", "YMD": "680 South Yemen", "KWT": "690 Kuwait", "TUR": "640 Turkey", "IRN": "630 Iran",
}  # fmt: skip
ARABS = "EGY SYR IRQ JOR SAU LBN YEM YMD KWT"
MONARCHIES = "JOR SAU KWT"
RELIGION = """USA P70 C30; RUS O50 A40 M10; GBR P85 C15; EGY M90 O10; SYR M85 O15; IRQ M95 C5; JOR M95 O5;
    SAU M100; LBN C50 M50; ISR J90 M10; YEM M100; YMD M100; KWT M100; TUR M100; IRN M100"""
WARS = {
    1949: "ISR=EGY,SYR,JOR,LBN,IRQ",
    1956: "EGY=ISR,GBR",
    1967: "ISR=EGY,SYR,JOR",
    1970: "ISR=EGY",
    1973: "ISR=EGY,SYR,IRQ,JOR,SAU",
}
ETHNIC = "ISR=EGY,SYR,JOR,LBN,IRQ,SAU IRQ=IRN SYR=TUR"
OFFENCE = {1.0: "USA RUS", 0.75: "GBR ISR", 0.5: "EGY SYR IRQ TUR IRN", 0.25: "JOR SAU LBN YEM YMD KWT"}
PATRONS = "Sixth Fleet and bases; arms, loans and works; treaty or mission."


def pairs_of(words: str, who: set[str]) -> str:
    """The pairs of ``"A,B>C D=E"`` whose actors are all in the case, lists thinned; nothing where none is left."""
    kept = []
    for word in re.sub(r",\s+", ",", words).split():
        mark = "=" if "=" in word else ">"
        first, second = ([code for code in side.split(",") if code in who] for side in word.split(mark))
        if first and second:
            kept.append(f"{','.join(first)}{mark}{','.join(second)}")
    return " ".join(kept)


def period(
    name: str, title: str, summary: str, notes: str, start: str, ticks: int, who: str, leaders: str,
    aligned: dict[str, dict[float, str]], expected: dict[str, str], expected_coding: str, entries: tuple[Entry, ...],
    government: dict[str, str], revisionism: dict[float, str], dissent: dict[float, str], view: dict[float, str],
    notes_of: dict[str, str] | None = None, before: dict[str, int] | None = None, names: dict[str, str] | None = None,
) -> Case:  # fmt: skip
    """A period: what differs from the others."""
    year, codes = int(start[:4]), {*who.split()}
    labels = NAMES | (names or {})
    wars = "; ".join(
        f"{when} {pairs}" for when, named in WARS.items() if when < year and (pairs := pairs_of(named, codes))
    )
    return Case(
        name=name, title=title, summary=summary, start=start, step="quarter", ticks=ticks, year=year - 1,
        notes=f"""Sizes are shares of the powers and states in this file, and the leaders' dwarf the
            others'. Periods end with the year before the next begins. The two poles are the superpowers':
            the Arabs' own quarrels enter as hostility and affinity. {notes}""",
        states="; ".join(f"{code} {labels[code]}" for code in who.split()), sources="",
        poles=f"""
poles:
  west: {{leaders: [{", ".join(leaders.split())}]}}
""",
        start_rule="""the ties that Walt and the treaties tell of on the day of the start, .75 with a treaty
            or garrison, else .5.""",
        aligned=aligned, expected=expected, expected_coding=expected_coding, expected_source="[walt, treaties]",
        entries=tuple(
            Entry(e.figure, chosen, e.coding, e.source) for e in entries if (chosen := pairs_of(e.pairs, codes))
        ),
        government=only(government, codes), government_rule="""Walt's ideologies: monarchy, Arab republic,
            democracy, communist""",
        religion="; ".join(row for row in RELIGION.replace("\n    ", " ").split("; ") if row[:3] in codes),
        ethnic=pairs_of(ETHNIC, codes), wars=wars,
        voice=only({0.75: "USA GBR ISR", 0.5: "TUR LBN", 0.25: f"{ARABS} IRN".replace(" LBN", ""), 0.0: "RUS"},
              codes),
        voice_rule="coder's classes (the table of regimes has no year near most periods).",
        traits={
            "offence": only(OFFENCE, codes), "revisionism": only(revisionism, codes), "dissent": only(dissent, codes),
            "susceptibility": only({0.25: "USA RUS GBR", 0.75: "JOR LBN YEM YMD KWT"}, codes),
        },
        opinion={"west": only(view, codes)}, actor_notes=notes_of or {}, before=before or {},
              base="figures/middle_east.yaml",
    )  # fmt: skip


NORTHERN = Entry(
    "pact: 1", "TUR=USA TUR=GBR USA=GBR", "North Atlantic Treaty; Turkey from 18 February 1952.", "treaties"
)
LEAGUE = Entry(
    """pact: 0.25""", """EGY=SYR,IRQ,JOR,SAU,LBN,YEM SYR=IRQ,JOR,SAU,LBN,YEM IRQ=JOR,SAU,LBN,YEM
        JOR=SAU,LBN,YEM SAU=LBN,YEM LBN=YEM""",
    """The Arab League's treaty of joint defence of 1950: without plan or staff, so a lesser one
        (contested).""", "treaties",
)  # fmt: skip
CENTO = Entry(
    "pact: 0.5",
    "IRN=USA",
    "Agreement of 5 March 1959: the United States will take action as may be agreed. Between the rule's two classes.",
    "treaties",
)
COMMON = (
    NORTHERN, LEAGUE,
    Entry("hostility: 0.75", "USA=RUS", "The Cold War."),
    Entry("hostility: 0.5", "GBR=RUS TUR>RUS IRN>RUS ISR>RUS", """The Straits and Azerbaijan, 1945-46; breach of
        relations, 1953."""),
    Entry("hostility: 0.25", f"{','.join(MONARCHIES.split())},LBN>RUS",
          "Communism, as monarchies and Beirut's merchants saw it.", "walt"),
    Entry("hostility: 1", "ISR=EGY,SYR", "At war in law, each denying the other's right to what it holds.", "safran"),
)  # fmt: skip
