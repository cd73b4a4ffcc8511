#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/nn_{conv,recurrent,attention,losses}.json: layers of flax.nnx, first values of their parameters and what they give,
and losses of Optax with their gradients.

    python3 -m venv venv && venv/bin/pip install flax==0.12.8 optax==0.2.8 && venv/bin/python tools/golden/make_nn_cells.py
"""
import json
import pathlib

import flax
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

draw = np.random.default_rng(11)


def normal(*shape):
    return draw.normal(size=shape).astype(np.float32)


def stored(x):
    x = np.asarray(x)
    return {"dtype": x.dtype.name, "shape": list(x.shape), "values": x.ravel().tolist()}


def stored_parameters(layer):
    leaves = jax.tree_util.tree_flatten_with_path(nnx.to_pure_dict(nnx.state(layer, nnx.Param)))[0]
    return {jax.tree_util.keystr(path, simple=True, separator="."): stored(value) for path, value in leaves}


def write(name, golden):
    golden = {"made_by": f"tools/golden/make_nn_cells.py, flax {flax.__version__}, jax {jax.__version__}"} | golden
    path = pathlib.Path(__file__).resolve().parents[2] / "tests/golden" / name
    path.write_text("{\n" + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in golden.items()) + "\n}\n")


def called(layer, *inputs, **options):
    """The layer's parameters, its inputs, and what it gives."""
    inputs = [np.asarray(x) for x in inputs]
    return {
        "parameters": stored_parameters(layer),
        "inputs": [stored(x) for x in inputs],
        "output": stored(layer(*inputs, **options)),
    }


def conv_layers():
    rngs = nnx.Rngs(0)  # one stream: each layer draws where the one before it has stopped
    image, volume, line = normal(2, 5, 4, 3), normal(4, 3, 5, 2), normal(2, 3, 7, 4)
    return {
        "plain": called(nnx.Conv(3, 4, (3, 2), rngs=rngs), image),
        "no_batch": called(nnx.Conv(3, 2, (2, 2), strides=2, padding="VALID", use_bias=False, rngs=rngs), image[0]),
        "volume": called(nnx.Conv(2, 2, (2, 3, 2), padding="CIRCULAR", kernel_dilation=(1, 1, 2), rngs=rngs), volume),
        "two_batch_axes": called(nnx.Conv(4, 6, 3, padding="CAUSAL", kernel_dilation=2, feature_group_count=2, rngs=rngs), line),
        "transposed": called(nnx.ConvTranspose(3, 2, (3, 2), strides=2, rngs=rngs), image),
        "transposed_line": called(nnx.ConvTranspose(4, 2, 3, strides=(2,), padding="CIRCULAR", transpose_kernel=True, rngs=rngs), line),
        "transposed_explicit": called(nnx.ConvTranspose(3, 2, (3, 2), padding=((1, 2), (0, 1)), rngs=rngs), image[0]),
    }


def cell_step(cell, x):
    """A step of a cell from a carry that is not zero."""
    carry = cell.initialize_carry(x.shape, nnx.Rngs(carry=1), jax.nn.initializers.normal(1.0))
    after, output = cell(carry, x)
    return {
        "parameters": stored_parameters(cell),
        "carry": [stored(part) for part in jax.tree.leaves(carry)],
        "x": stored(x),
        "after": [stored(part) for part in jax.tree.leaves(after)],
        "output": stored(output),
    }


def sequences(rnn, x, **options):
    carry, output = rnn(x, return_carry=True, **options)
    return {"carry": [stored(part) for part in jax.tree.leaves(carry)], "output": stored(output)}


def recurrent_layers():
    rngs, x, xs = nnx.Rngs(0), normal(4, 3), normal(4, 6, 3)
    lengths = np.array([6, 1, 4, 2], np.int32)
    golden = {
        "LSTMCell": cell_step(nnx.LSTMCell(3, 5, rngs=rngs), x),
        "OptimizedLSTMCell": cell_step(nnx.OptimizedLSTMCell(3, 5, rngs=rngs), x),
        "GRUCell": cell_step(nnx.GRUCell(3, 5, rngs=rngs), x),
        "SimpleCell": cell_step(nnx.SimpleCell(3, 5, residual=True, rngs=rngs), x),
        "xs": stored(xs),
        "lengths": stored(lengths),
        "orthogonal_wide": stored(jax.nn.initializers.orthogonal(2.0)(jax.random.key(3), (2, 3, 8))),
    }
    rngs = nnx.Rngs(0)  # the networks share their cells
    lstm, gru = nnx.OptimizedLSTMCell(3, 5, rngs=rngs), nnx.GRUCell(3, 4, rngs=rngs)
    time_major = xs.swapaxes(0, 1)
    golden |= {
        "plain": sequences(nnx.RNN(lstm), xs),
        "reverse": sequences(nnx.RNN(gru, reverse=True), xs),
        "kept_order": sequences(nnx.RNN(lstm, reverse=True, keep_order=True), xs, seq_lengths=lengths),
        "time_major": sequences(nnx.RNN(gru, time_major=True), time_major, seq_lengths=lengths),
        "bidirectional": sequences(nnx.Bidirectional(nnx.RNN(lstm), nnx.RNN(gru)), xs, seq_lengths=lengths),
    }
    return golden


def attention_layers():
    rngs, x, kv, batches = nnx.Rngs(params=0, dropout=1), normal(2, 5, 6), normal(2, 4, 3), normal(2, 3, 5, 6)
    mask = normal(2, 1, 5, 4) > -0.5
    plain = nnx.MultiHeadAttention(2, 6, 8, decode=False, rngs=rngs)
    shared = nnx.MultiHeadAttention(
        4, 6, 8, out_features=5, num_kv_heads=2, in_kv_features=3, use_bias=False, decode=False, rngs=rngs
    )
    dropping = nnx.MultiHeadAttention(2, 6, dropout_rate=0.4, decode=False, rngs=rngs)
    each = nnx.MultiHeadAttention(2, 6, dropout_rate=0.4, broadcast_dropout=False, decode=False, rngs=rngs)
    normalized = nnx.MultiHeadAttention(2, 6, 8, normalize_qk=True, decode=False, rngs=nnx.Rngs(params=5))
    decoding = nnx.MultiHeadAttention(2, 6, decode=True, rngs=rngs)
    decoding.init_cache(x.shape)
    steps = [decoding(x[:, i : i + 1]) for i in range(5)]
    return {
        "general": called(nnx.LinearGeneral((6, 3), (2, 4), axis=(2, -1), batch_axis={0: 2}, rngs=rngs), normal(2, 5, 6, 3)),
        "plain": called(plain, x),
        "causal": called(plain, batches, is_causal=True),
        "shared": called(shared, x, kv, kv, mask=mask),
        "dropping": called(dropping, x, deterministic=False, rngs=nnx.Rngs(dropout=7)),
        "dropping_each": called(each, x, deterministic=False, rngs=nnx.Rngs(dropout=7)),
        "normalized": called(normalized, x),
        "mask": stored(mask.astype(np.float32)),
        "decoding": stored_parameters(decoding),
        "decoded": stored(jnp.concatenate(steps, 1)),
        "causal_mask": stored(nnx.make_causal_mask(x[..., 0], extra_batch_dims=1)),
        "pair_mask": stored(nnx.make_attention_mask(x[..., 0] > 0, kv[..., 0] > 0)),
    }


def loss(f, *inputs):
    """Inputs, value, and the gradients of its sum."""
    inputs = [np.asarray(x) for x in inputs]
    gradients = jax.grad(lambda *x: f(*x).sum(), tuple(range(len(inputs))))(*inputs)
    return {
        "inputs": [stored(x) for x in inputs],
        "value": stored(f(*inputs)),
        "gradients": [stored(g) for g in gradients],
    }


def losses():
    x, y = 2 * normal(4, 5), normal(4, 5)
    p, q = jax.nn.softmax(x), jax.nn.softmax(y)
    signs, one_hot = np.sign(y), jax.nn.one_hot(np.array([0, 4, 2, 2]), 5)
    return {
        "sigmoid_binary_cross_entropy": loss(optax.sigmoid_binary_cross_entropy, x, q),
        "hinge_loss": loss(optax.hinge_loss, x, signs),
        "smooth_labels": loss(lambda labels: optax.smooth_labels(labels, 0.1), one_hot),
        "kl_divergence": loss(optax.kl_divergence, jnp.log(p), q),
        "squared_error": loss(optax.squared_error, x, y),
        "l2_loss": loss(optax.l2_loss, x),
        "huber_loss": loss(lambda x, y: optax.huber_loss(x, y, delta=0.7), x, y),
        "log_cosh": loss(optax.log_cosh, 30 * x, y),
        "cosine_similarity": loss(lambda x, y: optax.cosine_similarity(x, y, epsilon=1e-3), x, y),
        "cosine_distance": loss(lambda x, y: optax.cosine_distance(x, y, axis=0), x, y),
    }


write("nn_conv.json", conv_layers())
write("nn_recurrent.json", recurrent_layers())
write("nn_attention.json", attention_layers())
write("nn_losses.json", losses())
