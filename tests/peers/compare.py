"""Plays the networks of this folder with other simulators, stockpyl and SupplyNetPy, and compares the daily courses.

    python -m venv venv && venv/bin/pip install stockpyl==1.0.2 SupplyNetPy==0.5.1
    cargo build --release
    venv/bin/python tests/peers/compare.py [--write]

Each network is written here once: as calls of the peer, and as a scenario of linestop in NETWORK.json. The peer's course
is in NETWORK.csv, one row a period and one column a site; `cargo test --test peers` holds linestop to those files without
Python. This script plays the peers anew, says whether they still give the committed courses (--write replaces them), and
plays linestop through `linestop explain`, to compare the stocks on hand as its users see them.
"""
import contextlib, csv, io, json, pathlib, subprocess, sys, warnings

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
warnings.simplefilter("ignore")


def stockpyl(predecessors, levels, leads, disrupted=None, periods=30):
    """Net inventory of each node by period, demand of 5 a period at node 1. Node 0 is outside supply."""
    from stockpyl.demand_source import DemandSource
    from stockpyl.disruption_process import DisruptionProcess
    from stockpyl.policy import Policy
    from stockpyl.sim import simulation
    from stockpyl.supply_chain_network import SupplyChainNetwork
    from stockpyl.supply_chain_node import SupplyChainNode

    network = SupplyChainNetwork()
    nodes = {}
    for index in levels:
        node = SupplyChainNode(index=index, local_holding_cost=1, stockout_cost=1, shipment_lead_time=leads[index])
        node.inventory_policy = Policy(type="BS", base_stock_level=levels[index], node=node)
        node.initial_inventory_level = levels[index]
        if not predecessors[index]:
            node.supply_type = "U"
        if index == 1:
            node.demand_source = DemandSource(type="D", demand_list=5)
        if disrupted and disrupted[0] == index:
            first, last = disrupted[1:]
            states = [first <= t <= last for t in range(periods)]
            node.disruption_process = DisruptionProcess(
                random_process_type="E", disruption_type="SP", disruption_state_list=states)
        nodes[index] = node
        network.add_node(node)
    for index, before in predecessors.items():
        for supplier in before:
            network.add_edge(supplier, index)
    simulation(network, periods, rand_seed=1, progress_bar=False, consistency_checks="N")

    def level(node, t):
        found = node.state_vars[t].inventory_level
        while isinstance(found, dict):
            found = next(iter(found.values()))
        return found

    return {f"stage{index}": [int(round(level(node, t))) for t in range(periods)] for index, node in nodes.items()}


def supplynetpy(suppliers, days, level, daily, every, shut=None):
    """Stock of one plant at the end of each day; lost sales; orders go to the first supplier whose link works."""
    import simpy
    import SupplyNetPy.Components as scm

    env = simpy.Environment()
    nodes = [dict(ID=name, name=name, node_type="infinite_supplier") for name in suppliers]
    nodes.append(dict(
        ID="plant", name="plant", node_type="distributor", capacity=2 * level, initial_level=level,
        inventory_holding_cost=0, replenishment_policy=scm.SSReplenishment, product_buy_price=0, product_sell_price=0,
        policy_param=dict(s=level, S=level, period=every, first_review_delay=0.5),
        supplier_selection_policy=scm.SelectAvailable, supplier_selection_mode="dynamic"))
    links = []
    for name, transit in suppliers.items():
        # Ordered in the evening (0.5), a day to the supplier, in the morning (0.25 before the demand of the day).
        link = dict(ID=f"link_{name}", source=name, sink="plant", cost=0, lead_time=(lambda n=transit: n + 0.25))
        if shut and shut[0] == name:
            first, last = shut[1:]
            link["link_disrupt_time"] = lambda: first - 0.75 if env.now < 1 else 10_000
            link["link_recovery_time"] = lambda: last + 1 - first
        links.append(link)
    demands = [dict(ID="demand", name="demand", order_arrival_model=lambda: 1, order_quantity_model=lambda: daily, demand_node="plant")]
    network = scm.create_sc_net(nodes=nodes, links=links, demands=demands, env=env)
    stock = []

    def record():
        yield env.timeout(0.6)
        while True:
            stock.append(int(network["nodes"]["plant"].inventory.level))
            yield env.timeout(1)

    env.process(record())
    scm.simulate_sc_net(network, sim_time=days, logging=False)
    return {"plant": stock}


CHAIN = dict(predecessors={1: [2], 2: [3], 3: []}, levels={1: 20, 2: 25, 3: 30}, leads={1: 1, 2: 2, 3: 2})
ASSEMBLY = dict(predecessors={1: [2, 3], 2: [], 3: [4], 4: []}, levels={1: 20, 2: 15, 3: 25, 4: 20},
                leads={1: 1, 2: 2, 3: 3, 4: 2})
PEERS = {
    "chain": ("stockpyl", lambda: stockpyl(**CHAIN)),
    "chain-paused": ("stockpyl", lambda: stockpyl(**CHAIN, disrupted=(2, 4, 15))),
    "assembly": ("stockpyl", lambda: stockpyl(**ASSEMBLY)),
    "assembly-paused": ("stockpyl", lambda: stockpyl(**ASSEMBLY, disrupted=(3, 5, 16))),
    "one-supplier": ("SupplyNetPy", lambda: supplynetpy({"near": 5}, 90, 70, 10, 1)),
    "two-suppliers": ("SupplyNetPy", lambda: supplynetpy({"near": 5, "far": 12}, 90, 130, 10, 7)),
    "two-suppliers-shut": ("SupplyNetPy", lambda: supplynetpy({"near": 5, "far": 12}, 90, 130, 10, 7, shut=("near", 9, 40))),
}


def days(name):
    """Day of linestop on which a period of the peer has been served, by site and period."""
    meaning = json.loads((HERE / "periods.json").read_text())[name]
    return lambda site, period: meaning["days_a_period"] * period + meaning["first_day"][site]


def on_hand(name):
    """Stock of each site by day as `linestop explain` tells it: the scarcest of its inputs."""
    program = ROOT / "target/release/linestop"
    told = subprocess.run([program, "explain", HERE / f"{name}.json", "--trial", "0", "--json"],
                          check=True, capture_output=True, text=True).stdout
    story = json.loads(told)
    return {line["site"]: [min(column) for column in zip(*(i["stock"] for i in line["inputs"]))] for line in story["lines"]}


def main():
    write = "--write" in sys.argv[1:]
    wrong = 0
    for name, (peer, play) in PEERS.items():
        with contextlib.redirect_stdout(io.StringIO()):
            course = play()
        path = HERE / f"{name}.csv"
        rows = [list(course)] + [list(row) for row in zip(*course.values())]
        if write:
            with path.open("w", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([["period", *rows[0]]] + [[t, *row] for t, row in enumerate(rows[1:])])
        with path.open() as file:
            kept = [row for row in csv.reader(file)]
        same = kept[0][1:] == rows[0] and [[int(x) for x in row[1:]] for row in kept[1:]] == rows[1:]
        if not (HERE / f"{name}.json").exists():
            print(f"{name}: no scenario yet")
            continue
        stocks, day = on_hand(name), days(name)
        differ = [(site, t) for site, levels in course.items() for t, level in enumerate(levels)
                  if stocks[site][day(site, t)] != max(level, 0)]
        wrong += len(differ) + (not same)
        print(f"{name:20} {peer:12} {len(course)} sites, {len(rows) - 1} periods: "
              f"{'as committed' if same else 'NOT as committed'}; stock on hand in linestop "
              f"{'is the same' if not differ else 'differs: ' + str(differ[:8])}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
