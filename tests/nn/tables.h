// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <burin/burin.h>

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Columns of tables.
namespace burin::testing {

using Names = std::vector<std::string>;
using Counts = std::vector<std::optional<std::uint64_t>>;

inline constexpr nn::TabulateOptions both_flops{.compute_flops = true, .compute_vjp_flops = true};

template <class Result, class Field> std::vector<Result> column(const nn::Table &table, const Field &field) {
  std::vector<Result> list;
  for (const nn::TableRow &row : table.rows)
    list.push_back(field(row));
  return list;
}
inline Names paths(const nn::Table &table) {
  return column<std::string>(table, [](const nn::TableRow &row) { return row.path; });
}
inline Names modules(const nn::Table &table) {
  return column<std::string>(table, [](const nn::TableRow &row) { return row.module; });
}
inline Counts flops(const nn::Table &table) {
  return column<Counts::value_type>(table, [](const nn::TableRow &row) { return row.flops; });
}
inline Counts vjp_flops(const nn::Table &table) {
  return column<Counts::value_type>(table, [](const nn::TableRow &row) { return row.vjp_flops; });
}

/// "path text".
inline Names values(const std::vector<nn::TableValue> &list) {
  Names texts;
  for (const nn::TableValue &value : list)
    texts.push_back(value.path.empty() ? value.text : value.path + " " + value.text);
  return texts;
}

/// A function as a model.
template <class F> struct Function {
  F f;
  template <class... A> auto operator()(const A &...inputs) const { return f(inputs...); }
  static auto tree_fields(auto &) { return std::tuple<>(); }
};

template <class F, class... A> std::uint64_t flops_of(const F &f, const A &...inputs) {
  return *nn::tabulate(Function<F>{f}, inputs..., nn::TabulateOptions{.compute_flops = true}).rows.at(0).flops;
}

} // namespace burin::testing
