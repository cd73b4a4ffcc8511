# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The arrays that the cases of the library functions share."""
import numpy as np

draw = np.random.default_rng(5)


def normal(*shape):
    return draw.normal(size=shape).astype(np.float32)


def positive_definite(x):
    return x @ x.transpose(0, 2, 1) + 2 * np.eye(x.shape[-1], dtype=np.float32)


inputs = {
    "s": np.float32(1.25),
    "v": normal(5),
    "w": normal(5),
    "t": normal(3),
    "m": normal(3, 4),
    "n": normal(3, 4),
    "q": normal(3, 3),
    "mt": normal(4, 2),
    "a": normal(2, 3, 4),
    "b": normal(2, 4, 5),
    "c": normal(2, 3, 1),
    "d": normal(3, 2, 3),
    "e": np.zeros((0, 3), np.float32),
    "one": normal(1, 1),
    "mt_t": normal(2, 4),
    "qq": normal(3, 3, 3),
    "i4": np.int32([1, -2, 0, 5]),
    "glu": normal(3, 6, 4),
    "col": normal(3, 1),
    "pos": np.abs(normal(3, 4)) + np.float32(0.1),
    "edges": np.float32([-8, -6, -3, -1.5, -1, -0.5, 0, 0.25, 1, 2, 3, 3.5, 6, 9]),
    "gaps": np.float32([[1, np.nan, 3, 0.5], [np.nan, np.nan, -2, 4], [np.nan] * 4]),
    "huge": np.float32([[1e4, -1e4, 1e4], [np.inf, 0, 1], [-np.inf, -np.inf, -np.inf]]),
    "i": np.int32([4, -1, 7, 0, 2]),
    "k": np.int32([[3, 1, 2], [6, 5, 4]]),
    "mask": np.array([[True, False, True, True], [False, False, False, True], [True, True, True, True]]),
    "most": np.array([[True, False, True, True], [False, True, False, True], [True, True, True, True]]),
    "flags": np.array([True, False, True, True, False]),
    "short": np.int8([100, 100, 100]),
    "counts": np.int32([2, 0, 3, 4]),
    "labels": np.int32([2, 0, 3, -1]),
    "spd": positive_definite(normal(2, 4, 4)),
    "tri": normal(2, 4, 4) * np.float32(0.5) + 2 * np.eye(4, dtype=np.float32),
    "rhs": normal(2, 4, 3),
    "queries": normal(2, 5, 4, 3),
    "keys": normal(2, 6, 2, 3),
    "values": normal(2, 6, 2, 3),
    "bias": normal(2, 1, 5, 6),
    "seen": draw.random((4, 5, 6)) < 0.6,
}
