// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/abstract.h"
#include "burin/detail/layer_call.h"
#include "burin/detail/module_call.h"
#include "burin/detail/trace_plan.h"
#include "burin/program_facts.h"

#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

/// One call of a model, traced without values, and the calls of modules in it: what nn::tabulate is made of.
namespace burin::detail {

/// An array or a value of an argument or a result: "[0].mask", "bool[3]".
struct ShownValue {
  std::string path, text;
};

/// A call of a module, in the order of calls, those in it behind it.
struct SurveyedCall {
  std::string path;      ///< in the model: ".blocks[0].mlp"; empty for the model
  std::string type_name; ///< as the compiler writes it
  bool repeated = false; ///< the path has been seen before
  std::vector<ShownValue> inputs, outputs;
};

/// An array of the model.
struct SurveyedArray {
  std::string path;
  ShapeDtype type;
  LeafKind kind;
};

class ModuleSurvey {
public:
  /// Begins a trace. `differentiable`: vjp_cost will be asked for.
  ModuleSurvey(std::string_view model, bool differentiable, const SourceLine &line);
  ~ModuleSurvey();

  /// Replaces the arrays of a copy of the model, which comes first, or of an input by tracers.
  void enter(TreeRef copy);
  /// Calls are seen from here on, that of the model first.
  ModuleWatcher &watch();
  /// What the trace results in: the output and the model.
  void keep(TreeRef result);
  /// Ends the trace, when nothing of it is alive but for what was kept.
  void close();

  const std::vector<SurveyedCall> &calls() const;
  /// Holes left out.
  const std::vector<SurveyedArray> &arrays() const;
  /// Of the operations of a call, as they were recorded.
  ProgramCost cost(std::size_t call) const;
  /// The same and its derivative in the trained arrays of the module and in the floating inputs; none where there is
  /// no derivative.
  std::optional<ProgramCost> vjp_cost(std::size_t call) const;

private:
  class Recorder;
  std::unique_ptr<Recorder> recorder_;
};

/// An input as the model gets it: an abstract array for a type, a copy of everything else.
template <class A> auto survey_input(const A &input) {
  if constexpr (std::is_same_v<A, ShapeDtype>)
    return abstract(input);
  else
    return std::decay_t<const A &>(input);
}

/// A layer of the library gets the line of the survey with its first input.
template <class M, class First, class... Rest>
auto surveyed_output(M &module, std::source_location where, First &first, Rest &...rest) {
  const UserCode user;
  if constexpr (std::is_same_v<First, Array> && takes_in<M, Rest &...>())
    return module(In(first, where), rest...);
  else
    return module(first, rest...);
}

/// `Hidden`: types of inputs that are no data: random streams.
template <class Hidden, class M, class... A>
std::unique_ptr<ModuleSurvey> survey_call(bool differentiable, std::source_location where, const M &model,
                                          const A &...inputs) {
  auto survey = std::make_unique<ModuleSurvey>(reflect::type_name<M>(), differentiable, SourceLine(where));
  {
    M module(model);
    auto copies = std::make_tuple(survey_input(inputs)...);
    std::vector<TreeRef> shown;
    survey->enter(tree_ref(module));
    std::apply([&](auto &...copy) { (survey->enter(tree_ref(copy)), ...); }, copies);
    const auto show = [&]<class C>(C &copy) {
      if constexpr (!std::is_same_v<C, Hidden>)
        shown.push_back(tree_ref(copy));
    };
    std::apply([&](auto &...copy) { (show(copy), ...); }, copies);
    ModuleWatcher &watcher = survey->watch();
    watcher.enter({tree_ref(module), type_id<M>(), [] { return reflect::type_name<M>(); }, shown});
    auto output = std::apply([&](auto &...copy) { return surveyed_output(module, where, copy...); }, copies);
    watcher.leave(tree_ref(output));
    survey->keep(tree_ref(output));
    survey->keep(tree_ref(module));
  }
  survey->close();
  return survey;
}

} // namespace burin::detail
