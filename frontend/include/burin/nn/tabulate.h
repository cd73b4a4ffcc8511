// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/module_survey.h"
#include "burin/nn/rngs.h"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <optional>
#include <source_location>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace burin::nn {

struct TabulateOptions {
  bool compute_flops = false;
  bool compute_vjp_flops = false;
  /// Levels below the model that have rows of their own. The arrays of deeper modules are counted in the row of the
  /// nearest module that is shown.
  std::size_t depth = std::numeric_limits<std::size_t>::max();
  bool show_repeated = false; ///< rows for later calls of a module, too; their arrays are counted once
};

/// An array or a value with its path: {"kernel", "float32[9,4]"}; an empty path for one alone.
struct TableValue {
  std::string path, text;
};

/// How many elements and bytes; "40 (160 B)", "5,125 (20.5 KB)" as text, empty for none.
struct TableSize {
  std::uint64_t count = 0, bytes = 0;

  TableSize &operator+=(const TableSize &other);
  std::string str() const;
};

/// Arrays of one kind: "params" are trained, "stats" are nn::Stat, "others" neither (keys, integers).
struct TableCollection {
  std::string name;
  std::vector<TableValue> arrays; ///< of the module itself, with paths below it
  TableSize size;                 ///< of what the row counts: those of modules below that are not shown, too
};

struct TableRow {
  std::string path;   ///< "blocks[0].mlp"; empty for the model
  std::string module; ///< the type: "Linear"
  std::vector<TableValue> inputs, outputs;
  std::optional<std::uint64_t> flops, transcendentals; ///< of the call; none unless compute_flops
  /// None unless compute_vjp_flops, and where there is no derivative.
  std::optional<std::uint64_t> vjp_flops;
  std::vector<TableCollection> collections; ///< as many as the table has
};

/// What tabulate found, one row per module in the order of calls.
struct Table {
  std::string title; ///< "Foo Summary"
  bool has_flops = false, has_vjp_flops = false;
  std::vector<TableRow> rows;
  std::vector<TableCollection> totals; ///< without arrays

  /// Boxes with a title above, totals below and "Total Parameters: 50 (200 B)", which counts all collections.
  std::string str() const;
  /// {"title": "Foo Summary", "rows": [{"path": "hidden", "module": "Linear", "inputs": {"": "float32[16,9]"},
  /// "outputs": {"": "float32[16,4]"}, "flops": 1216, "transcendentals": 0, "vjp_flops": 3580,
  /// "params": {"arrays": {"kernel": "float32[9,4]", "bias": "float32[4]"}, "count": 40, "bytes": 160}}],
  /// "totals": {"params": {"count": 50, "bytes": 200}}}. vjp_flops is null where there is no derivative; what was not
  /// asked for is left out.
  std::string to_json() const;
};
std::ostream &operator<<(std::ostream &out, const Table &table);

} // namespace burin::nn

namespace burin::detail {

nn::Table make_table(const ModuleSurvey &survey, const std::string &model, const nn::TabulateOptions &options);

template <class M, class... A>
nn::Table tabulate(const nn::TabulateOptions &options, const std::source_location &where, const M &model,
                   const A &...inputs) {
  constexpr bool callable = std::is_invocable_v<M &, decltype(survey_input(inputs)) &...>;
  static_assert(callable, "burin: nn::tabulate calls the model with these inputs, and it does not take them; a "
                          "ShapeDtype stands for an Array");
  if constexpr (callable) {
    static_assert(!std::is_void_v<std::invoke_result_t<M &, decltype(survey_input(inputs)) &...>>,
                  "burin: nn::tabulate shows what the model returns, and this one returns nothing");
    const auto survey = survey_call<nn::Rngs>(options.compute_vjp_flops, where, model, inputs...);
    return make_table(*survey, survey->calls().front().type_name, options);
  } else {
    return {};
  }
}

/// Random streams are no data that a table shows.
template <class In> auto shown_input(const In &input) {
  if constexpr (std::is_same_v<In, nn::Rngs>)
    return std::tuple<>();
  else
    return std::tie(input);
}

} // namespace burin::detail

namespace burin::nn {

/// Calls `module(inputs...)`, and announces the call, so that tabulate has a row for it. Burin's layers do so
/// themselves.
template <class M, class... In> auto call(M &&module, In &&...inputs) {
  const auto body = [&] { return module(inputs...); };
  const auto announce = [&](const auto &...shown) { return burin::detail::call_module(module, body, shown...); };
  return std::apply(announce, std::tuple_cat(burin::detail::shown_input(inputs)...));
}

/// A table of the modules of a model for one call `model(inputs...)` with 1 to 6 inputs: arrays or types of arrays,
/// trees of arrays, random streams, and values, which are shown as they are. The call is traced once: nothing is
/// allocated or run, and the model, its counters and the streams stay as they are. As flax.linen.tabulate.
///
/// Rows stand in the order of calls, a module before those that it calls. Layers of nn and calls by nn::call are seen
/// as they are made. Other modules are found by their arrays: an operation belongs to the innermost object of the model
/// that holds all arrays of it that the operation reads, and what such an object does in sequence is one call of it,
/// together with neighbours that read nothing of the model and were written in a member function of its type, or of a
/// module's in it. So two calls of one object in direct succession are one; between two objects such operations are the
/// first one's, until a place in the source comes again; an object without arrays has no row. Where that is not meant,
/// use nn::call.
///
/// flops are those of the operations of the call as they were recorded, by the rule of ProgramCost, transcendental
/// functions apart. A row has those of one call, also where the call stands in a loop; the rows above it have those of
/// all turns. vjp_flops are those of the call and its reverse-mode derivative in its trained arrays and its floating
/// inputs, with a cotangent for every output. (flax.linen adds one flop per parameter: the module's variables are
/// results of the function that it differentiates, too.)
///
/// Errors are those of tracing the call.
template <class M, class A>
Table tabulate(const M &model, const A &a, const TabulateOptions &options = {},
               std::source_location where = std::source_location::current()) {
  return burin::detail::tabulate(options, where, model, a);
}
template <class M, class A, class B>
Table tabulate(const M &model, const A &a, const B &b, const TabulateOptions &options = {},
               std::source_location where = std::source_location::current()) {
  return burin::detail::tabulate(options, where, model, a, b);
}
template <class M, class A, class B, class C>
Table tabulate(const M &model, const A &a, const B &b, const C &c, const TabulateOptions &options = {},
               std::source_location where = std::source_location::current()) {
  return burin::detail::tabulate(options, where, model, a, b, c);
}
template <class M, class A, class B, class C, class D>
Table tabulate(const M &model, const A &a, const B &b, const C &c, const D &d, const TabulateOptions &options = {},
               std::source_location where = std::source_location::current()) {
  return burin::detail::tabulate(options, where, model, a, b, c, d);
}
template <class M, class A, class B, class C, class D, class E>
Table tabulate(const M &model, const A &a, const B &b, const C &c, const D &d, const E &e,
               const TabulateOptions &options = {}, std::source_location where = std::source_location::current()) {
  return burin::detail::tabulate(options, where, model, a, b, c, d, e);
}
template <class M, class A, class B, class C, class D, class E, class F>
Table tabulate(const M &model, const A &a, const B &b, const C &c, const D &d, const E &e, const F &f,
               const TabulateOptions &options = {}, std::source_location where = std::source_location::current()) {
  return burin::detail::tabulate(options, where, model, a, b, c, d, e, f);
}

} // namespace burin::nn
