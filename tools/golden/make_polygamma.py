#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/runtime/polygamma_goldens.inc: digamma and its derivatives, at the f64 next to its zeros too, by mpmath.

    python3 -m venv venv && venv/bin/pip install mpmath==1.4.1 && venv/bin/python tools/golden/make_polygamma.py
"""
import math
import pathlib

import mpmath

mpmath.mp.prec = 400


def hexadecimal(value):
    """Of 64 bits, rounded."""
    exponent = int(mpmath.floor(mpmath.log(abs(value), 2))) - 63
    return f"{'-' if value < 0 else ''}0x{int(mpmath.nint(abs(value) / mpmath.mpf(2) ** exponent)):x}p{exponent:+d}L"


def zero_between(order, low, high):
    """The f64 next to the zero of an even order between two poles."""
    low, high = mpmath.mpf(low) + mpmath.mpf("1e-9"), mpmath.mpf(high) - mpmath.mpf("1e-9")
    sign = mpmath.sign(mpmath.psi(order, low))
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if mpmath.sign(mpmath.psi(order, middle)) == sign else (low, middle)
    return float(low)


PLAIN = [1e-12, 0.001, 0.3, 0.99, 1.0, 1.4616321449683623, 2.2, 5.5, 19.0, 1234.5, 1e9, -1e-9, -0.25, -0.9, -1.75, -20.125,
         -3.0000000001, -1000.3]
rows = []
for order in (0, 1, 2, 3, 7, 8, 32):
    points = [x for x in PLAIN if order < 8 or 0.01 < abs(x) < 2000]
    if order % 2 == 0:
        points += [zero_between(order, -k - 1, -k) for k in (0, 1, 2, 3, 10, 1000)]
        points += [math.nextafter(points[-1], 0)]
    rows += [f"{{{order}, {x.hex()}, {hexadecimal(mpmath.psi(order, mpmath.mpf(x)))}}},\n" for x in points]
path = pathlib.Path(__file__).parents[2] / "tests/runtime/polygamma_goldens.inc"
path.write_text("// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n" + "".join(rows))
