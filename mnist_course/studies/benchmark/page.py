"""The benchmark's page in the book, from the record ``benchmark``."""

from statistics import median

from mnist_course import records
from mnist_course.studies.benchmark.rounds import SETTINGS
from mnist_course.studies.benchmark.sharing import sharing_table
from mnist_course.studies.benchmark.tables import GIGA, MEGA, TABLES, Times, accuracy_table

PAGE = """# The benchmark

Four published tutorials, T1 to T4, are what this course replaces. Their loops take their time: each asks a `DataLoader`
for single images, turns every image into a tensor again in every epoch, and only then trains. How much of that time is
needed? Here each of their networks is trained for an epoch in the tutorial's way and in ours, one after the other.

Both ways start from the same weights and take the same {images:,} training images in the same order and the same
batches, in float32, with the tutorial's optimiser, rate and batch size (T1's for LeNet-5). The tutorial's way is a
`DataLoader` with its default `num_workers=0` over `torchvision.datasets.MNIST` with `ToTensor` (T1 and T4: and
`Normalize`), and the loss is moved to Python in every step. Ours is `training.fit` over `batches.Batches`. The clock
counts the training loop alone: reading the files, and evaluation, are left out of both.

{speed}

*Times as fast* is the ratio of the two in the median of {rounds} rounds, and beside it stand the smallest and the
largest. Every round has its own seed, and the two ways take turns in going first.

## A faster loop that learns less is no gain

After that one epoch, each network is measured on the {validation:,} validation images, which neither way trains on.

{accuracy}

The difference is the mean over the rounds, in percentage points; the spread is the distance between the worst seed and
the best. {learns} The batches are the same, so only rounding and dropout's draws can tell the two ways apart.

## Where the time goes

{time}

All columns are microseconds per image. *Loading* is the time of a loop over the batches that does nothing with them.
*Fixed per step* is what a step costs when its batch is a single image, shared out over the images of a real batch:
Python, calling some dozens of operations, the gradient's record, the optimiser. *Arithmetic* is the time that the
multiplications and additions would take at the best rate of this machine. The *rest* is whatever our step takes
beyond these.

**The tutorial's loading.** An image is cut out of the data set, made into a PIL image, back into an array and a
tensor, scaled, and stacked with its neighbours: some ten calls an image, each of which costs Python more than the 784
pixels cost the processor. In our way all this is done once, before the training, for all images together; an epoch
only copies rows. For {mostly_loading} it is more than half of the tutorial's time.
Where the tutorial has `Normalize` too, loading an image takes {normalize} times as long as with `ToTensor` alone.

**What bounds ours.** {bounds}

The convolutional networks gain less because most of their time was arithmetic, pooling and ReLU to begin with. What
they gain beyond the loading comes from two changes that leave the numbers as they were: pooling before the ReLU, which
then sees a quarter of the numbers, and keeping the channels of a pixel side by side in memory ("channels last"), which
the convolutions want. The optimisers' `fused=True` does a step's update in one operation instead of several per layer.

## How near the limit

A training step is mostly products of matrices. Count the operations of an epoch, forward and backward, and divide by
the rate that a large product reaches on this machine: that is about the shortest time in which a loop could do the
same work here. Such a limit is called a [*roofline*](glossary.md#roofline). The last column says how many times as
fast as the tutorial a loop would be that reached it.

{limit}

A product of two large matrices reached {matmul} GFLOP/s here, the same product written as a convolution {convolution};
the faster of the two is the roof.
{libraries}Small networks stay far below the roof: their products are too small and too narrow (ten columns, one for
each digit) to keep the processor busy.

## Two trainings at once

Open two notebooks, or share a classroom's server, and two trainings want the same cores. PyTorch cuts a step's work
into pieces for its threads, and a thread that is done waits for the others by asking again and again, on Linux for
milliseconds. Alone, that is the fastest way to wait. Beside another training, the thread that asks holds the core that
the one it waits for needs. So the course tells the threads to sleep after some microseconds, and starts no more of
them than the cores that its process is granted. `mnist_course/session/startup.py` does that before PyTorch starts, and
leaves what you have set yourself alone.

{sharing}

Images per second of each process, on {cores}: medians of {sharing_rounds} rounds, and the ratio of the two ways in the
median round, with the lowest and the highest. *Alone* is what the short wait costs, most of all a small network, whose
threads wait often. *Two at once* is what it gains; with a single thread each, nobody waits at all. With a *quota of one
core*, which a container or a server may set, PyTorch by itself starts a thread for each core that it sees, and the
course starts one.

## Memory

{memory}

The most memory that was resident in a process that did nothing else, less what Python and the libraries take by
themselves ({imports} MB). Memory is what our speed costs: every image is kept as float32 numbers, four bytes where the
file has one. The peak comes while they are made.

{provenance}
PyTorch ran with {threads} CPU threads. To measure your own machine, run `make bench` with nothing else running. This
page is made from the record by `python book/pages.py`.
"""

LIBRARIES = """PyTorch hands the two to different libraries, and here the one for linear layers is the slower, so the
networks without convolutions cannot reach the roof.
"""
BOUNDS = {
    "loading": "copying the batch's images is the largest part",
    "steps": "the fixed cost of a step is the largest part; larger batches would lower it, and be another training",
    "arithmetic": "the arithmetic itself is the largest part",
    "rest": "the largest part is work that is no large product: narrow products below the best rate, pooling, ReLU, "
    "the loss, moving numbers between memory and processor",
}


def page():
    """Return the Markdown of the page, from the record ``benchmark``."""
    record, shared = records.load("benchmark"), records.load("sharing")
    names = record.settings("network")
    rounds = record.select(measure="speed")
    times = {name: Times(record, name) for name in names}
    bounds = [
        f"For {_listed(bound)}, {text}."
        for kind, text in BOUNDS.items()
        if (bound := [name for name in names if times[name].bound == kind])
    ]
    matmul, convolution = (median(e[f"{p}_rate"] for e in rounds) / GIGA for p in ("matmul", "convolution"))
    libraries = [e[f"{way}_libraries_memory"] for e in record.select(measure="memory") for way in ("tutorial", "ours")]
    return PAGE.format(
        images=rounds[0]["images"],
        validation=10_000,
        rounds=len({entry["seed"] for entry in rounds}),
        **{name: table(record).markdown() for name, (_, table) in TABLES.items()},
        learns=_learns(record, names),
        mostly_loading=_listed([n for n in names if times[n].tutorial_loading > times[n].tutorial / 2]),
        normalize=f"{_loading(times, 'standardized') / _loading(times, 'unit'):.1f}",
        bounds=" ".join(bounds),
        matmul=f"{matmul:.0f}",
        convolution=f"{convolution:.0f}",
        libraries=LIBRARIES if convolution > 1.2 * matmul else "",
        imports=f"{median(libraries) / MEGA:.0f}",
        provenance=record.provenance(),
        threads=rounds[0]["threads"],
        sharing=sharing_table(shared).markdown(),
        sharing_rounds=len({entry["seed"] for entry in shared.entries}),
        cores=shared.about["machines"][0],
    )


def _loading(times, scaling):
    return median(times[name].tutorial_loading for name in times if SETTINGS[name]["scaling"] == scaling)


def _learns(record, names):
    verdicts = {row[0]: row[-1] for row in accuracy_table(record).rows}
    odd = [name for name in names if verdicts[name] != "as much"]
    rule = "*As much* means that it is at most twice its standard error, as the seeds give it."
    return rule if not odd else f"{rule} The exceptions: {_listed(odd)}."


def _listed(names):
    names = [str(name) for name in names]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "no network"
