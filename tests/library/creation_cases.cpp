// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/library/case.h"

using namespace burin;

std::vector<library::Case> library::creation_cases() {
  return {
      {"eye/k", [](const Arrays &) -> Results { return {eye(3, 4, 1), eye(4, 2, -2), eye(2, 2, 5)}; }},
      {"arange", [](const Arrays &) -> Results { return {arange(2, 9, 3), arange(5.0, 1.0, -1.5), arange(3, 3)}; }},
      {"linspace/open", [](const Arrays &) -> Results { return linspace(1, 3, 4, {.endpoint = false}); }},
      {"linspace/arrays", [](const Arrays &x) -> Results { return linspace(x[0], x[1], 4); }},
      {"linspace/axis",
       [](const Arrays &x) -> Results { return linspace(x[0], x[1], 3, {.endpoint = false, .axis = 1}); }},
      {"linspace/few",
       [](const Arrays &x) -> Results { return {linspace(x[0], x[0] + 1, 1), linspace(x[0], x[0] + 1, 0)}; }},
      {"linspace/integers", [](const Arrays &) -> Results { return linspace(0, 10, 4, {.dtype = i32}); }},
      {"logspace", [](const Arrays &x) -> Results { return logspace(x[0], x[0] + 1, 4, {.base = 2}); }},
      {"geomspace", [](const Arrays &x) -> Results { return geomspace(x[0], 20 * x[0], 4, {.axis = -1}); }},
      {"tri", [](const Arrays &) -> Results { return {tri(3), tri(2, 4, 1), tri(3, 2, -1)}; }},
      {"tril", [](const Arrays &x) -> Results { return tril(x[0]); }},
      {"tril/k", [](const Arrays &x) -> Results { return tril(x[0], -1); }},
      {"triu", [](const Arrays &x) -> Results { return triu(x[0], 1); }},
      {"tril/bool", [](const Arrays &x) -> Results { return tril(x[0]); }},
      {"diag/vector", [](const Arrays &x) -> Results { return {diag(x[0]), diag(x[0], 2), diag(x[0], -1)}; }},
      {"diag/matrix",
       [](const Arrays &x) -> Results { return {diag(x[0]), diag(x[0], 2), diag(x[0], -2), diag(x[0], 7)}; }},
      {"diagflat", [](const Arrays &x) -> Results { return diagflat(x[0], 1); }},
      {"diagonal",
       [](const Arrays &x) -> Results { return {diagonal(x[0]), diagonal(x[0], -1, 1, 2), diagonal(x[0], 1, 2, 0)}; }},
      {"trace", [](const Arrays &x) -> Results { return {trace(x[0]), trace(x[0], 1, -1, 0)}; }},
      {"vander", [](const Arrays &x) -> Results { return {vander(x[0]), vander(x[0], 3, true)}; }},
      {"meshgrid", [](const Arrays &x) -> Results { return meshgrid({x[0], x[1]}); }},
      {"meshgrid/ij",
       [](const Arrays &x) -> Results {
         return meshgrid({x[0], x[1], x[2]}, {.indexing = Indexing::ij, .sparse = true});
       }},
      {"indices", [](const Arrays &) -> Results { return indices({2, 3}); }},
  };
}
