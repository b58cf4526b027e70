"""What was coded by hand for the seventeen nations of 1936: the five factors of their propensities, with reasons.

Axelrod & Bennett 1993 do not print the 136 propensities, only the rule: five factors of equal weight. How that rule was
read here, before any line-up was computed:

ethnic
    -1 where people who speak the language of one were ruled by the other and their lot was in open dispute between the
    two governments or before the League of Nations in the ten years before 1936.
border
    -1 where the two shared a border and one did not accept where it ran: a strategic rivalry over territory in force
    (Thompson, Sakuwa & Suhas 2022), or a standing claim without such a rivalry, named below.
war
    -1 where regular forces of the two fought each other between 1900 and 1935. Russia stands for the Soviet Union,
    Serbia for Yugoslavia, Austria-Hungary for Hungary. Formal states of war without fighting, and contingents in
    Russia that hardly fought (Italy's), do not count.
religion
    The chance that a citizen of each, drawn at random, are of one group (Catholic, Protestant, Orthodox, Muslim,
    without religion) less the chance that they are of different families (Christian, Muslim, without religion).
government
    +1 where both are of the same of three types (democratic, fascist, communist), -1 where of different ones. Other
    dictatorships are none of the three and count 0 with everybody. Democratic: electoral democracy (V-Dem
    v2x_polyarchy) of at least 0.5. Fascist: Italy and Germany alone, as Payne 1995 divides fascism from the
    authoritarian right. Communist: the Soviet Union.

Reasons are from general knowledge of the period's history and its censuses; no source was opened for them but the two
data files. Where a decision was close the reason says so.
"""

from __future__ import annotations

NAMES = {
    "GBR": "Britain", "FRA": "France", "CZE": "Czechoslovakia", "DNK": "Denmark", "DEU": "Germany", "ITA": "Italy",
    "POL": "Poland", "ROU": "Romania", "HUN": "Hungary", "PRT": "Portugal", "FIN": "Finland", "LVA": "Latvia",
    "LTU": "Lithuania", "EST": "Estonia", "RUS": "Soviet Union", "YUG": "Yugoslavia", "GRC": "Greece",
}  # fmt: skip

GOVERNMENT = {
    "democratic": "GBR FRA CZE DNK FIN",  # polyarchy 1936: 0.73 0.55 0.76 0.85 0.60
    "fascist": "DEU ITA",
    "communist": "RUS",
    "other": "POL ROU HUN PRT LVA LTU EST YUG GRC",  # polyarchy 1936 at most 0.32
}

GOVERNMENT_CHANGES = {1939: {"CZE": "other"}}
"""The Second Republic after Munich: one party and rule by decree from December 1938 (polyarchy 1939: 0.13)."""

GROUPS = {"C": "Catholic", "P": "Protestant", "O": "Orthodox", "M": "Muslim", "A": "none"}

RELIGION = {
    "GBR": ((0.06, 0.90, 0, 0, 0), "no census; nominal membership"),
    "FRA": ((0.95, 0.02, 0, 0, 0), "no census; nominal membership"),
    "CZE": ((0.775, 0.13, 0.01, 0, 0.058), "census 1930; Czechoslovak Hussites among Protestants"),
    "DNK": ((0.007, 0.98, 0, 0, 0), "census 1930"),
    "DEU": ((0.325, 0.627, 0, 0, 0.037), "census 1933"),
    "ITA": ((0.99, 0.002, 0, 0, 0), "census 1931"),
    "POL": ((0.752, 0.026, 0.118, 0, 0), "census 1931; Greek Catholics among Catholics, here and below"),
    "ROU": ((0.147, 0.066, 0.726, 0.01, 0), "census 1930"),
    "HUN": ((0.672, 0.27, 0.005, 0, 0), "census 1930"),
    "PRT": ((0.97, 0.003, 0, 0, 0), "nominal membership"),
    "FIN": ((0, 0.965, 0.018, 0, 0), "census 1930"),
    "LVA": ((0.245, 0.56, 0.144, 0, 0), "census 1935; Old Believers among Orthodox"),
    "LTU": ((0.857, 0.038, 0.027, 0, 0), "census 1923, without Memel"),
    "EST": ((0.002, 0.785, 0.19, 0, 0), "census 1934"),
    "RUS": ((0.005, 0.01, 0.42, 0.085, 0.43), "census of January 1937, suppressed then and published since"),
    "YUG": ((0.378, 0.017, 0.487, 0.112, 0), "census 1931"),
    "GRC": ((0.006, 0.001, 0.961, 0.02, 0), "census 1928"),
}

ETHNIC = {
    "DEU CZE": "Germans of the Sudetenland",
    "DEU POL": "German minority in western Poland and Upper Silesia, before the League",
    "DEU LTU": "Germans of the Memel Territory, trial of 1934-35",
    "DEU LVA": "Baltic Germans: laws on guilds of the turn of 1935-36, land reform before",
    "HUN CZE": "Magyars of Slovakia and Ruthenia",
    "HUN ROU": "Magyars of Transylvania; optants' claims before the League",
    "HUN YUG": "Magyars of the Vojvodina; expulsions of 1934",
    "POL CZE": "Poles of Teschen, campaign from 1934",
    "POL LTU": "Poles in Lithuania, Lithuanians in the Vilna region",
    "POL RUS": "Ukrainians and Belarusians on both sides, Poles in the Soviet Union",
    "ROU RUS": "Bessarabia; the Moldavian republic set up across the Dniester in 1924",
    "FIN RUS": "Karelians and Ingrians, deported from 1935",
    "ITA YUG": "Slovenes and Croats of the Julian March",
    "ITA GRC": "Greeks of the Dodecanese under Italian rule",
}

BORDER = {
    "FRA DEU": "rivalry over territory (TSS)",
    "FRA ITA": "rivalry over territory (TSS): Tunisia, Nice, Corsica",
    "YUG GRC": "rivalry over territory (TSS): Macedonia; close, as both were in the Balkan Entente",
    "DEU POL": "rivalry over territory (TSS): Danzig and the Corridor",
    "HUN ROU": "rivalry over territory (TSS): Transylvania",
    "POL RUS": "rivalry over territory (TSS): the line of Riga",
    "HUN YUG": "rivalry over territory (TSS): the Vojvodina",
    "ITA YUG": "rivalry over territory (TSS): Dalmatia, Istria",
    "POL LTU": "rivalry over territory (TSS): Vilna; no relations",
    "HUN CZE": "rivalry over territory (TSS): southern Slovakia",
    "POL CZE": "rivalry over territory (TSS): Teschen",
    "DEU CZE": "rivalry over territory (TSS): the Sudetenland",
    "ROU RUS": "standing claim: the Soviet Union did not recognise Romania's rule of Bessarabia",
    "DEU LTU": "standing claim: Memel",
    "DEU DNK": "standing claim: Germany never accepted the border of 1920 in Schleswig; close",
}

GREAT_WAR = "the First World War"
INTERVENTION = "intervention against Soviet Russia, 1918-20"
WAR = {
    **{f"DEU {code}": GREAT_WAR for code in ("GBR", "FRA", "ITA", "ROU", "YUG", "RUS", "PRT", "GRC")},
    **{f"HUN {code}": GREAT_WAR for code in ("GBR", "FRA", "ITA", "RUS")},
    "HUN ROU": f"{GREAT_WAR}; war of 1919",
    "HUN YUG": f"{GREAT_WAR}; occupation of 1918-19",
    "HUN CZE": "war of 1919",
    "POL DEU": "Greater Poland, 1918-19; close, as the Poles began as insurgents",
    "POL CZE": "Teschen, January 1919",
    "POL LTU": "war of 1920",
    "POL RUS": "war of 1919-20",
    "LVA DEU": "war of independence: the Landeswehr, the Iron Division and Bermondt's army, 1919",
    "EST DEU": "battle of Wenden against the Landeswehr and the Iron Division, 1919; close",
    "LTU DEU": "Bermondt's army, 1919; close",
    "LVA RUS": "war of independence, 1918-20",
    "EST RUS": "war of independence, 1918-20",
    "LTU RUS": "war of independence, 1919-20",
    "FIN RUS": "war of 1918, expeditions to Karelia, peace of 1920",
    "GBR RUS": INTERVENTION,
    "FRA RUS": INTERVENTION,
    "GRC RUS": f"{INTERVENTION}: two divisions in the Ukraine, 1919",
    "ROU RUS": f"{INTERVENTION}: Bessarabia",
    "CZE RUS": f"{INTERVENTION}: the Legion",
}

# What other theories than Axelrod and Bennett's need; their result does not depend on it. Coded by class like the other
# history cases, after the line-ups of that theory were known and before those of any other were looked at with it.

OFFENCE = {0.75: "GBR FRA DEU ITA RUS", 0.5: "POL CZE ROU YUG HUN GRC", 0.25: "DNK PRT FIN LVA LTU EST"}
"""By forces that can act beyond the border: the great powers, states of middle size, small ones."""

REVISIONISM = {1.0: "DEU", 0.75: "ITA RUS HUN"}
"""Germany a wolf; Italy, the Soviet Union and Hungary with gains to make (after Schweller 1994); all others 0."""

NO_ALLIANCE = ("GBR DEU", "FRA DEU")
"""Locarno, in the table of 1936: a guarantee against each other, which Germany denounced on 7 March 1936."""
