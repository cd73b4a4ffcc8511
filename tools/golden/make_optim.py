#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes tests/golden/optim.json: five updates of each optimizer by Optax.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 optax==0.2.8 && venv/bin/python tools/golden/make_optim.py
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
import optax

draw = np.random.default_rng(7)


def tree():
    return {"w": draw.normal(size=(3, 4)).astype(np.float32), "b": draw.normal(size=4).astype(np.float32)}


def stored(t):
    return {name: [float(f"{v:.9g}") for v in np.asarray(x).ravel()] for name, x in t.items()}


start, gradients = tree(), [tree() for _ in range(5)]
decay_w = {"w": True, "b": False}
label = {"w": "matrix", "b": "vector"}
warmup = optax.warmup_cosine_decay_schedule(0.0, 1e-1, 2, 5, 1e-3)
optimizers = {
    "sgd": optax.sgd(0.1),
    "momentum": optax.sgd(0.1, 0.9),
    "nesterov": optax.sgd(0.1, 0.9, nesterov=True),
    "momentum_bf16": optax.sgd(0.1, 0.9, accumulator_dtype=jnp.bfloat16),
    "sign_sgd": optax.sign_sgd(0.1),
    "signum": optax.signum(0.1),
    "adam": optax.adam(1e-2),
    "adam_bf16": optax.adam(1e-2, eps_root=1e-3, mu_dtype=jnp.bfloat16),
    "adamw": optax.adamw(1e-2),
    "adamw_options": optax.adamw(3e-3, b1=0.8, b2=0.95, eps=1e-6, weight_decay=0.05),
    "adamw_scheduled_decay": optax.adamw(1e-2, weight_decay=warmup),
    "nadamw": optax.nadamw(1e-2),
    "adamaxw": optax.adamaxw(1e-2, weight_decay=0.1, mask=decay_w),
    "amsgrad_uncorrected": optax.amsgrad(1e-2, bias_correction_mu=False, bias_correction_nu=False),
    "adabelief": optax.adabelief(1e-2),
    "adabelief_nesterov": optax.adabelief(1e-2, eps=1e-8, nesterov=True),
    "yogi": optax.yogi(1e-2),
    "radam_rectified": optax.radam(1e-2, b2=0.9, threshold=4.0),
    "rmsprop_corrected": optax.rmsprop(1e-2, eps_in_sqrt=False, bias_correction=True),
    "rmsprop_centered_corrected": optax.rmsprop(1e-2, initial_scale=2.0, centered=True, bias_correction=True),
    "lion_decay": optax.lion(1e-2, weight_decay=0.1, mask=decay_w, mu_dtype=jnp.bfloat16),
    "lamb_decay": optax.lamb(1e-2, weight_decay=0.1, mask=decay_w),
    "lars_masked": optax.lars(1e-1, weight_decay=0.1, weight_decay_mask=decay_w, trust_ratio_mask=decay_w),
    "adadelta_decay": optax.adadelta(0.5, weight_decay=0.1),
    "adafactor": optax.adafactor(1e-2, min_dim_size_to_factor=2, momentum=0.9, weight_decay_rate=1e-2),
    "adafactor_whole": optax.adafactor(clipping_threshold=None, multiply_by_parameter_scale=False),
    "clip_by_block_rms": optax.chain(optax.clip_by_block_rms(0.5), optax.sgd(0.1)),
    "adaptive_grad_clip": optax.chain(optax.adaptive_grad_clip(0.1), optax.sgd(0.1)),
    "param_block": optax.chain(optax.scale_by_param_block_norm(), optax.scale_by_param_block_rms(), optax.sgd(0.1)),
    "normalize": optax.chain(optax.normalize_by_update_norm(2.0), optax.sgd(0.1)),
    "keep_nonnegative": optax.chain(optax.sgd(0.1), optax.keep_params_nonnegative()),
    "masked": optax.chain(optax.masked(optax.scale_by_adam(), decay_w), optax.scale(-1e-2)),
    "freeze": optax.chain(optax.sgd(0.1), optax.transforms.freeze(decay_w)),
    "multi_transform": optax.partition({"matrix": optax.adam(1e-2), "vector": optax.sgd(0.1, 0.9)}, label),
    "multi_steps_sum": optax.MultiSteps(optax.adam(1e-2), 3, use_grad_mean=False),
    "multi_steps_schedule": optax.MultiSteps(optax.sgd(0.1), lambda step: step + 1),
    "accumulated_decay": optax.MultiSteps(optax.adamw(1e-2, weight_decay=0.1, mask=decay_w), 2),
    "user_schedule": optax.sgd(lambda count: 0.1 / (1 + count)),
}
schedules = {
    "constant": optax.constant_schedule(0.25),
    "polynomial_late": optax.polynomial_schedule(1.0, 0.1, 3.0, 6, 2),
    "linear_none": optax.linear_schedule(0.5, 0.1, 0),
    "exponential": optax.exponential_decay(1.0, 4, 0.5, transition_begin=2),
    "exponential_end": optax.exponential_decay(1.0, 2, 0.5, end_value=0.2),
    "exponential_growth": optax.exponential_decay(1.0, 2, 1.5, end_value=3.0),
    "cosine_exponent": optax.cosine_decay_schedule(2.0, 8, 0.1, 1.5),
    "piecewise_linear": optax.piecewise_interpolate_schedule("linear", 1.0, {3: 0.5, 7: 2.0, 9: 0.1}),
    "piecewise_cosine": optax.piecewise_interpolate_schedule("cosine", 1.0, {3: 0.5, 7: 2.0, 9: 0.1}),
    "linear_onecycle": optax.linear_onecycle_schedule(10, 1.0),
    "warmup_constant": optax.warmup_constant_schedule(0.1, 1.0, 4),
    "warmup_exponential": optax.warmup_exponential_decay_schedule(0.0, 1.0, 3, 2, 0.5, staircase=True),
    "join": optax.join_schedules([optax.constant_schedule(1.0), optax.linear_schedule(1.0, 0.0, 4)], [5]),
    "sgdr": optax.sgdr_schedule([dict(init_value=0.0, peak_value=1.0, warmup_steps=2, decay_steps=5),
                                 dict(init_value=0.1, peak_value=0.5, warmup_steps=1, decay_steps=6, end_value=0.2)]),
}
golden = {
    "made_by": f"tools/golden/make_optim.py, jax {jax.__version__}, optax {optax.__version__}",
    "start": stored(start),
    "gradients": [stored(g) for g in gradients],
    "schedules": {name: [float(f(count)) for count in range(13)] for name, f in schedules.items()},
}
# Operation by operation: in a program XLA keeps more digits of bfloat16 than there are.
for name, tx in optimizers.items():
    params, state, golden[name] = start, tx.init(start), []
    for g in gradients:
        updates, state = tx.update(g, state, params)
        params = optax.apply_updates(params, updates)
        golden[name].append(stored(params))
# Gradients that are not finite, one at a time.
tx = optax.apply_if_finite(optax.chain(optax.zero_nans(), optax.adam(1e-2)), 1)
bad = {"w": gradients[0]["w"], "b": np.float32([1, np.inf, 2, np.nan])}
params, state, golden["apply_if_finite"] = start, tx.init(start), []
for g in [gradients[0], bad, gradients[1], bad, gradients[2]]:
    updates, state = tx.update(g, state, params)
    params = optax.apply_updates(params, updates)
    golden["apply_if_finite"].append(stored(params))
path = pathlib.Path(__file__).resolve().parents[2] / "tests/golden/optim.json"
path.write_text("{\n" + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in golden.items()) + "\n}\n")
