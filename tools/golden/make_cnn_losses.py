#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/cnn_losses.json: the losses of docs/examples/digits_cnn, computed by plain JAX and Optax.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 optax==0.2.8 && venv/bin/python tools/golden/make_cnn_losses.py

Keys follow flax.nnx: the k-th draw of a stream uses fold_in(key, k); a layer draws its kernel, then its bias.
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
import optax

root = pathlib.Path(__file__).resolve().parents[2]
rows = np.frombuffer((root / "docs/examples/digits/digits.u8").read_bytes(), np.uint8).reshape(1797, 65)
images, labels = jnp.asarray(rows[:, :64], jnp.float32) / 16, jnp.asarray(rows[:, 64], jnp.int32)
train, batch, epochs, features, blocks, rate = 1437, 64, 10, 16, 2, 0.25
steps = epochs * (train // batch)

lecun = jax.nn.initializers.lecun_normal()
params_key, dropout_key = jax.random.key(0), jax.random.key(1)


def conv_of(draw, inputs):
    shape = (3, 3, inputs, features)
    return {
        "kernel": lecun(jax.random.fold_in(params_key, draw), shape),
        "bias": jnp.zeros(features),
        "scale": jnp.ones(features),
    }


params = {
    "stem": conv_of(0, 1),
    "blocks": [conv_of(2 + 2 * i, features) for i in range(blocks)],
    "out": {
        "kernel": lecun(jax.random.fold_in(params_key, 2 + 2 * blocks), (16 * features, 10)),
        "bias": jnp.zeros(10),
    },
}
schedule = optax.warmup_cosine_decay_schedule(0.0, 1e-2, 22, steps, 1e-4)
adamw = optax.adamw(schedule)


def conv(layer, x):
    kernel = layer["kernel"]
    kernel = kernel * jax.lax.rsqrt(jnp.sum(kernel * kernel, axis=(0, 1, 2), keepdims=True) + 1e-12) * layer["scale"]
    dimensions = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=dimensions) + layer["bias"]


def dropout(x, key):
    return jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)


def logits_of(params, x, keys):
    h = jax.nn.relu(conv(params["stem"], x.reshape(-1, 8, 8, 1)))
    for i, block in enumerate(params["blocks"]):
        h = h + jax.nn.relu(conv(block, h))
        h = h if keys is None else dropout(h, keys[i])
    h = jax.lax.reduce_window(h, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    return h.reshape(h.shape[0], -1) @ params["out"]["kernel"] + params["out"]["bias"]


def loss_of(params, x, y, keys):
    return optax.softmax_cross_entropy_with_integer_labels(logits_of(params, x, keys), y).mean()


@jax.jit
def step(params, state, x, y, count):
    keys = [jax.random.fold_in(dropout_key, count * blocks + i) for i in range(blocks)]
    loss, grads = jax.value_and_grad(loss_of)(params, x, y, keys)
    updates, state = adamw.update(grads, state, params)
    return optax.apply_updates(params, updates), state, loss


state, losses = adamw.init(params), []
for count in range(steps):
    first = batch * (count % (train // batch))
    params, state, loss = step(params, state, images[first : first + batch], labels[first : first + batch], count)
    losses.append(float(loss))
right = jnp.argmax(logits_of(params, images[train:], None), axis=-1) == labels[train:]
golden = {
    "made_by": f"tools/golden/make_cnn_losses.py, jax {jax.__version__}, optax {optax.__version__}",
    "losses": losses[:20],
    "last_loss": losses[-1],
    "test_accuracy": float(right.mean()),
}
(root / "tests/golden/cnn_losses.json").write_text(json.dumps(golden, indent=1) + "\n")
print(golden)
