"""The benchmark's tables, from the records ``benchmark`` and ``sharing``."""

from statistics import mean, median

from mnist_course.evaluation.noise import as_text, difference
from mnist_course.figures.tables import Table
from mnist_course.records import Record
from mnist_course.studies.benchmark.sharing import LOADS, NETWORKS, WAYS

MICRO, MEGA, GIGA = 1e-6, 1e6, 1e9


class Times:
    """Medians over the rounds of one network, in seconds per image unless it says otherwise."""

    def __init__(self, record: Record, network: str) -> None:
        rounds = record.select(network=network, measure="speed")
        images = rounds[0]["images"]

        def per_image(quantity: str) -> float:
            return median(entry[quantity] for entry in rounds) / images

        self.tutorial, self.ours = per_image("tutorial_seconds"), per_image("ours_seconds")
        self.tutorial_loading, self.loading = per_image("tutorial_loading_seconds"), per_image("ours_loading_seconds")
        self.fixed = per_image("fixed_seconds")
        self.arithmetic = median(entry["flops"] / best_rate(entry) for entry in rounds) / images
        self.rest = self.ours - self.loading - self.fixed - self.arithmetic
        self.ratios = [entry["tutorial_seconds"] / entry["ours_seconds"] for entry in rounds]  # of the pairs

    @property
    def bound(self) -> str:
        """What takes most of our time."""
        parts = {"arithmetic": self.arithmetic, "steps": self.fixed, "loading": self.loading, "rest": self.rest}
        return max(parts, key=parts.get)


def best_rate(entry: dict) -> float:
    """Return the most operations per second that a large product reached in that round."""
    return max(entry["matmul_rate"], entry["convolution_rate"])


def speed_table(record: Record) -> Table:
    """Return images per second both ways, and their ratio in the median round, the worst and the best."""
    rows = []
    for name in record.settings("network"):
        t = Times(record, name)
        spread = f"{min(t.ratios):.1f} to {max(t.ratios):.1f}"
        rows.append([name, short(1 / t.tutorial), short(1 / t.ours), f"{median(t.ratios):.1f}", spread])
    return Table(["network", "tutorial's, images/s", "ours, images/s", "times as fast", "rounds"], rows)


def short(value: float) -> str:
    """Return a number with three significant digits."""
    return f"{float(f'{value:.3g}'):,.0f}"


def time_table(record: Record) -> Table:
    """Return where the time goes, in microseconds per image."""
    rows = []
    for name in record.settings("network"):
        t = Times(record, name)
        parts = (t.tutorial_loading, t.tutorial - t.tutorial_loading, t.loading, t.fixed, t.arithmetic, t.rest)
        rows.append([name, *(f"{part / MICRO:.2f}" for part in parts)])
    headers = ["tutorial's loading", "its training", "our loading", "fixed per step", "arithmetic", "rest"]
    return Table(["network", *headers], rows)


def limit_table(record: Record) -> Table:
    """Return the arithmetic of an epoch, the shortest time it could take here, and how near ours is to it."""
    rows = []
    for name in record.settings("network"):
        t, entry = Times(record, name), record.select(network=name, measure="speed")[0]
        shortest, ours = t.arithmetic * entry["images"], t.ours * entry["images"]
        work = f"{entry['flops'] / GIGA:,.0f}"
        share, limit = f"{100 * shortest / ours:.0f} %", f"{t.tutorial / t.arithmetic:.1f}"
        rows.append([name, work, f"{shortest:.2f}", f"{ours:.2f}", share, limit])
    headers = ["GFLOP", "shortest seconds", "our seconds", "of the limit", "ratio at the limit"]
    return Table(["network", *headers], rows)


def accuracy_table(record: Record) -> Table:
    """Return the validation accuracy that an epoch reaches both ways, and whether the difference is noise."""
    rows = []
    for name in record.settings("network"):
        both = [record.values(f"{way}_accuracy", network=name, measure="speed") for way in ("tutorial", "ours")]
        theirs, ours = ([100 * value for value in values] for values in both)
        gain = [one - other for one, other in zip(ours, theirs)]
        rows.append(
            [
                name,
                *(f"{mean(values):.2f} %" for values in (theirs, ours)),
                as_text(gain, "+.2f"),
                verdict_of(theirs, ours),
            ]
        )
    return Table(["network", "tutorial's", "ours", "difference", "learns"], rows)


def verdict_of(theirs: list[float], ours: list[float]) -> str:
    """Return whether ours learn as much as theirs, more or less: by the interval of the difference, round by round."""
    if len(ours) < 2:
        return "one round only"
    gain = difference(ours, theirs)
    return ("more" if gain.mean > 0 else "less") if gain.excludes_zero else "as much"


def memory_table(record: Record) -> Table:
    """Return the peak of resident memory both ways, in megabytes, without what the libraries themselves take."""
    rows = []
    for name in record.settings("network"):
        for entry in record.select(network=name, measure="memory"):
            used = [entry[f"{way}_memory"] - entry[f"{way}_libraries_memory"] for way in ("tutorial", "ours")]
            rows.append([name, *(f"{value / MEGA:,.0f}" for value in used)])
    return Table(["network", "tutorial's, MB", "ours, MB"], rows)


def sharing_table(record: Record) -> Table:
    """Return images per second of each process, medians over the rounds, and the course's way beside PyTorch's."""
    rows = []
    for network in NETWORKS:
        for load in LOADS:
            speeds = {way: _speeds(record, network, load, way) for way in WAYS}
            if all(speeds.values()):
                ratios = sorted(b / a for a, b in zip(speeds["PyTorch's"], speeds["the course's"]))
                medians = [f"{median(values):,.0f}" for values in speeds.values()]
                rows.append([network, load, *medians, f"{median(ratios):.2g} ({ratios[0]:.2g} to {ratios[-1]:.2g})"])
    return Table(["network", "load", *WAYS, "course's : PyTorch's"], rows)


def _speeds(record, network, load, way):
    """Return the images per second of a process in each round; none where the load could not be made."""
    return [mean(entry[network]) for entry in record.select(load=load, way=way) if network in entry]
