"""The Middle East from 1955 to 1979 in the periods of Walt 1987, as coded by hand for history.py."""

from __future__ import annotations

from history_case import Entry
from history_periods import CENTO, COMMON, PATRONS, period

CASES = (
    period(
        "middle_east_1955", "The Middle East, 1955-57: the Baghdad Pact and Suez",
        """Iraq and Turkey have just signed the pact that others are asked to join; Egypt is against it. Who
            is with the West and who with the East at the end of 1957? Walt holds that Arab states turned to
            a superpower against each other and Israel, not against its rival; Nasser's appeal, British
            bases and Saudi money pull in other ways. Contested: whether a purchase of arms is an alliance;
            Israel's tie to France, which is not in the file.""",
        """France is left out (its tie to Israel began in 1954-55). Suez, the arms deal of September 1955
            and the Eisenhower Doctrine"""
        " come after the start and are not in the file.",
        "1955-03-01", 12, "USA GBR RUS EGY SYR IRQ JOR SAU LBN ISR YEM TUR IRN", "USA GBR",
        {"west": {0.75: "IRQ JOR TUR", 0.5: "IRN"}},
        {"west": "IRQ JOR SAU LBN TUR IRN", "east": "EGY SYR YEM", "none": "ISR"},
        """On 31 December 1957. East: Egypt and Syria (arms since September 1955 and 1956), Yemen (treaty of
            October 1955, arms from 1956). West: the Baghdad Pact, Saudi Arabia (King Saud in Washington,
            February 1957), Lebanon (took up the Eisenhower Doctrine, March), Jordan (American money from
            April; the British treaty ended in March). Contested: Israel, with France and Britain in the war
            of 1956 and pressed by the United States to withdraw: on neither side.""",
        (
            *COMMON,
            Entry("pact: 1", "IRQ=TUR IRQ=GBR JOR=GBR", """Treaties of 24 February 1955 (ATOP: a lesser one),
                of 1930 and of 1948.""", "treaties"),
            Entry("hostility: 0.5", "EGY,SYR,SAU>IRQ IRQ>EGY SAU>JOR JOR>SAU SYR>TUR EGY>GBR YEM>GBR SAU>GBR",
                  "The Baghdad Pact; Hashemites and Saudis; Alexandretta; the Canal, Aden, Buraimi.", "walt"),
            Entry("hostility: 0.25", "EGY,SYR>USA IRQ,IRN>RUS LBN>SYR SYR>LBN",
                  "Patron of Israel and of the pact.", "walt"),
            Entry("dependence: 0.75", "JOR>GBR", "Subsidy and the officers of the Arab Legion."),
            Entry("dependence: 0.75", "TUR>USA", PATRONS),
            Entry("dependence: 0.5", "IRQ>GBR IRN,ISR,SAU>USA", """Oil company, bases and officers; aid since 1953,
                grants, ARAMCO."""),
            Entry("dependence: 0.25", "EGY>GBR LBN,IRQ>USA", """Sterling and the Canal; trade, first military
                aid of 1954."""),
            Entry("regime_support: 0.5", "JOR,IRQ>GBR IRN>USA", "Officers and treaty; the coup of August 1953."),
            Entry("regime_support: -0.25", "JOR,IRQ>EGY", "Voice of the Arabs against the Hashemites.", "walt"),
        ),
        {"monarchy": "IRQ JOR SAU YEM IRN", "Arab republic": "EGY", "democracy": "USA GBR ISR TUR LBN SYR",
              "communist": "RUS"},
        {0.75: "RUS", 0.5: "EGY SYR SAU YEM", 0.25: "IRQ ISR"}, {0.75: "SYR JOR", 0.5: "IRQ IRN",
              0.25: "EGY LBN YEM"},
        {0.5: "TUR ISR", -0.25: "SAU LBN YEM IRN", -0.5: "EGY SYR IRQ JOR"},
        {"SYR": "Parliamentary since 1954.", "JOR": "Treaty with Britain; the Legion had a British commander."},
    ),
    period(
        "middle_east_1958", "The Middle East, 1958-61: the United Arab Republic",
        """Egypt and Syria are one since February 1958, the two Hashemite kings have answered with a
            federation. Who is with whom at the end of 1961? Unity should frighten the neighbours (Walt), or
            draw them in (Nasser's standing with their publics); Iraq could go either way. Contested:
            Egypt's quarrel with Moscow in 1959-61; Iraq after 1959.""",
        """Syria is a part of the United Arab Republic (EGY), whose size is Egypt's and Syria's of 1957; it
            left in September 1961 and is"""
        " not scored. The coup in Iraq of 14 July 1958 comes after the start.",
        "1958-03-15", 16, "USA GBR RUS EGY IRQ JOR SAU LBN ISR YEM TUR IRN", "USA GBR",
        {"west": {0.75: "IRQ TUR IRN", 0.5: "JOR SAU LBN"}, "east": {0.5: "EGY YEM"}},
        {"west": "JOR SAU TUR IRN", "east": "EGY YEM", "none": "IRQ LBN ISR"},
        """On 31 December 1961. Walt counts Egypt with the Soviet Union through 1974 and Yemen through 1962;
            Iraq's tie of 1958-59 was over; Lebanon went between after Chamoun; Israel's with the United
            States begins in 1962. Contested: Iraq still had Soviet arms and loans (1959); Saudi Arabia
            ended the American lease of Dhahran in 1961-62.""",
        (
            *COMMON,
            Entry("pact: 1", "IRQ=TUR IRQ=GBR IRQ=IRN IRN=TUR IRN=GBR",
                  "Baghdad Pact of 1955 (ATOP: a lesser treaty).", "treaties"),
            Entry("pact: 1", "IRQ=JOR EGY=YEM", """Arab Federation, 14 February, and United Arab
                States, 8 March 1958.""", "treaties"),
            Entry("hostility: 0.75", "IRQ,JOR,SAU>EGY EGY>IRQ LBN>EGY TUR>EGY EGY>GBR",
                  """The new union beside them, and its radio; plot against Nasser charged to King Saud, 5
                      March 1958; Suez.""", "kerr"),
            Entry("hostility: 0.5", "EGY>JOR,SAU,USA YEM>GBR,SAU EGY>TUR",
                  """The pact, the Doctrine, Syria's border in 1957;
                Aden.""", "kerr"),
            Entry("hostility: 0.25", "IRQ>RUS ISR>GBR", "Communism; Suez left little."),
            Entry("dependence: 0.75", "JOR,TUR>USA", "Jordan's budget since April 1957; Turkey's arms.", "walt"),
            Entry("dependence: 0.5", "EGY>RUS IRQ>GBR IRN,ISR,SAU,LBN>USA YEM>RUS",
                  """Arms and loan of January 1958; oil; arms and
                aid."""),
            Entry("regime_support: 0.5", "JOR,LBN,SAU,IRN>USA IRQ>GBR", "The Doctrine; Sixth Fleet of April 1957."),
            Entry("regime_support: -0.75", "JOR,IRQ,LBN>EGY", "Calls on their peoples to rise.", "kerr"),
            Entry("regime_support: -0.25", "SAU>EGY", "As those, less.", "kerr"),
        ),
        {"monarchy": "IRQ JOR SAU YEM IRN", "Arab republic": "EGY", "democracy": "USA GBR ISR TUR LBN",
              "communist": "RUS"},
        {0.75: "RUS EGY", 0.25: "IRQ ISR YEM"}, {0.75: "IRQ JOR LBN", 0.5: "SAU IRN", 0.25: "EGY YEM TUR"},
        {0.5: "TUR ISR", -0.25: "SAU LBN IRN YEM", -0.5: "JOR IRQ", -0.75: "EGY"},
        {"EGY": "United Arab Republic: Egypt and Syria."},
        {"EGY": 652}, {"EGY": "651 United Arab Republic"},
    ),
    period(
        "middle_east_1962", "The Middle East, 1962-66: the Arab cold war",
        """The union is broken and the Arabs are at odds, republics with kings and with each other. Who is
            with whom at the end of 1966? Do the kings and Israel turn to the same patron against Nasser,
            and do the radicals who fear each other share theirs? Contested: Iraq under Aref; Kuwait under
            British protection.""",
        """The coups in Yemen (September 1962), Iraq and Syria (February and March 1963) come after the
            start and are not in the file.""",
        "1962-01-01", 20, "USA GBR RUS EGY SYR IRQ JOR SAU LBN ISR YEM KWT TUR IRN", "USA GBR",
        {"west": {0.75: "TUR IRN KWT", 0.5: "JOR SAU"}, "east": {0.5: "EGY YEM"}},
        {"west": "JOR SAU ISR TUR IRN KWT", "east": "EGY SYR YEM", "none": "IRQ LBN"},
        """On 31 December 1966. Israel: Hawk missiles from 1962, tanks 1965 and aircraft 1966 (Walt: from
            1962); Syria with the Soviet Union from February 1966; Yemen's republic by the treaty of March
            1964, with an Egyptian army in it; Kuwait by the British treaty of June 1961. Contested: Iraq
            bought Soviet arms again from 1964 and is coded on neither side.""",
        (
            *COMMON, CENTO,
            Entry("pact: 1", "IRN=TUR IRN=GBR KWT=GBR",
                  "CENTO (1955; ATOP: a lesser treaty); exchange of notes of 19 June 1961.",
                  "treaties"),
            Entry("hostility: 0.75", "KWT>IRQ EGY>GBR SYR>EGY EGY>SYR",
                  "Claim of June 1961; Suez; the secession.", "kerr"),
            Entry("hostility: 0.5", "JOR,SAU,IRQ>EGY EGY>JOR,SAU,IRQ IRQ>KWT,GBR IRN>EGY,IRQ IRQ>IRN",
                  "Thrones against Cairo; the Gulf.", "kerr"),
            Entry("hostility: 0.25", "EGY,IRQ,SYR>USA YEM>GBR LBN>EGY,SYR",
                  "Patron of the kings and of Israel; Aden.", "kerr"),
            Entry("dependence: 0.75", "JOR,TUR>USA KWT>GBR", "Budget; troops of July 1961."),
            Entry("dependence: 0.5", "EGY>RUS IRN,ISR,SAU>USA YEM>RUS,EGY", "Arms and the High Dam; arms and aid."),
            Entry("dependence: 0.25", "IRQ>RUS EGY>USA LBN,SYR>USA",
                  "Arms since 1958; wheat (Public Law 480); trade."),
            Entry("regime_support: 0.5", "JOR,SAU,IRN>USA", "Aid and advisers."),
            Entry("regime_support: -0.5", "JOR,SAU,SYR>EGY", "Radio and agents after the secession.", "kerr"),
        ),
        {"monarchy": "JOR SAU YEM IRN KWT", "Arab republic": "EGY IRQ", "democracy": "USA GBR ISR TUR LBN SYR",
              "communist": "RUS"},
        {0.75: "RUS EGY", 0.5: "IRQ", 0.25: "SYR ISR"}, {0.75: "SYR IRQ", 0.5: "JOR YEM IRN",
              0.25: "SAU LBN TUR EGY"},
        {0.5: "TUR ISR", -0.25: "SAU LBN IRN YEM KWT", -0.5: "JOR IRQ SYR EGY"},
        {"SYR": "Elected parliament of December 1961.", "YEM": "The old Imam still reigns."},
    ),
    period(
        "middle_east_1967", "The Middle East, 1967-70: after the June War",
        """Israel has beaten three Arab states; the Soviet Union arms them again. Who is with whom at the
            end of 1970? Defeat draws Egypt and Jordan together and to different patrons. Contested: Iraq
            under the Ba'th; Yemen after the Egyptians left; Jordan, which took no Soviet arms.""",
        """South Yemen was British until 30 November 1967 and is left out. The coup in Iraq (July 1968)
            comes after the start.""",
        "1967-07-01", 14, "USA GBR RUS EGY SYR IRQ JOR SAU LBN ISR YEM KWT TUR IRN", "USA GBR",
        {"west": {0.75: "TUR IRN KWT", 0.5: "JOR SAU ISR"}, "east": {0.5: "EGY SYR YEM"}},
        {"west": "JOR SAU ISR TUR IRN KWT", "east": "EGY SYR", "none": "IRQ LBN YEM"},
        """On 31 December 1970. Soviet advisers and air defence in Egypt; arms and money to Syria; Jordan
            beat the guerrillas and Syrian tanks in September 1970, with American and Israeli threats behind it.
            Yemen's republic made peace with the Saudis in 1970. Contested: Iraq, close to Moscow and not yet
            bound to it (treaty April 1972); Kuwait, whose British treaty had notice of its end in 1968.""",
        (
            *COMMON, CENTO,
            Entry("pact: 1", "IRN=TUR IRN=GBR KWT=GBR EGY=SYR EGY=JOR EGY=IRQ",
                  "CENTO (ATOP: a lesser treaty); 1961; treaties of November 1966 and of 30 May and 4 June 1967.",
                  "treaties"),
            Entry("hostility: 1", "ISR=JOR,IRQ", "The war of June 1967."),
            Entry("hostility: 0.75", "EGY,SYR,IRQ>USA SAU>EGY",
                  "Charged with help to Israel; the army in Yemen.", "kerr"),
            Entry("hostility: 0.5", """SAU,JOR>SYR SYR>JOR,SAU EGY>SAU SAU,LBN,JOR,KWT>ISR IRN>EGY,IRQ
                IRQ>IRN KWT>IRQ EGY,SYR,IRQ>GBR YEM>SAU""",
                  "Monarchs against radicals; the Gulf; war in Yemen.", "kerr"),
            Entry("hostility: 0.25", "JOR>EGY EGY>JOR", "Reconciled on 30 May 1967."),
            Entry("dependence: 0.75", "EGY,SYR>RUS TUR>USA KWT>GBR",
                  "Arms after the loss; bases; the British guarantee.", "golan"),
            Entry("dependence: 0.5", "ISR,JOR,SAU,IRN>USA IRQ>RUS YEM>RUS,EGY", "Arms and money."),
            Entry("dependence: 0.25", "LBN>USA", "Trade."),
            Entry("regime_support: 0.5", "JOR,SAU,IRN>USA YEM>EGY", "Aid and advisers; an army."),
            Entry("regime_support: -0.5", "JOR,SAU>SYR", "Calls for popular war.", "kerr"),
        ),
        {"monarchy": "JOR SAU IRN KWT", "Arab republic": "EGY IRQ SYR YEM", "democracy": "USA GBR ISR TUR LBN",
              "communist": "RUS"},
        {0.75: "RUS EGY SYR", 0.5: "IRQ", 0.25: "ISR JOR"}, {0.75: "SYR YEM", 0.5: "EGY JOR IRQ",
              0.25: "SAU LBN TUR"},
        {0.5: "ISR", 0.25: "TUR", -0.25: "IRN", -0.5: "LBN KWT SAU", -0.75: "EGY SYR IRQ JOR YEM"},
        {"YEM": "Republic, held by Egyptian troops; soldiers of the Imam in the mountains."},
    ),
    period(
        "middle_east_1971", "The Middle East, 1971-74: Sadat and the October War",
        """Nasser is dead; Britain leaves the Gulf at the end of 1971; Jordan has fought the guerrillas.
            Who is with whom at the end of 1974? Can Egypt's move away from Moscow be seen coming in what
            threatened it in 1971? Contested: Egypt, between its treaty of 1971 and its peace talks of 1974;
            Yemen; Kuwait.""",
        "Egypt's treaty with the Soviet Union (27 May 1971) and Iraq's (9 April 1972) come after the start.",
        "1971-01-01", 16, "USA RUS EGY SYR IRQ JOR SAU LBN ISR YEM YMD KWT TUR IRN", "USA",
        {"west": {0.75: "TUR IRN", 0.5: "JOR SAU ISR"}, "east": {0.75: "EGY", 0.5: "SYR YMD"}},
        {"west": "JOR SAU ISR TUR IRN", "east": "SYR IRQ YMD", "none": "EGY LBN YEM KWT"},
        """On 31 December 1974. Walt ends the Soviet-Egyptian alliance in 1974 and begins the American one
            in 1975, hence neither; contested, as the treaty of 1971 stood until March 1976. Iraq by the
            treaty of 1972; South Yemen and Syria by arms and advisers. Yemen between Saudi money and Soviet
            arms: neither (contested).""",
        (
            *COMMON, CENTO,
            Entry("pact: 1", "IRN=TUR EGY=SYR",
                  "CENTO (ATOP: a lesser treaty); defence agreement of November 1966.", "treaties"),
            Entry("hostility: 1", "ISR=EGY,SYR", "War of attrition, to August 1970."),
            Entry("hostility: 0.75", "JOR>SYR IRQ=ISR", "Syrian tanks in Jordan, September 1970.", "quandt"),
            Entry("hostility: 0.5", """EGY,SYR,IRQ,YMD>USA SYR,IRQ>JOR SAU>YMD YMD>SAU YEM=YMD IRN=IRQ
                KWT>IRQ JOR>ISR,IRQ SAU,LBN,KWT>ISR SAU>IRQ"""
                  """ SYR=IRQ""", """Patron of Israel; the guerrillas; Dhofar and the border; the Shatt
                      al-Arab, 1969.""", "safran"),
            Entry("hostility: 0.25", "ISR>JOR SAU>EGY EGY>SAU", """Talks with the king; reconciled at Khartoum in
                1967."""),
            Entry("dependence: 0.75", "EGY>RUS SYR>RUS TUR,ISR>USA", "Arms and air defence; arms and money.",
                  "golan"),
            Entry("dependence: 0.5", "JOR,SAU,IRN>USA IRQ,YMD>RUS EGY,JOR>SAU", "Arms; Khartoum subsidies of 1967."),
            Entry("dependence: 0.25", "LBN,KWT>USA YEM>RUS,SAU", "Trade; arms, and the peace of 1970."),
            Entry("regime_support: 0.5", "JOR,SAU,IRN>USA", "Carriers and aid in September 1970.", "quandt"),
            Entry("regime_support: -0.5", "JOR>SYR,IRQ SAU>YMD YMD>SAU", "Guerrillas; exiles.", "safran"),
        ),
        {"monarchy": "JOR SAU IRN KWT", "Arab republic": "EGY IRQ SYR YEM", "democracy": "USA ISR TUR LBN",
              "communist": "RUS YMD"},
        {0.75: "RUS EGY SYR YMD", 0.5: "IRQ JOR", 0.25: "IRN"}, {0.5: "EGY SYR IRQ JOR YEM YMD TUR", 0.25: "LBN SAU"},
        {0.5: "ISR", 0.25: "TUR", -0.25: "IRN", -0.5: "LBN KWT SAU JOR YEM", -0.75: "EGY SYR IRQ YMD"},
        {"YMD": "Marxist since June 1969.", "KWT": "The British treaty ends in 1971, by notice of 1968."},
    ),
    period(
        "middle_east_1975", "The Middle East, 1975-79: a separate peace",
        """The October War is over and Kissinger goes between. Who is with whom at the end of 1979? Egypt's
            change of sides and Iran's fall out of the Western camp are the two to see, one from threat and
            need, one from within. Contested: Iraq after 1978; Jordan after Camp David; Lebanon under Syrian
            arms; Yemen.""",
        "Lebanon's war (April 1975), Sadat in Jerusalem (1977) and Iran's revolution (1978-79) come after the start.",
        "1975-01-01", 20, "USA RUS EGY SYR IRQ JOR SAU LBN ISR YEM YMD KWT TUR IRN", "USA",
        {"west": {0.75: "TUR IRN", 0.5: "JOR SAU ISR"}, "east": {0.75: "IRQ", 0.5: "SYR YMD"}},
        {"west": "EGY JOR SAU ISR TUR", "east": "SYR YMD", "none": "IRQ LBN YEM KWT IRN"},
        """On 31 December 1979. Egypt by the peace of 26 March 1979 and American arms; South Yemen by the
            treaty of 25 October 1979; Syria by arms (treaty in 1980). Iran left CENTO in March 1979 and
            held the American embassy from November. Contested: Iraq, whose treaty stood while it turned
            away (Walt ends it in 1978); Jordan and Saudi Arabia, which refused Camp David and kept their
            arms and aid.""",
        (
            *COMMON, CENTO,
            Entry("pact: 1", "IRN=TUR EGY=SYR",
                  "CENTO (ATOP: a lesser treaty); defence agreement of November 1966.", "treaties"),
            Entry("pact: 0.5", "EGY=RUS IRQ=RUS", """Friendship treaties of May 1971 and April 1972:
                consultation, help with arms. Between the rule's two classes.""", "treaties"),
            Entry("hostility: 0.75", "ISR=SYR,IRQ EGY=ISR", """War of 1973; disengaged in January 1974 on the
                Egyptian front.""", "quandt"),
            Entry("hostility: 0.5", """SYR,IRQ,YMD>USA SAU>YMD YMD>SAU YEM=YMD IRN=IRQ KWT>IRQ JOR=ISR
                SAU,LBN,KWT>ISR SYR=IRQ SAU>IRQ""",
                  """Patron of Israel; Dhofar; the Shatt and Iranian help to the Kurds; the Euphrates.""", "safran"),
            Entry("hostility: 0.25", "EGY>RUS,USA JOR>SYR ISR>SAU SYR>JOR EGY=SAU",
                  "Advisers sent home in July 1972; arms held back.", "golan"),
            Entry("dependence: 0.75", "SYR>RUS ISR,TUR>USA", "Arms and money.", "golan"),
            Entry("dependence: 0.5", "JOR,SAU,IRN>USA IRQ,YMD,EGY>RUS EGY,JOR,SYR>SAU",
                  "Arms; oil money since 1973."),
            Entry("dependence: 0.25", "EGY,LBN,KWT>USA YEM>SAU,RUS", """Aid voted in 1974 and mediation; trade; money
                and arms."""),
            Entry("regime_support: 0.5", "JOR,SAU,IRN>USA", "Arms and advisers."),
            Entry("regime_support: -0.25", "SAU>YMD YEM>YMD", "Front of the occupied Gulf; exiles.", "safran"),
        ),
        {"monarchy": "JOR SAU IRN KWT", "Arab republic": "EGY IRQ SYR YEM", "democracy": "USA ISR TUR LBN",
              "communist": "RUS YMD"},
        {0.75: "RUS SYR YMD", 0.5: "IRQ EGY", 0.25: "IRN JOR"}, {0.5: "LBN YEM SYR EGY", 0.25: "IRN IRQ YMD TUR JOR"},
        {0.5: "ISR", -0.25: "IRN TUR KWT", -0.5: "LBN SAU JOR YEM SYR IRQ YMD", 0.0: "EGY"},
        {"TUR": "Congress voted in December 1974 to stop arms to it over Cyprus.",
              "LBN": "Palestinian arms in the south."},
    ),
)  # fmt: skip
