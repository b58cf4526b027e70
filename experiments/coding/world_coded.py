"""The hand-coded part of scenarios/world_2023.yaml as YAML; world_2023.py adds what it makes of public data."""

from __future__ import annotations

HEAD = """\
# The shared world: all 193 members of the United Nations and Palestine, as they stood on 1 October 2023.
# Written by
#   python experiments/coding/world_2023.py --data DIR
# Do not edit; the hand-coded part is in experiments/coding/world_coded.py and world_states.py.
#
# What sets a number at the start: public data up to 2022 and what was on record before October 2023. Not one roll
# call of October 2023 or later, and not who joined a bloc founded later.
# Coarse classes (0, .25, .5, .75, 1) are judgements: vary them. One rule serves all states, whatever is known of one:
# - Alignment and commitment at the start:
#     A  ISR and USA lead pole `israel`, PSE leads `palestine`;
#     B  `palestine`: recognised Palestine, cast a vote in half or more of the roll calls on Palestine of 2014-2019,
#        and voted yes in 95 % or more of those it cast; .25, or .5 without diplomatic relations with Israel;
#     C  `israel`: cast half or more, and voted no in half or more of those it cast (.5), or in a quarter or more (.25);
#     D  everybody else is non-aligned.
# - Opinion (no polls cover 193 states, so the votes of governments stand in):
#     of `palestine`: .75 for Arab and Muslim publics (the group of that name); else by the yes share of the votes cast:
#       .5 from .95, .25 from .6; -.25 where the no share is .5 or more; else 0;
#     of `israel`: -.75 for Arab and Muslim publics; else by the ideal point: -.25 below .7, 0 below 2, else .25.
# - Media exposure: .75 Arab and Muslim publics, .5 where responsiveness is .6 or more, else .25.
# - Susceptibility: .25 for a CINC of at least .01, .5 of at least .001, .75 below.
# - Events after 2023 are the days on which blocs were called together, and nothing else: what a forecast made at the
#   end of 2023 cannot know stays out. The fighting goes on at its level of December 2023.
meta:
  name: world_2023
  title: "The shared world: 193 UN members and Palestine, October 2023 to December 2025"
  summary: >-
    Every member of the United Nations and Palestine, coded alike from public data and from what was on record before
    October 2023, around one contest: support for Israel or for Palestine in the Gaza war. Six texts of the General
    Assembly and three calls to act outside it can be forecast. It takes no side.
  start: 2023-10-01
  step: month
  ticks: 27
  theory: full
  emergent_blocs: false
"""

SOURCES = """
sources:
  cow_nmc: {{title: "National Material Capabilities and CINC, 2022", author: "Singer, Bremer & Stuckey 1972",
    url: "https://correlatesofwar.org/data-sets/national-material-capabilities/", terms: free with citation,
    note: "CINC of the 193 members sums to {total:.6f}, not to one; the loader renormalises."}}
  cow_capitals: {{title: "Capitals (peacesciencer)", author: "Miller 2022", terms: GPL-2 package}}
  cow_contiguity: {{title: "Direct Contiguity, to the end of 2016", author: "Stinnett et al. 2002",
    url: "https://correlatesofwar.org/data-sets/direct-contiguity/", terms: free with citation}}
  vdem: {{title: "V-Dem, electoral democracy index v2x_polyarchy, 2020", author: "Coppedge et al., V-Dem",
    url: "https://www.v-dem.net", terms: CC BY-SA 4.0}}
  uds: {{title: "Extended Unified Democracy Scores, 2020",
    author: "Marquez 2016, after Pemstein, Meserve & Melton 2010", terms: GPL-2 package (isard)}}
  un_ideal_points: {{title: "Ideal points from UN votes, session 74 (2019)",
    author: "Bailey, Strezhnev & Voeten 2017", url: "https://doi.org/10.1177/0022002715595700", terms: MIT}}
  un_votes: {{title: "UN General Assembly roll calls on Palestine, 2014-06-30 to 2019-12-19",
    author: "unvotes, after Voeten", terms: MIT,
    note: "All {calls} roll calls with that label, procedure and money among them; who was absent has no row."}}
  recognition: {{title: "States that recognised Palestine before 7 October 2023",
    author: "palestinerecognition, after Wikipedia; GAI", terms: CC BY-SA and CC BY 4.0}}
  atop: {{title: "Alliance Treaty Obligations and Provisions, dyads, 2018", author: "Leeds et al. 2002",
    url: "http://www.atopdata.org", terms: free with citation}}
  tss: {{title: "Strategic rivalries", author: "Thompson, Sakuwa & Suhas 2022", terms: free with citation}}
  un_records: {{title: "Resolutions and decisions of the tenth emergency special session and of the 80th session",
    author: "United Nations", note: "Texts only, as known to the coder; no vote on them was looked at."}}
  press: {{title: "Press reports of the day", note: "For dates and deeds that several agencies report alike."}}
  coder: {{title: "Classes of the coder", note: "Coarse judgement, scale 0, .25, .5, .75, 1; vary it."}}
"""

POLES = """
poles:
  israel:
    title: Israel and its supporters
    leaders: [ISR, USA]
    targets: [ISR]
    source: coder
    coding: "As in humanity_alliance. Measures are aimed at Israel alone."
  palestine:
    title: Palestine and its supporters
    leaders: [PSE]
    targets: [PSE]
    source: coder
    coding: "As in humanity_alliance. Who stands on it at the start: rule B above."
"""

DYADS = """
  - {contiguous: true, pairs: [[PSE, ISR], [PSE, EGY], [PSE, JOR]], coding: "Gaza borders Egypt, the West Bank Jordan."}
  - {pact: 1, of: [MKD, FIN], toward: nato, symmetric: true, source: press,
    coding: "Accessions to NATO after the series: 27 March 2020 and 4 April 2023. Sweden came later."}
  - {rivalry: 0.25, symmetric: true, pairs: [[SAU, QAT], [ARE, QAT], [EGY, QAT], [BHR, QAT], [TUR, SAU], [EGY, TUR]],
    source: press, coding: "Al-Ula declaration of January 2021; Turkey's return to full relations, 2022 and July 2023."}
  - {rivalry: 0.5, symmetric: true, pairs: [[IRN, SAU], [IRN, ARE], [SYR, SAU]], source: press,
    coding: "Ambassadors returned (2022, and after Beijing in March 2023); Syria back in the Arab League, May 2023."}
  - {rivalry: 1, symmetric: true, pairs: [[ISR, PSE]], coding: "The series has states only."}

  # Hostile intent that the first perceives in the second, as in humanity_alliance, and only in this contest
  - {hostility: 1, symmetric: true, pairs: [[ISR, PSE], [ISR, IRN]], source: coder,
    coding: "Each says so of the other."}
  - {hostility: 0.75, of: ISR, toward: [SYR, LBN], symmetric: true, source: coder, coding: "State of war."}
  - {hostility: 0.5, of: ISR, toward: [IRQ, TUR], symmetric: true, source: coder,
    coding: "Iraq: formally at war. Turkey: repaired in 2022 after a decade of hostile words."}
  - {hostility: 0.5, of: [EGY, JOR, KWT, QAT, OMN, SAU, DZA, TUN, LBY, YEM, PAK, BGD, MYS, IDN], toward: ISR,
    source: coder,
    coding: "Publics and most governments name Israel as a threat to Arabs or Muslims; no war is expected."}
  - {hostility: 0.5, of: [AFG, BRN, COM, DJI, MDV, MRT, SOM], toward: ISR, source: coder,
    coding: "Arab and Muslim publics without relations that humanity_alliance lacks: as their like."}
  - {hostility: 0.25, of: [ARE, BHR, MAR, SDN, CUB, VEN, NIC, BOL, PRK], toward: ISR, source: coder,
    coding: "Treaty partners of 2020 and 2021; critics afar (Sudan and North Korea added by likeness)."}
  - {hostility: 0.25, of: ISR, toward: [EGY, JOR, KWT, QAT, DZA, TUN, LBY, YEM, PAK, MYS, IDN], source: coder,
    coding: "Cold peace, or no relations."}
  - {hostility: 0.25, of: [USA, CAN, GBR, DEU, AUT, CZE, HUN], toward: PSE, source: coder,
    coding: "They list Hamas as a terrorist organisation; the Authority is a partner."}
  - {hostility: 1, pairs: [[IRN, USA]], source: coder, coding: "Sanctions and strikes."}
  - {hostility: 0.75, pairs: [[USA, IRN], [SYR, USA]], source: coder, coding: "As in humanity_alliance."}
  - {hostility: 0.5, pairs: [[USA, SYR]], source: coder, coding: "Opponent in the region."}

  # Dependence on the target of measures, and of the target on others, as in humanity_alliance
  - {dependence: 0.75, pairs: [[PSE, ISR]], source: coder, coding: "Clearance revenue, power and permits."}
  - {dependence: 0.25, symmetric: true, pairs: [[TUR, ISR], [COL, ISR], [IND, ISR], [DEU, ISR]], source: coder,
    coding: "Trade and arms before October 2023."}
  - {dependence: 0.25, pairs: [[EGY, ISR], [JOR, ISR], [ISR, ITA], [ISR, BRA], [ISR, ZAF]], source: coder,
    coding: "Gas and water; trade with Europe; oil and coal."}

  # How far the second props up the first's government (+) or its challengers (-), where it leads a pole
  - {regime_support: 0.75, pairs: [[JOR, USA]], source: coder, coding: "Decisive."}
  - {regime_support: 0.5, pairs: [[EGY, USA], [SAU, USA], [ISR, USA]], source: coder, coding: "Strong."}
  - {regime_support: 0.25, pairs: [[IRQ, USA]], source: coder, coding: "Some."}
  - {regime_support: -0.25, pairs: [[IRN, USA], [IRN, ISR], [NIC, USA]], source: coder,
    coding: "Backing of opponents."}
  - {regime_support: -0.5, pairs: [[VEN, USA], [CUB, USA], [SYR, USA]], source: coder,
    coding: "Open backing of challengers."}
  - {regime_support: -0.75, pairs: [[PSE, ISR]], source: coder, coding: "War on the government or its rule."}

  # Harm, within this dispute only
  - {harm: 1, pairs: [[ISR, PSE]], source: coder,
    coding: "From the first tick, which is the month of the attack and of the operation: harm moves to a new level only
      at harm_rate a month, which would spread the escalation of October 2023 over half a year."}
  - {harm: 0.25, pairs: [[PSE, ISR], [ISR, SYR]], source: coder,
    coding: "The level outside October 2023; air strikes in Syria since 2013."}
"""

BLOCS = """
blocs:
  un: {title: UN General Assembly, members: un_members, rule: two_thirds, source: un_records,
    coding: "All 193 members, no pole. Its rule for important questions (Charter, article 18)."}
  hague_group: {title: The Hague Group, pole: palestine, status: proposed, convener: COL, invitees: invited,
    source: coder,
    coding: "Who entered sets nothing here: every member but the two leaders of the other pole may. Colombia, which
      chairs it with South Africa, is taken as convener."}
  arms_embargo_letter: {title: Letter for a halt of arms transfers to Israel, pole: palestine, status: proposed,
    convener: TUR, invitees: invited, source: coder,
    coding: "A bloc of signatories. Turkey led it; every member but the two leaders of the other pole may sign."}
  bogota_measures: {title: Measures of the Bogota conference, pole: palestine, status: proposed, convener: COL,
    invitees: invited, source: coder,
    coding: "A bloc of those that subscribe. Colombia was host; every member but the two leaders of the other pole may
      do so."}
"""

MEASURES = """
# As in humanity_alliance. Costs are logit points taken off commitment, by class.
measures:
  statement: {title: Public condemnation, threshold: 0.1, cost: 0, poles: palestine,
    coding: "Bottom rung; costs nothing."}
  un_vote: {title: Leading UN texts, threshold: 0.2, cost: 0.25, poles: palestine, coding: "Sponsoring and lobbying."}
  recognition: {title: Recognition of Palestine, threshold: 0.35, cost: 0.75, poles: palestine, source: recognition,
    coding: "Rung and cost by class. In force from the start for those on the list."}
  recall_envoy: {title: Recall of the ambassador, threshold: 0.45, cost: 1, poles: palestine, coding: "Reversible."}
  icj_case: {title: Joining a case before the ICJ, threshold: 0.55, cost: 1.25, poles: palestine,
    coding: "Lasting, and public against the patron's wish."}
  trade_restriction: {title: Restriction of trade, threshold: 0.65, cost: 1.75, trade: 0.5, poles: palestine,
    coding: "Half of trade by class."}
  arms_embargo: {title: Arms embargo and refusal of transit, threshold: 0.75, cost: 2, poles: palestine,
    coding: "Few sell arms to Israel; the class is that of trade all the same, because transit and components count."}
  trade_halt: {title: End of all trade, threshold: 0.8, cost: 2.5, trade: 1, poles: palestine,
    coding: "All trade, relations left in being."}
  severed_relations: {title: Severed diplomatic relations, threshold: 0.85, cost: 3, trade: 1, poles: palestine,
    coding: "States that never had relations are not counted: a measure is a step taken in this dispute."}
  force: {title: Use of force, threshold: 0.97, cost: 5, trade: 1, poles: palestine, coding: "Top rung."}
  diplomatic_cover: {title: Diplomatic cover and vetoes, threshold: 0.2, cost: 0.25, poles: israel,
    coding: "Bottom rung of this side."}
  arms_supply: {title: Supply of arms, threshold: 0.6, cost: 1, poles: israel,
    coding: "The United States, Germany and Italy before 2023."}
  sanctions_on_critics: {title: Sanctions on critics and courts, threshold: 0.8, cost: 2, poles: israel,
    coding: "Top rung of this side."}
"""

MOTIONS = """
# `demand` is coded from the text alone, before any vote on it was looked at, on one scale: .1 a call for a truce or
# ceasefire, aid and release; .05 more for each of: a demand on Israel by name, a call on states to act that names no
# act; .2 an endorsed settlement; .25 a new status for Palestine; .35 recognition itself; .4 named acts asked of states.
motions:
  ES-10/21: {title: "ES-10/21: humanitarian truce", favours: palestine, demand: 0.15, date: 2023-10-27,
    institution: un, source: un_records,
    coding: "A truce and aid (.1), and a call on Israel to rescind its order to leave the north (.05)."}
  ES-10/22: {title: "ES-10/22: humanitarian ceasefire", favours: palestine, demand: 0.1, date: 2023-12-12,
    institution: un, source: un_records,
    coding: "Ceasefire, release of hostages, aid, the law for all parties (.1); costs a supporter nothing."}
  ES-10/23: {title: "ES-10/23: Palestine's membership and rights in the UN", favours: palestine, demand: 0.25,
    date: 2024-05-10, institution: un, source: un_records,
    coding: "Palestine qualifies and should be admitted, and gets rights of its own: between words and
      recognition (.25)."}
  ES-10/24: {title: "ES-10/24: ending the unlawful presence within twelve months", favours: palestine, demand: 0.4,
    date: 2024-09-18, institution: un, source: un_records,
    coding: "A deadline for Israel, and acts asked of states: no dealings with settlements, no arms that may be used in
      the territory. Above recognition, below an embargo (.4)."}
  ES-10/27: {title: "ES-10/27: immediate and permanent ceasefire, aid", favours: palestine, demand: 0.2,
    date: 2025-06-12, institution: un, source: un_records,
    coding: "As ES-10/22 (.1), with a demand on Israel to lift the blockade (.05) and a call on states to see that it
      keeps to the law, which names no act (.05)."}
  DEC/80/506: {title: "DEC/80/506: endorsement of the New York Declaration", favours: palestine, demand: 0.2,
    date: 2025-09-12, institution: un, source: un_records,
    coding: "A settlement by two states, with recognition commended and not required, and words against Hamas too: an
      endorsement (.2), less than a new status (.25)."}
"""

EVENTS = """
# The course of the fighting in 2023 as in humanity_alliance (harm: 1 about a thousand killed a month or more, .5
# hundreds, .25 less), and the days on which blocs were called together. Steps of single states and what the fighting
# came to after 2023 are left out: a forecast is to be made without them.
events:
  attack_of_7_october: {title: "Attack of Hamas and others on Israel", date: 2023-10-07, source: press,
    coding: "About 1,200 killed and some 250 taken to Gaza in one day: harm class 1 for this month only.",
    effects: [{do: change_dyad, relation: harm, of: PSE, toward: ISR, to: 1}]}
  israeli_operation: {title: "Israeli operation in Gaza", date: 2023-10-07, source: press,
    coding: "Harm class 1, which is also the level coded from the first tick (see dyads).",
    effects: [{do: change_dyad, relation: harm, of: ISR, toward: PSE, to: 1}]}
  lebanon_front_opens: {title: "Exchanges across the Lebanese border", date: 2023-10-08, source: press,
    coding: "Harm class .25 both ways; Hezbollah's fire is coded as Lebanon's.",
    effects: [{do: change_dyad, relation: harm, of: ISR, toward: LBN, symmetric: true, to: 0.25}]}
  attack_level_falls: {title: "Attacks from Gaza fall to a lower level", date: 2023-11-01, source: press,
    coding: "Rockets and losses in fighting: class .25.",
    effects: [{do: change_dyad, relation: harm, of: PSE, toward: ISR, to: 0.25}]}
  november_pause: {title: "Pause in Gaza", date: 2023-11-24, source: press,
    coding: "24 November to 1 December: class .25.",
    effects: [{do: change_dyad, relation: harm, of: ISR, toward: PSE, to: 0.25}]}
  pause_ends: {title: "Fighting resumes", date: 2023-12-01, source: press,
    effects: [{do: change_dyad, relation: harm, of: ISR, toward: PSE, to: 1}]}
  letter_sent: {title: "Letter for a halt of arms transfers to Israel", date: 2024-11-01, source: press,
    coding: "The day of the letter by press reports; who signs is an outcome.",
    effects: [{do: propose_bloc, bloc: arms_embargo_letter}]}
  hague_group_founded: {title: "The Hague Group is founded", date: 2025-01-31, source: press,
    coding: "Opens the group; who enters is an outcome.",
    effects: [{do: propose_bloc, bloc: hague_group}]}
  bogota_conference: {title: "Conference in Bogota", date: 2025-07-16, source: press,
    coding: "Opens the measures; who subscribes is an outcome.",
    effects: [{do: propose_bloc, bloc: bogota_measures}]}
"""
