"""The unipole after the Cold War, as coded by hand for history.py, and what its later case takes over."""

from __future__ import annotations

from history_case import Case, Entry, only

NATO = "CAN,GBR,NLD,BEL,FRA,ESP,PRT,DEU,ITA,GRC,TUR,NOR,DNK"
RIO = "MEX,BRA,ARG,CHL,COL,VEN,PER"
ASIA = "JPN,KOR,PHL,THA,AUS"
STATES = """USA 2 United States; CHN 710 China; RUS 365 Russia; CAN 20 Canada; CUB 40 Cuba; MEX 70 Mexico;
    COL 100 Colombia; VEN 101 Venezuela; PER 135 Peru; BRA 140 Brazil; CHL 155 Chile; ARG 160 Argentina; GBR
    200 United Kingdom; IRL 205 Ireland; NLD 210 Netherlands; BEL 211 Belgium; FRA 220 France; CHE 225
    Switzerland; ESP 230 Spain; PRT 235 Portugal; DEU 255 Germany; POL 290 Poland; AUT 305 Austria; HUN 310
    Hungary; ITA 325 Italy; GRC 350 Greece; BGR 355 Bulgaria; ROU 360 Romania; UKR 369 Ukraine; FIN 375
    Finland; SWE 380 Sweden; NOR 385 Norway; DNK 390 Denmark; NGA 475 Nigeria; ETH 530 Ethiopia; ZAF 560
    South Africa; MAR 600 Morocco; DZA 615 Algeria; LBY 620 Libya; IRN 630 Iran; TUR 640 Turkey; EGY 651
    Egypt; SYR 652 Syria; JOR 663 Jordan; ISR 666 Israel; SAU 670 Saudi Arabia; KWT 690 Kuwait; PRK 731
    North Korea; KOR 732 South Korea; JPN 740 Japan; IND 750 India; PAK 770 Pakistan; THA 800 Thailand; VNM
    816 Vietnam; MYS 820 Malaysia; SGP 830 Singapore; PHL 840 Philippines; IDN 850 Indonesia; AUS 900
    Australia; NZL 920 New Zealand"""
CODES = {row.split()[0] for row in STATES.split(";")}
THEORY = """
  waltz_1993: {title: "The Emerging Structure of International Politics, International Security 18(2)",
    author: "Waltz 1993"}
  waltz_2000: {title: "Structural Realism after the Cold War, International Security 25(1)",
    author: "Waltz 2000"}
  layne: {title: "The Unipolar Illusion, International Security 17(4)", author: "Layne 1993"}
  wohlforth: {title: "The Stability of a Unipolar World, International Security 24(1)",
    author: "Wohlforth 1999"}
  freedom: {title: "Freedom in the World", author: "Freedom House",
    note: "Kept in mind for the classes of responsiveness; no figure was taken."}
  treaties: {title: "Texts of the treaties", note: "North Atlantic 1949, Rio 1947, ANZUS 1951 (suspended toward New
    Zealand in 1986), Japan 1960, Korea 1953, Philippines 1951, Manila 1954 (Thailand); China and North Korea 11 July
    1961; others dated where they are used."}"""

OFFENCE = {
    1.0: "USA",
    0.75: "RUS CHN GBR FRA ISR",
    0.5: "IND PAK TUR IRN EGY SYR IRQ PRK KOR DEU ITA UKR BRA ZAF SAU AUS VNM POL ESP",
    0.25: """JPN CAN CUB MEX COL VEN PER CHL ARG IRL NLD BEL CHE PRT AUT HUN GRC BGR ROU FIN SWE NOR DNK NGA
        ETH MAR DZA LBY JOR KWT THA MYS SGP PHL IDN NZL CZE SVK""",
}
SUSCEPTIBILITY = {
    0.25: "USA CHN RUS GBR FRA DEU JPN IND BRA ITA KOR",
    0.75: "IRL ETH JOR KWT CUB PER NZL BGR SVK HUN",
}


CASE = Case(
    name="unipole_1991",
    title="The unipole, 1992-99: does anybody balance?",
    summary="""The Soviet Union ended in December 1991 and the United States has no equal. Does anybody ally
        against it by the end of 1999? Waltz (1993, 2000) and Layne (1993) expect others to flock to the
        weaker side, sooner or later; Walt expects little, because the unipole is far away and not seen as
        hostile; Wohlforth (1999) says it is too strong to balance. The weaker pole is the largest power
        outside its alliances, China. Contested: whether China leads anything; whether eight years are
        enough for Waltz, who gave no date; whether votes, arms and joint declarations (soft balancing)
        count: here only treaties do.""",
    notes="""Left out: Czechoslovakia and Yugoslavia, which ended before the line-up that is scored;
        Belarus, Kazakhstan and the Baltic states, on which the capabilities of 1991 are empty; Iraq, under
        sanctions; Taiwan, which has no ideal point; small states. Russia's figures for 1991 are the series'
        own (its economy and army are in part still the Union's). Ideal points are of session 45 (autumn
        1990 to 1991), so those of former communist states are of their first free votes. No table of
        alliances is near 1992: pacts are coded by hand from the treaties.

        Mended after the first runs, before their line-ups were looked at: Germany's ideal point, which the
        table has under the code of West Germany. Switzerland, both Koreas and South Africa have none.""",
    point_codes={"DEU": 260}, start="1992-01-01", step="quarter", ticks=32, year=1991, points=45,
    states=STATES.replace("\n", " "), sources=THEORY,
    poles="""
poles:
  unipole:
    title: The United States and its allies
    leaders: [USA]
    source: wohlforth
    coding: "The leader alone is fixed."
  counterpole:
    title: China and whoever stands with it
    leaders: [CHN]
    source: waltz_1993
    coding: "By rule: of the powers without a treaty of defence with the United States the one with the largest
      capabilities. Waltz names China, Germany, Japan and Russia as the powers to come."
""",
    start_rule="""by a treaty with an obligation to defend a leader (commitment .75), else on neither side.
        Cuba: neither, out of the"""
    " inter-American system since 1962.",
    aligned={
        "unipole": {0.75: f"{NATO} {RIO} {ASIA}".replace(",", " ")},
        "counterpole": {0.75: "PRK"},
    },
    actor_notes={
        "NZL": "The United States suspended its obligation under ANZUS in 1986.",
        "RUS": "Heir of the Soviet Union since 24 December 1991.",
        "PHL": "The treaty of 1951 stands; the bases close after the Senate's vote of 16 September 1991.",
        "FRA": "In the alliance, out of its integrated command since 1966.",
        "DZA": "The second round of the election is due in January.",
    },
    voice={
        0.75: """USA CAN VEN BRA CHL ARG GBR IRL NLD BEL FRA CHE ESP PRT DEU POL AUT HUN ITA GRC BGR FIN SWE
            NOR DNK ISR KOR JPN IND AUS NZL""",
        0.5: "RUS UKR ROU MEX COL PER TUR PAK PHL THA MYS SGP NGA ZAF EGY JOR MAR DZA",
        0.25: "CHN CUB ETH LBY IRN SYR SAU KWT PRK VNM IDN",
    },
    voice_rule="coder's classes (.75 freely elected and open, .5 in part, .25 not), as no table is near 1992.",
    wars="1982 GBR=ARG; 1982 ISR=SYR; 1987 CHN=VNM",
    traits={
        "offence": only(OFFENCE, CODES),
        "revisionism": {0.75: "PRK LBY CUB", 0.5: "CHN IRN SYR VNM", 0.25: "IND PAK RUS"},
        "dissent": {0.75: "RUS ETH", 0.5: "DZA PER COL ROU PHL ZAF CUB", 0.25: "CHN IRN EGY UKR BGR VEN PAK IND TUR"},
        "susceptibility": only(SUSCEPTIBILITY, CODES),
    },
    entries=(
        Entry("pact: 1", f"{NATO}=USA", "North Atlantic Treaty.", "treaties"),
        Entry("pact: 1", f"{NATO}={NATO}", "North Atlantic Treaty.", "treaties"),
        Entry("pact: 1", f"{RIO}=USA {RIO}={RIO}", """Inter-American Treaty of Reciprocal Assistance,
            Rio 1947.""", "treaties"),
        Entry("pact: 1", f"{ASIA}=USA AUS=NZL", """Bilateral treaties; ANZUS; for Thailand the
            Manila Pact of 1954.""", "treaties"),
        Entry("pact: 1", "PRK=CHN PRK=RUS", "Treaties of July 1961.", "treaties"),
        Entry("pact: 0.25", "RUS=IND RUS=VNM RUS=SYR RUS=FIN PAK=USA NZL=USA RUS=FRA,DEU",
              "Friendship 1971, 1978, 1980 and 1948; agreement of 1959; suspended; treaties of 1990.", "treaties"),
        Entry("hostility: 0.75", "CUB>USA PRK>USA,KOR,JPN LBY>USA IRN>USA USA>LBY,PRK KOR>PRK",
              "Embargo; armistice of 1953; raid of April 1986; the embassy in Tehran and the breach of 1979-80."),
        Entry("hostility: 0.5", """CHN>USA SYR>USA VNM>USA,CHN USA>IRN,CUB POL,HUN,ROU,BGR,UKR,FIN>RUS
            IND>CHN JPN>RUS EGY>LBY""",
              """Sanctions after June 1989; the American list of sponsors of terrorism; embargo on
                  Vietnam and the border war; Moscow's Union and bloc until 1989-91, Finland's treaty of 1948;"""
              " borders and the Kurils."),
        Entry("hostility: 0.25", "IND>USA RUS>USA USA>CHN,SYR,RUS JPN,PHL,IDN,MYS>CHN TUR,NOR,DEU>RUS MYS>USA",
              "The tilt to Pakistan; the Cold War's end; Spratly islands; Soviet armies on the way home."),
        Entry("hostility: 0", "FRA,GBR,ITA,NLD,BEL,CAN>RUS CHN>RUS RUS>CHN USA>VNM",
              "Settled, or borders agreed in May 1991."),
        Entry("dependence: 0.75", "ISR,KOR,MEX,CAN>USA PRK>CHN,RUS",
              "Guarantee and arms; chief market; fuel and food."),
        Entry("dependence: 0.5",
              """JPN,EGY,KWT,SAU,PHL,TUR,COL,VEN,GBR,DEU,NLD,NOR,DNK,PRT,ITA,GRC,BEL,ESP,AUS,POL,CHL,PER>USA
            CUB>RUS""",
              "Guarantee and garrison, aid, or the largest market and lender; Soviet subsidies had just ended."),
        Entry("dependence: 0.25",
              """CHN,RUS,UKR,HUN,BGR,ROU,BRA,ARG,FRA,IND,PAK,THA,MYS,SGP,IDN,NZL,JOR,MAR,NGA,ETH,ZAF,IRL,AUT,CHE,
            FIN,SWE,DZA>USA UKR,FIN,BGR,HUN,POL,IND,SYR,VNM>RUS PAK>CHN""",
              "A large market, lender or donor among several; oil, gas and arms of the Union; arms."),
        Entry("regime_support: 0.5", "KWT,SAU,EGY,ISR,KOR,PHL,JOR>USA", "Desert Storm, aid or garrison."),
        Entry("regime_support: -0.5", "CUB,LBY,PRK,IRN>USA", "Embargo or sanctions meant to change it."),
    ),
    expected={
        "unipole": """CAN MEX COL VEN PER BRA CHL ARG GBR NLD BEL FRA ESP PRT DEU POL HUN ITA GRC NOR
            DNK TUR KOR JPN THA PHL AUS""",
        "counterpole": "PRK",
        "none": """RUS CUB IRL CHE AUT BGR ROU UKR FIN SWE NGA ETH ZAF MAR DZA LBY IRN EGY SYR JOR ISR
            SAU KWT IND PAK VNM MYS SGP IDN NZL""",
    },
    expected_source="[treaties, wohlforth]",
    expected_coding="""On 31 December 1999, by the rule of the start: an obligation to defend, in force.
        Poland and Hungary joined NATO on 12 March 1999. Nobody allied with China; Russia and China declared
        for a multipolar world (April 1997) without one. Contested: friends of the United States without a
        treaty (Israel, Egypt, Saudi Arabia, Kuwait, Jordan, New Zealand), and Pakistan, whose agreement of 1959 ATOP
        counts as one of defence; Russia's pacts with
        neighbours, which are not in the file; Latin America under a treaty that some called dead.""",
)  # fmt: skip
