"""Averages that err less than what they are averages of: of weights, and of predictions (chapter 10)."""

import copy

import torch
from torch.optim.swa_utils import update_bn

from mnist_course.data.expect import expect_images, expect_logits, expect_pairs


class AveragedWeights:
    """Keep an exponential moving average of a network's weights while it is trained.

    Use as ``fit(..., on_step=[average])``, then ``average.load_into(model)``. Averaged too are the running
    means and variances of batch normalisation, which belong to the weights that they were measured
    with; whole numbers (its count of batches) are copied.

    Parameters
    ----------
    decay : float
        How much of the average is kept at each step, 0 to below 1: it looks back about ``1 / (1 - decay)`` steps.

    Attributes
    ----------
    steps : int
        Steps averaged over.

    Notes
    -----
    Sources: Polyak and Juditsky (1992), "Acceleration of stochastic approximation by averaging"; Tarvainen
    and Valpola (2017), "Mean teachers are better role models", for the moving form.
    """

    def __init__(self, decay=0.995):
        if not 0 <= decay < 1:
            raise ValueError(f"expected a decay of at least 0 and below 1, got {decay}")
        self.decay, self.steps, self.average = decay, 0, {}

    @torch.no_grad()
    def __call__(self, state):
        """Take in the weights after a step (see `training.State`)."""
        for name, now in state.model.state_dict().items():
            if self.steps == 0 or not now.is_floating_point():
                self.average[name] = now.clone()
            else:
                self.average[name].lerp_(now, 1 - self.decay)
        self.steps += 1

    def load_into(self, model):
        """Replace the weights of `model` by the average."""
        if self.steps == 0:
            raise ValueError("expected at least one step before load_into(), got none")
        model.load_state_dict(self.average)

    def of(self, model):
        """Return a copy of `model` with the averaged weights; `model` goes on as it is."""
        averaged = copy.deepcopy(model)
        self.load_into(averaged)
        return averaged


def recalibrate(model, images, batch_size=1_000):
    """Measure the means and variances of batch normalisation anew, on images as they are.

    Those kept from the training belong to augmented images and to weights that were still moving. A
    network without batch normalisation stays as it is.

    Parameters
    ----------
    model : torch.nn.Module
        Changed in place.
    images : torch.Tensor
        Of the training images, scaled as in the training, but not augmented.
    batch_size : int

    Notes
    -----
    Source: Izmailov et al. (2018), "Averaging weights leads to wider optima and better generalization", which
    does so for averaged weights.
    """
    expect_images(images)
    update_bn(images.split(batch_size), model)


def mean_log_probabilities(logits):
    """Return the prediction of several networks together: the mean of their log-probabilities.

    Parameters
    ----------
    logits : sequence of torch.Tensor
        One (N, C) per network, of the same images.

    Returns
    -------
    torch.Tensor
        Shape (N, C). Logits like any others: their softmax is the normalised geometric mean of the
        networks' probabilities, in which one that finds a class impossible has a veto.
    """
    logits = list(logits)
    for one in logits:
        expect_logits(one)
    shapes = {tuple(one.shape) for one in logits}
    if len(shapes) != 1:
        raise ValueError(f"expected logits of one shape, from one network at least, got {sorted(shapes) or 'none'}")
    for one in logits:
        expect_pairs(one, logits[0], "logits", "first network's")
    return torch.stack([one.log_softmax(dim=1) for one in logits]).mean(dim=0)
