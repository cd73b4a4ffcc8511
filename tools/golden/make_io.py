#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Files of NumPy and of the safetensors package for tests/io: make_io.py tests/golden/io"""
import pathlib
import sys
import zipfile

import ml_dtypes
import numpy as np
import safetensors.numpy

folder = pathlib.Path(sys.argv[1])
counted = np.arange(6).reshape(2, 3)
types = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"]
every = {name: counted.astype(name) for name in types}
every["bfloat16"] = counted.astype(ml_dtypes.bfloat16)
every["scalar"] = np.float32(1.5)
every["empty"] = np.zeros((2, 0, 3), np.float32)
every["fortran"] = np.asfortranarray(np.arange(24, dtype=np.int16).reshape(2, 3, 4))
every["big_endian"] = counted.astype(">f8")
every["big_endian_fortran"] = np.asfortranarray(counted.astype(">u4"))


def save(name, array, version):
    with open(folder / name, "wb") as file:
        np.lib.format.write_array(file, array, version)


for version in (1, 2, 3):
    save(f"version{version}.npy", counted.astype(np.float32), (version, 0))
save("fortran.npy", every["fortran"], (1, 0))
save("big_endian.npy", every["big_endian"], (1, 0))
np.savez(folder / "every.npz", **every)
np.savez_compressed(folder / "compressed.npz", **every)
zipfile.ZIP64_LIMIT = 16  # what is only written for files of 4 GiB
np.savez(folder / "zip64.npz", **{name: every[name] for name in ("int32", "fortran")})

stored = {name: every[name] for name in [*types, "bfloat16", "empty"]}
stored["scalar"] = np.array(1.5, np.float32)
safetensors.numpy.save_file(stored, folder / "every.safetensors", {"format": "np", "said": '"Größe"'})
