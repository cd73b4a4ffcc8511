#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/gradients.json: values and gradients, first and second order, by JAX.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 && venv/bin/python tools/golden/make_gradients.py
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

draw = np.random.default_rng(3)


def normal(*shape):
    return draw.normal(size=shape).astype(np.float32)


def mlp_loss(w1, b1, w2, b2, x, y):
    logits = jax.nn.relu(x @ w1 + b1) @ w2 + b2
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1).mean()


def layer_norm(x, scale, bias):
    centered = x - x.mean(-1, keepdims=True)
    variance = (centered**2).mean(-1, keepdims=True)
    return centered * jax.lax.rsqrt(variance + 1e-6) * scale + bias


def second(f):
    """Gradient of <gradient of f, v>: a Hessian-vector product."""
    return lambda x, v: jnp.sum(jax.grad(f)(x) * v)


def softmax_of_squares(x):
    return jnp.sum(jax.nn.softmax(x, axis=-1) ** 2)


# name: (function, arguments, how many leading arguments are differentiated)
labels = draw.integers(0, 3, size=6).astype(np.int32)
cases = {
    "sin_times": (lambda x, y: jnp.sum(jnp.sin(x) * y), (normal(4), normal(4)), 2),
    "broadcast": (lambda x, y: jnp.sum(jnp.exp(x + y) / (1 + y * y)), (normal(3, 1), normal(4)), 2),
    "matmul_chain": (lambda a, b, c: jnp.sum(jnp.tanh(a @ b) @ c), (normal(3, 4), normal(4, 5), normal(5, 2)), 3),
    "mlp_loss": (mlp_loss, (normal(5, 8), normal(8), normal(8, 3), normal(3), normal(6, 5), labels), 4),
    "layer_norm": (lambda x, s, b: jnp.sum(jnp.sin(layer_norm(x, s, b))), (normal(4, 8), normal(8), normal(8)), 3),
    "gelu": (lambda x: jnp.sum(jax.nn.gelu(x)), (normal(16),), 1),
    "logsumexp": (lambda x: jnp.sum(jax.nn.logsumexp(x, axis=1)), (normal(4, 5),), 1),
    "max_ties": (lambda x: jnp.sum(jnp.max(x, axis=1) ** 2), (np.float32([[1, 3, 3], [2, 2, 2], [0, 5, 1]]),), 1),
    "powers": (lambda x, p: jnp.sum(jnp.abs(x) ** p + x**3 + jnp.sqrt(jnp.abs(x))), (normal(5), normal(5)), 2),
    "where": (lambda x: jnp.sum(jnp.where(x > 0, x * x, jnp.expm1(x))), (normal(10),), 1),
    "rows": (lambda t, i: jnp.sum(jnp.sin(t[i])), (normal(5, 3), np.int32([4, 0, 0, 2])), 1),
    "slices": (lambda x: jnp.sum(jnp.concatenate([x[1:3] * 2, x[::2] ** 2])), (normal(6, 2),), 1),
    "second_sin_exp": (second(lambda x: jnp.sum(jnp.sin(x) * jnp.exp(x))), (normal(5), normal(5)), 1),
    "second_softmax": (second(softmax_of_squares), (normal(3, 4), normal(3, 4)), 1),
    "second_matmul": (second(lambda x: jnp.sum(jnp.tanh(x @ x))), (normal(3, 3), normal(3, 3)), 1),
}


def stored(x):
    x = np.asarray(x)
    return {"dtype": x.dtype.name, "shape": list(x.shape), "values": x.ravel().tolist()}


golden = {"made_by": f"tools/golden/make_gradients.py, jax {jax.__version__}"}
for name, (function, arguments, count) in cases.items():
    value, gradients = jax.jit(jax.value_and_grad(function, tuple(range(count))))(*arguments)
    golden[name] = {
        "arguments": [stored(a) for a in arguments],
        "value": float(value),
        "gradients": [stored(g) for g in gradients],
    }
path = pathlib.Path(__file__).resolve().parents[2] / "tests/golden/gradients.json"
path.write_text("{\n" + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in golden.items()) + "\n}\n")
