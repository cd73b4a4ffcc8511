#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/random.json: keys, bits and draws of jax.random (threefry, partitionable), and initializers.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 && venv/bin/python tools/golden/make_random.py
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

assert jax.config.jax_threefry_partitionable
data, random = jax.random.key_data, jax.random


def stored(x):
    x = np.asarray(x)
    return {"dtype": x.dtype.name, "shape": list(x.shape), "values": x.ravel().tolist()}


cases = {f"key/{seed}": data(random.key(seed)) for seed in (0, 1, 42, 2**31 - 1, -1, -7)}
for seed in (0, 42):
    key, at = random.key(seed), f"{seed}/"
    cases |= {f"{at}split/{n}": data(random.split(key, n)) for n in (2, 3, 5)}
    cases |= {f"{at}fold_in/{n}": data(random.fold_in(key, n)) for n in (0, 1, 17, 2**32 - 1)}
    for name in ("uint8", "uint32"):
        cases |= {f"{at}bits/{name}/{len(s)}d": random.bits(key, s, name) for s in ((), (7,), (3, 5))}
    cases[f"{at}uniform"] = random.uniform(key, (3, 5))
    cases[f"{at}uniform/-3,7"] = random.uniform(key, (9,), minval=-3.0, maxval=7.0)
    cases[f"{at}normal"] = random.normal(key, (3, 5))
    cases[f"{at}normal/large"] = random.normal(key, (4096,))[::97]
    cases |= {f"{at}bernoulli/{p}": random.bernoulli(key, p, (4, 8)) for p in (0.1, 0.5, 0.9)}
    cases[f"{at}randint/-5,17"] = random.randint(key, (20,), -5, 17)
    cases[f"{at}randint/0,1000000"] = random.randint(key, (20,), 0, 1000000)
    for name in ("glorot_uniform", "lecun_normal", "he_normal"):
        cases[f"{at}{name}"] = getattr(jax.nn.initializers, name)()(key, (6, 4), jnp.float32)
with jax.enable_x64(True):
    cases["42/uniform/f64"] = random.uniform(random.key(42), (5,), "float64")

path = pathlib.Path(__file__).resolve().parents[2] / "tests/golden/random.json"
golden = {"made_by": f"tools/golden/make_random.py, jax {jax.__version__}"} | {k: stored(v) for k, v in cases.items()}
path.write_text("{\n" + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in golden.items()) + "\n}\n")
