# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""JAX's side of burin-bench: the same names, work and units (tools/bench)."""
import jax
import jax.numpy as jnp
import numpy as np

import jax_mlp
from measure import least_of, least_seconds, serve


def normals(*shape):
    return jnp.asarray(np.random.default_rng(1).standard_normal(shape, dtype=np.float32))


def call_us(f, *args):
    """Calls follow each other without waiting, as a program's do; the last of a batch is waited for."""
    return 1e6 * least_seconds(lambda: f(*args), finish=jax.block_until_ready)


def seconds(f, *args, least=0.5):
    return least_seconds(lambda: jax.block_until_ready(f(*args)), least)


def cold_ms(count, make):
    def cold():
        jax.clear_caches()
        f, args = make()
        return least_of(1, lambda: jax.block_until_ready(f(*args)))

    return min(cold() for _ in range(count))


def compile_add():
    x = jnp.ones(4)
    return cold_ms(10, lambda: (jax.jit(lambda a: a + 1), (x,)))


def compile_mlp(widths, batch):
    problem = jax_mlp.problem(widths, batch)
    return cold_ms(3, lambda: (jax.jit(lambda *args: jax_mlp.sgd_step(*args)), problem))


def step_ms(widths, batch):
    """The parameters are handed on from step to step and donated."""
    step = jax.jit(jax_mlp.sgd_step, donate_argnums=0)
    params, x, labels = jax_mlp.problem(widths, batch)
    state = [params]

    def advance():
        loss, state[0] = step(state[0], x, labels)
        jax.block_until_ready((loss, state[0]))

    return 1e3 * least_seconds(advance)


def dispatch_state():
    f = jax.jit(lambda leaves: [leaf + 1 for leaf in leaves])
    leaves = [jnp.ones(4) for _ in range(200)]
    return call_us(f, leaves)


def rate(f, flops, *args):
    return 1e-9 * flops / seconds(jax.jit(f), *args)


def matmul(m, k, n):
    return lambda: rate(jnp.matmul, 2 * m * k * n, normals(m, k), normals(k, n))


def left_transposed(m, k, n):
    return lambda: rate(lambda a, b: a.T @ b, 2 * m * k * n, normals(k, m), normals(k, n))


def right_transposed(m, k, n):
    return lambda: rate(lambda a, b: a @ b.T, 2 * m * k * n, normals(m, k), normals(n, k))


def batched(count, size):
    operands = normals(count, size, size), normals(count, size, size)
    return rate(jnp.matmul, 2 * count * size**3, *operands)


def layernorm(x, scale, bias):
    centered = x - x.mean(-1, keepdims=True)
    return centered * jax.lax.rsqrt(jnp.square(centered).mean(-1, keepdims=True) + 1e-6) * scale + bias


def layernorm_product(x, scale, bias, cotangent):
    return (layernorm(x, scale, bias) * cotangent).sum()


def over_rows(f, *more):
    return lambda: 1e3 * seconds(jax.jit(f), normals(4096, 1024), *(normals(*shape) for shape in more))


def while_scalar():
    def run(x):
        last = jax.lax.while_loop(lambda c: c[0] < 1_000_000, lambda c: (c[0] + 1, c[1] * 0.999 + 0.5), (0, x))
        return last[1]

    return 1e3 * seconds(jax.jit(run), jnp.float32(3))


def scan_product():
    def run(a, c):
        return jax.lax.scan(lambda c, _: (a @ c, None), c, None, length=100_000)[0]

    cosine, sine = np.cos(1e-4), np.sin(1e-4)
    turn = jnp.asarray([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], jnp.float32)
    return 1e3 * seconds(jax.jit(run), turn, jnp.eye(3))


def rnn_grad():
    def mean_square(model, xs):
        def step(h, x):
            h = jnp.tanh(x @ model["input"] + h @ model["hidden"] + model["bias"])
            return h, h

        return jnp.mean(jnp.square(jax.lax.scan(step, jnp.zeros((32, 128)), xs)[1]))

    scale = 0.7 / np.sqrt(128)
    model = {"input": normals(128, 128) * scale, "hidden": normals(128, 128) * scale, "bias": normals(128) * 0.1}
    return 1e3 * seconds(jax.jit(jax.grad(mean_square)), model, normals(256, 32, 128))


def elementwise(f, count):
    return lambda: 1e3 * seconds(jax.jit(f), normals(count), least=1)


rows = {
    "dispatch_1_us": lambda: call_us(jax.jit(lambda x: x + 1), jnp.ones(4)),
    "dispatch_50_us": lambda: call_us(jax.jit(lambda *x: sum(x[1:], x[0])), *(jnp.full(4, float(i)) for i in range(50))),
    "dispatch_state_200_us": dispatch_state,
    "eager_add_us": lambda: call_us(lambda x: x + x, jnp.ones(4)),
    "compile_add": compile_add,
    "compile_digits": lambda: compile_mlp(*jax_mlp.digits),
    "compile_mlp3": lambda: compile_mlp(*jax_mlp.mlp3),
    "compile_mlp12": lambda: compile_mlp(*jax_mlp.mlp12),
    "step_tiny": lambda: step_ms([8, 16, 16, 4], 4),
    "step_digits": lambda: step_ms(*jax_mlp.digits),
    "step_mlp3": lambda: step_ms(*jax_mlp.mlp3),
    "step_mlp12": lambda: step_ms(*jax_mlp.mlp12),
    **{f"matmul_{size}_gflops": matmul(size, size, size) for size in (64, 128, 256, 512, 1024, 2048)},
    "matmul_128x784x512_gflops": matmul(128, 784, 512),
    "matmul_4096x64x64_gflops": matmul(4096, 64, 64),
    "matmul_64x64x4096_gflops": matmul(64, 64, 4096),
    "matmul_784x128x512_tn_gflops": left_transposed(784, 128, 512),
    "matmul_128x512x784_nt_gflops": right_transposed(128, 512, 784),
    "batched_matmul_2048x16_gflops": lambda: batched(2048, 16),
    "axpy_32M": elementwise(lambda a: a * 2 + 1, 1 << 25),
    "transcendental_1M": elementwise(lambda a: jnp.tanh(jnp.exp(-a * a) + jnp.sin(a)), 1 << 20),
    "softmax_4096x1024": over_rows(jax.nn.softmax),
    "layernorm_4096x1024": over_rows(layernorm, (1024,), (1024,)),
    "layernorm_grad_4096x1024": over_rows(
        jax.grad(layernorm_product, argnums=(0, 1, 2)), (1024,), (1024,), (4096, 1024)
    ),
    "colsum_4096x1024": over_rows(lambda x: x.sum(0)),
    "while_scalar_1M": while_scalar,
    "scan_3x3_100k": scan_product,
    "rnn_grad_256": rnn_grad,
}

if __name__ == "__main__":
    serve(rows)
