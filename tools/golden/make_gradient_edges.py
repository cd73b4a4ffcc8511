#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the numbers of JAX that tests/frontend/test_gradient_edges.cpp holds.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 && venv/bin/python tools/golden/make_gradient_edges.py
"""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

inf, nan = jnp.inf, jnp.nan
w = jnp.array([1.0, 2.0, 4.0, 8.0])
steps = jnp.array([-2.0, -1.0, 0.0, 1.0, 2.0])
ones = jnp.ones(5)
at = jnp.array([0, 0, 1])
pairs = ((2,), (2,), "VALID")

cases = {
    "clamp": (lambda a: lax.clamp(-1.0, a, 1.0), steps),
    "clamp, lower bound": (lambda a: lax.clamp(a, steps, ones), -ones),
    "clamp, upper bound": (lambda a: lax.clamp(-ones, steps, a), ones),
    "log": (jnp.log, [0.0, 4.0]),
    "rsqrt": (lax.rsqrt, [0.0, 4.0]),
    "reciprocal": (lambda a: 1 / a, [0.0, 4.0]),
    "pow": (lambda a: a**0.5, [0.0, 4.0]),
    "log1p": (jnp.log1p, [-1.0, 0.0]),
    "asin": (jnp.arcsin, [-1.0, 1.0]),
    "acosh": (jnp.arccosh, [1.0]),
    "atanh": (jnp.arctanh, [1.0]),
    "quotient": (lambda a: a / jnp.zeros(1), [0.0]),
    "sigmoid": (jax.nn.sigmoid, [-inf, inf, 0.0]),
    "softplus": (jax.nn.softplus, [-inf, inf, 0.0]),
    "tanh": (jnp.tanh, [-inf, inf, 0.0]),
    "exp": (jnp.exp, [-inf, 0.0]),
    "logsumexp": (jax.nn.logsumexp, [-inf, 0.0, -inf]),
    "logsumexp of -inf": (jax.nn.logsumexp, [-inf, -inf]),
    "logsumexp of inf": (jax.nn.logsumexp, [inf, 0.0]),
    "logaddexp": (lambda a: jnp.logaddexp(a, jnp.array([-inf, 0.0, 1.0])), [-inf, -inf, 1.0]),
    "softmax": (lambda a: jax.nn.softmax(a) * jnp.array([1.0, 2.0, 3.0]), [-inf, 0.0, 1.0]),
    "norm at 0": (jnp.linalg.norm, [0.0, 0.0]),
    "norm": (jnp.linalg.norm, [3.0, 4.0]),
    "norm 1": (lambda a: jnp.linalg.norm(a, 1), [0.0, -2.0]),
    "norm inf": (lambda a: jnp.linalg.norm(a, inf), [2.0, -2.0]),
    "std": (jnp.std, [1.0, 1.0]),
    "var": (jnp.var, [1.0, 1.0]),
    "cummin": (lambda a: lax.cummin(a) * w, [3.0, 1.0, 1.0, 2.0]),
    "cummax, reverse": (lambda a: lax.cummax(a, reverse=True) * w, [1.0, 3.0, 3.0, 2.0]),
    "cumlogsumexp": (lambda a: lax.cumlogsumexp(a) * w, [-inf, 0.0, -inf, 1.0]),
    "top_k": (lambda a: lax.top_k(a, 2)[0] * w[:2], [3.0, 1.0, 3.0, 3.0]),
    "at max, updates": (lambda a: jnp.zeros(2).at[at].max(a) * w[:2], [3.0, 3.0, -1.0]),
    "at max, operand": (lambda a: a.at[at].max(jnp.array([3.0, 3.0, -1.0])), [3.0, 0.0]),
    "reduce_window_max": (lambda a: lax.reduce_window(a, -inf, lax.max, *pairs), [1.0, 1.0, 2.0, 2.0]),
    "reduce_window_min": (lambda a: lax.reduce_window(a, inf, lax.min, *pairs), [1.0, 1.0, 2.0, 2.0]),
    "nan_to_num": (jnp.nan_to_num, [nan, inf, 1.0]),
    "max of nan": (jnp.max, [nan, 1.0]),
    "sort of nan": (lambda a: jnp.sort(a) * w, [nan, 1.0, nan, 0.0]),
    "median": (jnp.median, [3.0, 1.0, 3.0, 2.0]),
    "quantile": (lambda a: jnp.quantile(a, 0.5), [3.0, 1.0, 2.0]),
    "relu6": (jax.nn.relu6, [0.0, 6.0, 3.0]),
    "leaky_relu": (jax.nn.leaky_relu, [0.0, -1.0]),
    "sinc": (jnp.sinc, [0.0, 0.5]),
    "round": (jnp.round, [0.5]),
    "casts": (lambda a: a.astype(jnp.int32).astype(jnp.float32), [1.5]),
}
for name, (f, x) in cases.items():
    slope = jax.grad(lambda a: jnp.sum(f(a)))(jnp.array(x, dtype=jnp.float32))
    print(name, [float(f"{v:.8g}") for v in np.ravel(slope)])
