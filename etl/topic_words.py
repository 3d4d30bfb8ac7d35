"""The English words that make no topic: nouns that say nothing of a subject, adjectives that only grade, place or date a thing."""

from __future__ import annotations

_VAGUE_HEADS = """
    amount answer area aspect attempt beginning bit bunch case chance chapter choice co-host conversation couple day deal decade detail
    difference discussion dollar end episode event example experience fact feeling form friend group guest half hand handful host hour idea
    interview issue job kind level life line list listener lot man matter mention million minute moment month morning name need night number
    opinion option order page pair part people percent person place plan plenty podcast point problem quarter question range reason rest
    result right role round second section set share show side sort spot start state step story stuff talk term thing thought time today
    tomorrow topic type use view want way week weekend while whole woman word work world year yesterday
"""
_GENERAL_MODIFIERS = """
    actual additional all amazing another average bad basic best better big bigger biggest brief certain clear close common complete cool
    correct crazy current daily dear different difficult direct early earlier easier easy empty entire every exact exciting existing extra
    fair familiar famous far fast faster favorite few final fine first former fresh full fun funny future general good great greater
    greatest hard harder hardest high higher highest huge important initial interesting internal key large larger largest last late later
    latest least less little long longer low lower main major many middle modern monthly more most much multiple near new newer next nice
    normal numerous obvious old older ongoing only opposite ordinary other outside overall own particular past perfect poor popular possible
    potential present previous proper pure quick rare raw ready real recent regular related rough same second separate serious several short
    similar simple single slow small smaller solid special specific standard steady straight strange strong successful such sudden sure
    terrible third tiny total tough true typical unique unusual useful usual various very vital weak weekly well whole wide wild wonderful
    worse worst wrong yearly young younger starting
"""
VAGUE_HEADS = frozenset(_VAGUE_HEADS.split())
GENERAL_MODIFIERS = frozenset(_GENERAL_MODIFIERS.split())
