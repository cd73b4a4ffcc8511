#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the numbers of JAX that tests/frontend/test_vmap.cpp and test_jacobian.cpp hold.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 && venv/bin/python tools/golden/make_transforms.py
"""
import jax
import jax.numpy as jnp
import numpy as np

weights = jnp.array([[0.5, -1.0, 2.0], [1.0, 0.25, -0.5]])
rows = jnp.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0], [0.1, 0.2, 0.3], [2.0, -1.0, 0.0]])
key = jax.random.PRNGKey(7)
keys = jax.random.split(jax.random.fold_in(key, 0), 3)


def layer(w, x):
    return jnp.tanh(w @ x)


def energy(w, x):
    return jnp.sum(layer(w, x) ** 2)


def wave(x):
    return jnp.sin(x) * x[::-1]


three = jnp.array([0.5, 1.5, -1.0])
goldens = {
    "jax_rows": jax.vmap(layer, (None, 0))(weights, rows),
    "jax_gradients": jax.vmap(jax.grad(energy), (None, 0))(weights, rows),
    "jax_sum": jax.grad(lambda w: jnp.sum(jax.vmap(energy, (None, 0))(w, rows)))(weights),
    "draws": jax.vmap(lambda k: jax.random.uniform(jax.random.fold_in(k, 0), (2,)))(keys),
    "jax_jacobian": jax.jacfwd(wave)(three),
    "jax_hessian": jax.hessian(lambda x: jnp.sum(wave(x)))(three),
    "jax_layer_jacobian": jax.jacrev(layer)(weights, rows[0]),
}
for name, value in goldens.items():
    print(name, [round(float(x), 8) for x in np.ravel(value)])
