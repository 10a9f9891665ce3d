"""The campaign from outside: fuzzed requests, kills, and connections that behave badly, against a real server.

usage: campaign.py --binary BINARY [--seconds 300] [--seed N] [--only fuzz|kills|abuse]
Prints the figures of each part as JSON, a line each. Ends with 1 and says what it found when something is wrong.
"""

import argparse
import json
import sys
import time

from abuse import abuse
from fuzzing import fuzz
from kills import kill_rounds
from server import Finding

# How much of the time each part gets.
PARTS = {"fuzz": (fuzz, 0.5), "kills": (kill_rounds, 0.35), "abuse": (abuse, 0.15)}


def main():
    parser = argparse.ArgumentParser(description="Attacks a server from outside.")
    parser.add_argument("--binary", required=True, help="the deepmock to attack")
    parser.add_argument("--seconds", type=float, default=300, help="how long, about")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same seed sends much of the same")
    parser.add_argument("--only", choices=PARTS, help="one part, for all of the time")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    for name, (part, share) in PARTS.items():
        if options.only not in (None, name):
            continue
        start = time.monotonic()
        seconds = options.seconds if options.only else options.seconds * share
        try:
            figures = part(options.binary, seconds, options.seed)
        except Finding as finding:
            sys.exit(f"{name}, seed {options.seed}: {finding}")
        print(f"{name}: {json.dumps(figures | {'seconds': round(time.monotonic() - start)})}", flush=True)


main()
