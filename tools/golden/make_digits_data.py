#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes docs/examples/digits/digits.u8 from scikit-learn's copy of the UCI handwritten digits.

    python3 -m venv venv && venv/bin/pip install scikit-learn && venv/bin/python tools/golden/make_digits_data.py

Format: 1,797 rows of 65 bytes, 64 pixels (row-major, 0..16) and the label; rows permuted by default_rng(1).
"""
import pathlib

import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
rows = np.concatenate([digits.data, digits.target[:, None]], axis=1).astype(np.uint8)
assert rows.shape == (1797, 65) and rows[:, :64].max() == 16 and rows[:, 64].max() == 9
rows = rows[np.random.default_rng(1).permutation(len(rows))]
path = pathlib.Path(__file__).resolve().parents[2] / "docs/examples/digits/digits.u8"
path.write_bytes(rows.tobytes())
print(f"wrote {path} ({rows.size} bytes)")
