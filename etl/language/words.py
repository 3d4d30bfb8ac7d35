"""The English words that the rules know."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Abbreviations, lower case and without their last stop: never the last word of a sentence ...
NEVER_LAST = _words("e.g i.e eg vs cf viz dr mr mrs ms prof rev gen sen rep gov capt lt col sgt hon mt st messrs")
# ... not where a number follows ("No. 1", "Jan. 5") ...
BEFORE_NUMBER = _words("no nos p pp vol ch fig sec ver v approx ca circa est jan feb mar apr jun jul aug sep sept oct nov dec")
# ... and, as initials do, only where the next word is one that begins a sentence rather than a name.
NAME_SUFFIX = _words("inc ltd corp co jr sr bros llc ph.d")
STARTERS = _words(
    """A After All Also An And Another Any As At Because Before Both But By Each Every Finally First For From He Her Here His How
    However I If In Instead It Its Later Many Most My Next No Not Now On Once One Or Our Over She Since So Some Still That The
    Their Then There These They This Those Through To Today Two Under Until We What When Where Which While Who Why With Without
    Yet You Your"""
)

# What only counts or points at the head of a noun phrase ...
COUNTING = _words(
    """all another any billion both certain couple dozen dozens each either enough every few fewer fifth first fourth hundred
    hundreds last less little many million millions more most much neither next no numerous other others own previous same second
    several some such third thousand thousands various"""
)
# ... and what stands for a noun without saying which.
STANDING_FOR = _words("he her him it me one ones she them they us we you")
# Plurals whose dictionary form nobody says: a topic is "big data" and "social media", not "big datum" and "social medium".
OWN_FORM = _words("criteria data media people")

# Universal Dependencies: what can head a noun phrase, what belongs to it on its left, what does not.
PHRASE_HEADS = _words(
    """nsubj nsubj:pass nsubj:outer obj iobj obl obl:agent obl:unmarked nmod nmod:unmarked appos conj dislocated vocative list
    parataxis ROOT root"""
)
PHRASE_LEFT = _words("det det:predet amod nummod compound nmod:poss flat obl:unmarked nmod:unmarked")
PHRASE_OUTSIDE = _words("case cc punct mark advmod cop aux nsubj expl discourse")
PHRASE_NAME_PARTS = _words("flat compound")

ENTITY_LABELS = _words("PERSON ORG PRODUCT WORK_OF_ART EVENT GPE LOC FAC NORP LAW")

# Numbers and dates, beside the units, scales and months of etl/units.py. Lower case: what has a capital gets it where it is used.
MONTHS_SHORT = _words("jan feb mar apr jun jul aug sept sep oct nov dec")
WEEKDAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
SEASONS = _words("spring summer autumn fall winter")
DECADES = _words("twenties thirties forties fifties sixties seventies eighties nineties")
HOLIDAYS = frozenset(
    [
        "Black Friday",
        "Christmas",
        "Christmas Day",
        "Christmas Eve",
        "Cyber Monday",
        "Easter",
        "Easter Monday",
        "Easter Sunday",
        "Father's Day",
        "Good Friday",
        "Halloween",
        "Independence Day",
        "Labor Day",
        "Memorial Day",
        "Mother's Day",
        "New Year's",
        "New Year's Day",
        "New Year's Eve",
        "Thanksgiving",
        "Valentine's Day",
    ]
)
ORDINALS = _words(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
    seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth
    thousandth"""
)
NUMBER_STARTERS = _words(
    """a ad an billions coming couple dozens early few final first fiscal following fy h half hundreds last late mid midnight millions next
    noon past previous q several tens this thousands today tomorrow tonight trillions yesterday"""
)
COINS = _words("yen yuan rmb rupee rupees peso pesos franc francs ruble rubles krona kronor krone kroner quid")
CURRENCY_CODES = _words("USD EUR GBP CHF JPY CNY INR CAD AUD SEK NOK DKK")
MEASURES = _words(
    """degree degrees watt watts kw mw gw kwh mwh gwh kilowatt kilowatts megawatt megawatts gigawatt gigawatts volt volts calorie
    calories gram grams mg ounce ounces oz yard yards ft gallon gallons barrel barrels hectare hectares knots nm kbps bps
    light-year light-years"""
)
# What may stand between a number and its unit ("two full years") ...
LASTING = _words("full whole long more additional extra further straight consecutive solid calendar business working")
# ... and before the "a" that counts one ("for a year", not "twenty dollars a year").
MEASURING = _words("for about within after over under than least take takes took taking last lasts lasted around nearly almost in")
# What a year stands behind, however long ago ("by 1403"), and where it is one whatever follows ("in 2020 sales rose").
BEFORE_YEAR = _words("in since by until till before between during circa")
BEFORE_SURE_YEAR = _words("the in since during until till")
BEFORE_MONTH = _words("in since by until till from to through during before after between of early late mid")
# What the "50s" of a century or of a life, and a time of day without "pm", stand behind.
BEFORE_DECADE = _words("the his her their my our your its early late mid")
BEFORE_CLOCK = _words("at by until till from to before after since around about")
# What a second that is counted stands behind ("the second try"), and what does not follow it ("a second to think").
BEFORE_SECOND = _words("the his her their its our my your this that each every 's ’s")
AFTER_MOMENT = _words(
    "a about after ago all an and as at because before but by during each every for from he i if in into is it later no of on or per so "
    "than that the then they this to was we when where while who with you"
)
# What looks like a plural behind a year and is none ("2020 was").
NO_PLURAL = _words("across always as besides does has his its is perhaps plus since thus towards us versus was whereas yes")
# What a number names instead of counting it: "episode 45", "version 4.5".
NUMBERED = _words(
    """article build chapter ep ep. episode episodes fig. figure flight gen generation highway issue item level line lines no. number
    page pages part phase pp. port release room route rule season section series slide stage step table tier v. ver. version versions
    vol. volume web"""
)
# What begins a sentence or a heading and counts nevertheless ("Nearly 4.5").
COUNTED_BEHIND = _words(
    """about above almost and around approximately between down exactly nearly of on only or over roughly than top under up within just
    least most where all both"""
)

# Names of people that begin a sentence or a heading as ordinary words more often.
WORDS_TOO = _words(
    """april art august bill bob brown chase christian dean drew earl faith frank gene grace grant green harmony heath hope hunter joy
    june king lane long love mark may miles page pat penny price ray rich rob robin rose ruth sky summer victor violet wade ward will
    young"""
)

# What stands around a name that is both a company's and its product's. Regular expressions; mined from the annotated training texts, each
# decides rightly in nine of ten places or more. Before a company, roles in it ("CEO of"), what it does, what it has ("Intel's board") ...
BEFORE_COMPANY = (
    r"[Aa]t|joined|bought|acquired|advise[ds]|founded|company(?: called)?|companies like|formerly of|work(?:s|ed|ing) for|according to"
    r"|(?:hired|employed|bought|acquired|led|made|sponsored) by|(?:came|degree|money|people|engineers?) from|(?:million|billion) for"
)
ROLES = r"C[ETOP]O|VP|co-?founder|founders?|president|director|chair(?:man)?|employees?|head|engineers?|partners?|board|graduate"
AFTER_COMPANY = (
    r"acquired|agreed|announced|bought|built|closed|employs|ended|endorses|estimates|helped|hire[ds]|joins|paid|pays|plans|publish(?:ed|es)"
    r"|raised|says|sells?|sent|C[ET]O|(?:co-?)?founder|employees|engineers?|staff|team"
)
OF_COMPANY = r"acquisition|board|C[ET]O|employees|engineers|founders?|headquarters|investors|revenue|staff|strategy|team|valuation"
# ... and before and behind a product.
BEFORE_PRODUCT = (
    r"your|[Uu]s(?:e[ds]?|ing)|(?:written|wrote) in|(?:built|hosted|works?|worked|working) on|versions? of|lines of|learn|installed|tried"
)
AFTER_PRODUCT = (
    r"accounts?|API|apps?|applications?|blog|blockchain|channel|clusters?|core|files?|framework|handle|instances?|integration|library"
    r"|page|platform|plugins?|servers?|tokens?|wallet"
)
