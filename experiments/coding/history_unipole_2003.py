"""The unipole before the war in Iraq, as coded by hand for history.py."""

from __future__ import annotations

from history_case import Case, Entry, only
from history_unipole import ASIA, NATO, OFFENCE, RIO, STATES, SUSCEPTIBILITY, THEORY

NEW_NATO = "POL,HUN,CZE"
ALL_STATES = STATES + "; CZE 316 Czechia; SVK 317 Slovakia; BLR 370 Belarus"
CODES = {row.split()[0] for row in ALL_STATES.split(";")}

CASE = Case(
    name="unipole_2003",
    title="The unipole, January to March 2003: who joins, who opposes",
    summary="""The United States prepares to attack Iraq; Germany's government was elected on its refusal
        and France held out in the Security Council. Who has joined the coalition and who has spoken against
        the war a week after it began? Pape (2005) and Paul (2005) see soft balancing; Brooks & Wohlforth
        (2005) and Lieber & Alexander (2005) see dissent over one war. Balance of threat expects those near
        or named to resist; dependence, old pacts and fear of others draw states to Washington; publics were
        against nearly everywhere. Contested: much of the list itself: Turkey refused passage and is on it;
        Israel is for the war and is not; Arab governments condemned in public what they let pass from their
        soil.""",
    notes="""Left out: Iraq, the object of the contest; small states, and with them most of the White
        House's list. Capabilities of 2002. No table of alliances or regimes is near 2003, and session 60 of
        the UN comes after: pacts are coded from treaties, affinity by the rule of propensities. Opinion of
        the coalition, by class: surveys of 2002 on the United States and a war (Pew, What the World Thinks
        in 2002, 4 December 2002) were kept in mind, no figure was taken. Known on 1 January: resolution
        1441 (8 November 2002), the German election of 22 September, the Prague summit of 21 November; not
        the letter of the eight (30 January), the Turkish vote (1 March), nor the talk of a veto.""",
    start="2003-01-01", step="week", ticks=13, year=2002,
    states=ALL_STATES.replace("\n", " "),
    sources=THEORY + """
  pape: {title: "Soft Balancing against the United States, International Security 30(1)", author: "Pape 2005"}
  paul: {title: "Soft Balancing in the Age of U.S. Primacy, International Security 30(1)", author: "Paul 2005"}
  brooks_wohlforth: {title: "Hard Times for Soft Balancing, International Security 30(1)",
    author: "Brooks & Wohlforth 2005"}
  lieber_alexander: {title: "Waiting for Balancing, International Security 30(1)", author: "Lieber & Alexander 2005"}
  pew: {title: "What the World Thinks in 2002", author: "Pew Research Center", published: "2002-12-04"}
  white_house: {title: "Coalition Members", author: "The White House", published: "2003-03-27"}
  paris: {title: "Joint declaration of Russia, Germany and France, Paris", published: "2003-03-05"}
  arab_league: {title: "Resolution of the Council of the League of Arab States, Cairo", published: "2003-03-24"}
  press: {title: "Press reports of the day", note: "For statements that several agencies report alike."}""",
    poles="""
poles:
  coalition:
    title: The coalition against Iraq
    leaders: [USA]
    source: press
    coding: "The leader alone is fixed; Britain may move."
  opposition:
    title: Those against the war
    leaders: [FRA, DEU]
    source: [pape, press]
    coding: "Germany's chancellor had refused any part since August 2002; France had led the bargaining over resolution
      1441. How firm France was in January is contested."
""",
    start_rule="""as declared by governments in 2002: Britain and Australia had said they might fight,
        Kuwait had American troops for it (coalition, .5); Russia and China had declared with France on 8
        November that 1441 holds no automatic use of force (opposition, .25); else on neither side.""",
    aligned={"coalition": {0.5: "GBR AUS KWT"}, "opposition": {0.25: "RUS CHN"}},
    actor_notes={
        "TUR": "New government of November 2002; passage of troops under negotiation.",
        "CUB": "Out of the inter-American system since 1962.",
        "MEX": "Gave notice in September 2002 to leave the Rio Treaty, with effect in two years.",
        "NZL": "The United States suspended its obligation under ANZUS in 1986.",
        "PRK": "Named with Iran and Iraq in the address of 29 January 2002; left the agreed framework in December.",
    },
    voice={
        0.75: """USA CAN MEX PER BRA CHL GBR IRL NLD BEL FRA CHE ESP PRT DEU POL AUT HUN ITA GRC BGR ROU FIN
            SWE NOR DNK ZAF ISR KOR JPN IND THA PHL AUS NZL CZE SVK""",
        0.5: "ARG COL VEN UKR RUS NGA ETH MAR TUR JOR KWT MYS SGP IDN",
        0.25: "CHN CUB DZA LBY IRN EGY SYR SAU PRK PAK VNM BLR",
    },
    voice_rule="coder's classes (.75 freely elected and open, .5 in part, .25 not), as no table is near 2003.",
    government={
        "democratic": """USA CAN MEX PER BRA CHL ARG COL VEN GBR IRL NLD BEL FRA CHE ESP PRT DEU POL AUT
            HUN ITA GRC BGR ROU FIN SWE NOR DNK ZAF ISR KOR JPN IND THA PHL AUS NZL CZE SVK TUR UKR""",
        "communist": "CHN CUB PRK VNM",
    },
    government_rule="coder: rulers who can be and were voted out; ruled by a communist party; others have none",
    religion="""USA P70 C30; CHN E45 A40 B15; RUS O60 A25 M15; CAN C50 P40 A10; CUB C60 A40; MEX C95 P5; COL
        C95 P5; VEN C95 P5; PER C90 P10; BRA C80 P20; CHL C80 P20; ARG C95 P5; GBR P70 C10 A20; IRL C95 P5;
        NLD C35 P25 A40; BEL C80 A20; FRA C70 A20 M10; CHE C45 P45 A10; ESP C90 A10; PRT C95 A5; DEU P35 C35
        A30; POL C95 A5; AUT C80 P5 A15; HUN C60 P25 A15; ITA C95 A5; GRC O100; BGR O80 M10 A10; ROU O85 C5
        P5 A5; UKR O75 C10 A15; FIN P85 A15; SWE P80 A20; NOR P85 A15; DNK P85 A15; NGA M50 P35 C15; ETH O50
        M35 P15; ZAF P70 F20 C10; MAR M100; DZA M100; LBY M100; IRN M100; TUR M100; EGY M90 O10; SYR M90
        O10; JOR M95 O5; ISR J80 M20; SAU M100; KWT M95 C5; PRK A70 E30; KOR A45 B25 P20 C10; JPN E55 B35
        A10; IND H80 M15 C5; PAK M95 H5; THA B95 M5; VNM B50 E25 A20 C5; MYS M60 E20 H10 P10; SGP E50 B15
        M15 P10 A10; PHL C85 P10 M5; IDN M90 P5 H5; AUS P45 C30 A25; NZL P50 C15 A35; CZE C35 A60 P5; SVK
        C70 P15 A15; BLR O75 C10 A15""",
    ethnic="IND=PAK ISR=SYR ISR=JOR GRC=TUR PRK=KOR HUN=ROU HUN=SVK",
    wars="1999 IND=PAK; 1982 GBR=ARG; 1987 CHN=VNM; 1982 ISR=SYR",
    traits={
        "offence": only(OFFENCE, CODES) | {0.25: only(OFFENCE, CODES)[0.25] + " BLR"},
        "revisionism": {0.75: "PRK", 0.5: "CHN IRN SYR LBY CUB", 0.25: "RUS PAK BLR VEN IND"},
        "dissent": {0.75: "VEN COL", 0.5: "PAK DZA IDN NGA ARG IRN",
              0.25: """SAU EGY JOR TUR PHL CUB PRK SYR ISR ETH PER BLR
            UKR"""},
        "susceptibility": only(SUSCEPTIBILITY, CODES),
    },
    opinion={
        "coalition": {
            0.5: "USA ISR KWT",
            0.25: "PHL",
            -0.25: "GBR POL CAN ITA CZE SVK BGR ROU HUN UKR JPN AUS NLD DNK NOR PRT IRL IND NGA THA SGP NZL",
            -0.5: "FRA DEU ESP RUS CHN BEL AUT CHE FIN SWE GRC KOR MEX BRA CHL ARG ZAF IDN MYS VNM PER COL VEN BLR",
            -0.75: "TUR EGY JOR PAK SYR SAU MAR DZA LBY IRN PRK CUB",
        },
    },
    entries=(
        Entry("pact: 1", f"{NATO},{NEW_NATO}=USA", "North Atlantic Treaty.", "treaties"),
        Entry("pact: 1", f"{NATO},{NEW_NATO}={NATO},{NEW_NATO}", "North Atlantic Treaty.", "treaties"),
        Entry("pact: 1", f"{RIO}=USA {RIO}={RIO}", "Rio Treaty, 1947; invoked in September 2001.", "treaties"),
        Entry("pact: 1", f"{ASIA}=USA AUS=NZL", """Bilateral treaties; ANZUS; for Thailand the
            Manila Pact of 1954.""", "treaties"),
        Entry("pact: 1", "PRK=CHN RUS=BLR", "Treaties of July 1961 and of December 1999.", "treaties"),
        Entry("pact: 0.25", "RUS=CHN RUS=PRK RUS=IND RUS=VNM RUS=UKR PAK=USA NZL=USA BGR,ROU,SVK=USA",
              """Friendship 2001, 2000, 1993, 1994 and 1997; 1959; suspended; invited to NATO on 21 November
                  2002.""", "treaties"),
        Entry("hostility: 0.75", "IRN,PRK>USA CUB>USA PRK>KOR,JPN USA>PRK KOR>PRK",
              "Named an axis of evil by the American president, 29 January 2002; embargo; Korea divided.", "press"),
        Entry("hostility: 0.5", "SYR,LBY,CHN>USA USA>IRN,SYR,CUB IND>CHN JPN>PRK,CHN",
              "On the American list of sponsors of terrorism; Belgrade 1999 and Hainan 2001; borders and missiles.",
              "press"),
        Entry("hostility: 0.25", """RUS,BLR,VNM,MYS,IDN,EGY,SAU,JOR,MAR,DZA,PAK,VEN>USA USA>CHN,RUS,LBY
            POL,CZE,HUN,SVK,ROU,BGR,UKR,FIN>RUS"""
              " PHL,VNM>CHN",
              """Talk of remaking a region, enlargement and the end of the ABM treaty, Caracas in April
                  2002; Moscow's Union and bloc until 1989-91, Finland beside it.""",
              "[pape, coder]"),
        Entry("dependence: 0.75", "ISR,KOR,MEX,CAN,KWT>USA PRK>CHN BLR>RUS",
              "Guarantee and arms; chief market; fuel."),
        Entry("dependence: 0.5",
              """JPN,EGY,SAU,PHL,TUR,COL,VEN,PER,CHL,GBR,NLD,NOR,DNK,PRT,ITA,AUS,POL,CZE,HUN,ROU,BGR,SVK,JOR,PAK>USA
            UKR>RUS""",
              """Guarantee, aid, loans or the largest market; candidates for NATO need the Senate's vote.""",
                    """[pape, coder]"""),
        Entry("dependence: 0.5", "BEL,NLD,ESP,PRT,ITA,AUT,POL,HUN,CZE,SVK,ROU,BGR,GRC,IRL,DNK>DEU,FRA",
              "European Union, or candidates for it: two of its three largest members and payers."),
        Entry("dependence: 0.25",
              "FRA,DEU,BEL,ESP,GRC,CHN,RUS,UKR,BRA,ARG,IND,THA,MYS,SGP,IDN,NZL,MAR,NGA,ETH,ZAF,IRL,AUT,CHE,FIN,SWE,VNM,DZA>USA"
              " GBR,SWE,FIN,CHE,TUR,MAR,DZA>DEU,FRA", "A large market, lender or donor among several."),
        Entry("regime_support: 0.5", "KWT,SAU,EGY,ISR,KOR,PHL,JOR,PAK,COL>USA",
              "Garrison, arms or aid; Plan Colombia."),
        Entry("regime_support: -0.5", "CUB,LBY,PRK,IRN,SYR>USA", "Embargo, sanctions or words meant to change it."),
        Entry("regime_support: -0.25", "VEN>USA", """The coup of April 2002, as Caracas charged;
            Washington denied it."""),
    ),
    expected={
        "coalition": "COL GBR NLD ESP PRT POL HUN ITA BGR ROU UKR DNK ETH TUR KWT KOR JPN SGP PHL AUS CZE SVK",
        "opposition": "RUS CHN BEL CUB MAR DZA LBY IRN EGY SYR JOR SAU VNM MYS IDN BLR",
        "none": "CAN MEX VEN PER BRA CHL ARG IRL CHE AUT GRC FIN SWE NOR NGA ZAF ISR PRK IND PAK THA NZL",
    },
    expected_source="[white_house, paris, arab_league, press]",
    expected_coding="""On 27 March 2003. Coalition: on the White House's list of that day. Opposition:
        Russia (declaration of 5 March), China (joined in it on 6 March), Belgium (with France and Germany
        held up planning in NATO, 10 February), members of the Arab League but Kuwait (resolution of 24
        March), and Cuba, Iran, Indonesia, Malaysia, Vietnam and Belarus, whose governments condemned the
        attack. Neither: all others. Contested: Turkey and Ukraine on the list; Egypt, Jordan, Saudi Arabia
        and Morocco, which condemned and helped; Israel, for the war; Brazil, South Africa, Venezuela, North
        Korea, Greece and Pakistan, which were against it in words.""",
)  # fmt: skip
