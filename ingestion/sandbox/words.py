"""Names of people, companies and places that the sample company meets."""

import unicodedata
from typing import NamedTuple


def _list(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("\n", ",").split(",") if word.strip())


class Place(NamedTuple):
    country: str
    currency: str
    legal_form: str
    top_domain: str
    code: str
    cities: tuple[tuple[str, str], ...]


STAFF_NAMES = tuple(
    tuple(name.split(" ", 1))
    for name in _list("""
    Grace Whitfield, Jonas Keller, Priya Raman, Marcus Bell, Elena Petrova, Owen Pryce, Hannah Berg
    Luis Ortega, Ayumi Sato, Daniel Frost, Nora Lindgren, Victor Hale, Samira Haddad, Clara Weiss
    Ben Castellano, Ingrid Dahl, Rafael Moreau, Kim Nguyen, Alice O'Hara, Felix Brandt, Zoe Marsh
    Henrik Sund, Iris Nylund, Colin Ashby, Teresa Vidal, Kenji Mori, Ruth Abrams, Diego Salas
    Paula Stein, Aaron Doyle, Mei Tan, Stefan Vogel, Lena Hoff, Peter Quist, Isla Munro
    Hugo Lambert, Vera Novak, Sean Barlow, Tara Mills, Emil Strand
    """)
)

FIRST_NAMES = _list("""
Anna, James, Maria, Robert, Julia, Michael, Sofia, David, Emma, Thomas, Laura, Peter, José, Renée
Björn, Zoë, François, Małgorzata, Søren, Chloé, Jürgen, Åsa, Nuño, Łukasz, Olivia, William, Hannah
Lucas, Amelia, Noah, Charlotte, Liam, Mia, Ethan, Ella, Oliver, Yuki, Haruto, Sakura, Ren, Aoi
Takumi, Mei, Wei, Jun, Min, Arjun, Priya, Rahul, Anika, Ahmed, Fatima, Omar, Layla, Yusuf, Noor
Dmitri, Olga, Ivan, Katarina, Mateo, Camila, Diego, Valentina, Erik, Ingrid, Lars, Freja, Pieter
Sanne, Bram, Fleur, Giulia, Marco, Sean, Niamh, Owen, Rhys, Fiona, Callum, Grace, Henry, Ruth
Simon, Clara, Felix, Jan, Karl, Lena, Max, Paul, Eva, Iris, Hugo, Vera, Leo, Ada, Theo, Nina, Otto
""")

LAST_NAMES = _list("""
Smith, Müller, García, Johansson, Dubois, Tanaka, van den Berg, O'Connor, Nowak, Rossi, Jones
Schmidt, Fernández, Andersson, Lefèvre, Suzuki, de Vries, McKenzie, Kowalski, Bianchi, Brown
Weber, Núñez, Lindström, Moreau, Yamamoto, Jansen, Murphy, Zieliński, Ferrari, Taylor, Wagner
Ibáñez, Bergström, Girard, Watanabe, Bakker, Campbell, Novák, Conti, Wilson, Becker, Silva
Nilsson, Fournier, Kobayashi, Visser, Stewart, Horváth, Greco, Clark, Hoffmann, Costa, Persson
Mercier, Ito, Smit, Reid, Popescu, Marino, Walker, Schäfer, Pereira, Olsen, Lambert, Mori, Meijer
Ross, Ivanov, Gallo, Hall, Koch, Santos, Hansen, Roux, Kimura, Dekker, Murray, Shah, Patel, Singh
Khan, Chen, Wang, Li, Zhang, Nguyen, Kim, Park, Lee, Young, King, Wright, Baker, Hill, Green
Adams, Nelson, Carter, Mitchell, Turner, Parker, Evans, Edwards, Collins, Peña-López, St. John
D'Angelo, Öztürk, Al-Farsi, Null, Nagy, True, May, Björk, Ek, Ahn
""")

COMPANY_FIRST = _list("""
Alder, Ashford, Bramble, Calder, Cedar, Corvin, Dunmore, Eastgate, Elmwood, Fairfax, Falcon
Fenwick, Garnet, Glenrock, Granite, Greystone, Hadley, Harbor, Hawthorn, Hollis, Ironwood, Juniper
Keystone, Kingsley, Larkin, Linden, Lodestar, Marlow, Meadow, Milton, Norwood, Oakhurst, Onyx
Orchard, Palmer, Pinecrest, Quarry, Radley, Redwood, Ridgeway, Riverton, Rowan, Saxon, Selby
Silverton, Stanton, Sterling, Summit, Tamarack, Thornton, Tidewater, Trent, Upland, Valmont
Vantage, Wakefield, Waverly, Westbrook, Whitley, Willow, Windsor, Yarrow, Zephyr, Ångström
""")
COMPANY_SECOND = _list("""
Valve, Pump, Foods, Chemical, Steel, Motor, Paper, Glass, Plastics, Pharma, Energy, Dairy, Brewing
Packaging, Textile, Mining, Water, Robotics, Ceramics, Coatings, Gas, Turbine, Marine, Rail, Tool
Cable, Filter, Boiler, Grain, Sugar, Timber, Polymer, Battery, Solar, Forge
""")
COMPANY_THIRD = _list("""
Works, Industries, Systems, Group, Company, Partners, Supply, Solutions, Technologies, Products
Manufacturing, Services, Labs, Holding, Brothers, International, Instruments, Processing, Trading
""")
INDUSTRIES = {
    second: industry
    for industry, seconds in {
        "Food Processing": "Foods, Dairy, Brewing, Grain, Sugar",
        "Chemicals": "Chemical, Plastics, Coatings, Polymer",
        "Automotive": "Motor, Battery",
        "Pharmaceuticals": "Pharma",
        "Energy": "Energy, Gas, Turbine, Solar",
        "Utilities": "Water",
        "Metals & Mining": "Steel, Mining, Forge",
        "Paper & Forest Products": "Paper, Timber",
        "Packaging": "Packaging, Glass",
        "Textiles": "Textile",
    }.items()
    for second in _list(seconds)
}

PLACES = (
    Place("US", "USD", "Inc.", "com", "+1", (
        ("Boston", "02134"), ("Newark", "07102"), ("Chicago", "60601"), ("Houston", "77002"),
        ("Portland", "97201"), ("Tulsa", "74103"),
    )),
    Place("GB", "GBP", "Ltd", "co.uk", "+44", (
        ("Leeds", "LS1 4AP"), ("Bristol", "BS1 5TR"), ("Glasgow", "G1 1XQ"),
    )),
    Place("DE", "EUR", "GmbH", "de", "+49", (
        ("Leipzig", "04109"), ("Köln", "50667"), ("München", "80331"), ("Düsseldorf", "40213"),
    )),
    Place("FR", "EUR", "S.A.", "fr", "+33", (
        ("Lyon", "69001"), ("Nîmes", "30000"), ("Besançon", "25000"),
    )),
    Place("NL", "EUR", "B.V.", "nl", "+31", (("Utrecht", "3511 AB"), ("Eindhoven", "5611 AZ"))),
    Place("SE", "SEK", "AB", "se", "+46", (("Göteborg", "411 03"), ("Malmö", "211 18"))),
    Place("JP", "JPY", "K.K.", "co.jp", "+81", (("Osaka", "530-0001"), ("Nagoya", "450-0002"))),
    Place("CA", "USD", "Ltd.", "ca", "+1", (("Toronto", "M5H 2N2"), ("Québec", "G1R 4P5"))),
    Place("KW", "KWD", "W.L.L.", "com.kw", "+965", (("Kuwait City", "13001"),)),
)  # fmt: skip
PLACE_WEIGHTS = (46, 12, 14, 6, 5, 6, 6, 4, 1)

FREE_MAIL = _list(
    "gmail.com, outlook.com, hotmail.com, yahoo.com, icloud.com, gmx.de, web.de, proton.me"
)
UNIVERSITIES = _list("""
mit.edu, stateuniv.edu, ox.ac.uk, leeds.ac.uk, uni-leipzig.de, uni-bonn.de, monash.edu.au
osaka.ac.jp
""")
SHARED_DOMAINS = _list("meridiangroup.com, northgateholdings.com, kestrelpartners.com")
SHARED_MAILBOXES = _list("info, office, sales, contact, purchasing, admin, team, kontakt")

TITLES = _list("""
Plant Manager, Maintenance Lead, Process Engineer, Purchasing Manager, Operations Director
VP Operations, Quality Manager, Automation Engineer, Reliability Engineer, CTO, CEO
Controls Technician, Energy Manager, Head of Production, Facilities Manager, Chief Engineer
IT Manager, Finance Director, Procurement Specialist
""")

PAGES = _list("""
/, /products/flowsense, /products/pressuresense, /products/vibrasense, /software/monitor
/software/predict, /pricing, /customers, /guides/buyers-guide, /blog/leak-detection
/blog/pump-health, /webinars, /about
""")

# Texts that break what was not built with care; each stands as somebody's subject or title.
AWKWARD = (
    "<script>alert('valve')</script>",
    "=cmd|' /C calc'!A0",
    "{{ 7 * 7 }}",
    "\"quoted\", and 'again'",
    "first line\nsecond line",
    "\u202eright to left\u202c",
    "🔧 maintenance ✅",
    "NA",
    "02134",
    "null",
    "1e5",
    "tab\there",
    "100 % off; really",
    "e\u0301 decomposed",
    "\\N",
)

_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss"})


def plain(text: str) -> str:
    """Without diacritics, as an address spells it."""
    return (
        unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
    )
