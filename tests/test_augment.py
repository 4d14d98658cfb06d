import pickle

import pytest
import torch
import torch.nn.functional as F
from torchvision.transforms.v2 import InterpolationMode
from torchvision.transforms.v2 import functional as torchvision_functional

from mnist_course import augment
from mnist_course.data import preprocess


@pytest.fixture
def images(validation):
    return preprocess.to_unit(validation.images[:16])


@pytest.mark.parametrize(
    "setting",
    [
        {"degrees": 20},
        {"degrees": -45},
        {"right": 3, "down": -2},
        {"scale": 1.3},
        {"scale": 0.7},
        {"shear": 15},
        {"degrees": 20, "right": 3, "down": 1, "scale": 0.8, "shear": 10},
    ],
)
def test_affine_agrees_with_torchvision(images, setting):
    s = {"degrees": 0, "right": 0, "down": 0, "scale": 1, "shear": 0, **setting}
    theirs = torchvision_functional.affine(
        images,
        angle=-s["degrees"],  # clockwise there
        translate=[s["right"], s["down"]],
        scale=s["scale"],
        shear=[s["shear"], 0],
        interpolation=InterpolationMode.BILINEAR,
    )
    assert torch.allclose(augment.affine(images, **setting), theirs, atol=1e-4)


def test_quarter_turn_is_an_exact_rotation(images):
    assert torch.allclose(augment.affine(images, degrees=90), images.rot90(1, (2, 3)), atol=1e-4)


def test_no_distortion_returns_the_image(images):
    assert torch.allclose(augment.affine(images), images, atol=1e-5)
    assert torch.allclose(augment.Elastic(alpha=0)(images), images, atol=1e-5)


def test_every_image_has_its_own_strength(images):
    degrees = torch.linspace(-30, 30, len(images))
    together = augment.affine(images, degrees=degrees)
    alone = torch.cat([augment.affine(image[None], degrees=d.item()) for image, d in zip(images, degrees)])
    assert torch.allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("distort", [augment.RandomAffine(shear=5), augment.Elastic()], ids=repr)
def test_every_image_has_its_own_draw(images, distort):
    same = images[:1].expand(16, 1, 28, 28)
    distorted = distort(same)
    assert distorted.shape == same.shape
    assert all(not torch.equal(a, b) for i, a in enumerate(distorted) for b in distorted[:i])


@pytest.mark.parametrize("distort", [augment.RandomAffine(), augment.Elastic()], ids=repr)
def test_the_seed_decides_the_draw(images, distort):
    torch.manual_seed(3)
    first = distort(images)
    torch.manual_seed(3)
    assert torch.equal(first, distort(images))


def test_paper_stays_paper_after_standardising(validation):
    standardized = preprocess.standardize(validation.images[:50])
    distorted = augment.RandomAffine()(standardized)
    assert distorted.min() >= standardized.min() - 1e-5


def test_elastic_moves_pixels_by_the_stated_amount():
    # A picture whose values are the column number: after the distortion they say where each pixel came from.
    columns = torch.arange(28.0).expand(400, 1, 28, 28)
    moved = (augment.Elastic()(columns) - columns)[:, :, 8:20, 8:20]
    assert moved.square().mean().sqrt().item() == pytest.approx(1.4, abs=0.15)
    assert moved.mean().item() == pytest.approx(0, abs=0.1)


def test_strengths_stay_within_their_ranges(images, monkeypatch):
    seen = {}
    monkeypatch.setattr(augment, "affine", lambda x, **strengths: seen.update(strengths) or x)
    augment.RandomAffine(degrees=10, shift=2, scale=0.1, shear=5)(images.expand(-1, 1, -1, -1).repeat(100, 1, 1, 1))
    for name, (low, high) in {"degrees": (-10, 10), "right": (-2, 2), "scale": (0.9, 1.1), "shear": (-5, 5)}.items():
        assert low <= seen[name].min() < low + 0.1 * (high - low)
        assert high - 0.1 * (high - low) < seen[name].max() <= high


@pytest.mark.parametrize("size", [(28, 44), (50, 28)], ids=["wide", "tall"])
@pytest.mark.parametrize(
    "setting",
    [
        {"degrees": 30},
        {"right": 5, "down": -3},
        {"shear": 15},
        {"degrees": -60, "right": 3, "down": 1, "scale": 0.8, "shear": 10},
    ],
)
def test_affine_of_rectangles_agrees_with_torchvision(images, size, setting):
    height, width = size
    left, top = (width - 28) // 2, (height - 28) // 2
    paper = F.pad(images, (left, width - 28 - left, top, height - 28 - top))
    test_affine_agrees_with_torchvision(paper, setting)


def test_quarter_turn_of_a_rectangle_turns_its_middle_as_a_square(images):
    wide = F.pad(images, (8, 8, 0, 0))
    turned = F.pad(images.rot90(1, (2, 3)), (8, 8, 0, 0))
    assert torch.allclose(augment.affine(wide, degrees=90), turned, atol=1e-4)


@pytest.mark.parametrize("size", [(28, 60), (60, 28)], ids=["wide", "tall"])
def test_elastic_moves_pixels_of_rectangles_by_the_stated_amount_both_ways(size):
    height, width = size
    columns = torch.arange(float(width)).expand(400, 1, height, width)
    rows = torch.arange(float(height))[:, None].expand(400, 1, height, width)
    for places in (columns, rows):
        moved = (augment.Elastic()(places) - places)[:, :, 8:-8, 8:-8]
        assert moved.square().mean().sqrt().item() == pytest.approx(1.4, abs=0.15)


def add_one(images):
    return images + 1


def test_composition_applies_its_steps_in_order():
    composed = augment.Compose(add_one, torch.square, augment.Elastic())
    assert augment.Compose(add_one, torch.square)(torch.ones(1)).item() == 4
    assert repr(composed).endswith("Elastic(alpha=34.0, sigma=4.0))")


@pytest.mark.parametrize(
    "distort",
    [
        augment.RandomAffine(degrees=3.0),
        augment.Elastic(alpha=3.0),
        augment.Compose(augment.RandomAffine(), add_one, augment.Compose(augment.Elastic())),
    ],
    ids=lambda distort: type(distort).__name__,
)
def test_augmentation_goes_into_another_process_and_does_the_same_there(images, distort):
    again = pickle.loads(pickle.dumps(distort))
    torch.manual_seed(3)
    first = distort(images)
    torch.manual_seed(3)
    assert torch.equal(first, again(images)) and repr(again).split(" at ")[0] == repr(distort).split(" at ")[0]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: augment.affine(torch.zeros(2, 1, 28, 28, dtype=torch.uint8)), TypeError, "got torch.uint8: scale"),
        (lambda: augment.affine(torch.zeros(28, 28)), ValueError, r"\(N, C, H, W\), got \(28, 28\)"),
        (lambda: augment.affine(torch.zeros(2, 1, 28, 28), scale=0), ValueError, "above 0, got 0"),
        (lambda: augment.affine(torch.zeros(2, 1, 28, 28), degrees=torch.ones(3)), ValueError, r"each of 2 .* \(3,\)"),
        (lambda: augment.Elastic(sigma=0), ValueError, "sigma=0"),
        (lambda: augment.Elastic()([1]), TypeError, "torch.Tensor, got list"),
        (lambda: augment.RandomAffine(scale=1), ValueError, "scale=1"),
        (lambda: augment.RandomAffine(degrees=-1), ValueError, "degrees=-1"),
    ],
)
def test_wrong_arguments_say_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()
