import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch
from torch.nn.functional import max_pool2d
from torchvision.transforms.v2 import functional as torchvision_functional

from mnist_course import figures
from mnist_course.data import preprocess
from mnist_course.evaluation.corruptions import CORRUPTIONS, STRENGTHS, corrupt

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def images(validation):
    return preprocess.to_unit(validation.images[:32])


def seeded(seed=3):
    return torch.Generator().manual_seed(seed)


def change(images, name, strength):
    """Mean absolute difference to the clean images."""
    return (corrupt(images, name, strength, seeded()) - images).abs().mean().item()


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_strength_0_changes_nothing_and_every_further_one_changes_more(images, name):
    changes = [change(images, name, strength) for strength in range(6)]
    assert changes[0] == 0
    assert all(before < after for before, after in zip(changes, changes[1:])), changes


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_result_is_a_batch_of_images_from_0_to_1_and_the_original_is_left_alone(images, name):
    before = images.clone()
    result = corrupt(images, name, 5, seeded())
    assert result.shape == images.shape and result.dtype == images.dtype
    assert result.min() >= 0 and result.max() <= 1
    assert torch.equal(images, before)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_same_generator_state_gives_the_same_corruption(images, name):
    assert torch.equal(corrupt(images, name, 3, seeded()), corrupt(images, name, 3, seeded()))
    torch.manual_seed(0)
    first = corrupt(images, name, 3)
    torch.manual_seed(0)
    assert torch.equal(first, corrupt(images, name, 3))


DRAWN = sorted(set(CORRUPTIONS) - {"blur", "thick strokes", "thin strokes", "contrast"})


@pytest.mark.parametrize("name", DRAWN)
def test_every_image_has_its_own_draw(images, name):
    copies = corrupt(images[:1].expand(32, 1, 28, 28), name, 3, seeded())
    different = len(copies.flatten(1).unique(dim=0))
    assert different == 2 if name in {"rotation", "scale", "shear"} else different >= 28


def test_noise_has_its_standard_deviation():
    grey = torch.full((50, 1, 28, 28), 0.5)
    assert corrupt(grey, "noise", 1, seeded()).std().item() == pytest.approx(0.08, rel=0.02)


def test_salt_and_pepper_reach_their_share_of_the_pixels():
    grey = torch.full((50, 1, 28, 28), 0.5)
    result = corrupt(grey, "salt and pepper", 4, seeded())
    assert (result == 0).float().mean().item() == pytest.approx(0.06, abs=0.004)
    assert (result == 1).float().mean().item() == pytest.approx(0.06, abs=0.004)


@pytest.mark.parametrize("strength", STRENGTHS)
def test_blur_agrees_with_torchvision(images, strength):
    # Within the border: torchvision reflects the image there, where we have paper.
    padded, sigma = torch.nn.functional.pad(images, (7, 7, 7, 7)), 0.5 * strength
    theirs = torchvision_functional.gaussian_blur(padded, [15, 15], [sigma, sigma])[:, :, 7:-7, 7:-7]
    assert torch.allclose(corrupt(images, "blur", strength), theirs, atol=1e-6)


@pytest.mark.parametrize("strength", STRENGTHS)
def test_thick_and_thin_strokes_take_the_darkest_and_the_lightest_neighbour_by_the_strength(images, strength):
    def go(images, way, step):  # whole steps, then a part of one
        for part in [1.0] * int(way) + [way % 1]:
            images = (1 - part) * images + part * step(images)
        return images

    def lightest(x):
        across, along = (-max_pool2d(-x, size, 1, [n // 2 for n in size]) for size in ((1, 3), (3, 1)))
        return torch.minimum(across, along)

    thickened = go(images, strength / 2.5, lambda x: max_pool2d(x, 3, stride=1, padding=1))
    assert torch.allclose(corrupt(images, "thick strokes", strength), thickened, atol=1e-6)
    assert torch.allclose(corrupt(images, "thin strokes", strength), go(images, strength / 4, lightest), atol=1e-6)


def test_contrast_keeps_the_mean_and_the_stated_share_of_the_differences(images):
    result = corrupt(images, "contrast", 2)
    assert torch.allclose(result.mean(dim=(1, 2, 3)), images.mean(dim=(1, 2, 3)), atol=1e-5)
    assert torch.allclose(result.std(dim=(1, 2, 3)), 0.6 * images.std(dim=(1, 2, 3)), atol=1e-4)


def test_occlusion_covers_a_square_of_the_inner_pixels():
    ink = torch.ones(4000, 1, 28, 28)
    for strength in STRENGTHS:
        covered = corrupt(ink, "occlusion", strength, seeded())[:, 0] == 0
        side = 2 + 2 * strength
        assert (covered.sum(dim=(1, 2)) == side**2).all()
        assert (covered.any(dim=1).sum(dim=1) == side).all() and (covered.any(dim=2).sum(dim=1) == side).all()
        reached = covered.any(dim=0)
        assert reached[4:24, 4:24].all() and reached.sum() == 400


def test_scribble_adds_ink_and_takes_none(images):
    assert (corrupt(images, "scribble", 5, seeded()) >= images).all()
    alone = corrupt(torch.zeros(100, 1, 28, 28), "scribble", 5, seeded())
    assert alone.amax(dim=(1, 2, 3)).median() > 0.8, "most strokes cross the image in full ink"


def test_no_images_are_no_error():
    for name in CORRUPTIONS:
        assert corrupt(torch.zeros(0, 1, 28, 28), name, 2).shape == (0, 1, 28, 28)


def test_figure_has_a_row_per_corruption_and_a_column_per_strength(images):
    pictures = {
        name: torch.cat([corrupt(images[:1], name, strength, seeded()) for strength in range(6)])
        for name in ("noise", "contrast")
    }
    figure = figures.corruption_table(pictures, title="A finding")
    assert len(figure.axes) == 12
    assert [figure.axes[0].get_ylabel(), figure.axes[6].get_ylabel()] == ["noise", "contrast"]
    assert {ax.images[0].get_clim() for ax in figure.axes} == {(0, 1)}
    plt.close(figure)
    with pytest.raises(ValueError, match=r"got \[5, 6\]"):
        figures.corruption_table({**pictures, "blur": pictures["noise"][:5]})


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((torch.zeros(2, 1, 28, 28), "fog", 1), ValueError, "'scribble', got 'fog'"),
        ((torch.zeros(2, 1, 28, 28), "blur", 6), ValueError, "0 to 5, got 6"),
        ((torch.full((2, 1, 28, 28), 2.8), "blur", 1), ValueError, "got 2.8 to 2.8: standardised"),
        ((torch.zeros(2, 28, 28), "blur", 1), ValueError, r"\(2, 28, 28\)"),
        ((torch.zeros(2, 1, 28, 28, dtype=torch.uint8), "blur", 1), TypeError, "torch.uint8"),
    ],
)
def test_wrong_arguments_say_what_was_expected(arguments, error, message):
    with pytest.raises(error, match=message):
        corrupt(*arguments)
