"""Europe in July 1914, as coded by hand for history.py."""

from __future__ import annotations

from history_case import Case, Entry

CASE = Case(
    name="europe_1914",
    title="Europe in July 1914: who fights on whose side",
    summary="""The four continental powers of the two alliances stand fixed against each other after
        Sarajevo. Which of the seventeen others joins whom, and who keeps out, by the end of 1915? Balance
        of power asks which side outweighs the other; balance of threat points to Germany's nearness and
        offence; balance of interests to those who want something (Italy, Bulgaria, the Ottoman Empire);
        landscape theory to old quarrels and likeness. Italy left its alliance and Britain had none that
        bound it: two of the field's standard puzzles. Contested: whether Belgium chose, how far Germany
        wanted the war (Fischer 1961 against Ritter and Clark 2012), and every class below.""",
    notes="""Left out: Montenegro (no row in the capabilities), Luxembourg, Albania, Persia and China (no
        armies that counted, or far away), and the Americas but the United States. Left out of the alliances
        in the table of 1914: treaties signed after 1 July 1914 (Germany-Ottoman Empire, 2 August;
        Bulgaria-Ottoman Empire, 19 August; Bulgaria with Germany and Austria-Hungary, of the war;
        Romania-Russia, 1 October). The table's Romanian ties to Germany, Austria-Hungary and Italy are the
        secret treaty of 1883, renewed in 1913. The guarantee of Belgium of 1839 is of five powers; coded by
        hand for Britain, France, Germany and Austria, Russia was forgotten. Regime scores are those of
        1914, the only year of the table; no regime changed between July and December.""",
    start="1914-07-01", step="month", ticks=18, year=1913, voice_year=1914, pact_file=1914,
    pacts_after="DEU=TUR DEU=BGR AUH=BGR BGR=TUR ROU=RUS",
    states="""DEU 255 Germany; AUH 300 Austria-Hungary; FRA 220 France; RUS 365 Russia; GBR 200 United
        Kingdom; ITA 325 Italy; TUR 640 Ottoman Empire; SRB 345 Serbia; BGR 355 Bulgaria; ROU 360 Romania;
        GRC 350 Greece; BEL 211 Belgium; NLD 210 Netherlands; ESP 230 Spain; PRT 235 Portugal; SWE 380
        Sweden; NOR 385 Norway; DNK 390 Denmark; CHE 225 Switzerland; USA 2 United States; JPN 740 Japan""",
    sources="""
  joll_martel: {title: "The Origins of the First World War, 3rd ed.", author: "Joll & Martel 2007"}
  clark: {title: "The Sleepwalkers", author: "Clark 2012"}
  taylor: {title: "The Struggle for Mastery in Europe 1848-1918", author: "Taylor 1954"}
  cow_wars: {title: "Inter-State War list", author: "Sarkees & Wayman 2010"}""",
    poles="""
poles:
  central:
    title: The Central Powers
    leaders: [DEU, AUH]
    source: taylor
    coding: "Bound by the Dual Alliance of 7 October 1879; the crisis of July 1914 was Austria-Hungary's with Serbia."
  entente:
    title: The Franco-Russian alliance and its friends
    leaders: [FRA, RUS]
    source: taylor
    coding: "Bound by the military convention of 1892-94. Britain is not a leader: it had no obligation."
""",
    start_rule="""with a pole (commitment .5) by an obligation to defend one of its leaders; (.25) by a
        lesser treaty or entente with a leader, and none with the other side's; else on neither side.""",
    aligned={"central": {0.5: "ITA ROU"}, "entente": {0.25: "GBR JPN ESP"}},
    actor_notes={
        "ITA": "Triple Alliance, renewed December 1912; the neutrality treaty with France of 1902 is the lesser tie.",
        "ROU": "Secret treaty of 1883, renewed 1913; known to the king and few ministers.",
        "GBR": "Ententes of 1904 and 1907, staff talks; no obligation.",
        "JPN": "Agreements with France 1907 and Russia 1907, 1910, 1912.",
        "ESP": "Notes exchanged at Cartagena, 1907.",
        "BEL": "Neutral by the treaty of 1839.",
        "TUR": "European and Asian parts; location Constantinople, where the file has Ankara.",
    },
    places={"TUR": (41.01, 28.98)},
    voice_rule="V-Dem's electoral democracy index, 1914.",
    government={
        "democratic": "BEL",
        "monarchic": "DEU AUH RUS ITA TUR SRB BGR ROU NLD JPN",
    },
    government_rule="""a Polity score of 6 or more is democratic; below it monarchic, the only other type of
        1914; by hand where there is no score: Belgium democratic, Austria-Hungary and Serbia monarchic""",
    religion="""DEU P62 C38; AUH C80 O10 P10; FRA C100; RUS O75 C10 M10 P5; GBR P85 C15; ITA C100; TUR M80
        O20; SRB O100; BGR O85 M15; ROU O95 C5; GRC O95 M5; BEL C100; NLD P60 C40; ESP C100; PRT C100; SWE
        P100; NOR P100; DNK P100; CHE P60 C40; USA P80 C20; JPN E100""",
    ethnic="AUH=SRB AUH=ITA AUH=ROU DEU=FRA DEU=DNK TUR=GRC TUR=BGR BGR=SRB BGR=GRC BGR=ROU TUR=RUS RUS=ROU",
    wars="1905 RUS=JPN; 1912 ITA=TUR; 1913 SRB,GRC,BGR=TUR BGR=SRB,GRC,ROU; 1898 USA=ESP; 1897 GRC=TUR",
    traits={
        "offence": {
            0.75: "DEU RUS FRA GBR",
            0.5: "AUH ITA BGR SRB ROU GRC TUR USA JPN",
            0.25: "BEL NLD ESP PRT SWE NOR DNK CHE",
        },
        "revisionism": {
            0.75: "SRB BGR",
            0.5: "DEU AUH ITA ROU GRC TUR JPN",
            0.25: "FRA RUS",
            0.0: "GBR BEL NLD ESP PRT SWE NOR DNK CHE USA",
        },
        "dissent": {0.5: "RUS AUH TUR PRT", 0.25: "ITA ESP GBR GRC"},
        "susceptibility": {0.25: "DEU AUH FRA RUS GBR USA ITA JPN", 0.5: "TUR ESP BEL SWE NLD ROU BGR GRC",
                           0.75: "SRB PRT NOR DNK CHE"},
    },
    entries=(
        Entry("hostility: 1", "AUH=SRB", """Sarajevo, 28 June 1914; annexation crisis 1908-09;
            ultimatum of October 1913.""", "clark"),
        Entry("hostility: 0.75", "FRA>DEU RUS=AUH DEU>RUS RUS>DEU",
              """Alsace-Lorraine and two Moroccan crises; the Balkans; the Liman von Sanders affair of
                  1913-14.""", "joll_martel"),
        Entry("hostility: 0.5", "AUH>ITA ITA>AUH ROU>AUH DNK>DEU SWE>RUS SRB>TUR TUR>RUS,SRB",
              """Irredenta; Transylvania; Schleswig; Finland and the naval scare. Contested: Italy's ally.""",
                    """joll_martel"""),
        Entry("hostility: 0.25", "BEL>DEU,FRA NLD>DEU CHE>DEU,FRA NOR>RUS PRT>DEU JPN>RUS RUS>JPN",
              """Neighbours of the great armies; talk of German designs on the Portuguese colonies (agreements
                  with Britain of 1898 and, initialled, 1913); Japan and Russia reconciled by treaty in
                  1907, 1910 and 1912, though at war ten years ago."""),
        Entry("pact: 0.25", "GBR>BEL FRA>BEL DEU>BEL AUH>BEL", """Guarantee of Belgium's neutrality, treaty of
            1839.""", "taylor"),
        Entry("dependence: 0.75", "AUH>DEU PRT>GBR", "Ally without a substitute; finance and the colonies' safety."),
        Entry("dependence: 0.5", "ITA,NOR,GRC,BEL,DNK,JPN>GBR TUR,RUS>FRA SRB>RUS NLD,SWE,CHE>DEU",
              "Coal, shipping, market, alliance; Ottoman debt and Russian loans; patron; transit trade, ore, coal."),
        Entry("dependence: 0.25", "TUR,ROU,DNK>DEU SRB,CHE,GRC,BEL>FRA NLD,ESP>GBR ESP>FRA",
              "Military mission and railway; royal house and trade; loans and arms; trade."),
        Entry("regime_support: 0.5", "SRB>RUS", "Hartwig's legation stood behind the Pašić government.", "clark"),
        Entry("regime_support: -0.5", "AUH>SRB", """Agitation among the South Slavs, as Vienna
            charged; Belgrade denied it.""", "clark"),
    ),
    expected={
        "entente": "GBR SRB BEL JPN ITA",
        "central": "TUR BGR",
        "none": "ROU GRC NLD ESP PRT SWE NOR DNK CHE USA",
    },
    expected_source="[joll_martel, cow_wars]",
    expected_coding="""Who was at war on whose side on 31 December 1915. Serbia 28 July 1914, Belgium and
        Britain 4 August, Japan 23 August, Ottoman Empire from 29 October, Italy 23 May 1915
        (with Germany from August 1916 only), Bulgaria 14 October 1915. Later: Portugal and Romania 1916,
        United States and Greece 1917. Contested: Belgium was invaded; Greece was divided and had Entente
        troops at Salonika from October 1915.""",
)  # fmt: skip
