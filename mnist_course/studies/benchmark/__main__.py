"""Measure the tutorials' way of training beside the course's, network by network: epoch against epoch.

Every round trains each network for one epoch of the 50,000 training images both ways in this process, one
after the other. ``benchmark.json`` is written after each network, so that a measurement that was stopped goes on
where it stopped. Let nothing else run meanwhile.
"""

import argparse
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import torch
from tqdm import tqdm

from mnist_course.records import Record
from mnist_course.records.writing import RECORDS, Recording, machine, make_writable, resumable
from mnist_course.session.devices import best_device
from mnist_course.session.modes import is_fast
from mnist_course.studies import command
from mnist_course.studies.benchmark.rounds import NETWORKS, memory, one_round
from mnist_course.studies.benchmark.tables import TABLES
from mnist_course.studies.jobs import completed

QUESTION = "How much faster is the course's loop than the tutorials', and does it learn as much?"
COMMAND = "python -m mnist_course.studies.benchmark"


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
        wanted = [run for run in runs(options.rounds) if run[0]["network"] in names]
        recording = Recording(options.out / "benchmark.json", QUESTION, COMMAND, runs(options.rounds), wanted)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    if options.threads:
        torch.set_num_threads(options.threads)
    here = (machine(device), torch.get_num_threads())
    for entry in recording.entries:
        there = (entry["machine"], entry["threads"])
        if there != here and not (options.afresh and entry["settings"]["network"] in names):
            parser.error(
                f"expected to go on where {recording.path} was begun, {there[0]} with {there[1]} threads, "
                f"got {here[0]} with {here[1]}: use --afresh or --out"
            )
    if options.afresh:
        recording.forget(lambda entry: entry["settings"]["network"] in names)
    with resumable([recording], options.afresh):
        measure(names, device, recording)


def runs(rounds):
    """Return settings and seed of every measurement: all networks in one round, then in the next."""
    speed = [({"network": name, "measure": "speed"}, seed) for seed in range(rounds) for name in NETWORKS]
    return speed + [({"network": name, "measure": "memory"}, 0) for name in NETWORKS]


def measure(names, device, recording):
    """Do what the recording misses of the networks `names`, write it after each, and print its tables."""
    todo, function = recording.missing(), partial(measurement, device=device)
    with closing(completed(todo, function, skip=lambda run: recording.has(*run))) as results:
        for (settings, seed), result in tqdm(results, total=len(todo), desc="measurements", file=sys.stdout):
            recording.add(settings, seed, result, device)
    record = Record("benchmark", recording.about, [e for e in recording.entries if e["settings"]["network"] in names])
    for title, table in TABLES.values():
        print(f"\n{title}\n\n{table(record)!r}")


def measurement(seed, *, network, measure, device):
    """Return the speed or the memory of one network, the machine that gave it, and its threads."""
    result = one_round(network, seed, device) if measure == "speed" else memory(network, device)
    return {"machine": machine(device), "threads": torch.get_num_threads(), **result}


if __name__ == "__main__":
    command.run(main)
