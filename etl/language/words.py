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
