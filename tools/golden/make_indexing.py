# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/indexing.json: index expressions with what JAX reads and updates there, and the derivatives.

All numbers are small integers, so that every result is exact. Needs jax (any version with batched gathers).
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

rng = np.random.default_rng(7)
arrays = lambda *shape, low=-4, high=4: {"array": rng.integers(low, high, shape).tolist()}
span = lambda *bounds: {"slice": list(bounds)}
everything, new, dots = span(None, None, 1), {"newaxis": True}, {"ellipsis": True}


def at(k):
    return {"int": k}


def mask(*shape):
    return {"mask": (rng.random(shape) < 0.5).tolist()}


CASES = [  # shape, index
    ([5], [at(2)]),
    ([5], [at(-1)]),
    ([5], [span(1, 4, 1)]),
    ([5], [span(None, None, -1)]),
    ([7], [span(6, 0, -2)]),
    ([7], [span(-3, None, 1)]),
    ([4, 5], [everything, at(1)]),
    ([4, 5], [dots, span(None, None, 2)]),
    ([4, 5], [new, at(1), dots, new]),
    ([4, 5], [arrays(3)]),
    ([4, 5], [arrays(2, 3)]),
    ([4, 5], [everything, arrays(3)]),
    ([4, 5], [everything, arrays(2, 2)]),
    ([4, 5], [arrays(3), arrays(3)]),
    ([4, 5], [arrays(3, 1), arrays(2)]),
    ([4, 5], [arrays(3), at(1)]),
    ([4, 5], [at(-2), arrays(2, 2)]),
    ([4, 5], [arrays(3), span(1, None, 2)]),
    ([4, 5], [span(None, None, -1), arrays(3)]),
    ([4, 5], [arrays(), everything]),
    ([4, 5], [everything, arrays()]),
    ([4, 5], [arrays(), arrays()]),
    ([4, 5], [arrays(2), dots]),
    ([4, 5], [dots, arrays(2)]),
    ([4, 5], [arrays(2), dots, arrays(2)]),
    ([4, 5], [arrays(2), new, arrays(2)]),
    ([4, 5], [new, arrays(2), arrays(2)]),
    ([4, 5], [arrays(0), everything]),
    ([4, 4, 5], [at(1), everything, arrays(2)]),
    ([4, 4, 5], [everything, at(1), arrays(2)]),
    ([4, 4, 5], [arrays(2), everything, arrays(2)]),
    ([4, 4, 5], [everything, arrays(2), arrays(3, 1)]),
    ([4, 4, 5], [everything, arrays(2), span(0, 4, 3)]),
    ([4, 4, 5], [everything, new, arrays(2), dots]),
    ([4, 4, 5], [arrays(3, 1, 1), arrays(2, 1), arrays(2)]),
    ([4, 1, 5], [everything, at(0), arrays(2)]),
    ([4, 4, 2, 4], [everything, arrays(2), at(1), arrays(2)]),
    ([4, 4, 2, 4], [everything, arrays(2), at(1), everything]),
    ([4, 4, 2, 4], [span(None, None, -2), arrays(2), everything, arrays(2)]),
    ([6], [mask(6)]),
    ([4, 5], [mask(4)]),
    ([4, 5], [everything, mask(5)]),
    ([4, 5], [mask(4, 5)]),
    ([4, 5, 3], [mask(4, 5), arrays(low=-3, high=3)]),
    ([4, 5, 3], [at(1), mask(5, 3)]),
]
OUTSIDE = [  # of the array: these have modes
    ([4], [arrays(7, low=-9, high=9)]),
    ([4, 5], [arrays(3, low=-9, high=9), everything]),
    ([4, 5], [arrays(4, low=-9, high=9), arrays(4, low=-9, high=9)]),
    ([4, 5], [arrays(low=5, high=9)]),
]


def item(entry):
    kind, value = next(iter(entry.items()))
    if kind == "slice":
        return slice(*value)
    if kind == "array":
        return jnp.asarray(np.asarray(value, np.int32))
    if kind == "mask":
        return np.asarray(value)
    return {"int": value, "newaxis": None, "ellipsis": ...}[kind]


def stored(x):
    return {"shape": list(x.shape), "dtype": str(x.dtype), "values": np.asarray(x).ravel().tolist()}


def integers(shape, low=-9, high=9):
    return jnp.asarray(rng.integers(low, high, shape), jnp.float32)


def occurrences(shape, index):
    return np.asarray(jnp.zeros(shape).at[index].add(1))


def case(shape, entries, mode):
    index = tuple(map(item, entries))
    x = jnp.asarray(rng.permutation(int(np.prod(shape))).reshape(shape), jnp.float32)
    read = (lambda x: x.at[index].get(mode=mode, fill_value=0)) if mode else (lambda x: x[index])
    options = {"mode": "drop" if mode == "fill" else mode} if mode else {}
    got = read(x)
    weights, value, outer = integers(got.shape), integers(got.shape), integers(shape)
    row = {"x": stored(x), "index": entries, "mode": mode or "fill", "get": stored(got), "weights": stored(weights),
           "get_grad": stored(jax.grad(lambda x: jnp.sum(read(x) * weights))(x)), "value": stored(value),
           "outer": stored(outer)}
    for name in ("set", "add", "mul", "min", "max"):
        update = lambda x, v: getattr(x.at[index], "multiply" if name == "mul" else name)(v, **options)
        row[name] = stored(update(x, value))
        if name in ("set", "add"):
            dx, dv = jax.grad(lambda x, v: jnp.sum(update(x, v) * outer), argnums=(0, 1))(x, value)
            row[name + "_grad_x"], row[name + "_grad_v"] = stored(dx), stored(dv)
    return row


cases = [case(shape, index, None) for shape, index in CASES]
cases += [case(shape, index, mode) for shape, index in OUTSIDE for mode in ("fill", "clip")]
# What NumPy reads is the meaning; JAX agrees.
for (shape, entries), row in zip(CASES, cases):
    index = tuple(np.asarray(i) if isinstance(i, jax.Array) else i for i in map(item, entries))
    x = np.asarray(row["x"]["values"]).reshape(row["x"]["shape"])
    assert x[index].shape == tuple(row["get"]["shape"]) and x[index].ravel().tolist() == row["get"]["values"], entries
path = pathlib.Path(__file__).parents[2] / "tests/golden/indexing.json"
path.write_text("[\n" + ",\n".join(json.dumps(row) for row in cases) + "\n]\n")
print(len(cases), "cases")
