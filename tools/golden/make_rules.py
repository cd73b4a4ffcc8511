#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/checkpoint_static.json and custom_vjp.json: flax's nn.checkpoint with a static argument, and
nnx.custom_vjp and jax.custom_vjp of sin(x) * y.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 flax==0.12.8 && venv/bin/python tools/golden/make_rules.py
"""

import json
import pathlib
import re

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.ad_checkpoint import checkpoint_policies
from jax._src.ad_checkpoint import saved_residuals

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests" / "golden"


def normal(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def stored(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "dtype": array.dtype.name, "values": [float(str(x)) for x in array.ravel()]}


def write(name, table):
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in table.items()]
    (GOLDEN / name).write_text("{\n" + ",\n".join(lines) + "\n}\n")


class MLPWithDropout(nn.Module):
    @nn.compact
    def __call__(self, x, deterministic=False):
        x = nn.Dense(128)(x)
        x = nn.Dropout(rate=0.5, deterministic=deterministic)(x)
        x = nn.relu(x)
        return nn.Dense(1)(x)


class Draw(nn.Module):
    @nn.compact
    def __call__(self):
        return self.make_rng("dropout")


class Draws(nn.Module):
    """The key that a dropout layer of this name draws with: linen derives it from the way to the module."""

    @nn.compact
    def __call__(self):
        return Draw(name="Dropout_0")()


def weights(variables):
    params = variables["params"]
    return {
        f"{ours}.{name}": stored(params[theirs][name])
        for ours, theirs in (("hidden", "Dense_0"), ("out", "Dense_1"))
        for name in ("kernel", "bias")
    }


def checkpoint_static():
    key, x = jax.random.key(0), normal(11, 8, 16)
    draw = Draws().apply({}, rngs={"dropout": key})
    table = {"x": stored(x), "dropout_key": np.asarray(jax.random.key_data(draw)).tolist()}
    results, counts = {}, {}
    for name, module in (("plain", MLPWithDropout()), ("checkpoint", nn.checkpoint(MLPWithDropout, static_argnums=2)())):
        variables = module.init(key, x, True)
        dropped = lambda v: module.apply(v, x, False, rngs={"dropout": key})
        loss_grad = jax.grad(lambda v: jnp.mean(dropped(v) ** 2))
        results[name] = {
            "weights": weights(variables),
            "deterministic": stored(module.apply(variables, x, True)),
            "dropped": stored(dropped(variables)),
            "gradients": weights(loss_grad(variables)),
        }
        text = str(jax.make_jaxpr(loss_grad)(variables))
        counts[name] = {op: len(re.findall(rf"\b{op}\b", text)) for op in ("dot_general", "random_bits")}
    assert results["plain"] == results["checkpoint"]
    table |= results["plain"] | {"counts": counts}
    f = lambda w1, w2, x: jnp.sum(jnp.tanh(jnp.sin(x @ w1) @ w2))
    functions = {
        "none": f,
        "nothing_saveable": jax.checkpoint(f),
        "dots_saveable": jax.checkpoint(f, policy=checkpoint_policies.dots_saveable),
        "everything_saveable": jax.checkpoint(f, policy=checkpoint_policies.everything_saveable),
    }
    arguments = normal(1, 16, 32), normal(2, 32, 1), x
    table["residuals"] = {
        name: [
            re.sub(r"(output of \w+).*", r"\1", f"{type.str_short()} {why}") for type, why in saved_residuals(g, *arguments)
        ]
        for name, g in functions.items()
    }
    branch = lambda x, d: x if d else 2 * x
    table["static_branch"] = float(jax.grad(jax.checkpoint(branch, static_argnums=(1,)))(1.0, False))
    write("checkpoint_static.json", table)


class Foo(nnx.Module):
    def __init__(self, x, y):
        self.x = nnx.Param(jnp.array(x))
        self.y = nnx.Param(jnp.array(y))


def module_rule(scale_x, scale_y):
    """sin(x) * y of a module, whose rule gives (scale_x of the cotangent of x, scale_y of that of y)."""

    @nnx.custom_vjp
    def f(m):
        return jnp.sin(m.x[...]) * m.y[...]

    def fwd(m):
        return f(m), m

    def bwd(m, g):
        _, out = g
        return (nnx.State({"x": nnx.Param(scale_x(m) * out), "y": nnx.Param(scale_y(m) * out)}),)

    f.defvjp(fwd, bwd)
    return f


def custom_vjp():
    right = module_rule(lambda m: jnp.cos(m.x[...]) * m.y[...], lambda m: jnp.sin(m.x[...]))
    wrong = module_rule(lambda m: jnp.float32(123.0), lambda m: jnp.float32(-5.0))
    pair = lambda g: [float(g["x"][...]), float(g["y"][...])]
    table = {
        "modules": [{"x": x, "y": y, "gradient": pair(nnx.grad(right)(Foo(x, y)))} for x, y in ((1.0, 2.0), (0.3, -1.7))],
        "wrong_rule": pair(nnx.grad(wrong)(Foo(1.0, 2.0))),
        "three_squares_in_jit": pair(nnx.jit(nnx.grad(lambda m: 3.0 * right(m) ** 2))(Foo(1.0, 2.0))),
    }

    @jax.custom_vjp
    def f(x, y):
        return jnp.sin(x) * y

    f.defvjp(
        lambda x, y: (f(x, y), (jnp.cos(x), jnp.sin(x), y)),
        lambda res, g: (res[0] * g * res[2], res[1] * g),
    )

    @jax.custom_vjp
    def clipped(x):
        return x

    clipped.defvjp(lambda x: (x, None), lambda _, g: (jnp.clip(g, -0.1, 0.1),))
    x, y = normal(5, 6), normal(6, 6)
    by_x, by_y = jax.vmap(jax.grad(f, (0, 1)))(x, y)
    table |= {
        "x": stored(x),
        "y": stored(y),
        "vmap_grad_x": stored(by_x),
        "vmap_grad_y": stored(by_y),
        "jit_grad_sum_x": stored(jax.jit(jax.grad(lambda a: f(a, y).sum()))(x)),
        "grad_of_grad_x": stored(jax.vmap(jax.grad(jax.grad(f)))(x, y)),
        "clipped": stored(jax.grad(lambda a: jnp.sum(clipped(a) ** 3))(x)),
    }
    write("custom_vjp.json", table)


checkpoint_static()
custom_vjp()
