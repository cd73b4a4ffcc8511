// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/library/case.h"

using namespace burin;

namespace {

using library::Arrays;
using library::Case;
using library::Results;

/// Every kind of system, in the order of tools/golden/library/linalg.py.
template <class Solve> Arrays each_kind(Solve solve) {
  Arrays results;
  for (bool trans : {false, true})
    for (bool lower : {false, true})
      for (bool unit_diagonal : {false, true})
        results.push_back(solve(trans, lower, unit_diagonal));
  return results;
}

Array upper(const Array &a, const Array &b) { return linalg::solve_triangular(a, b); }

} // namespace

std::vector<Case> library::linalg_cases() {
  return {
      {"cholesky",
       [](const Arrays &x) -> Results { return {linalg::cholesky(x[0]), linalg::cholesky(x[0], {.upper = true})}; }},
      {"cholesky/lax", [](const Arrays &x) -> Results { return lax::linalg::cholesky(x[0]); }},
      {"cholesky/triangle",
       [](const Arrays &x) -> Results { return lax::linalg::cholesky(stop_gradient(x[0]), false); }},
      {"cholesky/indefinite", [](const Arrays &x) -> Results { return linalg::cholesky(stop_gradient(x[0])); }},
      {"solve_triangular",
       [](const Arrays &x) -> Results {
         return each_kind([&](bool trans, bool lower, bool unit) {
           return linalg::solve_triangular(x[0], x[1], {trans, lower, unit});
         });
       }},
      {"solve_triangular/vector",
       [](const Arrays &x) -> Results {
         return {linalg::solve_triangular(x[0][0], x[1][{0, ellipsis, 1}]),
                 linalg::solve_triangular(x[0], x[1][{1, ellipsis, 0}], {.lower = true})};
       }},
      {"solve_triangular/broadcast",
       [](const Arrays &x) -> Results {
         return {linalg::solve_triangular(x[0][0], x[1]), linalg::solve_triangular(x[0], x[1][1])};
       }},
      {"triangular_solve/right",
       [](const Arrays &x) -> Results {
         return each_kind([&](bool trans, bool lower, bool unit) {
           return lax::linalg::triangular_solve(x[0], matrix_transpose(x[1]),
                                                {.lower = lower, .transpose_a = trans, .unit_diagonal = unit});
         });
       }},
      {"triangular_solve/vectors",
       [](const Arrays &x) -> Results {
         return {lax::linalg::triangular_solve(x[0], x[1][{ellipsis, 0}], {.left_side = true}),
                 lax::linalg::triangular_solve(x[0], x[1][{ellipsis, 1}], {.lower = true})};
       }},
      {"cho_solve",
       [](const Arrays &x) -> Results {
         return {linalg::cho_solve(x[0], false, x[1]), linalg::cho_solve(x[0], true, x[1])};
       }},
      {"solve_triangular/vmap",
       [](const Arrays &x) -> Results {
         const Array a = x[0][1];
         return {vmap(upper, {.in_axes = {none, 0}})(x[0][0], x[1]), vmap(upper, {.in_axes = {0, none}})(x[0], x[1][0]),
                 vmap([a](const Array &b) {
                   return lax::linalg::triangular_solve(a, matrix_transpose(b), {.lower = true});
                 })(x[1])};
       }},
  };
}
