#!/usr/bin/env python3
"""What a model learned from decisions is good for, beside the decisions alone.

    pip install duckdb
    python3 benches/learning.py --records 20000 --decisions 200 target/release/onefold

Makes people with `onefold synth --flat`, resolves them, and decides on doubtful pairs by the truth: half of them from the
head of the queue, half at random. Prints precision, recall and F1 before, with the decisions, and with the model learned from
them, and what cross-validation says of both models.
"""

import argparse
import csv
import random
import tempfile
from functools import partial
from pathlib import Path

from program import onefold, synth

try:
    import duckdb
except ImportError:
    raise SystemExit("pip install duckdb")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program")
    options.add_argument("--records", type=int, default=20_000)
    options.add_argument("--decisions", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        synth(asked.program, asked.records, asked.seed, folder / "data")
        truth, workspace = folder / "data" / "truth.csv", folder / "w.duckdb"

        ask = partial(onefold, asked.program, workspace)

        def told(what):
            pairs = ask("evaluate", truth)["pairs"]
            print(f"{what:<20} precision {pairs['precision']:.5f}  recall {pairs['recall']:.5f}  F1 {pairs['f1']:.5f}")

        ask("load", folder / "data" / "people.csv", "--source", "people")
        ask("run", "--until", "resolve")
        told("at first")
        queue = ask("review", "--limit", "50000")
        with duckdb.connect(str(workspace), read_only=True) as conn:
            keys = dict(conn.execute("SELECT record_id, native_key FROM records").fetchall())
        entity = {row["record"]: row["entity"] for row in csv.DictReader(truth.open(encoding="utf-8"))}
        half = asked.decisions // 2
        rest = random.Random(asked.seed).sample(queue[half:], min(asked.decisions - half, len(queue[half:])))
        for pair in queue[:half] + rest:
            ends = [pair["left_record"], pair["right_record"]]
            same = len({entity[keys[end]] for end in ends}) == 1
            ask("decide", "--same" if same else "--different", *map(str, ends))
        ask("run", "--until", "resolve", "--force")
        told(f"{len(queue[:half] + rest)} decisions")
        learned = ask("learn")
        ask("learn", "--use")
        ask("run", "--until", "resolve", "--force")
        told("learned from them")
        for name in ("unsupervised", "learned"):
            model = learned[name]
            merges, missed = model["false_merges"], model["missed_matches"]
            print(f"{name:<20} log loss {model['log_loss']:.3f}, false merges {merges['count']} of {merges['of']}, "
                  f"missed matches {missed['count']} of {missed['of']}")


if __name__ == "__main__":
    main()
