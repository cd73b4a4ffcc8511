#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/library.json: results and gradients of the library functions, by jax.numpy.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 && venv/bin/python tools/golden/make_library.py

library/*.py have the cases, name: (function, names of its inputs...); tests/library has the same in C++, by name.
The gradient is that of the sum of all floating results, each element times its weight (weight_of), with respect to all
floating inputs.
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

from library import activations, creation, joining, linalg, padding, products, statistics
from library.inputs import inputs

sections = (creation, joining, padding, products, linalg, statistics, activations)


def number(x):
    x = float(x)
    return x if np.isfinite(x) else str(x)


def stored(x):
    x = np.asarray(x)
    values = x.ravel().tolist() if x.dtype.kind in "biu" else [number(v) for v in np.float64(x).ravel()]
    return {"dtype": x.dtype.name, "shape": list(x.shape), "values": values}


def weight_of(x):
    return ((jnp.arange(x.size) % 7 - 3) * 0.25).reshape(x.shape).astype(x.dtype)


def floating(x):
    return jnp.issubdtype(x.dtype, jnp.floating)


def weighted(function):
    return lambda *a: sum(jnp.sum(r * weight_of(r)) for r in jax.tree.leaves(function(*a)) if floating(r))


def case(function, *names):
    arguments = [inputs[name] for name in names]
    results = jax.tree.leaves(jax.jit(function)(*arguments))
    entry = {"inputs": list(names), "results": [stored(r) for r in results]}
    wrt = tuple(i for i, a in enumerate(arguments) if floating(jnp.asarray(a)))
    if wrt and all(floating(r) for r in results):
        gradients = jax.jit(jax.grad(weighted(function), wrt))(*arguments)
        entry["gradients"] = [stored(g) for g in gradients]
    return entry


golden = {"made_by": f"tools/golden/make_library.py, jax {jax.__version__}"}
golden["inputs"] = {name: stored(x) for name, x in inputs.items()}
for section in sections:
    for name, (function, *names) in section.cases.items():
        assert name not in golden, name
        golden[name] = case(function, *names)
path = pathlib.Path(__file__).resolve().parents[2] / "tests/golden/library.json"
lines = (f" {json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in golden.items())
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
