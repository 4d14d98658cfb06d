import os

import pytest
import torch

from mnist_course import models
from mnist_course.data.batches import Batches
from mnist_course.evaluation import predict_logits
from mnist_course.models import pretrained
from mnist_course.training import fit


@pytest.fixture
def shipped(tmp_path, monkeypatch, small):
    """A network that was trained for a few steps, and ships."""
    model = models.build("small 80k")
    batches = Batches(small[0][:256], small[1][:256], 64)
    fit(model, batches, optimizer=torch.optim.AdamW(model.parameters()), epochs=1, progress=False)
    pretrained.save_half(tmp_path / pretrained.file_of("small 80k", 3), model)
    monkeypatch.setattr(pretrained, "FOLDER", tmp_path)
    return model


def test_half_precision_hardly_moves_the_scores_of_real_images(shipped, small):
    loaded = pretrained.load("small 80k", 3)
    assert not loaded.training and next(loaded.parameters()).dtype == torch.float32
    here, there = (predict_logits(model, small[0][:200]) for model in (shipped, loaded))
    assert 0 < (here - there).abs().max() < 0.05


def test_file_takes_two_bytes_a_parameter_and_little_more(shipped, tmp_path):
    size = (tmp_path / pretrained.file_of("small 80k", 3)).stat().st_size
    assert 2 * 79_858 < size < 2 * 79_858 + 5_000


def test_failed_save_leaves_the_old_weights_and_nothing_else(shipped, tmp_path, monkeypatch):
    path = tmp_path / pretrained.file_of("small 80k", 3)
    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        pretrained.save_half(path, shipped)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("keep", [0, 6, 1_000, 100_000])
def test_damaged_file_is_named(shipped, tmp_path, keep):
    path = tmp_path / pretrained.file_of("small 80k", 3)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(RuntimeError, match=r"small-80k-seed-3.safetensors is damaged \(.+\): reinstall mnist_course"):
        pretrained.load("small 80k", 3)


def test_files_that_are_no_weights_do_not_ship(shipped, tmp_path):
    for name in (".DS_Store", ".small-80k-seed-4.safetensors.01234567.part", "README.md"):
        (tmp_path / name).touch()
    assert pretrained.names() == [("small 80k", 3)]


def test_network_that_does_not_ship_names_those_that_do(shipped):
    assert pretrained.names() == [("small 80k", 3)]
    for design, seed in (("small 80k", 4), ("resnet", 3)):
        with pytest.raises(ValueError, match=rf"'small 80k' seed 3.*got '{design}' seed {seed}"):
            pretrained.load(design, seed)


@pytest.mark.slow
def test_every_network_that_ships_loads_and_reads_digits(small):
    for design, seed in pretrained.names():
        assert design in models.SMALL
        logits = predict_logits(pretrained.load(design, seed), small[0])
        assert (logits.argmax(dim=1) == small[1]).float().mean() > 0.98, (design, seed)
