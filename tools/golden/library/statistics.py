# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import jax.numpy as jnp
from jax.scipy.special import logsumexp

cases = {
    "sum/where": (lambda x, c: (jnp.sum(x, where=c), jnp.sum(x, 1, where=c, initial=2.0)), "m", "mask"),
    "sum/dtype": (lambda x: (jnp.sum(x), jnp.sum(x, dtype=jnp.int8), jnp.sum(x, dtype=jnp.float32)), "short"),
    "prod/where": (lambda x, c: (jnp.prod(x, where=c), jnp.prod(x, 0, where=c, keepdims=True)), "m", "mask"),
    "max/where": (lambda x, c: (jnp.max(x, 1, where=c, initial=0.1), jnp.min(x, 0, where=c, initial=0.3)), "m", "mask"),
    "max/empty": (lambda x: jnp.max(x, 0, initial=1.5), "e"),
    "any/where": (lambda x, c: (jnp.any(x, 1, where=c), jnp.all(x, 0, where=c)), "mask", "mask"),
    "mean/where": (lambda x, c: (jnp.mean(x, where=c), jnp.mean(x, 1, where=c, keepdims=True)), "m", "mask"),
    "var": (lambda x: (jnp.var(x), jnp.var(x, 1, ddof=1), jnp.var(x, 0, keepdims=True, ddof=2)), "m"),
    "var/where": (lambda x, c: (jnp.var(x, where=c), jnp.var(x, 0, where=c, ddof=1)), "m", "mask"),
    "var/integers": (lambda x: (jnp.var(x), jnp.std(x)), "i"),
    "var/too_few": (lambda x: jnp.var(x, 0, ddof=1), "one"),
    "std": (lambda x: (jnp.std(x), jnp.std(x, 1, ddof=1), jnp.std(x, (0, 1), keepdims=True)), "m"),
    "average": (lambda x: jnp.average(x, 1), "m"),
    "average/weights": (lambda x, w: (jnp.average(x, weights=w), jnp.average(x, 0, weights=w)), "m", "pos"),
    "average/along": (lambda x, w: jnp.average(x, 0, weights=w, keepdims=True), "m", "t"),
    "ptp": (lambda x: (jnp.ptp(x), jnp.ptp(x, 1, keepdims=True)), "m"),
    "count_nonzero": (lambda x: (jnp.count_nonzero(x), jnp.count_nonzero(x, axis=0)), "k"),
    "logsumexp": (lambda x: (logsumexp(x), logsumexp(x, 1), logsumexp(x, 0, keepdims=True)), "m"),
    "logsumexp/huge": (lambda x: logsumexp(x, 1), "huge"),
    "logsumexp/where": (lambda x, c: logsumexp(x, 1, where=c), "m", "mask"),
    "logsumexp/b": (lambda x, b: logsumexp(x, 1, b=b), "m", "pos"),
    "logsumexp/sign": (lambda x, b: logsumexp(x, 1, b=b, return_sign=True), "m", "n"),
    "nansum": (lambda x: (jnp.nansum(x), jnp.nansum(x, 1), jnp.nanprod(x, 0)), "gaps"),
    "nanmax": (lambda x: (jnp.nanmax(x), jnp.nanmax(x, 1), jnp.nanmin(x, 0)), "gaps"),
    "nanmean": (lambda x: (jnp.nanmean(x), jnp.nanmean(x, 1, keepdims=True)), "gaps"),
    "nanvar": (lambda x: (jnp.nanvar(x), jnp.nanvar(x, 1, ddof=1), jnp.nanstd(x, 0)), "gaps"),
    "nanquantile": (
        lambda x: (jnp.nanquantile(x, 0.3), jnp.nanquantile(x, jnp.float32([0.25, 0.6]), 1), jnp.nanpercentile(x, 40.0, 0)),
        "gaps",
    ),
    "nanquantile/methods": (
        lambda x: [
            jnp.nanquantile(x, jnp.float32([0.4, 0.9]), 0, method=m, keepdims=True)
            for m in ("lower", "higher", "nearest", "midpoint")
        ],
        "gaps",
    ),
    "nanmedian": (lambda x: (jnp.nanmedian(x), jnp.nanmedian(x, 1), jnp.nanmedian(x, (0, 1), keepdims=True)), "gaps"),
    "nanmedian/integers": (lambda x: (jnp.nanmedian(x), jnp.nanmedian(x, 0)), "k"),
    "nansum/integers": (lambda x: (jnp.nansum(x), jnp.nanmax(x), jnp.nanmean(x)), "i"),
    "cov": (lambda x: (jnp.cov(x), jnp.cov(x, rowvar=False), jnp.cov(x, bias=True), jnp.cov(x, ddof=2)), "m"),
    "cov/vector": (lambda x: jnp.cov(x), "v"),
    "cov/two": (lambda x, y: jnp.cov(x, y), "v", "w"),
    "cov/weights": (lambda x, w: jnp.cov(x, aweights=w[0]), "m", "pos"),
    "cov/counts": (lambda x, f: jnp.cov(x, fweights=jnp.abs(f)), "m", "labels"),
    "corrcoef": (lambda x: (jnp.corrcoef(x), jnp.corrcoef(x, rowvar=False)), "m"),
    "isclose": (
        lambda x: (
            jnp.isclose(x, x + 1e-6),
            jnp.isclose(x, x, equal_nan=True),
            jnp.isclose(x, x * 1.01, rtol=0.1),
            jnp.allclose(x, x),
            jnp.allclose(x, x, equal_nan=True),
        ),
        "gaps",
    ),
    "array_equal": (
        lambda x, y: (jnp.array_equal(x, x), jnp.array_equal(x, y), jnp.array_equal(x, x[:2]), jnp.array_equiv(x, x[:1])),
        "m",
        "n",
    ),
    "array_equal/nan": (lambda x: (jnp.array_equal(x, x), jnp.array_equal(x, x, equal_nan=True)), "gaps"),
}
