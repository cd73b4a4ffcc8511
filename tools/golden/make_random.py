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
    if x.dtype.kind not in "biu" and x.dtype.itemsize == 2:  # the halves, exactly
        return {"dtype": x.dtype.name, "shape": list(x.shape), "values": np.float32(x).ravel().tolist()}
    return {"dtype": x.dtype.name, "shape": list(x.shape), "values": x.ravel().tolist()}


each_key = {
    "split": lambda k: data(random.split(k)),
    "bits": lambda k: random.bits(k, (5,)),
    "uniform": lambda k: random.uniform(k, (5,)),
    "randint": lambda k: random.randint(k, (5,), -5, 17),
    "permutation": lambda k: random.permutation(k, 10),
    "bernoulli": lambda k: random.bernoulli(k, 0.3, (9,)),
    "choice": lambda k: random.choice(k, 9, (5,), replace=False),
    "categorical": lambda k: random.categorical(k, jnp.log(jnp.arange(1.0, 6.0)), shape=(7,)),
    "normal": lambda k: random.normal(k, (5,)),
    "gumbel": lambda k: random.gumbel(k, (5,)),
    "truncated_normal": lambda k: random.truncated_normal(k, -2.0, 2.0, (5,)),
    "cauchy": lambda k: random.cauchy(k, (5,)),
    "multivariate_normal": lambda k: random.multivariate_normal(k, jnp.ones(2), jnp.array([[2.0, 1.0], [1.0, 3.0]])),
}
cases = {f"key/{seed}": data(random.key(seed)) for seed in (0, 1, 42, 2**31 - 1, -1, -7)}
for seed in (0, 42):
    key, at = random.key(seed), f"{seed}/"
    cases |= {f"{at}split/{n}": data(random.split(key, n)) for n in (2, 3, 5)}
    cases |= {f"{at}fold_in/{n}": data(random.fold_in(key, n)) for n in (0, 1, 17, 2**32 - 1)}
    cases[f"{at}split/2x3"] = data(random.split(key, (2, 3)))
    for name in ("uint8", "uint16", "uint32"):
        cases |= {f"{at}bits/{name}/{len(s)}d": random.bits(key, s, name) for s in ((), (7,), (3, 5))}
    cases[f"{at}uniform"] = random.uniform(key, (3, 5))
    cases[f"{at}uniform/-3,7"] = random.uniform(key, (9,), minval=-3.0, maxval=7.0)
    cases[f"{at}normal"] = random.normal(key, (3, 5))
    cases[f"{at}normal/large"] = random.normal(key, (4096,))[::97]
    cases |= {f"{at}bernoulli/{p}": random.bernoulli(key, p, (4, 8)) for p in (0.1, 0.5, 0.9)}
    cases[f"{at}randint/-5,17"] = random.randint(key, (20,), -5, 17)
    cases[f"{at}randint/0,1000000"] = random.randint(key, (20,), 0, 1000000)
    for name in ("float16", "bfloat16"):
        cases[f"{at}uniform/{name}"] = random.uniform(key, (3, 5), name)
        cases[f"{at}uniform/{name}/-3,7"] = random.uniform(key, (9,), name, minval=-3.0, maxval=7.0)
        cases[f"{at}normal/{name}"] = random.normal(key, (3, 5), name)
    for name in ("int8", "uint8", "int16", "uint16", "int32", "uint32"):
        info = jnp.iinfo(name)
        cases[f"{at}randint/{name}"] = random.randint(key, (20,), 3, 100, name)
        cases[f"{at}randint/{name}/all"] = random.randint(key, (20,), np.array(info.min, name), np.array(info.max, name), name)
    cases[f"{at}randint/int8/beyond"] = random.randint(key, (20,), -1000, 1000, "int8")
    cases[f"{at}randint/empty"] = random.randint(key, (5,), 7, 7)
    cases[f"{at}randint/arrays"] = random.randint(key, (2, 3), jnp.array([0, 10, 20]), jnp.array([[5], [30]]))
    cases |= {f"{at}bernoulli/high/{p}": random.bernoulli(key, p, (4, 8), "high") for p in (1e-3, 0.5)}
    cases[f"{at}bernoulli/arrays"] = random.bernoulli(key, jnp.linspace(0.0, 1.0, 8), (4, 8))
    cases[f"{at}rademacher"] = random.rademacher(key, (9,))
    cases[f"{at}permutation/10"] = random.permutation(key, 10)
    cases[f"{at}permutation/rows"] = random.permutation(key, jnp.arange(12).reshape(4, 3))
    cases[f"{at}permutation/columns"] = random.permutation(key, jnp.arange(12).reshape(4, 3), axis=1)
    cases[f"{at}permutation/independent"] = random.permutation(key, jnp.arange(12).reshape(4, 3), 1, independent=True)
    cases[f"{at}permutation/large"] = random.permutation(key, 5000)[::97]
    cases[f"{at}choice/5of9"] = random.choice(key, 9, (5,), replace=False)
    cases[f"{at}choice/replace"] = random.choice(key, 9, (2, 5))
    cases[f"{at}choice/rows"] = random.choice(key, jnp.arange(12).reshape(4, 3), (2,), axis=1, replace=False)
    p = jnp.array([0.1, 0.4, 0.2, 0.0, 0.3])
    cases[f"{at}choice/p"] = random.choice(key, 5, (9,), p=p)
    cases[f"{at}choice/p/distinct"] = random.choice(key, 5, (3,), p=p, replace=False)
    for name in "gumbel exponential laplace logistic cauchy maxwell".split():
        cases[f"{at}{name}"] = getattr(random, name)(key, (7,))
    cases[f"{at}truncated_normal"] = random.truncated_normal(key, -2.0, 2.0, (7,))
    cases[f"{at}truncated_normal/arrays"] = random.truncated_normal(key, jnp.array([-1.0, 0.5, 3.0]), 4.0, (2, 3))
    cases[f"{at}lognormal"] = random.lognormal(key, 0.5, (7,))
    cases[f"{at}pareto"] = random.pareto(key, jnp.array([1.0, 2.5]), (3, 2))
    cases[f"{at}rayleigh"] = random.rayleigh(key, jnp.float32(2.0), (7,))
    cases[f"{at}weibull_min"] = random.weibull_min(key, 2.0, 1.5, (7,))
    cases[f"{at}triangular"] = random.triangular(key, -1.0, 0.5, 2.0, (7,))
    cases[f"{at}wald"] = random.wald(key, jnp.float32(1.5), (7,))
    cases[f"{at}geometric"] = random.geometric(key, 0.3, (9,))
    logits = jnp.log(jnp.arange(1.0, 6.0))
    cases[f"{at}categorical"] = random.categorical(key, logits, shape=(12,))
    table = jnp.sin(jnp.arange(12.0)).reshape(3, 4)
    cases[f"{at}categorical/rows"] = random.categorical(key, table)
    cases[f"{at}categorical/columns"] = random.categorical(key, table, axis=0, shape=(5, 4))
    cases[f"{at}categorical/distinct"] = random.categorical(key, table, shape=(2, 3), replace=False)
    mean, root = jnp.array([1.0, -2.0, 0.5]), jnp.sin(jnp.arange(18.0)).reshape(2, 3, 3)
    cov = root @ root.mT + jnp.eye(3)
    cases[f"{at}multivariate_normal"] = random.multivariate_normal(key, mean, cov)
    cases[f"{at}multivariate_normal/shape"] = random.multivariate_normal(key, mean, cov, (4, 2))
    cases |= {f"{at}vmap/{name}": jax.vmap(draw)(random.split(key, 3)) for name, draw in each_key.items()}
    for name in ("glorot_uniform", "lecun_normal", "he_normal"):
        cases[f"{at}{name}"] = getattr(jax.nn.initializers, name)()(key, (6, 4), jnp.float32)
with jax.enable_x64(True):
    key = random.key(42)
    cases["42/uniform/f64"] = random.uniform(key, (5,), "float64")
    cases["42/normal/f64"] = random.normal(key, (5,), "float64")
    cases["42/bits/uint64"] = random.bits(key, (5,), "uint64")
    cases["42/randint/int64"] = random.randint(key, (5,), -(2**40), 2**45, "int64")
    cases["42/randint/int64/all"] = random.randint(key, (5,), -(2**63), 2**63 - 1, "int64")
    cases["42/randint/uint64"] = random.randint(key, (5,), 5, 2**50, "uint64")
    cases["42/normal/f64/large"] = random.normal(key, (4096,), "float64")[::97]
    cases["42/truncated_normal/f64"] = random.truncated_normal(key, -2.0, 2.0, (7,), "float64")
    cases["42/cauchy/f64"] = random.cauchy(key, (7,), "float64")
    cases["42/multivariate_normal/f64"] = random.multivariate_normal(key, jnp.ones(2), jnp.array([[2.0, 1.0], [1.0, 3.0]]))
    cases["42/gumbel/f64"] = random.gumbel(key, (5,), "float64")
    cases["key/8589934597"] = data(random.key(2**33 + 5))

path = pathlib.Path(__file__).resolve().parents[2] / "tests/golden/random.json"
golden = {"made_by": f"tools/golden/make_random.py, jax {jax.__version__}"} | {k: stored(v) for k, v in cases.items()}
path.write_text("{\n" + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in golden.items()) + "\n}\n")
