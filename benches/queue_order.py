#!/usr/bin/env python3
"""How many errors the first hundred decisions mend, in the order of the queue and in random order.

    pip install duckdb
    python3 benches/queue_order.py --records 50000 target/release/onefold

Makes people with `onefold synth --flat`, spoils 200 records so that they are missed (no e-mail, no phone, another spelling,
another address) and gives 200 records e-mail, phone and address of somebody else of the same family name or town, loads and
resolves them. A decision on a doubtful pair mends when the two are one person; cutting a suspicious profile mends when it
holds several. The steward takes from the queue and from repair in turn; random order is that of all doubtful pairs, and of
all profiles with several records.
"""

import argparse
import csv
import json
import random
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

try:
    import duckdb
except ImportError:
    raise SystemExit("pip install duckdb")

FIRST, INJECTED = 100, 200


def spoil(people, entity, rng):
    """Injects errors in place; the keys of the spoilt records."""
    of = defaultdict(list)
    for row in people:
        of[entity[row["record"]]].append(row)
    several = [rows for rows in of.values() if len(rows) > 1]
    rng.shuffle(several)
    missed, merged = several[:INJECTED], several[INJECTED:2 * INJECTED]
    near = defaultdict(list)
    for row in people:
        near[row.get("family_name") or row.get("city")].append(row)
    for rows in missed:
        row = rng.choice(rows)
        row.update({name: "" for name in ("email", "phone", "street", "postcode") if name in row})
        given = row.get("given_name", "")
        row["given_name"] = given[:1] + given[2:] if len(given) > 3 else given
    for rows in merged:
        row = rng.choice(rows)
        others = [o for o in near[row.get("family_name") or row.get("city")] if entity[o["record"]] != entity[row["record"]]]
        if others:
            other = rng.choice(others)
            row.update({name: other[name] for name in ("email", "phone", "street", "postcode", "city") if name in row})


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program")
    options.add_argument("--records", type=int, default=50_000)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        run = lambda *words: subprocess.run([options.program, *map(str, words)], check=True, capture_output=True, text=True).stdout
        run("synth", "--flat", options.records, "--seed", options.seed, folder)
        with open(folder / "truth.csv", newline="", encoding="utf-8") as file:
            entity = {row["record"]: row["entity"] for row in csv.DictReader(file)}
        with open(folder / "people.csv", newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            key, people = reader.fieldnames[0], list(reader)
        for row in people:
            row["record"] = row[key]
        spoil(people, entity, rng)
        with open(folder / "people.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, reader.fieldnames, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(people)
        workspace = folder / "queue.duckdb"
        run("-w", workspace, "load", folder / "people.csv")
        run("-w", workspace, "run", "--until", "resolve")
        pairs = json.loads(run("-w", workspace, "review", "--limit", 1_000_000, "--json"))
        suspects = json.loads(run("-w", workspace, "review", "--suspicious", "--limit", 1_000_000, "--json"))
        with duckdb.connect(str(workspace), read_only=True) as database:
            who = {r: entity[k] for r, k in database.execute("SELECT record_id, native_key FROM records").fetchall()}
            inside, records = defaultdict(set), defaultdict(int)
            for record, profile in database.execute("SELECT record_id, profile_id FROM profile_members").fetchall():
                inside[profile].add(who[record])
                records[profile] += 1
    joins = [who[p["left_record"]] == who[p["right_record"]] for p in pairs]
    cuts = [len(inside[s["profile_id"]]) > 1 for s in suspects]
    all_cuts = [len(people) > 1 for profile, people in inside.items() if records[profile] > 1]
    in_turn = [item for both in zip(joins, cuts) for item in both]
    wrong = sum(len(people) > 1 for people in inside.values())
    print(f"{options.records:,} records: {len(joins):,} pairs wait, {sum(joins):,} of them one person; "
          f"{len(cuts):,} profiles are suspicious, {sum(cuts):,} of them several people ({wrong:,} profiles in all)")
    share = lambda items: sum(items) / max(len(items), 1)
    of_both = (share(joins) + share(all_cuts)) / 2
    for name, items, chance in (("pairs", joins, share(joins)), ("profiles", cuts, share(all_cuts)), ("in turn", in_turn, of_both)):
        n = min(FIRST, len(items))
        at_random, ordered = chance * n, sum(items[:n])
        print(f"{name:<9} the first {n} mend {ordered}, at random {at_random:.1f}: {ordered / max(at_random, 0.1):.1f} times as many")


if __name__ == "__main__":
    main()
