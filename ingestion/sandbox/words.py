"""Names of people, companies and places that the sample company meets."""

import unicodedata

STAFF_NAMES = [
    ("Grace", "Whitfield"), ("Jonas", "Keller"), ("Priya", "Raman"), ("Marcus", "Bell"), ("Elena", "Petrova"),
    ("Tom", "Okafor"), ("Hannah", "Berg"), ("Luis", "Ortega"), ("Ayumi", "Sato"), ("Daniel", "Frost"),
    ("Nora", "Lindgren"), ("Victor", "Hale"), ("Samira", "Haddad"), ("Owen", "Pryce"), ("Clara", "Weiss"),
    ("Ben", "Castellano"), ("Ingrid", "Dahl"), ("Rafael", "Moreau"), ("Kim", "Nguyen"), ("Alice", "O'Hara"),
    ("Felix", "Brandt"), ("Zoe", "Marsh"), ("Henrik", "Sund"), ("Maya", "Lindqvist"), ("Colin", "Ashby"),
    ("Teresa", "Vidal"), ("Kenji", "Mori"), ("Ruth", "Abrams"), ("Diego", "Salas"), ("Paula", "Stein"),
    ("Aaron", "Doyle"), ("Mei", "Tan"), ("Stefan", "Vogel"), ("Lena", "Hoff"), ("Peter", "Quist"),
    ("Isla", "Munro"), ("Hugo", "Lambert"), ("Vera", "Novak"), ("Sean", "Barlow"), ("Tara", "Mills"),
]  # fmt: skip

FIRST_NAMES = (
    "Anna", "James", "Maria", "Robert", "Julia", "Michael", "Sofia", "David", "Emma", "Thomas", "Laura", "Peter",
    "José", "Renée", "Björn", "Zoë", "François", "Małgorzata", "Søren", "Chloé", "Jürgen", "Åsa", "Nuño", "Łukasz",
    "Olivia", "William", "Hannah", "Lucas", "Amelia", "Noah", "Charlotte", "Liam", "Mia", "Ethan", "Ella", "Oliver",
    "Yuki", "Haruto", "Sakura", "Ren", "Aoi", "Takumi", "Mei", "Wei", "Jun", "Min", "Arjun", "Priya", "Rahul", "Anika",
    "Ahmed", "Fatima", "Omar", "Layla", "Yusuf", "Noor", "Dmitri", "Olga", "Ivan", "Katarina", "Mateo", "Camila",
    "Diego", "Valentina", "Erik", "Ingrid", "Lars", "Freja", "Pieter", "Sanne", "Bram", "Fleur", "Giulia", "Marco",
    "Sean", "Niamh", "Owen", "Rhys", "Fiona", "Callum", "Grace", "Henry", "Ruth", "Simon", "Clara", "Felix", "Jan",
    "Karl", "Lena", "Max", "Paul", "Eva", "Iris", "Hugo", "Vera", "Leo", "Ada", "Theo", "Nina", "Otto", "Kim", "Alex",
)  # fmt: skip

LAST_NAMES = (
    "Smith", "Müller", "García", "Johansson", "Dubois", "Tanaka", "van den Berg", "O'Connor", "Nowak", "Rossi", "Jones",
    "Schmidt", "Fernández", "Andersson", "Lefèvre", "Suzuki", "de Vries", "McKenzie", "Kowalski", "Bianchi", "Brown",
    "Weber", "Núñez", "Lindström", "Moreau", "Yamamoto", "Jansen", "Murphy", "Zieliński", "Ferrari", "Taylor", "Wagner",
    "Ibáñez", "Bergström", "Girard", "Watanabe", "Bakker", "Campbell", "Novák", "Conti", "Wilson", "Becker", "Silva",
    "Nilsson", "Fournier", "Kobayashi", "Visser", "Stewart", "Horváth", "Greco", "Clark", "Hoffmann", "Costa", "Persson",
    "Mercier", "Ito", "Smit", "Reid", "Popescu", "Marino", "Walker", "Schäfer", "Pereira", "Olsen", "Lambert", "Mori",
    "Meijer", "Ross", "Ivanov", "Gallo", "Hall", "Koch", "Santos", "Hansen", "Roux", "Kimura", "Dekker", "Murray", "Shah",
    "Patel", "Singh", "Khan", "Chen", "Wang", "Li", "Zhang", "Nguyen", "Kim", "Park", "Lee", "Young", "King", "Wright",
    "Baker", "Hill", "Green", "Adams", "Nelson", "Carter", "Mitchell", "Turner", "Parker", "Evans", "Edwards", "Collins",
    "Peña-López", "St. John", "D'Angelo", "Öztürk", "Al-Farsi", "Null", "Nagy", "True", "May", "Björk", "Ek", "Ahn",
)  # fmt: skip

COMPANY_FIRST = (
    "Alder", "Ashford", "Bramble", "Calder", "Cedar", "Corvin", "Dunmore", "Eastgate", "Elmwood", "Fairfax", "Falcon",
    "Fenwick", "Garnet", "Glenrock", "Granite", "Greystone", "Hadley", "Harbor", "Hawthorn", "Hollis", "Ironwood",
    "Juniper", "Keystone", "Kingsley", "Larkin", "Linden", "Lodestar", "Marlow", "Meadow", "Milton", "Norwood", "Oakhurst",
    "Onyx", "Orchard", "Palmer", "Pinecrest", "Quarry", "Radley", "Redwood", "Ridgeway", "Riverton", "Rowan", "Saxon",
    "Selby", "Silverton", "Stanton", "Sterling", "Summit", "Tamarack", "Thornton", "Tidewater", "Trent", "Upland",
    "Valmont", "Vantage", "Wakefield", "Waverly", "Westbrook", "Whitley", "Willow", "Windsor", "Yarrow", "Zephyr", "Ångström",
)  # fmt: skip

COMPANY_SECOND = (
    "Valve", "Pump", "Foods", "Chemical", "Steel", "Motor", "Paper", "Glass", "Plastics", "Pharma", "Energy", "Dairy",
    "Brewing", "Packaging", "Textile", "Mining", "Water", "Robotics", "Ceramics", "Coatings", "Gas", "Turbine", "Marine",
    "Rail", "Tool", "Cable", "Filter", "Boiler", "Grain", "Sugar", "Timber", "Polymer", "Battery", "Solar", "Forge",
)  # fmt: skip

COMPANY_THIRD = (
    "Works", "Industries", "Systems", "Group", "Company", "Partners", "Supply", "Solutions", "Technologies", "Products",
    "Manufacturing", "Services", "Labs", "Holding", "Brothers", "International", "Controls", "Processing", "Trading",
)  # fmt: skip

INDUSTRIES = {
    "Valve": "Industrial Machinery", "Pump": "Industrial Machinery", "Foods": "Food Processing", "Chemical": "Chemicals",
    "Motor": "Automotive", "Pharma": "Pharmaceuticals", "Energy": "Energy", "Dairy": "Food Processing", "Gas": "Energy",
    "Brewing": "Food Processing", "Polymer": "Chemicals", "Turbine": "Energy", "Solar": "Energy", "Grain": "Food Processing",
    "Coatings": "Chemicals", "Boiler": "Industrial Machinery", "Robotics": "Industrial Machinery", "Tool": "Industrial Machinery",
    "Sugar": "Food Processing", "Battery": "Automotive", "Plastics": "Chemicals", "Water": "Utilities", "Paper": "Paper & Forest Products",
    "Packaging": "Packaging", "Textile": "Textiles", "Mining": "Metals & Mining", "Steel": "Metals & Mining",
}  # fmt: skip

# country, currency, legal form, top-level domain, calling code, weight, cities with postal codes
PLACES = (
    ("US", "USD", "Inc.", "com", "+1", 46, (("Boston", "02134"), ("Newark", "07102"), ("Chicago", "60601"), ("Houston", "77002"), ("Portland", "97201"), ("Tulsa", "74103"))),
    ("GB", "GBP", "Ltd", "co.uk", "+44", 12, (("Leeds", "LS1 4AP"), ("Bristol", "BS1 5TR"), ("Glasgow", "G1 1XQ"))),
    ("DE", "EUR", "GmbH", "de", "+49", 14, (("Leipzig", "04109"), ("Köln", "50667"), ("München", "80331"), ("Düsseldorf", "40213"))),
    ("FR", "EUR", "S.A.", "fr", "+33", 6, (("Lyon", "69001"), ("Nîmes", "30000"), ("Besançon", "25000"))),
    ("NL", "EUR", "B.V.", "nl", "+31", 5, (("Utrecht", "3511 AB"), ("Eindhoven", "5611 AZ"))),
    ("SE", "SEK", "AB", "se", "+46", 6, (("Göteborg", "411 03"), ("Malmö", "211 18"))),
    ("JP", "JPY", "K.K.", "co.jp", "+81", 6, (("Osaka", "530-0001"), ("Nagoya", "450-0002"))),
    ("CA", "USD", "Ltd.", "ca", "+1", 4, (("Toronto", "M5H 2N2"), ("Québec", "G1R 4P5"))),
    ("KW", "KWD", "W.L.L.", "com.kw", "+965", 1, (("Kuwait City", "13001"),)),
)  # fmt: skip

FREE_MAIL = ("gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "gmx.de", "web.de", "proton.me")
UNIVERSITIES = ("mit.edu", "stateuniv.edu", "ox.ac.uk", "leeds.ac.uk", "uni-leipzig.de", "uni-bonn.de", "monash.edu.au", "osaka.ac.jp")
SHARED_DOMAINS = ("meridiangroup.com", "northgateholdings.com", "kestrelpartners.com")
SHARED_MAILBOXES = ("info", "office", "sales", "contact", "purchasing", "admin", "team", "kontakt")

TITLES = (
    "Plant Manager", "Maintenance Lead", "Process Engineer", "Purchasing Manager", "Operations Director", "VP Operations",
    "Quality Manager", "Automation Engineer", "Reliability Engineer", "CTO", "CEO", "Controls Technician", "Energy Manager",
    "Head of Production", "Facilities Manager", "Chief Engineer", "IT Manager", "Finance Director", "Procurement Specialist",
)  # fmt: skip

PAGES = (
    "/", "/products/flowsense", "/products/pressuresense", "/products/vibrasense", "/software/monitor", "/software/predict",
    "/pricing", "/customers", "/guides/buyers-guide", "/blog/leak-detection", "/blog/pump-health", "/webinars", "/about", "/demo",
)  # fmt: skip

# Texts that break what was not built with care; each is somebody's real subject, title or company.
AWKWARD = (
    "<script>alert('valve')</script>", "=cmd|' /C calc'!A0", "{{ 7 * 7 }}", "\"quoted\", and 'again'", "first line\nsecond line",
    "\u202eright to left\u202c", "🔧 maintenance ✅", "NA", "02134", "null", "1e5", "tab\there", "100 % off; really", "é́ decomposed", "\\N",
)  # fmt: skip


def plain(text: str) -> str:
    """Without diacritics, as an address spells it."""
    text = text.replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("Ł", "L").replace("ß", "ss")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
