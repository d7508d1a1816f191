"""The shipped rules: which words in a payee's name, a description or a reference speak of which category.

Pure. A rule matches whole words only (`bar` is not in `Barcelona`). Payee, description and reference are looked at in
that order; within one of them the longest words that match decide, since they say the most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from planning.merchants import plain_words

WORDS: Final[Mapping[str, str]] = {
    "rent": "rent, rental of flat, lettings, landlord, lease, housing association, property management, tenancy",
    "home_repairs": "plumber, plumbing, roofing, electrician, hardware store, builders merchant, handyman, locksmith,"
    " paint shop, diy, chimney",
    "furnishing": "furniture, furnishings, kitchenware, mattress, carpets, curtains, lamps, homeware",
    "energy": "electricity, electric company, power, energy, gas supply, gas company, heating, district heating, solar",
    "water": "water, waterworks, sewage, waste collection, refuse, rubbish collection",
    "internet_phone": "internet, broadband, telephone, phone bill, mobile, telecom, wireless, fibre, sim card,"
    " landline",
    "groceries": "groceries, grocery, supermarket, supermarkets, food market, market hall, farm shop, butcher, bakery,"
    " greengrocer, delicatessen, organic market, green basket, corner shop, minimarket",
    "eating_out": "restaurant, bistro, pizzeria, pizza, sushi, burger, kebab, diner, trattoria, tavern, brasserie,"
    " grill, noodle bar, canteen, lunch, dinner, takeaway, food delivery, steakhouse, pub, dining",
    "coffee_snacks": "coffee, cafe, espresso, tea room, ice cream, snack, snacks, kiosk, doughnuts, patisserie",
    "public_transport": "bus, tram, metro, underground, transit, commuter, railcard, season ticket, travelcard,"
    " public transport",
    "fuel": "fuel, petrol, diesel, filling station, gas station, charging station, ev charging",
    "car_upkeep": "garage, tyres, tires, car wash, car repair, auto repair, auto parts, vehicle inspection, mechanic",
    "taxis": "taxi, taxis, cab, cabs, ride, rides, ride share, car hire, car rental, rental car, car sharing",
    "parking": "parking, car park, toll, tolls, motorway toll",
    "doctor": "doctor, dentist, dental, clinic, hospital, physician, physiotherapy, optician, optometrist, laboratory,"
    " medical, therapy",
    "pharmacy": "pharmacy, chemist, drugstore, apothecary, prescription",
    "fitness": "gym, fitness, yoga, pilates, swimming pool, sports club, climbing hall, tennis club",
    "clothing": "clothing, clothes, fashion, shoes, shoe shop, boutique, tailor, outfitters, menswear, jeans",
    "electronics": "electronics, computers, computer shop, camera shop, phone shop, hi fi, gadgets",
    "general_shopping": "department store, shopping, mall, online shop, marketplace, stationery, outlet, bazaar,"
    " cosmetics",
    "entertainment": "cinema, theatre, theater, concert, concerts, tickets, museum, festival, opera, bowling,"
    " nightclub, bar, zoo, amusement park, exhibition",
    "subscriptions": "subscription, streaming, membership, music streaming, video streaming, newspaper, magazine,"
    " cloud storage",
    "hobbies_books": "books, bookshop, bookstore, toys, games, music shop, instruments, garden centre, craft, crafts,"
    " hobby, art supplies, nursery plants",
    "journeys": "airline, airlines, airways, flight, flights, ferry, long distance train, rail tickets, railway,"
    " cruise, coach journey, travel agency, trip",
    "lodging": "hotel, hotels, hostel, motel, guest house, lodging, holiday flat, campsite, bed and breakfast",
    "childcare": "childcare, nursery, kindergarten, day care, babysitter, nanny, after school",
    "education": "school, tuition, university, college, course, courses, language school, music lessons,"
    " driving school, school fees",
    "pets": "pet, pets, pet shop, veterinary, vet, dog food, cat food, animal clinic",
    "gifts": "gift, gifts, present, presents, florist, flowers, birthday, wedding gift",
    "donations": "donation, donations, charity, red cross, relief fund, church, fundraiser",
    "insurance": "insurance, insurer, assurance, premium, mutual insurance",
    "taxes": "tax, taxes, tax office, revenue service, property tax, income tax, council tax, customs",
    "bank_fees": "bank fee, account fee, card fee",
    "salary": "salary, wages, wage, payroll, pay slip, monthly pay, stipend, bonus pay",
    "benefits": "pension, benefit, benefits, child benefit, social security, unemployment, retirement",
    "interest_income": "interest, dividend, dividends",
    "cash": "cash, atm, cash machine, cash withdrawal, cash deposit",
}
"""By the key of the category: words and phrases, a comma between two."""

REFUND_WORDS: Final = frozenset(
    plain_words(phrase)
    for phrase in (
        "refund",
        "refunded",
        "reimbursement",
        "cashback",
        "money back",
        "credit note",
        "returned goods",
    )
)
"""What says that money that comes in gives back what was spent."""


@dataclass(frozen=True, slots=True)
class KeywordMatch:
    """A rule that matched: the category's key, and the words that said so."""

    category_key: str
    words: str


def match_of(texts: Iterable[str], allowed: frozenset[str]) -> KeywordMatch | None:
    """Return the rule for the first text in which one of the allowed categories' words are found; None if none is."""
    for text in texts:
        found = _longest(plain_words(text), allowed)
        if found is not None:
            return found
    return None


def speaks_of_refund(texts: Iterable[str]) -> bool:
    """Whether one of the texts says that money is given back."""
    return any(f" {words} " in f" {plain_words(text)} " for text in texts for words in REFUND_WORDS)


@lru_cache(maxsize=4096)
def _longest(words: str, allowed: frozenset[str]) -> KeywordMatch | None:
    tokens = words.split()
    for length in range(min(_LONGEST_PHRASE, len(tokens)), 0, -1):
        for start in range(len(tokens) - length + 1):
            phrase = " ".join(tokens[start : start + length])
            key = _CATEGORY_OF.get(phrase)
            if key is not None and key in allowed:
                return KeywordMatch(key, phrase)
    return None


_CATEGORY_OF: Final = {
    plain_words(phrase): key for key, phrases in WORDS.items() for phrase in phrases.split(",")
}
_LONGEST_PHRASE: Final = max(len(phrase.split()) for phrase in _CATEGORY_OF)
