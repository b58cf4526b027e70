"""Who is in scenarios/world_2023.yaml, and the lists of states that world_2023.py codes by."""

from __future__ import annotations

STATES = """
AFG 700 AF Afghanistan; AGO 540 AO Angola; ALB 339 AL Albania; AND 232 AD Andorra;
ARE 696 AE United Arab Emirates; ARG 160 AR Argentina; ARM 371 AM Armenia; ATG 58 AG Antigua and Barbuda;
AUS 900 AU Australia; AUT 305 AT Austria; AZE 373 AZ Azerbaijan; BDI 516 BI Burundi; BEL 211 BE Belgium;
BEN 434 BJ Benin; BFA 439 BF Burkina Faso; BGD 771 BD Bangladesh; BGR 355 BG Bulgaria; BHR 692 BH Bahrain;
BHS 31 BS Bahamas; BIH 346 BA Bosnia and Herzegovina; BLR 370 BY Belarus; BLZ 80 BZ Belize;
BOL 145 BO Bolivia; BRA 140 BR Brazil; BRB 53 BB Barbados; BRN 835 BN Brunei; BTN 760 BT Bhutan;
BWA 571 BW Botswana; CAF 482 CF Central African Republic; CAN 20 CA Canada; CHE 225 CH Switzerland;
CHL 155 CL Chile; CHN 710 CN China; CIV 437 CI Ivory Coast; CMR 471 CM Cameroon; COD 490 CD DR Congo;
COG 484 CG Congo; COL 100 CO Colombia; COM 581 KM Comoros; CPV 402 CV Cape Verde; CRI 94 CR Costa Rica;
CUB 40 CU Cuba; CYP 352 CY Cyprus; CZE 316 CZ Czechia; DEU 255 DE Germany; DJI 522 DJ Djibouti;
DMA 54 DM Dominica; DNK 390 DK Denmark; DOM 42 DO Dominican Republic; DZA 615 DZ Algeria;
ECU 130 EC Ecuador; EGY 651 EG Egypt; ERI 531 ER Eritrea; ESP 230 ES Spain; EST 366 EE Estonia;
ETH 530 ET Ethiopia; FIN 375 FI Finland; FJI 950 FJ Fiji; FRA 220 FR France; FSM 987 FM Micronesia;
GAB 481 GA Gabon; GBR 200 GB United Kingdom; GEO 372 GE Georgia; GHA 452 GH Ghana; GIN 438 GN Guinea;
GMB 420 GM Gambia; GNB 404 GW Guinea-Bissau; GNQ 411 GQ Equatorial Guinea; GRC 350 GR Greece;
GRD 55 GD Grenada; GTM 90 GT Guatemala; GUY 110 GY Guyana; HND 91 HN Honduras; HRV 344 HR Croatia;
HTI 41 HT Haiti; HUN 310 HU Hungary; IDN 850 ID Indonesia; IND 750 IN India; IRL 205 IE Ireland;
IRN 630 IR Iran; IRQ 645 IQ Iraq; ISL 395 IS Iceland; ISR 666 IL Israel; ITA 325 IT Italy;
JAM 51 JM Jamaica; JOR 663 JO Jordan; JPN 740 JP Japan; KAZ 705 KZ Kazakhstan; KEN 501 KE Kenya;
KGZ 703 KG Kyrgyzstan; KHM 811 KH Cambodia; KIR 946 KI Kiribati; KNA 60 KN St Kitts and Nevis;
KOR 732 KR South Korea; KWT 690 KW Kuwait; LAO 812 LA Laos; LBN 660 LB Lebanon; LBR 450 LR Liberia;
LBY 620 LY Libya; LCA 56 LC St Lucia; LIE 223 LI Liechtenstein; LKA 780 LK Sri Lanka; LSO 570 LS Lesotho;
LTU 368 LT Lithuania; LUX 212 LU Luxembourg; LVA 367 LV Latvia; MAR 600 MA Morocco; MCO 221 MC Monaco;
MDA 359 MD Moldova; MDG 580 MG Madagascar; MDV 781 MV Maldives; MEX 70 MX Mexico;
MHL 983 MH Marshall Islands; MKD 343 MK North Macedonia; MLI 432 ML Mali; MLT 338 MT Malta;
MMR 775 MM Myanmar; MNE 341 ME Montenegro; MNG 712 MN Mongolia; MOZ 541 MZ Mozambique;
MRT 435 MR Mauritania; MUS 590 MU Mauritius; MWI 553 MW Malawi; MYS 820 MY Malaysia; NAM 565 NA Namibia;
NER 436 NE Niger; NGA 475 NG Nigeria; NIC 93 NI Nicaragua; NLD 210 NL Netherlands; NOR 385 NO Norway;
NPL 790 NP Nepal; NRU 970 NR Nauru; NZL 920 NZ New Zealand; OMN 698 OM Oman; PAK 770 PK Pakistan;
PAN 95 PA Panama; PER 135 PE Peru; PHL 840 PH Philippines; PLW 986 PW Palau; PNG 910 PG Papua New Guinea;
POL 290 PL Poland; PRK 731 KP North Korea; PRT 235 PT Portugal; PRY 150 PY Paraguay; QAT 694 QA Qatar;
ROU 360 RO Romania; RUS 365 RU Russia; RWA 517 RW Rwanda; SAU 670 SA Saudi Arabia; SDN 625 SD Sudan;
SEN 433 SN Senegal; SGP 830 SG Singapore; SLB 940 SB Solomon Islands; SLE 451 SL Sierra Leone;
SLV 92 SV El Salvador; SMR 331 SM San Marino; SOM 520 SO Somalia; SRB 345 YU Serbia;
SSD 626 SS South Sudan; STP 403 ST Sao Tome and Principe; SUR 115 SR Suriname; SVK 317 SK Slovakia;
SVN 349 SI Slovenia; SWE 380 SE Sweden; SWZ 572 SZ Eswatini; SYC 591 SC Seychelles; SYR 652 SY Syria;
TCD 483 TD Chad; TGO 461 TG Togo; THA 800 TH Thailand; TJK 702 TJ Tajikistan; TKM 701 TM Turkmenistan;
TLS 860 TL Timor-Leste; TON 955 TO Tonga; TTO 52 TT Trinidad and Tobago; TUN 616 TN Tunisia;
TUR 640 TR Turkey; TUV 947 TV Tuvalu; TZA 510 TZ Tanzania; UGA 500 UG Uganda; UKR 369 UA Ukraine;
URY 165 UY Uruguay; USA 2 US United States; UZB 704 UZ Uzbekistan; VCT 57 VC St Vincent and the Grenadines;
VEN 101 VE Venezuela; VNM 816 VN Vietnam; VUT 935 VU Vanuatu; WSM 990 WS Samoa; YEM 679 YE Yemen;
ZAF 560 ZA South Africa; ZMB 551 ZM Zambia; ZWE 552 ZW Zimbabwe
"""
"""ISO 3166 alpha-3 code, Correlates of War code, code in the roll calls and short name of each UN member."""

GROUPS = {
    "arab_league": """DZA BHR COM DJI EGY IRQ JOR KWT LBN LBY MRT MAR OMN PSE QAT SAU SOM SDN SYR TUN ARE YEM""",
    "oic": """AFG ALB DZA AZE BHR BGD BEN BRN BFA CMR TCD COM CIV DJI EGY GAB GMB GIN GNB GUY IDN IRN IRQ JOR KAZ
        KWT KGZ LBN LBY MYS MDV MLI MRT MAR MOZ NER NGA OMN PAK PSE QAT SAU SEN SLE SOM SDN SUR TJK TGO TUN TUR
        TKM UGA ARE UZB YEM""",
    "gulf": """SAU ARE KWT BHR QAT OMN""",
    "african_union": """DZA AGO BEN BWA BFA BDI CPV CMR CAF TCD COM COG COD CIV DJI EGY GNQ ERI SWZ ETH GAB GMB GHA
        GIN GNB KEN LSO LBR LBY MDG MWI MLI MRT MUS MAR MOZ NAM NER NGA RWA STP SEN SYC SLE SOM ZAF SSD SDN TZA
        TGO TUN UGA ZMB ZWE""",
    "eu": """AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU SVK SVN
        ESP SWE""",
    "nato": """USA CAN GBR FRA DEU ITA ESP PRT BEL NLD LUX DNK NOR ISL GRC TUR POL CZE HUN SVK SVN EST LVA LTU BGR
        ROU HRV ALB MNE MKD FIN""",
    "caricom": """ATG BHS BRB BLZ DMA GRD GUY HTI JAM KNA LCA VCT SUR TTO""",
    "pacific_islands_forum": """AUS FJI KIR MHL FSM NRU NZL PLW PNG WSM SLB TON TUV VUT""",
    "arab_and_muslim_publics": """DZA BHR COM DJI EGY IRQ JOR KWT LBN LBY MRT MAR OMN PSE QAT SAU SOM SDN SYR TUN
        ARE YEM TUR IRN AFG PAK BGD IDN MYS BRN MDV""",
    "no_relations_with_israel": """DZA COM DJI IRQ KWT LBN LBY MRT OMN QAT SAU SOM SYR TUN YEM AFG BGD BRN IDN IRN
        MYS MDV MLI NER PAK CUB PRK VEN""",
}
"""Memberships and lists on 1 October 2023."""

DEPENDENCE = (
    (0.75, "ISR", "aid, arms and cover that nobody else could replace soon"),
    (0.75, "FSM MHL PLW", "Compact of Free Association with the United States: its defence and most of the budget"),
    (0.5, "EGY JOR", "aid client: military aid since the peace with Israel"),
    (0.5, "SAU ARE KWT BHR QAT IRQ", "bases, arms and training of the United States"),
    (0.5, "UKR", "arms that nobody else could replace soon"),
    (0.5, "JPN KOR", "guarantee and garrison of the United States"),
    (0.5, "CAN MEX", "three quarters of exports go to the United States"),
    (0.5, "GTM HND SLV HTI", "remittances, market and aid of the United States"),
    (0.5, "COL", "security aid and chief market"),
    (0.5, "POL EST LVA LTU", "pact, and frontline state since 2022"),
    (0.25, "KIR NRU TUV", "fishing fees under the South Pacific Tuna Treaty are a good part of the budget"),
    (0.25, "OMN IND MAR TUN LBN KEN NGA ETH SEN IDN MYS BGD ZAF FJI IRL AUT LBR PSE",
     "a large market, donor or supplier of arms among several"),
)  # fmt: skip
"""Dependence on the United States above what a defence pact gives, with the reason."""

PACT_DEPENDENCE = 0.25
NO_DEPENDENCE = frozenset({"VEN"})
"""States whose pact with the United States (the Rio Treaty) is a dead letter: under its sanctions since 2019."""

OFFENCE = {
    1.0: "USA",
    0.75: "GBR FRA RUS CHN IND ISR PRK",
    0.5: "TUR PAK EGY SAU ARE IRN ITA ESP DEU POL UKR AUS JPN KOR",
}
"""1 global projection, .75 nuclear or long-range strike, .5 regional; everybody else .25, chiefly defence."""

REVISIONISM = {0.75: "PSE IRN RUS PRK", 0.5: "CHN CUB SYR VEN NIC BLR ERI AFG"}
"""Open challengers of the order, before October 2023; everybody else 0."""

DISSENT = {0.75: "SYR", 0.5: "ISR PSE IRQ IRN NIC VEN", 0.25: "USA EGY JOR CUB"}
"""Only of states that somebody in the conflict props up or undermines: nowhere else does it bear on the choice."""

REACH = {1.0: "USA", 0.75: "TUR", 0.25: "COL"}
"""Only of those who convene, and of the patron: nothing else reads it."""

MEASURES = {"arms_supply": "USA DEU ITA", "diplomatic_cover": "USA"}
"""Measures in force before October 2023, besides recognition."""


def members() -> dict[str, tuple[int, str, str]]:
    """COW code, code in the roll calls and name of each UN member by ISO code."""
    rows = (entry.split(maxsplit=3) for entry in " ".join(STATES.split()).split(";"))
    return {iso: (int(cow), voter, name) for iso, cow, voter, name in rows}


def classes(table: dict[float, str]) -> dict[str, float]:
    """Class of each state named in a table from class to states."""
    return {iso: value for value, named in table.items() for iso in named.split()}
