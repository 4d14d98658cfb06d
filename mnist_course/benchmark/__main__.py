"""Measure the tutorials' way of training beside the course's, network by network: epoch against epoch.

Every round trains each network for one epoch of the 50,000 training images both ways in this process, one
after the other. ``benchmark.json`` is written after each network, so that a measurement that was stopped goes on
where it stopped. Let nothing else run meanwhile.
"""

import argparse
import sys
from pathlib import Path

import torch
from tqdm import tqdm

from mnist_course.benchmark.rounds import NETWORKS, memory, one_round
from mnist_course.benchmark.tables import TABLES
from mnist_course.devices import best_device
from mnist_course.modes import is_fast
from mnist_course.recording import RECORDS, Recording, machine, make_writable
from mnist_course.records import Record

QUESTION = "How much faster is the course's loop than the tutorials', and does it learn as much?"
COMMAND = "python -m mnist_course.benchmark"


def main(arguments=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help=f"of: {', '.join(NETWORKS)} (default: all)")
    parser.add_argument("--rounds", type=int, default=5, help="epochs each way, each with its own seed (default 5)")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or mps (default: cpu)")
    parser.add_argument("--threads", type=int, help="CPU threads (default: PyTorch's, one per core)")
    parser.add_argument("--out", type=Path, default=RECORDS, help="folder of the record (default: the package's)")
    parser.add_argument("--afresh", action="store_true", help="forget these networks' measurements that are there")
    options = parser.parse_args(arguments)
    names = options.networks or NETWORKS
    for name in names:
        if name not in NETWORKS:
            parser.error(f"expected networks from {', '.join(map(repr, NETWORKS))}, got {name!r}")
    for what in ("rounds", "threads"):
        value = getattr(options, what)
        if value is not None and value < 1:
            parser.error(f"expected --{what} of at least 1, got {value}")
    if is_fast():
        parser.error("expected MNIST_COURSE_FAST to be unset: the fast mode trains too little to be measured")
    try:
        device = str(best_device(options.device))
        make_writable(options.out)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    if options.threads:
        torch.set_num_threads(options.threads)
    recording = Recording(options.out / "benchmark.json", QUESTION, COMMAND, runs(options.rounds))
    if options.afresh:
        recording.entries = [e for e in recording.entries if e["settings"]["network"] not in names]
    here = (machine(device), torch.get_num_threads())
    for entry in recording.entries:
        there = (entry["machine"], entry["threads"])
        if there != here:
            parser.error(
                f"expected to go on where {recording.path} was begun, {there[0]} with {there[1]} threads, "
                f"got {here[0]} with {here[1]}: use --afresh or --out"
            )
    measure(names, device, recording)


def runs(rounds):
    """Return settings and seed of every measurement: all networks in one round, then in the next."""
    speed = [({"network": name, "measure": "speed"}, seed) for seed in range(rounds) for name in NETWORKS]
    return speed + [({"network": name, "measure": "memory"}, 0) for name in NETWORKS]


def measure(names, device, recording):
    """Do what the recording misses of the networks `names`, write it after each, and print its tables."""
    if not recording.entries:
        recording.about["machines"] = []
    missing = [run for run in recording.missing() if run[0]["network"] in names]
    for settings, seed in tqdm(missing, desc="measurements", file=sys.stdout):
        name = settings["network"]
        results = {"machine": machine(device), "threads": torch.get_num_threads()}
        results |= one_round(name, seed, device) if settings["measure"] == "speed" else memory(name, device)
        recording.add(settings, seed, results, device)
    record = Record("benchmark", recording.about, [e for e in recording.entries if e["settings"]["network"] in names])
    for title, table in TABLES.values():
        print(f"\n{title}\n\n{table(record)!r}")


if __name__ == "__main__":
    main()
