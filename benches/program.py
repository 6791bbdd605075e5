"""The program under measure, for the benches beside this file: data made by it, and its answers in JSON."""

import json
import subprocess
import sys


def synth(program, records, seed, folder):
    subprocess.run([program, "synth", "--flat", str(records), "--seed", str(seed), folder], check=True, capture_output=True)


def onefold(program, workspace, *words):
    done = subprocess.run([program, "-w", workspace, *words, "--json"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return json.loads(done.stdout) if done.stdout.strip() else None
