#!/usr/bin/env python3
"""Makes the exports in books/ from scenarios/firm-today.json: what the ERP systems of that made-up firm would print.

Two plants are on a German system, the third on an English one; a mapping file says what is what, and today.json says what
no ERP system knows. A linestop program is needed (LINESTOP, or the one on the path): it says what a day of need is.

    python3 scenarios/firm-today/make-books.py
"""
import csv, datetime, io, json, os, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FIRM = os.path.join(HERE, "..", "firm-today.json")
BOOKS = os.path.join(HERE, "books")
LINESTOP = os.environ.get("LINESTOP", "linestop")
REVIEW, LICENCE = 7, 60

NUMBER = {"value", "parameter", "fixed", "uniform", "triangular", "pert", "normal", "lognormal", "gamma", "weibull", "exponential",
          "beta", "empirical", "mixture", "truncated", "scaled"}
PROVENANCE = {"source", "assumption", "note"}


def firm():
    text = open(FIRM, encoding="utf-8").read()
    out, quoted, i = [], False, 0
    while i < len(text):
        if not quoted and text.startswith("//", i):
            i = text.index("\n", i)
            continue
        if text[i] == '"' and text[i - 1] != "\\":
            quoted = not quoted
        out.append(text[i])
        i += 1
    return json.loads("".join(out))


def run(*words):
    done = subprocess.run([LINESTOP, *words], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)


def stocks():
    """Stock and need a day of each part of each plant, as linestop counts them."""
    with tempfile.TemporaryDirectory() as work:
        run("roll", FIRM, "--to", "2026-12-01", "--out", f"{work}/r.json", "--results", work, "--no-charts")
        rows = json.load(open(f"{work}/roll-firm-today-2026-12-01/roll.json"))["stocks"]
    return {(row["site"], row["material"]): row["then"] for row in rows if row["input"]}


def mode(law):
    """The usual value of a number that is drawn."""
    if not isinstance(law, dict):
        return law or 0
    if "triangular" in law:
        return law["triangular"]["mode"]
    return 40 if "scaled" in law else 0


def plain(x):
    return x["value"] if isinstance(x, dict) and "value" in x and set(x) <= NUMBER | PROVENANCE else x


F = firm()
STOCK = stocks()
PLANTS = {"germany": "1000", "czechia": "2000", "us": "US1"}
OF_PLANTS = {name: lane for name, lane in F["lanes"].items() if lane["to"] in PLANTS and name != "ganzhou_holmium"}
CALENDARS = {"plant_germany": "germany", "plant_czechia": "monday_to_friday", "plant_us": "united_states", "desk_china": "china"}


def lane_material(lane):
    if "material" in lane:
        return lane["material"]
    site = F["sites"][lane["from"]]
    made = [site["makes"]] if "makes" in site else [line["makes"] for line in site["lines"].values()]
    [only] = [m for m in made if m in F["sites"][lane["to"]]["inputs"]]
    return only


def part_numbers():
    numbers, bought = {}, {lane_material(lane) for lane in OF_PLANTS.values()}
    groups = [("10-10", [m for m in F["materials"] if m in bought and F["materials"][m].get("elements")]),
              ("20-20", ["encoder", "brake", "rotor_pump", "rotor_industry"])]
    products = [line["makes"] for plant in PLANTS for line in F["sites"][plant]["lines"].values()]
    taken = {m for _, group in groups for m in group} | set(products)
    groups += [("30-30", [m for m in F["materials"] if m in bought and m not in taken]), ("90-90", products)]
    for prefix, group in groups:
        numbers.update({m: f"{prefix}{at:02}" for at, m in enumerate(group, 1)})
    return numbers


PART = part_numbers()
VENDOR = {name: f"{100100 + 7 * at}" for at, name in enumerate(dict.fromkeys(lane["from"] for lane in OF_PLANTS.values()))}


def unit(material, german):
    return {"kg": "KG", "piece": "ST" if german else "EA"}[F["materials"][material]["unit"]]


def written(x, german, decimals):
    text = f"{x:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if german else text


def day(date, german):
    year, month, of_month = date.split("-")
    return f"{of_month}.{month}.{year}" if german else f"{month}/{of_month}/{year}"


def level(plant, material, said):
    """A level in units, as the ERP system has it."""
    if "quantity" in said:
        return plain(said["quantity"])
    need = STOCK[plant, material]["need_per_day"] * plain(said["days_of_cover"])
    return round(need, 3)


def whole(material, quantity):
    """In whole ticks."""
    return round(quantity) if F["materials"][material]["unit"] == "piece" else round(quantity, 3)


def lead_time(lane):
    return mode(lane.get("dispatch_days")) + mode(lane["transit_days"])


def safety(plant, material, lanes, days):
    """The safety stock with which lead time, review and the wait for a licence come to so many days of need."""
    sales = F["sites"][plant]["lines"].values()
    need = sum(line["inputs"][material]["per_unit"] * usual_sales(line) for line in sales if material in line["inputs"])
    waits = LICENCE if any("authority" in lane for lane in lanes) else 0
    beyond = days - max(lead_time(lane) for lane in lanes) - waits - REVIEW - 0.5
    assert beyond > 0, (plant, material, beyond)
    return beyond * need * 5 / 7


def usual_sales(line):
    return line["sales"]["per_working_day"]["scaled"]["law"]["fixed"]


def ordering(plant, material, lanes, german):
    """Reorder point, maximum stock, fixed lot, safety stock."""
    [(kind, terms)] = F["sites"][plant]["inputs"][material]["ordering"].items()
    shown = lambda x: written(x, german, 3)
    of = lambda name: shown(level(plant, material, terms[name]))
    if kind == "min_max":
        return of("reorder_at"), of("order_up_to"), "", ""
    if kind == "reorder_point":
        return of("reorder_at"), "", of("order_quantity"), ""
    days = terms["order_up_to"]["days_of_cover"]
    days = days[0]["value"] if isinstance(days, list) else plain(days)
    return "", "", "", shown(safety(plant, material, lanes, days))


def table(name, rows, delimiter, encoding):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows(rows)
    with open(os.path.join(BOOKS, name), "wb") as out:
        out.write(text.getvalue().encode(encoding))


def stock_list(plants, german):
    rows = []
    for plant in plants:
        code, first, worth = PLANTS[plant], True, 0
        for material in F["sites"][plant]["inputs"]:
            if material not in PART:
                continue
            lanes = [lane for lane in OF_PLANTS.values() if lane["to"] == plant and lane_material(lane) == material]
            of = F["materials"][material]
            quantity = whole(material, STOCK[plant, material]["stock"])
            worth += quantity * of["price_per_unit"]
            lot = F["sites"][plant]["inputs"][material].get("lot", "")
            held = [quantity]
            if material in ("bearing_a", "connector") and german:
                # A second store, whose count is still to be corrected.
                held = [quantity + 24, -24]
            for store, some in enumerate(held, 1):
                shown = written(abs(some), german, 3) + ("-" if some < 0 else "")
                cells = [code if first else "", PART[material], of["title"]]
                if german:
                    cells += [f"{store:04}", shown, unit(material, german), written(of["price_per_unit"] * 100, True, 2), "100", "EUR"]
                else:
                    cells += [shown, unit(material, german), written(of["price_per_unit"], False, 2), "EUR"]
                vendor = [VENDOR[lanes[0]["from"]]] if len(lanes) == 1 else [""]
                more = [*ordering(plant, material, lanes, german), str(lot), str(max(map(lead_time, lanes))), *vendor]
                elements = "; ".join(f"{e} {s * 100:g} %" for e, s in of.get("elements", {}).items())
                more.append(elements.replace(".", ",") if german else elements)
                rows.append(cells + (more if store == 1 else [""] * len(more)))
                first = False
        rows.append(["* Summe" if german else "Total", "", "", "", *([""] if german else []), "", written(worth, german, 2)])
    return rows


def orders(plants, german):
    rows = []
    for lane in OF_PLANTS.values():
        for number, order in (lane.get("open_orders") or {}).items() if lane["to"] in plants else ():
            material = lane_material(lane)
            [(stands, terms)] = order["stands"].items()
            due = terms["on"] if stands == "due" else None
            if due is None:
                # Promised when the order was placed: as if there were no licence.
                due = datetime.date.fromisoformat(order["placed"]) + datetime.timedelta(days=int(lead_time(lane)) + 30)
                due = max(due, datetime.date(2026, 12, 7)).isoformat()
            shipped = day(terms["on"], german) if stands == "shipped" else ""
            quantity = written(order["quantity"], german, 3 if german else 2)
            price = written(order["quantity"] * F["materials"][material]["price_per_unit"], german, 2)
            placed = day(order["placed"], german)
            name, of = F["sites"][lane["from"]]["title"], F["materials"][material]["title"]
            vendor, part, code = VENDOR[lane["from"]], PART[material], PLANTS[lane["to"]]
            if german:
                rows.append([number, "10", vendor, name, placed, part, of, code, quantity, unit(material, True), quantity, price, "EUR", day(due, True), shipped, ""])
            else:
                rows.append([number, vendor, name, part, of, code, quantity, unit(material, False), quantity, placed, day(due, False), shipped])
    return sorted(rows)


def bills(plants, german):
    rows = []
    for plant in plants:
        for line in F["sites"][plant]["lines"].values():
            for at, (material, need) in enumerate((m, need) for m, need in line["inputs"].items() if m in PART):
                # Small quantities are given for a hundred.
                base = 100 if need["per_unit"] < 1 else 1
                quantity = written(need["per_unit"] * base, german, 3)
                head = [PART[line["makes"]], PLANTS[plant], str(base)] if at == 0 else ["", "" if german else PLANTS[plant], "" if german else str(base)]
                if german and at:
                    head = ["", "", str(base)]
                rows.append([*head, PART[material], F["materials"][material]["title"], quantity, unit(material, german)])
    return rows


def plan(plants, german):
    return [[PART[line["makes"]], line["title"], PLANTS[plant], written(usual_sales(line), german, 0), unit(line["makes"], german),
             written(line["sales"]["margin_per_unit"], german, 2)] for plant in plants for line in F["sites"][plant]["lines"].values()]


def vendors(german):
    rows = []
    for name, number in VENDOR.items():
        site = F["sites"][name]
        if (any(lane["to"] != "us" for lane in OF_PLANTS.values() if lane["from"] == name)) != german:
            continue
        rows.append([number, site["title"], site["country"], "", "", "", ""])
    shared = {}
    for lane in OF_PLANTS.values():
        if german == (lane["to"] != "us"):
            shared.setdefault((lane["to"], lane_material(lane)), []).append(lane)
    for (plant, material), lanes in shared.items():
        for lane in lanes if len(lanes) > 1 else []:
            share = plain(lane["share"]) * 100 if "share" in lane else 100 * (lane["rank"] == 1)
            site = F["sites"][lane["from"]]
            rows.append([VENDOR[lane["from"]], site["title"], site["country"], PART[material], PLANTS[plant], f"{share:g}", str(lead_time(lane))])
    return rows


def mapping():
    def columns(*pairs):
        return {field: heading for field, heading in pairs}
    stock = ["material", "description", "plant", "quantity", "unit", "price", "price_unit", "currency", "reorder_point", "maximum_stock",
             "fixed_lot", "lot_multiple", "minimum_order", "safety_stock", "lead_time_days", "vendor", "elements"]
    german = ["Material", "Materialkurztext", "Werk", "Frei verwendbar", "ME", "Stand.-/gleit.Preis", "Preiseinheit", "Währg", "Meldebestand",
              "Höchstbestand", "Feste Losgröße", "Rundungswert", None, "Sicherheitsbestand", "Planlieferzeit", "Lieferant", "Exportkontrolle"]
    english = ["Item number", "Product name", "Site", "On-hand quantity", "Unit", "Unit Cost", None, "Currency", "Min. on hand", "Max. on hand",
               "Fixed order quantity", "Multiple", None, "Safety stock", "Purchase lead time (days)", "Preferred Vendor", "Export control"]
    order = ["order", "material", "item", "description", "vendor", "vendor_name", "plant", "open", "ordered", "delivered", "unit", "placed", "due",
             "shipped", "closed"]
    order_de = ["Einkaufsbeleg", "Material", None, "Kurztext", "Lieferant", "Name 1", "Werk", "Noch zu liefern (Menge)", "Bestellmenge", None, "BME",
                "Belegdatum", "Lieferdatum", "Versanddatum", "Endlieferkennzeichen"]
    order_en = ["Purchase order", "Item number", None, "Product name", "Vendor account", "Vendor name", "Site", "Deliver remainder", "Quantity", None,
                "Unit", "Created date", "Confirmed receipt date", "Ship date", None]
    bom = ["component", "product", "plant", "description", "quantity", "unit", "base_quantity", "scrap"]
    sold = ["product", "description", "plant", "per_working_day", "per_month", "unit", "from", "margin"]
    who = ["vendor", "vendor_name", "country", "material", "plant", "lead_time_days", "quota", "minimum_order"]
    def held(kind, line, fields, headings, locale, not_used=()):
        said = {"holds": kind, "headings_line": line, "columns": dict(zip(fields, headings))}
        if locale != "de":
            said["locale"] = locale
        if not_used:
            said["not_used"] = list(not_used)
        return said
    tables = {
        "bestand.csv": held("stock", 4, stock, german, "de", ["Lagerort"]),
        "offene_bestellungen.csv": held("orders", 3, order, order_de, "de", ["Position", "Noch zu liefern (Wert)", "Währg"]),
        "stueckliste.csv": held("bom", 2, bom, ["Komponente", "Kopfmaterial", "Werk", "Objektkurztext", "Komponentenmenge", "ME", "Basismenge", None], "de"),
        "absatzplan.csv": held("plan", 1, sold, ["Material", "Bezeichnung", "Werk", "Menge je Arbeitstag", None, "ME", None, "Deckungsbeitrag"], "de"),
        "lieferanten.csv": held("vendors", 1, who, ["Lieferant", "Name 1", "Land", "Material", "Werk", "Planlieferzeit", "Quote", None], "de"),
        "on_hand.csv": held("stock", 3, stock, english, "en-US"),
        "open_orders.csv": held("orders", 2, order, order_en, "en-US"),
        "bom.csv": held("bom", 1, bom, ["Component item", "Parent item", "Site", "Component description", "Quantity", "Unit", "Per series", None], "en-US"),
        "forecast.csv": held("plan", 1, sold, ["Item number", "Product name", "Site", "Per working day", None, "Unit", None, "Contribution margin"], "en-US"),
        "vendors.csv": held("vendors", 1, who, ["Vendor account", "Vendor name", "Country/region", "Item number", "Site", "Lead time", "Allocation percent", None], "en-US"),
    }
    plants = {code: {"key": name, "title": F["sites"][name]["title"], "country": F["sites"][name]["country"], "sector": F["sites"][name]["sector"],
                     "calendar": CALENDARS[F["sites"][name]["calendar"]]} for name, code in PLANTS.items()}
    sold_by = {}
    for lane in OF_PLANTS.values():
        sold_by.setdefault(lane["from"], []).append(lane_material(lane))
    said = {}
    for name, number in VENDOR.items():
        site = F["sites"][name]
        said[number] = {"key": name, "sector": site["sector"], "calendar": CALENDARS.get(site["calendar"], site["calendar"])}
        if len(set(sold_by[name])) > 1:
            lines = {PART[line["makes"]]: own for own, line in site["lines"].items() if line["makes"] in sold_by[name] and own != line["makes"]}
            said[number].update({"lines": lines} if lines else {})
    return {
        "title": "A maker of motors and pumps, from its books", "currency": "EUR", "start": F["start"], "horizon_days": F["horizon_days"],
        "locale": "de", "tables": tables, "units": {"EA": "1 piece", "KG": "1 kg", "ST": "1 piece"}, "plants": plants, "products": [],
        "vendors": said,
        "lanes": {name: {"vendor": VENDOR[lane["from"]], "material": PART[lane_material(lane)], "plant": PLANTS[lane["to"]]} for name, lane in OF_PLANTS.items()},
        "materials": {number: {"key": name} for name, number in PART.items()},
        "authorities": {"mofcom": {"country": "CN", "controls": F["authorities"]["mofcom"]["controls"],
            "desk": {"review_work_days": {"value": 20, "assumption": "what the buyers have seen"}},
            "initial_regime": "licensing", "regimes": {"licensing": {}}}},
        "assume": {"lead_time_days": 30, "review_every_days": REVIEW, "licence_days": LICENCE, "safety_days": 14, "margin_per_unit": 0},
    }


def beyond(target, base, path=()):
    """What has to be laid over `base`, so that it says what `target` says; nothing where it does already."""
    target, base = plain(target), plain(base)
    if path[:3] == ("sites", "us", "inputs") and path[-1] == "opening_stock" and path[3] in ("connector", "wire"):
        return target  # counted in whole units, an order that nobody lists would be worked out for another day
    if path[-1:] == ("opening_stock",) or (path[-1:] in (("reorder_at",), ("order_up_to",), ("order_quantity",)) and isinstance(base, dict) and "quantity" in base):
        return None  # in units, as counted
    if not isinstance(target, dict) or not isinstance(base, dict):
        return None if target == base else target
    over = {}
    for key, wanted in target.items():
        if key not in base:
            over[key] = wanted
        else:
            more = beyond(wanted, base[key], (*path, key))
            if more is not None:
                over[key] = more
    alternatives = [{"share"}, {"rank"}, NUMBER | PROVENANCE, {"preparing", "filed", "returned", "granted", "at_supplier", "shipped", "due"}]
    for key in base:
        replaced = any(key in group and set(over) & (group if len(group) > 2 else {"share", "rank"}) for group in alternatives)
        if key not in target and not replaced and not (key == "material" and path[:1] == ("lanes",)):
            over[key] = None
    return over or None


def printed(value, indent=0, width=150):
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict) or indent + len(flat) <= width:
        return flat
    lines, line = [], ""
    for key, inner in value.items():
        text = f"{json.dumps(key, ensure_ascii=False)}: {printed(inner, indent + 2, width)}"
        lines.append(" " * (indent + 2) + text)
    return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"


HEADER = """// What the books of the firm do not say, laid over what they say: books.json is made of the exports in this folder,
//   linestop import scenarios/firm-today/books --mapping scenarios/firm-today/books/mapping.json --out books.json
// This file, with books.json beside it, is scenarios/firm-today.json again. It holds
// - the authority: how long it takes, how it changes, what may happen; where each application stands; licences in force,
// - how sales vary, what becomes of those that are not met; finished goods, halts, hours, working days of the firm's own,
// - how goods travel (the books know one lead time), what suppliers can make, what they need themselves,
// - what is under way of parts whose orders nobody lists, reviews of ordering, prices that change,
// - what is not known (parameters), and what can be done (levers).
"""


def main():
    os.makedirs(BOOKS, exist_ok=True)
    de, en = ["germany", "czechia"], ["us"]
    head = ["Werk", "Material", "Materialkurztext", "Lagerort", "Frei verwendbar", "ME", "Stand.-/gleit.Preis", "Preiseinheit", "Währg", "Meldebestand",
            "Höchstbestand", "Feste Losgröße", "Sicherheitsbestand", "Rundungswert", "Planlieferzeit", "Lieferant", "Exportkontrolle"]
    table("bestand.csv", [["Bestandsliste mit Dispositionsdaten"], ["Stand: 30.11.2026", "", "Ersteller: Einkauf"], [], head, *stock_list(de, True)], ";", "utf-8-sig")
    head = ["Site", "Item number", "Product name", "On-hand quantity", "Unit", "Unit Cost", "Currency", "Min. on hand", "Max. on hand", "Fixed order quantity",
            "Safety stock", "Multiple", "Purchase lead time (days)", "Preferred Vendor", "Export control"]
    table("on_hand.csv", [["On-hand list, as of 11/30/2026"], [], head, *stock_list(en, False)], ",", "utf-8")
    head = ["Einkaufsbeleg", "Position", "Lieferant", "Name 1", "Belegdatum", "Material", "Kurztext", "Werk", "Bestellmenge", "BME", "Noch zu liefern (Menge)",
            "Noch zu liefern (Wert)", "Währg", "Lieferdatum", "Versanddatum", "Endlieferkennzeichen"]
    closed = ["4500070391", "10", VENDOR["wire_works"], F["sites"]["wire_works"]["title"], "03.08.2026", PART["wire"], "Winding wire", "1000", "2.000,000", "KG",
              "0,000", "0,00", "EUR", "17.08.2026", "", "X"]
    service = ["4500071301", "10", VENDOR["foundry"], F["sites"]["foundry"]["title"], "24.11.2026", "", "Modellpflege", "1000", "1,000", "ST", "1,000", "2.400,00",
               "EUR", "18.12.2026", "", ""]
    rows = sorted([*orders(de, True), closed, service])
    table("offene_bestellungen.csv", [["Offene Bestellungen zum 30.11.2026"], [], head, *rows, ["Summe", "", "", "", "", "", "", "", "", "", "", "x"]], ";", "cp1252")
    head = ["Purchase order", "Vendor account", "Vendor name", "Item number", "Product name", "Site", "Quantity", "Unit", "Deliver remainder", "Created date",
            "Confirmed receipt date", "Ship date"]
    table("open_orders.csv", [["Open purchase orders US1"], head, *orders(en, False)], ",", "utf-8")
    head = ["Kopfmaterial", "Werk", "Basismenge", "Komponente", "Objektkurztext", "Komponentenmenge", "ME"]
    table("stueckliste.csv", [["Stücklisten"], head, *bills(de, True)], ";", "utf-8-sig")
    head = ["Parent item", "Site", "Per series", "Component item", "Component description", "Quantity", "Unit"]
    table("bom.csv", [head, *bills(en, False)], ",", "utf-8")
    table("absatzplan.csv", [["Material", "Bezeichnung", "Werk", "Menge je Arbeitstag", "ME", "Deckungsbeitrag"], *plan(de, True)], ";", "utf-8-sig")
    table("forecast.csv", [["Item number", "Product name", "Site", "Per working day", "Unit", "Contribution margin"], *plan(en, False)], ",", "utf-8")
    table("lieferanten.csv", [["Lieferant", "Name 1", "Land", "Material", "Werk", "Quote", "Planlieferzeit"], *vendors(True)], ";", "utf-8-sig")
    table("vendors.csv", [["Vendor account", "Vendor name", "Country/region", "Item number", "Site", "Allocation percent", "Lead time"], *vendors(False)], ",", "utf-8")
    with open(os.path.join(BOOKS, "mapping.json"), "w", encoding="utf-8") as out:
        out.write(printed(mapping()) + "\n")
    with tempfile.TemporaryDirectory() as work:
        run("import", BOOKS, "--mapping", os.path.join(BOOKS, "mapping.json"), "--out", f"{work}/books.json")
        base = json.load(open(f"{work}/books.json", encoding="utf-8"))
    over = {"extends": "books.json", **(beyond(F, base) or {})}
    with open(os.path.join(HERE, "today.json"), "w", encoding="utf-8") as out:
        out.write(HEADER + printed(over) + "\n")


main()
