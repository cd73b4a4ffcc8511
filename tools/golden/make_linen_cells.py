#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/linen_cells.npz: layers of flax.linen with weights, outputs y, and gradients of sum(y * ct).

    python3 -m venv venv && venv/bin/pip install flax==0.12.8 && venv/bin/python tools/golden/make_linen_cells.py
"""
import pathlib

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np


def draw(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def names(tree):
    leaves = jax.tree_util.tree_flatten_with_path(tree)[0]
    return {jax.tree_util.keystr(path, simple=True, separator="/"): leaf for path, leaf in leaves}


arrays = {}


def add(name, layer, x):
    drawn = layer.init(jax.random.key(0), x)
    leaves, structure = jax.tree.flatten(drawn)
    weights = [jnp.asarray(draw(100 + i, *l.shape) * 0.3 + (l.ndim == 1)) for i, l in enumerate(leaves)]
    params = jax.tree.unflatten(structure, weights)["params"]
    y = layer.apply({"params": params}, x)
    ct = draw(7, *y.shape)
    grads, grad_x = jax.grad(lambda p, x: jnp.sum(layer.apply({"params": p}, x) * ct), (0, 1))(params, x)
    parts = {f"params/{k}": v for k, v in names(params).items()} | {f"grads/{k}": v for k, v in names(grads).items()}
    for part, value in (parts | {"x": x, "y": y, "ct": ct, "grad_x": grad_x}).items():
        arrays[f"{name}/{part}"] = np.asarray(value)


def add_function(name, f, x):
    ct = 2 * f(x)  # the gradient of sum(y**2)
    grad_x = jax.grad(lambda x: jnp.sum(f(x) * ct))(x)
    for part, value in {"x": x, "y": f(x), "ct": ct, "grad_x": grad_x}.items():
        arrays[f"{name}/{part}"] = np.asarray(value)


line, image, rows = draw(2, 2, 9, 3), draw(3, 2, 8, 7, 4), draw(4, 2, 5, 6)
for name, options in {
    "same": {},
    "valid": {"padding": "VALID"},
    "stride": {"strides": (2, 3)},
    "circular": {"padding": "CIRCULAR"},
    "reflect": {"padding": "REFLECT"},
    "explicit": {"padding": ((1, 2), (0, 3))},
    "dilated": {"kernel_dilation": (2, 1)},
    "input_dilated": {"input_dilation": (2, 2), "padding": ((1, 2), (0, 1))},
    "grouped": {"feature_group_count": 2},
    "nobias": {"use_bias": False},
}.items():
    add(f"conv2d_{name}", nn.Conv(6, (3, 2), **options), image)
add("conv1d_causal", nn.Conv(5, (3,), padding="CAUSAL"), line)
for name, options in {
    "same": {},
    "stride": {"strides": (2, 2)},
    "valid": {"strides": (3, 2), "padding": "VALID"},
    "circular": {"strides": (2, 2), "padding": "CIRCULAR"},
    "tkernel": {"strides": (2, 2), "transpose_kernel": True},
    "dilated": {"kernel_dilation": (2, 1)},
}.items():
    add(f"convt2d_{name}", nn.ConvTranspose(5, (3, 2), **options), image)
add("densegeneral", nn.DenseGeneral((2, 3), axis=(-2, -1)), rows)
add("dense", nn.Dense(4), draw(1, 5, 6))
add("dense_nobias", nn.Dense(3, use_bias=False), rows)
ids = np.array([[0, 6, 3], [3, 3, 1]], np.int32)
arrays["embed/ids"] = ids
embed = nn.Embed(7, 3)
embedding = embed.init(jax.random.key(0), ids)["params"]["embedding"]
add_function("embed", lambda table: embed.apply({"params": {"embedding": table}}, ids), embedding)
for name, pool in {
    "max": lambda x: nn.max_pool(x, (3, 2), (2, 2), "SAME"),
    "avg": lambda x: nn.avg_pool(x, (3, 2), (2, 2), "SAME"),
    "avg_nopad": lambda x: nn.avg_pool(x, (3, 2), (2, 2), "SAME", count_include_pad=False),
    "min": lambda x: nn.pooling.min_pool(x, (2, 2), (2, 2)),
}.items():
    add_function(f"pool_{name}", pool, image)
add("mha", nn.MultiHeadDotProductAttention(num_heads=2, qkv_features=8), rows)
add("gru", nn.RNN(nn.GRUCell(4)), rows)
add("lstm", nn.RNN(nn.OptimizedLSTMCell(4)), rows)
np.savez_compressed(pathlib.Path(__file__).resolve().parents[2] / "tests/golden/linen_cells.npz", **arrays)
