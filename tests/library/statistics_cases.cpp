// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/library/case.h"

using namespace burin;

namespace {

using library::Arrays;
using library::Case;
using library::Results;

std::vector<Case> reductions() {
  return {
      {"sum/where",
       [](const Arrays &x) -> Results {
         return {sum(x[0], {}, false, {.where = x[1]}), sum(x[0], 1, false, {.where = x[1], .initial = 2.0})};
       }},
      {"sum/dtype",
       [](const Arrays &x) -> Results {
         return {sum(x[0]), sum(x[0], {}, false, {.dtype = i8}), sum(x[0], {}, false, {.dtype = f32})};
       }},
      {"prod/where",
       [](const Arrays &x) -> Results {
         return {prod(x[0], {}, false, {.where = x[1]}), prod(x[0], 0, true, {.where = x[1]})};
       }},
      {"max/where",
       [](const Arrays &x) -> Results {
         return {max(x[0], 1, false, {.where = x[1], .initial = 0.1}),
                 min(x[0], 0, false, {.where = x[1], .initial = 0.3})};
       }},
      {"max/empty", [](const Arrays &x) -> Results { return max(x[0], 0, false, {.initial = 1.5}); }},
      {"any/where",
       [](const Arrays &x) -> Results {
         return {any(x[0], 1, false, {.where = x[1]}), all(x[0], 0, false, {.where = x[1]})};
       }},
      {"mean/where",
       [](const Arrays &x) -> Results {
         return {mean(x[0], {}, false, {.where = x[1]}), mean(x[0], 1, true, {.where = x[1]})};
       }},
      {"var",
       [](const Arrays &x) -> Results {
         return {var(x[0]), var(x[0], 1, false, {.ddof = 1}), var(x[0], 0, true, {.ddof = 2})};
       }},
      {"var/where",
       [](const Arrays &x) -> Results {
         return {var(x[0], {}, false, {.where = x[1]}), var(x[0], 0, false, {.ddof = 1, .where = x[1]})};
       }},
      {"var/integers", [](const Arrays &x) -> Results { return {var(x[0]), burin::std(x[0])}; }},
      {"var/too_few", [](const Arrays &x) -> Results { return var(x[0], 0, false, {.ddof = 1}); }},
      {"std",
       [](const Arrays &x) -> Results {
         return {burin::std(x[0]), burin::std(x[0], 1, false, {.ddof = 1}), burin::std(x[0], {0, 1}, true)};
       }},
      {"nansum", [](const Arrays &x) -> Results { return {nansum(x[0]), nansum(x[0], 1), nanprod(x[0], 0)}; }},
      {"nanmax", [](const Arrays &x) -> Results { return {nanmax(x[0]), nanmax(x[0], 1), nanmin(x[0], 0)}; }},
      {"nanmean", [](const Arrays &x) -> Results { return {nanmean(x[0]), nanmean(x[0], 1, true)}; }},
      {"nanvar", [](const Arrays &x) -> Results { return {nanvar(x[0]), nanvar(x[0], 1, false, 1), nanstd(x[0], 0)}; }},
      {"nanquantile",
       [](const Arrays &x) -> Results {
         return {nanquantile(x[0], 0.3), nanquantile(x[0], Array::of({0.25F, 0.6F}), 1), nanpercentile(x[0], 40.0, 0)};
       }},
      {"nanquantile/methods",
       [](const Arrays &x) -> Results {
         Arrays results;
         for (Interpolation method :
              {Interpolation::lower, Interpolation::higher, Interpolation::nearest, Interpolation::midpoint})
           results.push_back(nanquantile(x[0], Array::of({0.4F, 0.9F}), 0, {method, true}));
         return results;
       }},
      {"nanmedian",
       [](const Arrays &x) -> Results { return {nanmedian(x[0]), nanmedian(x[0], 1), nanmedian(x[0], {0, 1}, true)}; }},
      {"nanmedian/integers", [](const Arrays &x) -> Results { return {nanmedian(x[0]), nanmedian(x[0], 0)}; }},
      {"nansum/integers", [](const Arrays &x) -> Results { return {nansum(x[0]), nanmax(x[0]), nanmean(x[0])}; }},
  };
}

std::vector<Case> summaries() {
  return {
      {"average", [](const Arrays &x) -> Results { return average(x[0], 1); }},
      {"average/weights", [](const Arrays &x) -> Results { return {average(x[0], {}, x[1]), average(x[0], 0, x[1])}; }},
      {"average/along", [](const Arrays &x) -> Results { return average(x[0], 0, x[1], true); }},
      {"ptp", [](const Arrays &x) -> Results { return {ptp(x[0]), ptp(x[0], 1, true)}; }},
      {"count_nonzero", [](const Arrays &x) -> Results { return {count_nonzero(x[0]), count_nonzero(x[0], 0)}; }},
      {"logsumexp",
       [](const Arrays &x) -> Results { return {logsumexp(x[0]), logsumexp(x[0], 1), logsumexp(x[0], 0, true)}; }},
      {"logsumexp/huge", [](const Arrays &x) -> Results { return logsumexp(x[0], 1); }},
      {"logsumexp/where", [](const Arrays &x) -> Results { return logsumexp(x[0], 1, false, {.where = x[1]}); }},
      {"logsumexp/b", [](const Arrays &x) -> Results { return logsumexp(x[0], 1, false, {.b = x[1]}); }},
      {"logsumexp/sign", [](const Arrays &x) -> Results { return logsumexp_with_sign(x[0], 1, false, {.b = x[1]}); }},
      {"cov",
       [](const Arrays &x) -> Results {
         return {cov(x[0]), cov(x[0], {.rowvar = false}), cov(x[0], {.bias = true}), cov(x[0], {.ddof = 2})};
       }},
      {"cov/vector", [](const Arrays &x) -> Results { return cov(x[0]); }},
      {"cov/two", [](const Arrays &x) -> Results { return cov(x[0], {.y = x[1]}); }},
      {"cov/weights", [](const Arrays &x) -> Results { return cov(x[0], {.aweights = x[1][0]}); }},
      {"cov/counts", [](const Arrays &x) -> Results { return cov(x[0], {.fweights = abs(x[1])}); }},
      {"corrcoef", [](const Arrays &x) -> Results { return {corrcoef(x[0]), corrcoef(x[0], {.rowvar = false})}; }},
      {"isclose",
       [](const Arrays &x) -> Results {
         return {isclose(x[0], x[0] + 1e-6), isclose(x[0], x[0], {.equal_nan = true}),
                 isclose(x[0], x[0] * 1.01, {.rtol = 0.1}), allclose(x[0], x[0]),
                 allclose(x[0], x[0], {.equal_nan = true})};
       }},
      {"array_equal",
       [](const Arrays &x) -> Results {
         return {array_equal(x[0], x[0]), array_equal(x[0], x[1]), array_equal(x[0], x[0][slice(2)]),
                 array_equiv(x[0], x[0][slice(1)])};
       }},
      {"array_equal/nan",
       [](const Arrays &x) -> Results { return {array_equal(x[0], x[0]), array_equal(x[0], x[0], true)}; }},
  };
}

} // namespace

std::vector<library::Case> library::statistics_cases() {
  std::vector<Case> all = reductions();
  for (const Case &c : summaries())
    all.push_back(c);
  return all;
}
