#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/digits_losses.json: the losses of docs/examples/digits, computed by JAX.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 optax==0.2.8 && venv/bin/python tools/golden/make_digits_losses.py

Keys follow flax.nnx: the k-th draw of a stream uses fold_in(key, k), and a Linear draws twice, kernel then bias.
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
train, batch, epochs = 1437, 64, 20

key = jax.random.key(0)
glorot = jax.nn.initializers.glorot_uniform()
params = {
    "hidden": {"kernel": glorot(jax.random.fold_in(key, 0), (64, 128)), "bias": jnp.zeros(128)},
    "out": {"kernel": glorot(jax.random.fold_in(key, 2), (128, 10)), "bias": jnp.zeros(10)},
}
adam = optax.adam(3e-3)


def logits_of(params, x):
    hidden = jax.nn.relu(x @ params["hidden"]["kernel"] + params["hidden"]["bias"])
    return hidden @ params["out"]["kernel"] + params["out"]["bias"]


def loss_of(params, x, y):
    return optax.softmax_cross_entropy_with_integer_labels(logits_of(params, x), y).mean()


@jax.jit
def step(params, state, x, y):
    loss, grads = jax.value_and_grad(loss_of)(params, x, y)
    updates, state = adam.update(grads, state)
    return optax.apply_updates(params, updates), state, loss


state, losses = adam.init(params), []
for _ in range(epochs):
    for first in range(0, train - batch + 1, batch):
        params, state, loss = step(params, state, images[first : first + batch], labels[first : first + batch])
        losses.append(float(loss))
right = jnp.argmax(logits_of(params, images[train:]), axis=-1) == labels[train:]
golden = {
    "made_by": f"tools/golden/make_digits_losses.py, jax {jax.__version__}, optax {optax.__version__}",
    "losses": losses[:20],
    "last_loss": losses[-1],
    "test_accuracy": float(right.mean()),
}
(root / "tests/golden/digits_losses.json").write_text(json.dumps(golden, indent=1) + "\n")
print(golden)
