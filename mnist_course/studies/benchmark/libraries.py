"""A network of ours built and trained in two other libraries, Keras and JAX, from the same first weights.

They come with ``pip install -e ".[others]"``. The course never needs them: only the functions here import them.
"""

import os
import time
from typing import Any

import numpy as np
import torch
from torch import nn

from mnist_course import models
from mnist_course.records import Settings
from mnist_course.studies.benchmark.rounds import WARM_UP
from mnist_course.studies.study import Results
from mnist_course.training.parts import tensors

Layers = list[tuple[str, list[np.ndarray]]]


def arrays(split: str, settings: Settings, steps: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the images (N, 28, 28, 1), scaled, and their labels; of the training images, those of so many steps."""
    images, labels = tensors(split, settings.scaling)
    count = steps and steps * settings.batch_size
    return images.permute(0, 2, 3, 1).contiguous().numpy()[:count], labels.numpy()[:count]


def layers_of(name: str, seed: int) -> Layers:
    """Return the kind and the first weights of each layer of a network of ours, for images with the channels last."""
    torch.manual_seed(seed)
    kinds = {nn.Conv2d: "convolution", nn.MaxPool2d: "pooling", nn.ReLU: "ReLU", nn.Flatten: "flatten"}
    layers, channels = [], 1
    for layer in models.build(name):
        weights = [parameter.detach() for parameter in layer.parameters()]
        if isinstance(layer, nn.Conv2d):
            weights[0], channels = weights[0].permute(2, 3, 1, 0), layer.out_channels
        elif isinstance(layer, nn.Linear):  # the first one sees the channels of a pixel side by side
            places = layer.in_features // channels
            weights[0] = weights[0].view(-1, channels, places).transpose(1, 2).flatten(1).t()
            channels = 1
        layers.append((kinds.get(type(layer), "linear"), [weight.contiguous().numpy() for weight in weights]))
    return layers


def keras_network(layers: Layers) -> Any:
    """Return the network of such layers in Keras, with these weights."""
    os.environ |= {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "2"}
    import keras

    make = {
        "convolution": lambda kernel, bias: keras.layers.Conv2D(len(bias), kernel.shape[:2], padding="same"),
        "linear": lambda weight, bias: keras.layers.Dense(len(bias)),
        "pooling": keras.layers.MaxPooling2D,
        "ReLU": keras.layers.ReLU,
        "flatten": keras.layers.Flatten,
    }
    made = [make[kind](*weights) for kind, weights in layers]
    model = keras.Sequential([keras.Input((28, 28, 1)), *made])
    model.set_weights([weight for _, weights in layers for weight in weights])
    return model


def train_keras(settings: Settings, seed: int, steps: int | None = None) -> Results:
    """Train for an epoch, or so many steps, with Keras's ``fit``, after some steps that are undone again."""
    model = keras_network(layers_of(settings.network, seed))
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(seed)  # of the order of the images
    images, labels = map(tf.constant, arrays("train", settings, steps))
    adam = keras.optimizers.Adam(settings.rate, epsilon=1e-8)  # as PyTorch has it
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    # On two cores several steps in one call are twice as fast for an MLP, and "auto", which compiles, is no faster.
    model.compile(adam, loss, steps_per_execution=10, jit_compile=False)
    adam.build(model.trainable_variables)
    before = [(variable, variable.numpy()) for variable in (*model.variables, *adam.variables)]
    first = WARM_UP * settings.batch_size + len(images) % settings.batch_size  # a last batch that is smaller, too
    model.fit(images[:first], labels[:first], batch_size=settings.batch_size, verbose=0)
    for variable, value in before:
        variable.assign(value)
    started = time.perf_counter()
    model.fit(images, labels, batch_size=settings.batch_size, verbose=0)
    seconds = time.perf_counter() - started
    unseen, truth = arrays("validation", settings)
    predicted = model.predict(unseen, batch_size=1_000, verbose=0).argmax(1)
    return {"seconds": seconds, "accuracy": float((predicted == truth).mean())}


def jax_scores(kinds: list[str], weights: list[list[Any]], x: Any) -> Any:
    """Return the scores that a network of layers of these kinds, with these weights, gives the images `x` in JAX."""
    import jax

    for kind, own in zip(kinds, weights, strict=True):
        if kind == "convolution":
            x = jax.lax.conv_general_dilated(x, own[0], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
            x = x + own[1]
        elif kind == "pooling":  # by far faster on a CPU than `jax.lax.reduce_window`
            count, side, _, channels = x.shape
            x = x.reshape(count, side // 2, 2, side // 2, 2, channels).max((2, 4))
        elif kind == "linear":
            x = x @ own[0] + own[1]
        else:
            x = jax.nn.relu(x) if kind == "ReLU" else x.reshape(len(x), -1)
    return x


def train_jax(settings: Settings, seed: int, steps: int | None = None) -> Results:
    """Train for an epoch, or so many steps, with JAX's compiled step, after some steps that are not kept."""
    import jax
    import optax

    layers = layers_of(settings.network, seed)
    kinds, weights = [kind for kind, _ in layers], [own for _, own in layers]
    adam = optax.adam(settings.rate)

    @jax.jit
    def step(weights: Any, state: Any, images: Any, labels: Any, rows: Any) -> Any:
        def loss(weights: Any) -> Any:
            scores = jax_scores(kinds, weights, images[rows])
            return optax.softmax_cross_entropy_with_integer_labels(scores, labels[rows]).mean()

        updates, state = adam.update(jax.grad(loss)(weights), state, weights)
        return optax.apply_updates(weights, updates), state

    examples = jax.device_put(arrays("train", settings, steps))
    order = np.random.default_rng(seed).permutation(len(examples[0]))
    batches = [order[start : start + settings.batch_size] for start in range(0, len(order), settings.batch_size)]
    for several in ([*batches[:WARM_UP], batches[-1]], batches):  # the last one may be smaller, and is compiled too
        trained = jax.device_put((weights, adam.init(weights)))
        started = time.perf_counter()
        for rows in several:
            trained = step(*trained, *examples, rows)
        jax.block_until_ready(trained)
        seconds = time.perf_counter() - started
    unseen, truth = arrays("validation", settings)
    predicted = np.asarray(jax_scores(kinds, trained[0], unseen)).argmax(1)
    return {"seconds": seconds, "accuracy": float((predicted == truth).mean())}
