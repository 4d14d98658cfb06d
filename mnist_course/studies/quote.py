"""Training to 99 % in seconds on this machine, for the line to quote."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from statistics import median
from typing import Any

import torch

from mnist_course.evaluation.noise import as_text
from mnist_course.records import Run
from mnist_course.records.file import machine, make_writable
from mnist_course.session.devices import best_device
from mnist_course.session.files import replacing
from mnist_course.session.modes import is_fast
from mnist_course.session.precision import autocast
from mnist_course.studies.options import check_counts
from mnist_course.studies.seconds import process_seconds, score
from mnist_course.studies.study import Place
from mnist_course.training.recipe import RECIPE

WORDS = {"choosing": "50,000 images, validation", "final": "60,000 images, test"}


def add_options(parser: ArgumentParser) -> None:
    """Add the command's options."""
    parser.description = (
        "By default it trains on the 50,000 training images and measures on the 10,000 validation images. "
        "With --final it trains on all 60,000 and measures on the test images, once per seed: for the record, "
        "not for choosing."
    )
    parser.add_argument("--seeds", type=int, default=5, help="how many seeds, from 0 (default 5)")
    parser.add_argument("--final", action="store_true", help="train on all 60,000 images, measure on the test images")
    parser.add_argument("--device", help="cpu, cuda or mps (default: CUDA if there is one, else CPU)")
    parser.add_argument("--threads", type=int, help="CPU threads (default: PyTorch's)")
    parser.add_argument("--bf16", action="store_true", help="train in bf16, if the hardware has it")
    parser.add_argument("--out", type=Path, help="write the results into this JSON file too")
    parser.add_argument("--no-process", action="store_true", help="leave out the whole process's seconds")


def main(parser: ArgumentParser, options: Namespace) -> None:
    """Train with every seed, print a line for each, and the line to quote."""
    check_counts(parser, options)
    try:
        device = str(best_device(options.device))
        autocast("bf16" if options.bf16 else "fp32", device)  # an error, if the hardware has none
        if options.out:
            make_writable(options.out.parent)
            if options.out.exists() and not options.out.is_file():
                raise ValueError(f"expected the name of a file after --out, got {options.out}, which is none")
    except (ValueError, OSError) as error:
        parser.error(str(error))
    if options.threads:
        torch.set_num_threads(options.threads)
    protocol = "final" if options.final else "choosing"
    settings = RECIPE.but(precision="bf16") if options.bf16 else RECIPE
    place, results = Place(device, Path(), Path()), []
    for seed in range(options.seeds):
        result = score(Run({"protocol": protocol}, settings, seed), place)
        results.append({"seed": seed, **result})
        if options.out:
            with replacing(options.out, text=True) as file:
                json.dump({"protocol": protocol, "device": device, "runs": results}, file, indent=1)
        print(f"seed {seed}: {100 * result['accuracy']:.2f}% after {result['seconds']:.2f} s of training", flush=True)
    print(line(results, device, options))


def line(results: list[dict[str, Any]], device: str, options: Namespace) -> str:
    """Return the line to quote: accuracy with its 95% interval over seeds, seconds, machine."""
    accuracies = [100 * result["accuracy"] for result in results]
    seconds = median(result["seconds"] for result in results)
    where = machine(device) + ("" if device.startswith("cuda") else f", {torch.get_num_threads()} threads")
    precision = "bf16" if options.bf16 else "fp32"
    text = (
        f"{as_text(accuracies)}% ({WORDS['final' if options.final else 'choosing']}; {len(results)} seeds) "
        f"in {seconds:.2f} s of training, {precision}, on {where}"
    )
    if not options.no_process:
        same = ["--final"] * options.final + ["--bf16"] * options.bf16 + ["--device", device]
        same += ["--threads", str(options.threads)] if options.threads else []
        text += f"; a whole process, from start to result: {process_seconds(*same):.1f} s"
    return f"[fast mode] {text}" if is_fast() else text
