# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
from itertools import product

import jax
import jax.numpy as jnp
from jax.scipy.linalg import cho_solve, solve_triangular

triangular_solve, flags = jax.lax.linalg.triangular_solve, (False, True)


def solve(a, b, trans=False, lower=False, unit=False):
    return solve_triangular(a, b, trans=int(trans), lower=lower, unit_diagonal=unit)


def solve_right(a, b, trans, lower, unit):
    return triangular_solve(a, b.mT, left_side=False, lower=lower, transpose_a=trans, unit_diagonal=unit)


cases = {
    "cholesky": (lambda x: (jnp.linalg.cholesky(x), jnp.linalg.cholesky(x, upper=True)), "spd"),
    "cholesky/lax": (lambda x: jax.lax.linalg.cholesky(x), "spd"),
    # Of one triangle JAX's derivative is another convention: only the values.
    "cholesky/triangle": (lambda x: jax.lax.linalg.cholesky(jax.lax.stop_gradient(x), symmetrize_input=False), "tri"),
    "cholesky/indefinite": (lambda x: jnp.linalg.cholesky(jax.lax.stop_gradient(x)), "qq"),
    "solve_triangular": (lambda a, b: [solve(a, b, *kind) for kind in product(flags, flags, flags)], "tri", "rhs"),
    "solve_triangular/vector": (lambda a, b: (solve(a[0], b[0, :, 1]), solve(a, b[1, :, 0], lower=True)), "tri", "rhs"),
    "solve_triangular/broadcast": (lambda a, b: (solve(a[0], b), solve(a, b[1])), "tri", "rhs"),
    "triangular_solve/right": (
        lambda a, b: [solve_right(a, b, *kind) for kind in product(flags, flags, flags)],
        "tri",
        "rhs",
    ),
    "triangular_solve/vectors": (
        lambda a, b: (triangular_solve(a, b[..., 0], left_side=True), triangular_solve(a, b[..., 1], lower=True)),
        "tri",
        "rhs",
    ),
    "cho_solve": (lambda c, b: (cho_solve((c, False), b), cho_solve((c, True), b)), "tri", "rhs"),
    "solve_triangular/vmap": (
        lambda a, b: (
            jax.vmap(solve, (None, 0))(a[0], b),
            jax.vmap(solve, (0, None))(a, b[0]),
            jax.vmap(lambda x: triangular_solve(a[1], x.mT, lower=True))(b),
        ),
        "tri",
        "rhs",
    ),
}
