// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/library/case.h"

#include <limits>

using namespace burin;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

#define EINSUM(text) {"einsum/" text, [](const Arrays &x) -> Results { return einsum(text, x); }}

std::vector<library::Case> library::product_cases() {
  return {
      {"vdot", [](const Arrays &x) -> Results { return vdot(x[0], x[1]); }},
      {"inner", [](const Arrays &x) -> Results { return {inner(x[0], x[1]), inner(x[0], 2.0)}; }},
      {"matvec", [](const Arrays &x) -> Results { return matvec(x[0], x[1][0]); }},
      {"vecdot", [](const Arrays &x) -> Results { return {vecdot(x[0], x[1]), vecdot(x[0], x[1], 0)}; }},
      {"kron", [](const Arrays &x) -> Results { return {kron(x[0], x[1]), kron(x[1], x[0])}; }},
      {"cross", [](const Arrays &x) -> Results { return cross(x[0], x[1]); }},
      {"cross/axis", [](const Arrays &x) -> Results { return cross(x[0], x[1], 0); }},
      {"cross/plane",
       [](const Arrays &x) -> Results {
         const Array a = x[0][slice(2)], b = x[1][slice(2)];
         return {cross(a, b), cross(a, x[1])};
       }},
      {"matrix_power",
       [](const Arrays &x) -> Results {
         return {linalg::matrix_power(x[0], 0), linalg::matrix_power(x[0], 1), linalg::matrix_power(x[0], 2),
                 linalg::matrix_power(x[0], 5)};
       }},
      {"multi_dot", [](const Arrays &x) -> Results { return linalg::multi_dot(x); }},
      {"norm", [](const Arrays &x) -> Results { return {linalg::norm(x[0]), linalg::norm(x[0], {}, 1)}; }},
      {"norm/vector",
       [](const Arrays &x) -> Results {
         return {linalg::norm(x[0], 1, 1), linalg::norm(x[0], 3, 1), linalg::norm(x[0], infinity, 1),
                 linalg::norm(x[0], -infinity, 1), linalg::norm(x[0], 0.5, 1)};
       }},
      {"norm/zero", [](const Arrays &x) -> Results { return linalg::norm(x[0], 0); }},
      {"norm/matrix",
       [](const Arrays &x) -> Results {
         return {linalg::norm(x[0], "fro", {0, 2}), linalg::norm(x[0], 1, {0, 2}), linalg::norm(x[0], -1, {0, 2}),
                 linalg::norm(x[0], infinity, {0, 2}), linalg::norm(x[0], -infinity, {0, 2})};
       }},
      {"norm/keepdims", [](const Arrays &x) -> Results { return linalg::norm(x[0], 1, {1, 2}, true); }},
      EINSUM("ij,jk->ik"),
      EINSUM("ij,jk"),
      EINSUM("ji,ik->jk"),
      EINSUM("bij,bjk->bik"),
      EINSUM("ij->ji"),
      EINSUM("ij->"),
      EINSUM("ii"),
      EINSUM("ii->i"),
      EINSUM("iij->j"),
      EINSUM("iij,j->i"),
      EINSUM("i,j->ij"),
      EINSUM("i,i"),
      EINSUM("...ij,...jk->...ik"),
      EINSUM("i...->..."),
      EINSUM("...j,j"),
      EINSUM("...i,...i->..."),
      EINSUM("ij,ij->ij"),
      EINSUM("abc,cd,de->abe"),
      EINSUM("ab,cb,cd,a->d"),
      EINSUM("bij,bik->bjk"),
      EINSUM("ij,kj->ikj"),
      EINSUM(" i j , j k -> k i "),
      EINSUM(",ij->ij"),
      EINSUM("ij,j->ij"),
  };
}

#undef EINSUM
