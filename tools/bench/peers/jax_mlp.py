# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The multi-layer perceptrons of tools/bench/mlp.cpp."""
import jax
import jax.numpy as jnp
import numpy as np

digits = [64, 128, 10], 64
mlp3 = [784, 512, 512, 10], 128
mlp12 = [256] * 14, 64


def problem(widths, batch):
    rng = np.random.default_rng(0)

    def normals(*shape):
        return rng.standard_normal(shape, dtype=np.float32)

    params = [
        (jnp.asarray(normals(fan_in, fan_out) / np.float32(fan_in**0.5)), jnp.zeros(fan_out))
        for fan_in, fan_out in zip(widths, widths[1:])
    ]
    return params, jnp.asarray(normals(batch, widths[0])), jnp.arange(batch) * 7 % widths[-1]


def loss_of(params, x, labels):
    for kernel, bias in params[:-1]:
        x = jax.nn.gelu(x @ kernel + bias)
    kernel, bias = params[-1]
    log_probabilities = jax.nn.log_softmax(x @ kernel + bias)
    return -jnp.take_along_axis(log_probabilities, labels[:, None], axis=1).mean()


def sgd_step(params, x, labels):
    loss, gradients = jax.value_and_grad(loss_of)(params, x, labels)
    return loss, jax.tree.map(lambda p, g: p - 0.01 * g, params, gradients)
