#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/elementwise.json: elementwise functions and their gradients in f64, by JAX.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 && venv/bin/python tools/golden/make_elementwise.py
"""
import functools
import json
import pathlib

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
from jax.scipy import special

WIDE = [-7.3, -2.5, -1.25, -0.6, -0.1, 0.2, 0.75, 1.4, 2.5, 6.0]
UNIT = [-0.95, -0.5, -0.1, 0.3, 0.8, 0.99]
POSITIVE = [0.05, 0.4, 1.3, 1.7, 2.6, 5.5, 9.1, 30.0]
ABOVE_ONE = [1.01, 1.5, 3.0, 40.0]
OTHER = [0.4, -1.1, 2.2, -0.6, 3.0, -5.0, 0.75, 1.5, -2.5, 6.5]

UNARY = {
    **{name: (getattr(jnp, name), WIDE) for name in [
        "tan", "arctan", "sinh", "cosh", "arcsinh", "sinc", "deg2rad", "rad2deg", "ceil", "round", "rint", "trunc",
        "fabs", "nan_to_num"]},
    **{name: (getattr(jnp, name), UNIT) for name in ["arcsin", "arccos", "arctanh"]},
    "arccosh": (jnp.arccosh, ABOVE_ONE),
    "log10": (jnp.log10, POSITIVE),
    "erfc": (special.erfc, WIDE),
    "erfinv": (special.erfinv, UNIT),
    "gammaln": (special.gammaln, POSITIVE),
    "digamma": (special.digamma, POSITIVE),
    "trigamma": (functools.partial(special.polygamma, 1), POSITIVE),
    "tetragamma": (functools.partial(special.polygamma, 2), POSITIVE),
    "clamp": (lambda x: jax.lax.clamp(-0.6, x, 2.5), WIDE),
    "clip": (lambda x: jnp.clip(x, -0.6, 2.5), WIDE),
}
BINARY = ["arctan2", "hypot", "logaddexp", "logaddexp2", "copysign", "fmod", "fmax", "fmin", "heaviside", "maximum",
          "minimum", "floor_divide", "remainder"]


def entry(f, operands):
    arrays = [jnp.array(x) for x in operands]
    total = lambda *a: f(*a).sum()
    gradients = jax.grad(total, argnums=tuple(range(len(arrays))))(*arrays)
    return {"operands": operands, "value": f(*arrays).tolist(), "gradients": [g.tolist() for g in gradients]}


golden = {name: entry(f, [x]) for name, (f, x) in UNARY.items()}
golden |= {name: entry(getattr(jnp, name), [WIDE, OTHER]) for name in BINARY}
path = pathlib.Path(__file__).parents[2] / "tests" / "golden" / "elementwise.json"
path.write_text(json.dumps(golden, indent=1) + "\n")
