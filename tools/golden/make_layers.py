#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/layers.npz: layers of flax.linen and flax.nnx that normalize or embed, with their gradients.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 flax==0.12.8 && venv/bin/python tools/golden/make_layers.py

Names: CASE/params/PATH, CASE/stats/PATH, CASE/updated/PATH (statistics after the call), CASE/x, CASE/mask, CASE/y,
CASE/ct, CASE/grads/PATH and CASE/grad_x of sum(y ct); PATH is that of the layer in Burin.
"""
import pathlib

import flax.linen as linen
import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

table = {}


def numbers(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def store(case, **arrays):
    for name, value in arrays.items():
        if isinstance(value, dict):
            for path, array in value.items():
                table[f"{case}/{name}/{path}"] = np.asarray(array)
        elif value is not None:
            table[f"{case}/{name}"] = np.asarray(value)


def weights(tree):
    leaves, structure = jax.tree.flatten(tree)
    return jax.tree.unflatten(
        structure,
        [jnp.asarray(numbers(100 + i, *v.shape) * 0.3 + (1.0 if v.ndim == 1 else 0)) for i, v in enumerate(leaves)])


def linen_path(path):
    """layer_instance/kernel/scale, one key, is the scale of a kernel; layer_instance/kernel is the kernel itself."""
    keys = [entry.key for entry in path]
    if keys[-1].endswith("/scale"):
        return f'scale["{keys[-1].split("/")[1]}"]'
    return ".".join("layer" if key == "layer_instance" else key for key in keys)


def by_path(tree):
    return {linen_path(path): value for path, value in jax.tree_util.tree_flatten_with_path(tree)[0]}


def linen_case(case, module, x, **kw):
    variables = weights(module.init(jax.random.key(0), x, **kw))
    params, stats = variables["params"], variables.get("batch_stats", {})

    def apply(params, x):
        return module.apply({"params": params, "batch_stats": stats}, x, mutable=["batch_stats"], **kw)

    y, updated = apply(params, x)
    ct = numbers(7, *y.shape)
    grads, grad_x = jax.grad(lambda p, x: jnp.sum(apply(p, x)[0] * ct), (0, 1))(params, x)
    store(case, params=by_path(params), stats=by_path(stats), updated=by_path(updated.get("batch_stats", {})), x=x, y=y,
          ct=ct, grads=by_path(grads), grad_x=grad_x)


def nnx_case(case, layer, x, mask=None, rename=lambda path: ".".join(map(str, path)), **kw):
    definition, params, rest = nnx.split(layer, nnx.Param, ...)
    params = weights(params)

    def apply(params, x):
        copies = jax.tree.map(lambda v: v, (params, rest))  # SpectralNorm writes over the kernel
        module = nnx.merge(definition, *copies)
        y = module(x, **kw) if mask is None else module(x, mask=mask, **kw)
        return y, nnx.state(module, nnx.BatchStat)

    def named(state):
        return {rename(path): value[...] for path, value in nnx.to_flat_state(state)}

    y, updated = apply(params, x)
    ct = numbers(7, *y.shape)
    grads, grad_x = jax.grad(lambda p, x: jnp.sum(apply(p, x)[0] * ct), (0, 1))(params, x)
    store(case, params=named(params), stats=named(nnx.state(layer, nnx.BatchStat)), updated=named(updated), x=x,
          mask=mask, y=y, ct=ct, grads=named(grads), grad_x=grad_x)


def spectral_path(path):
    """(layer_instance, kernel) and (batch_stats, (kernel, u))."""
    if path[0] == "batch_stats":
        *owner, name = path[1:] if not isinstance(path[1], tuple) else path[1]
        return f'{name}["{".".join(map(str, owner))}"]'
    return ".".join(["layer", *map(str, path[1:])])


def main():
    rows, images, sequence = numbers(1, 5, 6), numbers(3, 2, 8, 7, 4), numbers(4, 2, 5, 6)
    linen_case("weight_norm_dense", linen.WeightNorm(linen.Dense(4)), rows)
    linen_case("weight_norm_all_noscale", linen.WeightNorm(linen.Dense(4), variable_filter=None, use_scale=False), rows)
    linen_case("weight_norm_conv", linen.WeightNorm(linen.Conv(6, (3, 3))), images)
    linen_case("weight_norm_conv_one_norm", linen.WeightNorm(linen.Conv(6, (3, 3)), feature_axes=None), images)
    linen_case("weight_norm_conv_transpose", linen.WeightNorm(linen.ConvTranspose(5, (3, 3), strides=(2, 2))), images)
    linen_case("layer_norm", linen.LayerNorm(), sequence)
    linen_case("rms_norm", linen.RMSNorm(), sequence)
    linen_case("group_norm", linen.GroupNorm(num_groups=2), images)
    linen_case("batch_norm_train", linen.BatchNorm(use_running_average=False), images)
    linen_case("batch_norm_evaluate", linen.BatchNorm(use_running_average=True), images)

    rngs = nnx.Rngs(0)
    mask = numbers(5, 2, 5, 6) > -0.5
    small = numbers(6, 3, 4, 2, 6)
    nnx_case("layer_norm_axes", nnx.LayerNorm(6, reduction_axes=(1, 2), feature_axes=-1, rngs=rngs), sequence)
    nnx_case("layer_norm_features", nnx.LayerNorm(30, reduction_axes=(1, 2), feature_axes=(1, 2), epsilon=1e-3,
                                                  rngs=rngs), sequence)
    nnx_case("layer_norm_mask", nnx.LayerNorm(6, use_fast_variance=False, rngs=rngs), sequence, mask)
    nnx_case("layer_norm_bare", nnx.LayerNorm(6, use_bias=False, use_scale=False, rngs=rngs), sequence)
    nnx_case("rms_norm_mask", nnx.RMSNorm(5, reduction_axes=(1, 2), feature_axes=1, rngs=rngs), sequence, mask)
    nnx_case("group_norm_size", nnx.GroupNorm(6, num_groups=None, group_size=2, use_fast_variance=False, rngs=rngs),
             small)
    nnx_case("group_norm_mask", nnx.GroupNorm(6, num_groups=3, use_bias=False, rngs=rngs), small,
             numbers(8, 3, 4, 2, 6) > -0.5)
    nnx_case("instance_norm", nnx.InstanceNorm(6, rngs=rngs), small)
    nnx_case("instance_norm_axes", nnx.InstanceNorm(8, feature_axes=(1, 2), epsilon=1e-2, rngs=rngs), small)
    nnx_case("batch_norm_axis", nnx.BatchNorm(5, axis=1, momentum=0.7, epsilon=1e-3, use_fast_variance=False, rngs=rngs),
             sequence)
    nnx_case("batch_norm_mask", nnx.BatchNorm(6, use_scale=False, rngs=rngs), sequence, mask)

    for steps in (1, 3):
        nnx_case(f"spectral_norm_{steps}", nnx.SpectralNorm(nnx.Linear(6, 4, rngs=nnx.Rngs(1)), n_steps=steps,
                                                           rngs=nnx.Rngs(2)), rows, rename=spectral_path)
    nnx_case("spectral_norm_conv", nnx.SpectralNorm(nnx.Conv(4, 3, (3, 3), rngs=nnx.Rngs(1)), rngs=nnx.Rngs(2)), images,
             rename=spectral_path)

    embed = nnx.Embed(7, 3, rngs=nnx.Rngs(3))
    ids = np.array([[0, 6, -3], [3, 3, 1]], np.int32)
    query = numbers(9, 2, 3)
    table["embed/embedding"] = np.asarray(embed.embedding[...])
    table["embed/ids"], table["embed/y"] = ids, np.asarray(embed(ids))
    table["embed/outside"] = np.asarray(embed(np.array([7, 100, -8], np.int32)))
    table["embed/query"], table["embed/attended"] = query, np.asarray(embed.attend(query))
    definition, state = nnx.split(embed)
    table["embed/grad"] = np.asarray(
        jax.grad(lambda s: jnp.sum(nnx.merge(definition, s)(ids) ** 2))(state)["embedding"][...])

    target = pathlib.Path(__file__).resolve().parents[2] / "tests/golden/layers.npz"
    np.savez_compressed(target, **table)
    print(f"{target}: {len(table)} arrays, {target.stat().st_size} bytes")


main()
