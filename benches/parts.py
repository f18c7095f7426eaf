#!/usr/bin/env python3
"""Writes a firm of any size, to see how sizing grows: python3 benches/parts.py [PARTS [PLANTS]] > firm.json

Parts are dealt to plants in turn; every third needs a licence of one office, every tenth has two suppliers, every fourth
comes in lots. Prices run from cents to hundreds. Then, of a release build:

    time linestop size firm.json --target "P(halt) <= 5%" --trials 1000 --threads 2
"""

import json
import sys


def count(at, usual):
    """A whole number from the command line."""
    if len(sys.argv) <= at:
        return usual
    try:
        number = int(sys.argv[at])
    except ValueError:
        sys.exit(f"{sys.argv[at]} is no whole number\n\n{__doc__}")
    return max(number, 1)


def part(number):
    """One part: its material, its input and its lanes."""
    wobble = (number * 7919) % 1000 / 1000
    material = {"unit": "piece", "price_per_unit": round(0.1 * 5000**wobble, 2)}
    if number % 3 == 0:
        material["elements"] = {"Dy": 0.03}
    stock = {
        "per_unit": 1 + number % 4,
        "opening_stock": {"days_of_cover": 40 + number % 60},
        "pipeline": "steady",
        "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 90 + number % 70}, "review_every_days": 7}},
    }
    if number % 4 == 0:
        stock["lot"] = 50
    return material, stock


def lane(number, plant, supplier, share):
    """A lane of a part from one of forty suppliers."""
    median = 20 + (number * 31) % 40
    way = {"from": supplier, "to": plant, "transit_days": {"lognormal": {"median": median, "p90": 1.6 * median}}}
    if number % 3 == 0:
        way["authority"] = "office"
    if share < 1:
        way["share"] = share
    return way


def firm(parts, plants):
    """The scenario."""
    office = {
        "country": "CN",
        "controls": ["Dy"],
        "desk": {
            "review_work_days": {"lognormal": {"median": 15, "p90": 42}},
            "preparation_days": {"triangular": {"min": 4, "mode": 8, "max": 20}},
        },
        "initial_regime": "open",
        "regimes": {"open": {"desk_capacity": 5 + parts * 0.1, "returned_share": 0.1}},
    }
    scenario = {
        "title": f"{parts} parts in {plants} plants",
        "assumption": "made up, to measure",
        "currency": "EUR",
        "start": "2026-01-05",
        "horizon_days": 365,
        "materials": {},
        "authorities": {"office": office},
        "sites": {},
        "lanes": {},
    }
    for plant in range(plants):
        scenario["materials"][f"product_{plant}"] = {"unit": "piece"}
        scenario["sites"][f"plant_{plant}"] = {
            "country": "DE", "sector": "drives", "makes": f"product_{plant}", "calendar": "monday_to_friday",
            "sales": {"per_working_day": 50 + 10 * plant, "margin_per_unit": 40},
            "holding_cost_share_per_year": 0.15, "line": {"halt_cost_per_day": 5000}, "inputs": {},
        }
    for number in range(parts):
        plant, name = f"plant_{number % plants}", f"part_{number:04d}"
        scenario["materials"][name], scenario["sites"][plant]["inputs"][name] = part(number)
        shares = [0.7, 0.3] if number % 10 == 0 else [1]
        for at, share in enumerate(shares):
            supplier = f"maker_{number:04d}_{at}"
            scenario["sites"][supplier] = {"country": "CN", "sector": "parts", "makes": name}
            scenario["lanes"][f"lane_{number:04d}_{at}"] = lane(number, plant, supplier, share)
    return scenario


if __name__ == "__main__":
    json.dump(firm(count(1, 500), count(2, 12)), sys.stdout, indent=1)
    print()
