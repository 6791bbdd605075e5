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
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

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
        subprocess.run([asked.program, "synth", "--flat", str(asked.records), "--seed", str(asked.seed), folder / "data"],
                       check=True, capture_output=True)
        truth, workspace = folder / "data" / "truth.csv", folder / "w.duckdb"

        def onefold(*words):
            done = subprocess.run([asked.program, "-w", workspace, *words, "--json"], capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(done.stderr)
            return json.loads(done.stdout) if done.stdout.strip() else None

        def told(what):
            pairs = onefold("evaluate", truth)["pairs"]
            print(f"{what:<20} precision {pairs['precision']:.5f}  recall {pairs['recall']:.5f}  F1 {pairs['f1']:.5f}")

        onefold("load", folder / "data" / "people.csv", "--source", "people")
        onefold("run", "--until", "resolve")
        told("at first")
        queue = onefold("review", "--limit", "50000")
        with duckdb.connect(str(workspace), read_only=True) as conn:
            keys = dict(conn.execute("SELECT record_id, native_key FROM records").fetchall())
        entity = {row["record"]: row["entity"] for row in csv.DictReader(truth.open(encoding="utf-8"))}
        half = asked.decisions // 2
        rest = random.Random(asked.seed).sample(queue[half:], min(asked.decisions - half, len(queue[half:])))
        for pair in queue[:half] + rest:
            ends = [pair["left_record"], pair["right_record"]]
            same = len({entity[keys[end]] for end in ends}) == 1
            onefold("decide", "--same" if same else "--different", *map(str, ends))
        onefold("run", "--until", "resolve", "--force")
        told(f"{len(queue[:half] + rest)} decisions")
        learned = onefold("learn")
        onefold("learn", "--use")
        onefold("run", "--until", "resolve", "--force")
        told("learned from them")
        for name in ("unsupervised", "learned"):
            model = learned[name]
            merges, missed = model["false_merges"], model["missed_matches"]
            print(f"{name:<20} log loss {model['log_loss']:.3f}, false merges {merges['count']} of {merges['of']}, "
                  f"missed matches {missed['count']} of {missed['of']}")


if __name__ == "__main__":
    main()
