# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import jax.numpy as jnp

cases = {
    "eye/k": (lambda: (jnp.eye(3, 4, k=1), jnp.eye(4, 2, k=-2), jnp.eye(2, 2, k=5)),),
    "arange": (lambda: (jnp.arange(2, 9, 3), jnp.arange(5.0, 1.0, -1.5), jnp.arange(3, 3)),),
    "linspace/open": (lambda: jnp.linspace(1, 3, 4, endpoint=False),),
    "linspace/arrays": (lambda x, y: jnp.linspace(x, y, 4), "t", "s"),
    "linspace/axis": (lambda x, y: jnp.linspace(x, y, 3, axis=1, endpoint=False), "v", "w"),
    "linspace/few": (lambda x: (jnp.linspace(x, x + 1, 1), jnp.linspace(x, x + 1, 0)), "t"),
    "linspace/integers": (lambda: jnp.linspace(0, 10, 4, dtype=jnp.int32),),
    "logspace": (lambda x: jnp.logspace(x, x + 1, 4, base=2.0), "t"),
    "geomspace": (lambda x: jnp.geomspace(x, 20 * x, 4, axis=-1), "pos"),
    "tri": (lambda: (jnp.tri(3), jnp.tri(2, 4, 1), jnp.tri(3, 2, -1)),),
    "tril": (lambda x: jnp.tril(x), "m"),
    "tril/k": (lambda x: jnp.tril(x, -1), "a"),
    "triu": (lambda x: jnp.triu(x, 1), "a"),
    "tril/bool": (lambda x: jnp.tril(x), "mask"),
    "diag/vector": (lambda x: (jnp.diag(x), jnp.diag(x, 2), jnp.diag(x, -1)), "t"),
    "diag/matrix": (lambda x: (jnp.diag(x), jnp.diag(x, 2), jnp.diag(x, -2), jnp.diag(x, 7)), "m"),
    "diagflat": (lambda x: jnp.diagflat(x, 1), "q"),
    "diagonal": (lambda x: (jnp.diagonal(x), jnp.diagonal(x, -1, 1, 2), jnp.diagonal(x, 1, 2, 0)), "a"),
    "trace": (lambda x: (jnp.trace(x), jnp.trace(x, 1, -1, 0)), "a"),
    "vander": (lambda x: (jnp.vander(x), jnp.vander(x, 3, increasing=True)), "t"),
    "meshgrid": (lambda x, y: jnp.meshgrid(x, y), "t", "v"),
    "meshgrid/ij": (lambda x, y, z: jnp.meshgrid(x, y, z, indexing="ij", sparse=True), "t", "v", "w"),
    "indices": (lambda: jnp.indices((2, 3)),),
}
