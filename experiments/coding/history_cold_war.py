"""The Cold War of June 1955, as coded by hand for history.py."""

from __future__ import annotations

from history_case import Case, Entry

WESTERN_EUROPE = "GBR,NLD,BEL,LUX,FRA,PRT,DEU,ITA,GRC,NOR,DNK,ISL"

CASE = Case(
    name="cold_war_1955",
    title="The Cold War in June 1955: two camps and those between",
    summary="""Europe, the Middle East and Asia a month after West Germany joined NATO and the Warsaw Treaty
        was signed. Who stands in which camp at the end of 1959? Balance of power puts the weaker camp
        first: why did most of the world's industry join the stronger side? Balance of threat answers with
        Soviet nearness, armies and intent (Walt 1987, ch. 8); landscape theory and constructivism with type
        of government; dependence with aid and garrisons. Most line-ups of 1959 were already there in 1955,
        so persistence is a hard baseline: the theories are asked to hold the camps together, to keep the
        non-aligned out and to see Iran go West. Contested: Finland, Spain, Libya and other hosts of bases
        without a treaty, Iraq after July 1958, and whether states under Soviet garrisons chose.""",
    notes="""Left out: Latin America (twenty states of the Rio Treaty, one hemisphere, out of the other
        pole's reach: twenty easy hits), and states with neither a treaty nor a border in the contest. COW's
        states of 1955; colonies do not act. Left out of the alliances in the table of 1955: the British and
        French treaties with the Soviet Union of 1942 and 1944, which it annulled on 7 May 1955; and what
        was signed after 1 June 1955 (Egypt with Syria and with Saudi Arabia in October adds nothing to the
        Arab League's treaty of 1950, which the table already counts). Britain acceded to the Baghdad Pact
        in April. Not left out, by mistake: the accessions of Pakistan (23 September) and Iran (3 November
        1955), so that Britain and Iran, Iran and Pakistan, and Iraq and Pakistan have a lesser treaty too
        early. Figures of 1955 are those of the year in which the case starts; capabilities change
        slowly.""",
    start="1955-06-01", step="quarter", ticks=18, year=1955, voice_year=1955, pact_file=1955,
    pacts_after="GBR=RUS FRA=RUS",
    states="""USA 2 United States; RUS 365 Soviet Union; CAN 20 Canada; GBR 200 United Kingdom; IRL 205
        Ireland; NLD 210 Netherlands; BEL 211 Belgium; LUX 212 Luxembourg; FRA 220 France; CHE 225
        Switzerland; ESP 230 Spain; PRT 235 Portugal; DEU 260 West Germany; DDR 265 East Germany; POL 290
        Poland; HUN 310 Hungary; CSK 315 Czechoslovakia; ITA 325 Italy; ALB 339 Albania; YUG 345 Yugoslavia;
        GRC 350 Greece; BGR 355 Bulgaria; ROU 360 Romania; FIN 375 Finland; SWE 380 Sweden; NOR 385 Norway;
        DNK 390 Denmark; ISL 395 Iceland; AUT 305 Austria; TUR 640 Turkey; IRN 630 Iran; IRQ 645 Iraq; EGY
        651 Egypt; SYR 652 Syria; LBN 660 Lebanon; JOR 663 Jordan; ISR 666 Israel; SAU 670 Saudi Arabia; YEM
        678 Yemen; LBY 620 Libya; ETH 530 Ethiopia; AFG 700 Afghanistan; PAK 770 Pakistan; IND 750 India;
        LKA 780 Ceylon; NPL 790 Nepal; MMR 775 Burma; THA 800 Thailand; KHM 811 Cambodia; LAO 812 Laos; PRV
        816 North Vietnam; RVN 817 South Vietnam; PHL 840 Philippines; IDN 850 Indonesia; CHN 710 China; MNG
        712 Mongolia; TWN 713 Republic of China (Taiwan); PRK 731 North Korea; KOR 732 South Korea; JPN 740
        Japan; AUS 900 Australia; NZL 920 New Zealand""",
    sources="""
  walt: {title: "The Origins of Alliances", author: "Walt 1987", note: "Ch. 8 on the two superpowers' alliances."}
  gaddis: {title: "We Now Know", author: "Gaddis 1997"}
  moscow_1957: {title: "Declaration of the twelve ruling Communist and Workers' Parties, Moscow",
    published: "1957-11-16"}
  treaties: {title: "Texts of the alliances", note: "North Atlantic 4 April 1949, ANZUS 1 September 1951, Philippines
    30 August 1951, Japan 8 September 1951, Korea 1 October 1953, SEATO 8 September 1954, China (Taipei) 2 December
    1954, agreements of the United States with Iran, Pakistan and Turkey 5 March 1959; Soviet Union with Mongolia 1946,
    with China 14 February 1950, Warsaw 14 May 1955."}
  aid: {title: "U.S. Overseas Loans and Grants", author: "Agency for International Development"}""",
    poles="""
poles:
  west:
    title: The United States and its allies
    leaders: [USA]
    source: gaddis
    coding: "The leader alone is fixed; Britain and France may move."
  east:
    title: The Soviet Union and its allies
    leaders: [RUS]
    source: gaddis
    coding: "The leader alone is fixed; China may move."
""",
    start_rule="""with the pole (commitment .75) to whose leader a treaty with an obligation to defend binds
        it on 1 June 1955; (.5) for those ruled by a communist party that the Soviet Union's or China's army
        had set up or fought for, without a treaty; else on neither side. South Vietnam, named in the
        protocol of SEATO: west, .5. Finland: see there.""",
    aligned={
        "west": {
            0.75: "CAN GBR NLD BEL LUX FRA PRT DEU ITA GRC NOR DNK ISL TUR PAK THA PHL TWN KOR JPN AUS NZL",
            0.5: "RVN",
        },
        "east": {0.75: "DDR POL HUN CSK ALB BGR ROU CHN MNG", 0.5: "PRK PRV"},
    },
    actor_notes={
        "FIN": """Its treaty of 1948 with the Soviet Union obliges it to defend its own land only, and
            names its wish to stay out of the conflicts of the great powers; ATOP counts a defence pact.
            Contested: on neither side here.""",
        "ESP": """Bases by the agreements of 26 September 1953, without an obligation to defend: on
            neither side (contested).""",
        "YUG": "Balkan Pact of 1954 with Greece and Turkey; Khrushchev in Belgrade from 26 May 1955.",
        "AUT": "State Treaty of 15 May 1955; neutrality promised at Moscow in April.",
        "IRQ": "Pact with Turkey of 24 February 1955, joined by Britain; no treaty with the United States.",
        "PRV": "Code PRV: People's Republic north of the 17th parallel.",
        "PRK": "No alliance with Moscow or Peking yet; Chinese troops stand in it.",
        "LBY": "British treaty 1953, American base 1954, no American obligation: on neither side (contested).",
        "DDR": "A founder of the Warsaw Treaty.",
        "LAO": "Named in the protocol of SEATO; declared at Geneva in July 1954 that it would join no alliance.",
        "KHM": "As Laos.",
    },
    voice_rule="V-Dem's electoral democracy index, 1955.",
    government={"communist": "RUS DDR POL HUN CSK ALB YUG BGR ROU CHN MNG PRK PRV"},
    government_rule="""communist by who rules; democratic with a Polity score of 6 or more; others have
        none, and by mistake nor has Iceland, which has no score""",
    religion="""USA P70 C30; RUS O50 A40 M10; CAN P50 C50; GBR P85 C15; IRL C95 P5; NLD P50 C50; BEL C100;
        LUX C100; FRA C90 A10; CHE P55 C45; ESP C100; PRT C100; DEU P50 C50; DDR P80 C10 A10; POL C95 A5;
        HUN C65 P25 A10; CSK C70 P10 A20; ITA C100; ALB M70 O20 C10; YUG O45 C35 M10 A10; GRC O100; BGR O75
        M10 A15; ROU O80 C10 P5 A5; FIN P100; SWE P100; NOR P100; DNK P100; ISL P100; AUT C90 P10; TUR M100;
        IRN M100; IRQ M95 C5; EGY M90 O10; SYR M85 O15; LBN C50 M50; JOR M95 O5; ISR J90 M10; SAU M100; YEM
        M100; LBY M100; ETH O55 M35 F10; AFG M100; PAK M85 H15; IND H85 M10 C5; LKA B65 H20 C10 M5; NPL H90
        B10; MMR B85 F10 M5; THA B95 M5; KHM B95 M5; LAO B60 F40; PRV B50 E30 A20; RVN B60 E25 C15; PHL C90
        M5 P5; IDN M90 P5 H5; CHN E60 B10 A30; MNG B50 A50; TWN E70 B30; PRK E60 A40; KOR E70 B20 P10; JPN
        E60 B40; AUS P75 C25; NZL P85 C15""",
    ethnic="""DEU=DDR PRK=KOR CHN=TWN PRV=RVN IND=PAK AFG=PAK ISR=EGY,SYR,JOR,LBN,IRQ,SAU GRC=TUR GRC=ALB ITA=YUG
        ALB=YUG BGR=YUG HUN=ROU THA=KHM""",
    wars="""1945 USA,GBR,CAN,AUS,NZL=JPN RUS=JPN CHN=JPN TWN=JPN PHL=JPN
        RUS,USA,GBR,FRA,CAN,NLD,BEL,NOR,POL,YUG,GRC=DEU RUS=ROU,HUN,FIN; 1943 GBR,FRA,GRC,YUG,USA=ITA; 1940
        GRC=ITA; 1944 RUS=BGR; 1949 ISR=EGY,SYR,JOR,LBN,IRQ; 1949 IND=PAK; 1953
        USA,GBR,CAN,AUS,NZL,FRA,TUR,NLD,BEL,GRC,THA,PHL,ETH=CHN,PRK KOR=PRK,CHN; 1954 FRA=PRV""",
    traits={
        "offence": {
            1.0: "USA RUS",
            0.75: "GBR CHN",
            0.5: "FRA POL DDR CSK TUR ISR IND YUG TWN PRK KOR PRV CAN",
            0.25: """IRL NLD BEL LUX CHE ESP PRT DEU HUN ITA ALB GRC BGR ROU FIN SWE NOR DNK ISL AUT IRN IRQ
                EGY SYR LBN JOR SAU YEM LBY ETH AFG PAK LKA NPL MMR THA KHM LAO RVN PHL IDN MNG JPN AUS NZL""",
        },
        "revisionism": {0.75: "RUS CHN PRK PRV", 0.5: "EGY SYR KOR TWN DDR ALB", 0.25: "IND IDN AFG PAK ISR YEM RVN"},
        "dissent": {0.75: "HUN RVN LAO", 0.5: "POL DDR CSK IRN IRQ JOR SYR IDN MMR KOR",
              0.25: "ITA FRA GRC LBN EGY ROU BGR ALB"},
        "susceptibility": {
            0.25: "USA RUS GBR FRA DEU CHN IND JPN",
            0.5: "CAN ITA ESP POL CSK DDR YUG TUR ROU NLD BEL SWE EGY IRN PAK IDN KOR TWN AUS",
        },
    },
    entries=(
        Entry("hostility: 0.75", "RUS=USA DEU>RUS TUR>RUS JPN>RUS KOR,TWN>RUS CHN,PRK,PRV>USA DDR>DEU",
              """Korea, Berlin 1948-49, the Straits 1945-46, the islands north of Japan; American armies in
                  Korea and Taiwan.""", "gaddis"),
        Entry("hostility: 0.5", """GBR,FRA,ITA,NLD,BEL,LUX,NOR,DNK,GRC,CAN>RUS AUT,YUG,IRN,SWE>RUS
            POL,CSK,DDR>USA POL,CSK>DEU HUN,ROU,BGR,ALB>USA RVN,THA,PHL,LAO>CHN PAK,AUS,NZL>CHN""",
              """Ruled by communists and in arms, near them, or who lately lost a part or a government:
                  Prague 1948, Greece 1946-49, Azerbaijan 1946, the Cominform's blockade; German rearmament;
                  Indochina.""", "gaddis"),
        Entry("hostility: 0.25", """PRT,ESP,CHE,IRL,ISL,AUS,NZL,THA,PHL,RVN,PAK,IRQ,ISR,SAU,JOR,LBN>RUS
            IND,MMR,NPL>CHN EGY,SYR>GBR,FRA"""
              " IDN>NLD EGY,SYR>USA KHM>RVN,THA FIN>RUS",
              """Communism feared at a distance; former rulers; the Baghdad Pact. Finland: a treaty partner
                  since 1948."""),
        Entry("hostility: 0", """YUG>GRC GRC>YUG YUG>TUR TUR>YUG IND>RUS RUS>IND ITA=GBR,FRA,USA
            JPN=USA,GBR,CAN,AUS,NZL DEU=USA,GBR,"""
              " CAN,FRA,NLD,BEL,NOR,GRC,YUG TWN,PHL=JPN ITA=GRC RUS=ROU,HUN,BGR",
              "Wars within ten years between those whom alliance, occupation or treaty had since brought together."),
        Entry("dependence: 0.75", "DEU,KOR,TWN,RVN,GRC,TUR>USA DDR,POL,HUN,CSK,ROU,BGR,ALB,MNG>RUS",
              "Garrisons, or most of the military budget, from the leader.", "[aid, coder]"),
        Entry("dependence: 0.5",
              """GBR,FRA,ITA,NLD,BEL,LUX,NOR,DNK,ISL,PRT,JPN,PHL,THA,PAK,CAN,AUS,NZL,LAO,IRN,ISR>USA
            CHN,PRK,PRV>RUS"""
              " PRK,PRV>CHN JOR,IRQ,LBY>GBR",
              """Marshall aid and mutual defence assistance, guarantee or chief market; Soviet loans and
                  works; British subsidy.""",
              "[aid, coder]"),
        Entry("dependence: 0.25", """ESP,YUG,AUT,ETH,SAU,LBY,IRL,KHM,IRQ,LBN>USA FIN>RUS AFG>RUS
            IND>USA,GBR EGY>GBR LKA,MMR>GBR""",
              """Some aid, bases or a large market; Finland's reparations until 1952 and its trade;
                  Afghanistan's transit.""", "[aid, coder]"),
        Entry("pact: 0.25", "FIN=RUS", "See the actor; ATOP has an obligation to defend.", "treaties"),
        Entry("pact: 0.25", """IRQ,EGY,SYR,LBN,JOR,SAU,YEM=EGY,SYR IRQ=LBN,JOR,SAU,YEM LBN=JOR,SAU,YEM
            JOR=SAU,YEM SAU=YEM""",
              "The Arab League's treaty of 1950 had no plan, staff or case of use: lesser here (contested).", "walt"),
        Entry("regime_support: 0.75", "KOR,RVN,TWN>USA HUN,POL,DDR,CSK,ROU,BGR,MNG>RUS",
              "Garrison or subsidy keeps it."),
        Entry("regime_support: 0.5", "IRN,LAO,THA,GRC>USA PRK>RUS,CHN PRV>CHN JOR,IRQ>GBR",
              "Coup of 1953, aid, officers."),
    ),
    expected={
        "west": "CAN GBR NLD BEL LUX FRA PRT DEU ITA GRC NOR DNK ISL TUR IRN PAK THA PHL TWN KOR JPN AUS NZL RVN",
        "east": "DDR POL HUN CSK ALB BGR ROU CHN MNG PRK PRV",
        "none": """IRL CHE ESP YUG FIN SWE AUT IRQ EGY SYR LBN JOR ISR SAU YEM LBY ETH AFG IND LKA NPL
            MMR KHM LAO IDN""",
    },
    expected_source="[treaties, moscow_1957]",
    expected_coding="""On 31 December 1959, by one rule. West: a treaty or agreement with the United States
        that obliges it or promises its help in defence, in force (Iran, Pakistan and Turkey also by those
        of 5 March 1959), South Vietnam by the protocol of SEATO. East: an alliance with the Soviet Union,
        or the ruling party signed at Moscow in November 1957. Neither: everybody else. Syria was a part of
        the United Arab Republic. Contested: hosts of American bases or subsidies without a treaty (Spain,
        Libya, Ethiopia, Saudi Arabia, Jordan); Laos and Cambodia, which the protocol of SEATO names as it
        does South Vietnam, and which had said that they would join no alliance; Japan, whose treaty of 1951
        gives bases and promises no defence in so many words; arms from the East (Egypt, Syria, Yemen, Iraq,
        Afghanistan), Finland.""",
)  # fmt: skip
