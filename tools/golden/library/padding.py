# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import jax.numpy as jnp

both = ((1, 2), (3, 0))
far = ((7, 5), (4, 9))

cases = {
    f"pad/{mode}{'/far' if widths is far else ''}": (lambda x, m=mode, p=widths: jnp.pad(x, p, m), "m")
    for mode in ("edge", "reflect", "symmetric", "wrap", "maximum", "minimum", "mean", "median", "empty")
    for widths in (both, far)
} | {
    "pad/constant": (lambda x: jnp.pad(x, both, constant_values=2.5), "m"),
    "pad/odd": (lambda x: jnp.pad(x, far, "reflect", reflect_type="odd"), "m"),
    "pad/odd_symmetric": (lambda x: jnp.pad(x, far, "symmetric", reflect_type="odd"), "m"),
    "pad/ramp": (lambda x: jnp.pad(x, both, "linear_ramp", end_values=(5.0, -1.0)), "m"),
    "pad/stat_length": (lambda x: jnp.pad(x, far, "mean", stat_length=((1, 2), (3, 9))), "m"),
    "pad/one_width": (lambda x: jnp.pad(x, ((1, 1),), "edge"), "m"),
    "pad/integers": (lambda x: (jnp.pad(x, 2, "mean"), jnp.pad(x, 1, "maximum"), jnp.pad(x, 1, "median")), "k"),
    "pad/single": (lambda x: (jnp.pad(x, 2, "reflect"), jnp.pad(x, 2, "wrap")), "one"),
}
