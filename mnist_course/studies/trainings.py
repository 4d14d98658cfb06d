"""How each network of the course is trained to the end, and what it is called: with these the studies begin."""

from mnist_course.records import Settings
from mnist_course.studies.study import Variant

RATES = (1e-4, 3e-4, 1e-3, 1.5e-3, 2e-3, 2.5e-3, 3e-3, 4e-3, 7e-3, 9.5e-3, 1e-2)  # T1's
T1 = Settings(network="T1 CNN")
T2 = Settings(network="softmax regression", scaling="unit", optimizer="SGD", rate=0.1)
T3 = Settings(network="T3 MLP", scaling="unit", rate=0.02, batch_size=1028, epochs=100)
T4 = Settings(network="T4 MLP", optimizer="SGD", rate=0.01, momentum=0.5, epochs=3)
ONE_CYCLE = Settings(optimizer="AdamW", weight_decay=0.01, schedule="one-cycle", batch_size=128)
CNN_10 = ONE_CYCLE.but(network="T2 CNN", rate=0.01, epochs=10)
# What the last chapter trains to the end: frozen before the test images are read.
CAREFUL = ONE_CYCLE.but(
    network="small 80k",
    rate=0.01,
    label_smoothing=0.1,
    augmentation="affine",
    averaging=0.995,
    recalibrate=True,
    precision="fastest",
    epochs=24,
)


def _named(named: dict[str, Settings]) -> list[Variant]:
    return [Variant({"model": name}, settings) for name, settings in named.items()]


RESULTS = _named(
    {
        "softmax regression": T2,
        "T2 two-layer": T2.but(network="T2 two-layer"),
        "T3 MLP": T3,
        "T4 MLP": T4,
        "T1 MLP": Settings(network="T1 MLP"),
        "T4 CNN": T4.but(network="T4 CNN"),
        "T2 CNN": T2.but(network="T2 CNN"),
        "LeNet-5": Settings(network="LeNet-5"),
        "T1 CNN": T1,
        "T1 CNN, one-cycle": ONE_CYCLE.but(network="T1 CNN", rate=3e-3),
    }
)
CNNS_10 = _named({"T2 CNN, one-cycle": CNN_10, "T2 CNN, augmented": CNN_10.but(augmentation="affine")})
JUDGE = CNNS_10[1]  # of the training labels
SMALL_NETWORKS = _named({"small 80k": CAREFUL, "small 285k": CAREFUL.but(network="small 285k", epochs=18)})
FINAL_MODELS = [*RESULTS, *CNNS_10, *SMALL_NETWORKS]
