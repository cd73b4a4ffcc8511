# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import functools

import jax.numpy as jnp
from jax import nn
from jax.nn import dot_product_attention as attention

names = (
    "relu relu6 leaky_relu elu selu celu gelu silu softplus soft_sign sigmoid hard_sigmoid hard_silu hard_tanh "
    "log_sigmoid squareplus mish sparse_plus sparse_sigmoid"
).split()

cases = {f"nn/{name}": (getattr(nn, name), "edges") for name in names} | {
    "nn/gelu_exact": (functools.partial(nn.gelu, approximate=False), "edges"),
    "nn/leaky_relu/slope": (lambda x: nn.leaky_relu(x, 0.3), "edges"),
    "nn/elu/alpha": (lambda x: (nn.elu(x, 0.5), nn.celu(x, 0.5)), "edges"),
    "nn/glu": (lambda x: (nn.glu(x), nn.glu(x, 1)), "glu"),
    "nn/softmax": (lambda x: (nn.softmax(x), nn.softmax(x, 0), nn.softmax(x, (0, 1))), "m"),
    "nn/softmax/where": (lambda x, c: nn.softmax(x, 1, where=c), "m", "mask"),
    "nn/log_softmax": (lambda x: (nn.log_softmax(x), nn.log_softmax(x, (0, 1))), "m"),
    "nn/log_softmax/where": (lambda x, c: jnp.where(c, nn.log_softmax(x, 1, where=c), 0), "m", "mask"),
    "nn/standardize": (lambda x: (nn.standardize(x), nn.standardize(x, (0, 1), epsilon=1e-3)), "m"),
    "nn/standardize/given": (lambda x, y: nn.standardize(x, 1, mean=y, variance=y * y), "m", "col"),
    "nn/standardize/where": (lambda x, c: nn.standardize(x, 1, where=c), "m", "most"),
    "nn/one_hot": (lambda i: (nn.one_hot(i, 4), nn.one_hot(i, 4, axis=0), nn.one_hot(i, 4, dtype=jnp.int32)), "labels"),
    "nn/logmeanexp": (lambda x, c: (nn.logmeanexp(x, 1), nn.logmeanexp(x, 0, where=c)), "m", "mask"),
    "nn/attention": (lambda *x: (attention(*x), attention(*x, is_causal=True)), "queries", "keys", "values"),
    "nn/attention/options": (
        lambda q, k, v, b, m: (attention(q, k, v, b, m, scale=0.7), attention(q, k, v, mask=m, is_causal=True)),
        "queries",
        "keys",
        "values",
        "bias",
        "seen",
    ),
    "nn/attention/single": (lambda q, k, v: attention(q[0], k[0], v[0]), "queries", "keys", "values"),
    "nn/log1mexp": (nn.log1mexp, "pos"),
}
