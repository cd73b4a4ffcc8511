#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/optim.json: five updates of each optimizer by Optax.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 optax==0.2.8 && venv/bin/python tools/golden/make_optim.py
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
import optax

draw = np.random.default_rng(7)


def tree():
    return {"w": draw.normal(size=(3, 4)).astype(np.float32), "b": draw.normal(size=4).astype(np.float32)}


def stored(t):
    return {name: np.asarray(x).ravel().tolist() for name, x in t.items()}


start, gradients = tree(), [tree() for _ in range(5)]
optimizers = {
    "sgd": optax.sgd(0.1),
    "momentum": optax.sgd(0.1, 0.9),
    "nesterov": optax.sgd(0.1, 0.9, nesterov=True),
    "adam": optax.adam(1e-2),
    "adamw": optax.adamw(1e-2),
    "adamw_options": optax.adamw(3e-3, b1=0.8, b2=0.95, eps=1e-6, weight_decay=0.05),
}
golden = {
    "made_by": f"tools/golden/make_optim.py, jax {jax.__version__}, optax {optax.__version__}",
    "start": stored(start),
    "gradients": [stored(g) for g in gradients],
}
for name, tx in optimizers.items():
    params, state, golden[name] = start, tx.init(start), []
    for g in gradients:
        updates, state = jax.jit(tx.update)(g, state, params)
        params = optax.apply_updates(params, updates)
        golden[name].append(stored(params))
path = pathlib.Path(__file__).resolve().parents[2] / "tests/golden/optim.json"
path.write_text("{\n" + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in golden.items()) + "\n}\n")
