#!/usr/bin/env python3
"""Onefold and Splink on the same records, one after the other: wall, CPU, peak memory, pairs and F1 of each.

    cargo build --release
    python3 benches/beside_splink.py --records 100000 target/release/onefold

Makes the records with `onefold synth --flat`, and a virtual environment with Splink from PyPI beside them. Splink gets
the settings its own tutorials give for such attributes; its best threshold is picked with the truth in hand, which
Onefold does not have.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import time
import venv
from collections import Counter
from pathlib import Path

THRESHOLDS = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]


def truth_of(folder):
    with open(folder / "truth.csv", newline="", encoding="utf-8") as file:
        return {row["record"]: row["entity"] for row in csv.DictReader(file)}


def pairs_f1(cluster_of, truth):
    """Precision, recall and F1 of pairs."""
    count = lambda keys: sum(n * (n - 1) // 2 for n in Counter(keys).values())
    found, real = count(cluster_of.values()), count(truth[r] for r in cluster_of)
    both = count((c, truth[r]) for r, c in cluster_of.items())
    precision, recall = both / max(found, 1), both / max(real, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-12)


def timed(command, env=None):
    """Runs a command; wall and CPU seconds, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, done.stdout


def onefold(program, folder):
    workspace = folder / "onefold.duckdb"
    for file in folder.glob("onefold.duckdb*"):
        file.unlink()
    run = lambda *words: timed([program, "-w", workspace, *words])
    load = run("load", folder / "people.csv", "--json")
    resolve = run("run", "--until", "resolve", "--json")
    report = json.loads(resolve[2])
    scores = json.loads(run("evaluate", folder / "truth.csv", "--json")[2])["pairs"]
    stage = next(s for s in report["stages"] if s["name"] == "resolve")
    print(f"Onefold  load {load[0]:.1f} s, CPU {load[1]:.1f} s")
    line("Onefold", resolve[0], resolve[1], report["peak_mb"], stage["pairs"],
         (scores["precision"], scores["recall"], scores["f1"]), "its own threshold")
    for part in stage["parts"]:
        print(f"           {part['name']:<16} {part['seconds']:6.2f} s")


def line(name, wall, cpu, peak_mb, pairs, scores, how):
    print(f"{name:<8} {wall:6.1f} s, CPU {cpu:6.1f} s, {peak_mb:7.0f} MB, {pairs:>12,} pairs, "
          f"P {scores[0]:.4f} R {scores[1]:.4f} F1 {scores[2]:.4f} ({how})")


def splink_python(folder):
    """An interpreter that has Splink."""
    home = folder / "venv"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    got = subprocess.run([python, "-m", "pip", "install", "-q", "splink>=4"], capture_output=True, text=True)
    if got.returncode != 0:
        print(f"Splink can't be installed here:\n{got.stderr}", file=sys.stderr)
        sys.exit(2)
    return python


def splink(folder):
    """Runs inside the virtual environment: trains, predicts, clusters; prints JSON."""
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    connection = duckdb.connect()
    people = connection.sql(
        f"SELECT * FROM read_csv('{folder}/people.csv', all_varchar = true, header = true)").to_arrow_table()
    start, cpu = time.perf_counter(), time.process_time()
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record",
        blocking_rules_to_generate_predictions=[
            block_on("email"), block_on("phone"), block_on("given_name", "family_name"),
            block_on("birth_date", "family_name"), block_on("birth_date", "given_name"),
            block_on("postcode", "family_name"), block_on("street", "given_name"),
        ],
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("family_name").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("birth_date", [1, 2]),
            cl.EmailComparison("email"),
            cl.LevenshteinAtThresholds("phone", 1),
            cl.JaroWinklerAtThresholds("street", [0.9]),
            cl.LevenshteinAtThresholds("postcode", 1),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        ],
    )
    api = DuckDBAPI(connection)
    try:
        linker = Linker(api.register(people), settings)
    except AttributeError:  # Splink 4
        linker = Linker(people, settings, db_api=api)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("email"), block_on("phone", "given_name")],
                                                           recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=1e6)
    training.estimate_parameters_using_expectation_maximisation(block_on("given_name", "family_name"))
    training.estimate_parameters_using_expectation_maximisation(block_on("email"))
    trained = time.perf_counter() - start
    predictions = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold_match_probability=0.95)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pairs = connection.sql(f"SELECT count(*) FROM {predictions.physical_name}").fetchall()[0][0]
    truth, by_threshold = truth_of(folder), {}
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predictions, threshold_match_probability=threshold)
        rows = connection.sql(f"SELECT record, cluster_id FROM {clusters.physical_name}").fetchall()
        by_threshold[threshold] = pairs_f1(dict(rows), truth)
    print(json.dumps({"wall": wall, "cpu": cpu, "trained": trained, "peak_mb": peak, "pairs": pairs,
                      "scores": by_threshold}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", help="the onefold to measure")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where to work; kept (default: target/beside-splink-N)")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return splink(options.inside)
    if not options.program:
        parser.error("name the onefold to measure")
    folder = (options.folder or Path(f"target/beside-splink-{options.records}")).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "truth.csv").exists():
        timed([options.program, "synth", "--flat", str(options.records), folder])
    print(f"{options.records:,} records, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    onefold(options.program, folder)
    told = json.loads(timed([splink_python(folder), __file__, "--inside", folder])[2].splitlines()[-1])
    best = max(told["scores"], key=lambda t: told["scores"][t][2])
    for threshold, how in [("0.95", "its 0.95"), (best, f"its best, {best}")]:
        line("Splink", told["wall"], told["cpu"], told["peak_mb"], told["pairs"], told["scores"][threshold], how)
    print(f"           training         {told['trained']:6.2f} s; pairs: those it keeps above {min(THRESHOLDS)}")


main()
