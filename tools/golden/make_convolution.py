#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/convolution.json and tests/golden/windows.json: convolutions and reductions of windows by jax.lax,
with their gradients. All numbers are small integers, so that every order of summation gives the same.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 && venv/bin/python tools/golden/make_convolution.py
"""
import json
import os
import pathlib
import warnings

os.environ["XLA_FLAGS"] = "--xla_disable_hlo_passes=algsimp"  # which crashes on some dilated windows

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

warnings.filterwarnings("ignore")
draw = np.random.RandomState(5)


def pattern(shape, seed):
    """The operands of the tests: element i is (3 i + i // 5 + seed) mod 7 - 3."""
    i = np.arange(int(np.prod(shape)))
    return jnp.asarray(((i * 3 + i // 5 + seed) % 7 - 3).reshape(shape), jnp.float32)


def ints(x):
    x = np.asarray(x)
    assert (x == np.round(x)).all()
    return [int(v) for v in x.ravel()]


def numbers(low, high, n):
    return [int(v) for v in draw.randint(low, high + 1, n)]


def permuted(letters):
    return "".join(draw.permutation(list(letters)))


def padding(n):
    return str(draw.choice(["SAME", "VALID", "SAME_LOWER"])) if draw.rand() < 0.4 else [numbers(-1, 2, 2) for _ in range(n)]


def convolution():
    n = int(draw.choice([0, 1, 1, 2, 2, 2, 3]))
    groups = int(draw.choice([1, 1, 2, 3]))
    batch_groups = int(draw.choice([1, 1, 2])) if groups == 1 else 1
    depth, per_group, batch = numbers(1, 3, 3)
    case = dict(strides=numbers(1, 3, n), padding=padding(n), rhs_dilation=numbers(1, 2, n), groups=groups,
                batch_groups=batch_groups)
    case["lhs_dilation"] = numbers(1, 2, n) if not isinstance(case["padding"], str) else [1] * n
    letters = "HWD"[:n]
    case["dims"] = [permuted("NC" + letters), permuted("OI" + letters), permuted("NC" + letters)]
    if draw.rand() < 0.4:
        case["dims"] = [f"N{letters}C", f"{letters}IO", f"N{letters}C"]
    extent = dict(zip(letters, numbers(3, 6, n))) | {"N": batch * batch_groups, "C": depth * groups}
    kernel = dict(zip(letters, numbers(1, 3, n))) | {"O": per_group * groups * batch_groups, "I": depth}
    case["lhs"] = [extent[c] for c in case["dims"][0]]
    case["rhs"] = [kernel[c] for c in case["dims"][1]]

    def f(lhs, rhs):
        return lax.conv_general_dilated(lhs, rhs, case["strides"], case["padding"], case["lhs_dilation"],
                                        case["rhs_dilation"], case["dims"], groups, batch_groups)

    return finish(case, f, pattern(case["lhs"], 1), pattern(case["rhs"], 2))


def transposed():
    n = int(draw.choice([1, 2]))
    case = dict(strides=numbers(1, 3, n), rhs_dilation=numbers(1, 2, n), transpose_kernel=bool(draw.rand() < 0.5),
                consistent=bool(draw.rand() < 0.3))
    case["padding"] = str(draw.choice(["SAME", "VALID"])) if draw.rand() < 0.6 else [numbers(0, 1, 2) for _ in range(n)]
    inputs, outputs = numbers(1, 3, 2)
    case["lhs"] = [2, *numbers(2, 4, n), inputs]
    case["rhs"] = [*numbers(1, 3, n), *((outputs, inputs) if case["transpose_kernel"] else (inputs, outputs))]

    def f(lhs, rhs):
        return lax.conv_transpose(lhs, rhs, case["strides"], case["padding"] if isinstance(case["padding"], str) else
                                  [tuple(p) for p in case["padding"]], case["rhs_dilation"],
                                  transpose_kernel=case["transpose_kernel"], use_consistent_padding=case["consistent"])

    return finish(case, f, pattern(case["lhs"], 1), pattern(case["rhs"], 2))


def finish(case, f, *operands):
    value, pullback = jax.vjp(f, *operands)
    if value.size == 0 or value.size > 200:
        return None
    case["shape"], case["value"] = list(value.shape), ints(value)
    case["gradients"] = [ints(g) for g in pullback(pattern(value.shape, 3))]
    case["rows"] = rows(case, f)
    return case


def rows(case, f):
    """f over two rows of lhs, of rhs, or of both."""
    axes = [(0, None), (None, 0), (0, 0)][sum(case["lhs"]) % 3]
    stacked = [jnp.stack([pattern(case[name], seed), pattern(case[name], seed + 3)]) if axis == 0 else
               pattern(case[name], seed) for name, seed, axis in zip(("lhs", "rhs"), (1, 2), axes)]
    return {"axes": axes, "value": ints(jax.vmap(f, axes)(*stacked))}


REDUCTIONS = {"sum": (lax.add, 0.0), "max": (lax.max, -np.inf), "min": (lax.min, np.inf)}


def window():
    n = int(draw.choice([1, 2, 3, 4]))
    case = dict(x=numbers(2, 6 if n < 4 else 3, n), size=numbers(1, 3, n), strides=numbers(1, 2, n), padding=padding(n))
    case["reduction"] = str(draw.choice(list(REDUCTIONS)))
    case["window_dilation"] = numbers(1, 2, n) if case["reduction"] == "sum" or draw.rand() < 0.3 else [1] * n
    case["base_dilation"] = numbers(1, 2, n) if draw.rand() < 0.3 else [1] * n
    combine, init = REDUCTIONS[case["reduction"]]

    def f(x):
        return lax.reduce_window(x, init, combine, case["size"], case["strides"], case["padding"] if isinstance(
            case["padding"], str) else [tuple(p) for p in case["padding"]], case["base_dilation"], case["window_dilation"])

    x = pattern(case["x"], 1)
    value, tangent = jax.jvp(f, (x,), (pattern(case["x"], 2),))
    if value.size == 0 or not np.isfinite(value).all():
        return None
    case["shape"], case["value"], case["tangent"] = list(value.shape), ints(value), ints(tangent)
    plain = max(case["window_dilation"] + case["base_dilation"]) == 1 and "-" not in str(case["padding"])
    if case["reduction"] == "sum" or plain:  # the others JAX cannot transpose
        case["gradient"] = ints(jax.vjp(f, x)[1](pattern(value.shape, 3))[0])
    return case


def collect(make, count):
    cases = []
    while len(cases) < count:
        try:
            case = make()
        except ValueError as error:
            assert "egative" in str(error), error
            continue
        if case:
            cases.append(case)
    return cases


def write(name, cases):
    path = pathlib.Path(__file__).resolve().parents[2] / "tests/golden" / name
    head = {"made_by": f"tools/golden/make_convolution.py, jax {jax.__version__}"}
    path.write_text("{\n" + json.dumps(head)[1:-1] + ",\n" + ",\n".join(
        f'"{key}": [\n' + ",\n".join(json.dumps(c, separators=(",", ":")) for c in list_) + "\n]"
        for key, list_ in cases.items()) + "\n}\n")


write("windows.json", {"windows": collect(window, 60)})
write("convolution.json", {"convolutions": collect(convolution, 100), "transposed": collect(transposed, 20)})
