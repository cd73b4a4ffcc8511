#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/ordering.json: sorting, accumulating and counting, and their gradients, as JAX computes them.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 && venv/bin/python tools/golden/make_ordering.py
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

nan, inf = float("nan"), float("inf")
rng = np.random.default_rng(3)


def stored(x):
    x = np.asarray(x)
    values = [str(v) if isinstance(v, float) and not np.isfinite(v) else v for v in x.ravel().tolist()]
    return {"dtype": str(x.dtype), "shape": list(x.shape), "values": values}


x = jnp.asarray(rng.permutation(24).reshape(4, 6), jnp.float32) / 4 - 2
ties = jnp.asarray(rng.integers(0, 4, (4, 6)), jnp.float32)
special = jnp.array([3, nan, -0.0, 0.0, -inf, 1, nan, inf, -1], jnp.float32)
long = jnp.asarray(rng.integers(-40, 40, (3, 150)), jnp.float32)
weights = jnp.asarray(rng.standard_normal((4, 6)), jnp.float32)
zeros = jnp.array([[1, 2, 0, 3], [0, 5, 0, 2], [2, -1, 4, 3], [0, 0, 0, 1]], jnp.float32)
signal = jnp.array([[0.5, 2, -1, 3], [1, -2, 0.25, 4], [2, 2, 1, -3]], jnp.float32)
edges = jnp.array([-1, 0, 0.5, 2], jnp.float32)
counted = jnp.array([3, 0, 1, 3, 3, 7], jnp.int32)
inputs = dict(x=x, ties=ties, special=special, long=long, weights=weights, zeros=zeros, signal=signal, edges=edges,
              counted=counted)


def gradient(function, at):
    """Of the sum of results times fixed weights of both signs, in f64, so that rounding is Burin's alone."""
    with jax.enable_x64(True):
        at = jnp.asarray(at, jnp.float64)
        result, vjp = jax.vjp(function, at)
        cotangent = (jnp.arange(result.size, dtype=jnp.float64) % 7 - 2.5).reshape(result.shape)
        return np.asarray(vjp(cotangent)[0], np.float32)


values, indices = jax.lax.top_k(ties, 3)
outputs = {
    "sort": jnp.sort(x), "sort0": jnp.sort(x, axis=0), "sort_flat": jnp.sort(x, axis=None),
    "sort_descending": jnp.sort(special, descending=True), "sort_special": jnp.sort(special), "sort_long": jnp.sort(long),
    "argsort": jnp.argsort(ties), "argsort_descending": jnp.argsort(ties, descending=True),
    "argsort_long": jnp.argsort(long), "argsort_special": jnp.argsort(special),
    "lexsort": jnp.lexsort((x, ties)), "top_k_values": values, "top_k_indices": indices,
    "searchsorted_left": jnp.searchsorted(edges, ties), "searchsorted_right": jnp.searchsorted(edges, ties, side="right"),
    "searchsorted_special": jnp.searchsorted(jnp.sort(special), special),
    "digitize": jnp.digitize(x, edges), "digitize_right": jnp.digitize(x, edges, right=True),
    "digitize_down": jnp.digitize(x, edges[::-1]),
    "median": jnp.median(x), "median0": jnp.median(x, axis=0), "median_nan": jnp.median(special),
    "quantile": jnp.quantile(x, jnp.array([0.1, 0.5, 0.77]), axis=1), "quantile_keepdims": jnp.quantile(x, 0.3, axis=0, keepdims=True),
    "percentile": jnp.percentile(x, 30.0, axis=1),
    "quantile_lower": jnp.quantile(x, 0.4, axis=1, method="lower"), "quantile_higher": jnp.quantile(x, 0.4, axis=1, method="higher"),
    "quantile_nearest": jnp.quantile(x, 0.4, axis=1, method="nearest"), "quantile_midpoint": jnp.quantile(x, 0.4, axis=1, method="midpoint"),
    "cumsum": jnp.cumsum(x, axis=1), "cumsum_flat": jnp.cumsum(x), "cumprod": jnp.cumprod(signal, axis=0),
    "cummax": jax.lax.cummax(x, axis=1), "cummin_reverse": jax.lax.cummin(x, axis=0, reverse=True),
    "cumlogsumexp": jax.lax.cumlogsumexp(x, axis=1), "nancumsum": jnp.nancumsum(jnp.array([1, nan, 2, nan, 3], jnp.float32)),
    "diff": jnp.diff(x), "diff2": jnp.diff(x, n=2, axis=0), "diff_borders": jnp.diff(x, prepend=1.0, append=x),
    "ediff1d": jnp.ediff1d(x), "trapezoid": jnp.trapezoid(x, dx=0.5), "trapezoid_over": jnp.trapezoid(x, jnp.arange(4.0) ** 2, axis=0),
    "prod": jnp.prod(signal, axis=1), "bincount": jnp.bincount(counted), "bincount_length": jnp.bincount(counted, length=5),
    "bincount_weights": jnp.bincount(counted, weights=jnp.arange(6.0)),
    "histogram": jnp.histogram(x, 4)[0], "histogram_edges": jnp.histogram(x, 4)[1],
    "histogram_given": jnp.histogram(x, edges)[0], "histogram_density": jnp.histogram(x, 5, density=True)[0],
    "nonzero0": jnp.nonzero(zeros)[0], "nonzero1": jnp.nonzero(zeros)[1], "flatnonzero": jnp.flatnonzero(zeros),
    "flatnonzero_size": jnp.flatnonzero(zeros, size=13, fill_value=-1), "argwhere": jnp.argwhere(zeros),
    "unique": jnp.unique(ties), "unique_special": jnp.unique(special),
}
whole = jnp.unique(ties, return_index=True, return_inverse=True, return_counts=True)
outputs.update({"unique_index": whole[1], "unique_inverse": whole[2].reshape(ties.shape), "unique_counts": whole[3]})
sized = jnp.unique(ties, size=6, return_index=True, return_counts=True)
outputs.update({"unique_sized": sized[0], "unique_sized_counts": sized[2]})
gradients = {
    "sort": gradient(lambda v: jnp.sort(v, axis=1), x), "sort0": gradient(lambda v: jnp.sort(v, axis=0), x),
    "top_k": gradient(lambda v: jax.lax.top_k(v, 3)[0], x), "median": gradient(lambda v: jnp.median(v, axis=1), x),
    "quantile": gradient(lambda v: jnp.quantile(v, jnp.array([0.25, 0.5]), axis=1), x),
    "prod": gradient(lambda v: jnp.prod(v, axis=1), zeros), "prod_all": gradient(lambda v: jnp.prod(v)[None], signal),
    "cumprod": gradient(lambda v: jnp.cumprod(v, axis=1), zeros), "cumsum": gradient(lambda v: jnp.cumsum(v, axis=0), x),
    "cummax": gradient(lambda v: jax.lax.cummax(v, axis=1), x),
    "cummin_reverse": gradient(lambda v: jax.lax.cummin(v, axis=0, reverse=True), x),
    "cumlogsumexp": gradient(lambda v: jax.lax.cumlogsumexp(v, axis=1), x),
    "diff": gradient(lambda v: jnp.diff(v, n=2, axis=1), x), "trapezoid": gradient(lambda v: jnp.trapezoid(v, axis=1), x),
}
path = pathlib.Path(__file__).parents[2] / "tests/golden/ordering.json"
path.write_text(json.dumps({name: {key: stored(value) for key, value in group.items()} for name, group in
                            dict(inputs=inputs, outputs=outputs, gradients=gradients).items()}, indent=0) + "\n")
