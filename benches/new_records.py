#!/usr/bin/env python3
"""New records into a workspace that is resolved: how long they take by themselves, and how long all take.

    cargo build --release
    python3 benches/new_records.py --records 1000000 --new 1000 target/release/onefold

Makes the records with `onefold synth --flat` and keeps some of them back at random; those are loaded and resolved after
the others. Then all are resolved again. Prints seconds of both, their ratio, and the F1 of both against the truth.
"""

import argparse
import random
import tempfile
from pathlib import Path

from program import onefold, synth


def resolve(program, workspace, *words):
    report = onefold(program, workspace, "run", "--until", "resolve", *words)
    stage = next(s for s in report["stages"] if s["name"] == "resolve")
    return report, stage


def f1(program, workspace, truth):
    return onefold(program, workspace, "evaluate", truth)["pairs"]["f1"]


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("program")
    words.add_argument("--records", type=int, default=1_000_000)
    words.add_argument("--new", type=int, default=1_000)
    words.add_argument("--seed", type=int, default=5)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        synth(asked.program, asked.records + asked.new, asked.seed, folder / "data")
        head, *rows = (folder / "data" / "people.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        kept_back = set(random.Random(asked.seed).sample(range(len(rows)), asked.new))
        (folder / "base.csv").write_text(head + "".join(r for i, r in enumerate(rows) if i not in kept_back), encoding="utf-8")
        (folder / "new.csv").write_text(head + "".join(rows[i] for i in sorted(kept_back)), encoding="utf-8")
        workspace, truth = folder / "w.duckdb", folder / "data" / "truth.csv"
        onefold(asked.program, workspace, "load", folder / "base.csv", "--source", "people")
        resolve(asked.program, workspace)
        onefold(asked.program, workspace, "load", folder / "new.csv", "--source", "people")
        by_themselves, stage = resolve(asked.program, workspace)
        first = f1(asked.program, workspace, truth)
        whole, _ = resolve(asked.program, workspace, "--force")
        print(f"{stage.get('by_themselves', 0):,} of {asked.records + asked.new:,} by themselves "
              f"{by_themselves['seconds']:.2f} s, {by_themselves['peak_mb']:.0f} MB, F1 {first:.5f}")
        print(f"all of them {whole['seconds']:.2f} s, {whole['peak_mb']:.0f} MB, "
              f"F1 {f1(asked.program, workspace, truth):.5f}: {whole['seconds'] / by_themselves['seconds']:.1f} times")


if __name__ == "__main__":
    main()
