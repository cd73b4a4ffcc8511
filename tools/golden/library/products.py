# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import jax.numpy as jnp


def einsum(text, *names):
    return {f"einsum/{text}": (lambda *x: jnp.einsum(text, *x), *names)}


cases = {
    "vdot": (lambda x, y: jnp.vdot(x, y), "m", "n"),
    "inner": (lambda x, y: (jnp.inner(x, y), jnp.inner(x, 2.0)), "m", "n"),
    "matvec": (lambda x, y: jnp.matvec(x, y[0]), "a", "n"),
    "vecdot": (lambda x, y: (jnp.vecdot(x, y), jnp.vecdot(x, y, axis=0)), "m", "n"),
    "kron": (lambda x, y: (jnp.kron(x, y), jnp.kron(y, x)), "mt", "t"),
    "cross": (lambda x, y: jnp.cross(x, y), "q", "t"),
    "cross/axis": (lambda x, y: jnp.cross(x, y, axis=0), "m", "n"),
    "cross/plane": (lambda x, y: (jnp.cross(x[:2], y[:2]), jnp.cross(x[:2], y)), "t", "t"),
    "matrix_power": (lambda x: [jnp.linalg.matrix_power(x, k) for k in (0, 1, 2, 5)], "q"),
    "multi_dot": (lambda x, y, z, w: jnp.linalg.multi_dot([x, y, z, w]), "t", "m", "mt", "mt_t"),
    "norm": (lambda x: (jnp.linalg.norm(x), jnp.linalg.norm(x, axis=1)), "m"),
    "norm/vector": (
        lambda x: [jnp.linalg.norm(x, p, axis=1) for p in (1, 3, jnp.inf, -jnp.inf, 0.5)],
        "m",
    ),
    "norm/zero": (lambda x: jnp.linalg.norm(x, 0), "v"),
    "norm/matrix": (
        lambda x: [jnp.linalg.norm(x, p, axis=(0, 2)) for p in ("fro", 1, -1, jnp.inf, -jnp.inf)],
        "a",
    ),
    "norm/keepdims": (lambda x: jnp.linalg.norm(x, 1, axis=(1, 2), keepdims=True), "a"),
    **einsum("ij,jk->ik", "m", "mt"),
    **einsum("ij,jk", "m", "mt"),
    **einsum("ji,ik->jk", "m", "mt"),
    **einsum("bij,bjk->bik", "a", "b"),
    **einsum("ij->ji", "m"),
    **einsum("ij->", "m"),
    **einsum("ii", "q"),
    **einsum("ii->i", "q"),
    **einsum("iij->j", "qq"),
    **einsum("iij,j->i", "qq", "t"),
    **einsum("i,j->ij", "v", "t"),
    **einsum("i,i", "v", "w"),
    **einsum("...ij,...jk->...ik", "a", "b"),
    **einsum("i...->...", "a"),
    **einsum("...j,j", "d", "t"),
    **einsum("...i,...i->...", "a", "n"),
    **einsum("ij,ij->ij", "m", "n"),
    **einsum("abc,cd,de->abe", "a", "mt", "mt_t"),
    **einsum("ab,cb,cd,a->d", "m", "n", "q", "t"),
    **einsum("bij,bik->bjk", "a", "c"),
    **einsum("ij,kj->ikj", "m", "n"),
    **einsum(" i j , j k -> k i ", "m", "mt"),
    **einsum(",ij->ij", "s", "m"),
    **einsum("ij,j->ij", "m", "i4"),
}
