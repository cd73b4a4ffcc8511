// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/optim/schedules.h"
#include "burin/state.h"
#include "burin/tree.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Gradient transformations and the optimizer, with Optax's formulas and defaults.
namespace burin::optim {

/// What a transformation works on, in the order of the tree.
struct Parameters {
  std::span<const Array> arrays;
  std::span<const std::string> paths; ///< like ".layers[1].kernel"
  std::source_location where{};       ///< of the optimizer, for errors
};

/// The arrays of a rule's state, in the order in which init named them, taken one after the other.
class StateArrays {
public:
  explicit StateArrays(std::span<Array> arrays) : arrays_(arrays) {}
  Array &next() { return next(1)[0]; }
  std::span<Array> next(std::size_t count) {
    const std::span<Array> taken = arrays_.first(count);
    arrays_ = arrays_.subspan(count);
    return taken;
  }
  /// Those that are still to be taken.
  std::span<Array> rest() const { return arrays_; }

private:
  std::span<Array> arrays_;
};

/// What a transformation does; derive from it for one's own.
class Rule {
public:
  virtual ~Rule();
  /// Name and every hyperparameter, exactly: rules of equal text are taken to be equal.
  virtual std::string text() const = 0;
  /// First state: any number of arrays, by name.
  virtual std::vector<State::Entry> init(const Parameters &parameters) const;
  /// Turns gradients into updates and the state into the next one, both in place. State keeps its shapes and dtypes.
  virtual void update(std::span<Array> updates, StateArrays &state, std::span<const Array> parameters) const = 0;
  /// The rule for these parameters, where that is another one: update is called of bound rules only. Null: it is not.
  virtual std::shared_ptr<const Rule> bound(const Parameters &parameters) const;
};

namespace detail {

template <class F, class R>
concept FunctionOfParameter =
    std::is_invocable_r_v<R, const F &, const std::string &> || std::is_invocable_r_v<R, const F &, const Array &> ||
    std::is_invocable_r_v<R, const F &, const std::string &, const Array &>;

/// A function of anything, such as is_inexact_array, is asked about the array.
template <class R, class F> R call_of_parameter(const F &f, const std::string &path, const Array &array) {
  if constexpr (std::is_invocable_r_v<R, const F &, const Array &>)
    return f(array);
  else if constexpr (std::is_invocable_r_v<R, const F &, const std::string &>)
    return f(path);
  else
    return f(path, array);
}

} // namespace detail

/// A function of a parameter's path (".layers[1].kernel"), of its array, or of both, as a value.
template <class R> class OfParameter {
public:
  OfParameter() = default;
  template <class F>
    requires(!std::same_as<F, OfParameter> && detail::FunctionOfParameter<F, R>)
  OfParameter(F f)
      : function_(std::make_shared<const Holder<F>>(std::move(f))),
        text_(detail::callable_text(burin::detail::type_id<F>(), std::is_empty_v<F>)) {}

  explicit operator bool() const { return function_ != nullptr; }
  R operator()(const std::string &path, const Array &array) const { return function_->call(path, array); }
  const std::string &text() const { return text_; }

private:
  struct Function {
    virtual ~Function() = default;
    virtual R call(const std::string &path, const Array &array) const = 0;
  };
  template <class F> struct Holder final : Function {
    explicit Holder(F f) : function(std::move(f)) {}
    R call(const std::string &path, const Array &array) const override {
      return detail::call_of_parameter<R>(function, path, array);
    }
    F function;
  };
  std::shared_ptr<const Function> function_;
  std::string text_;
};

namespace detail {

template <class T>
concept TreeOfBools = !FunctionOfParameter<T, bool> &&
                      (std::same_as<T, State> || burin::detail::WithTreeFields<T> || burin::detail::AggregateNode<T>);

} // namespace detail

/// Which parameters: a function of a parameter, or bools by path as for filter, State{{"w", true}, {"", false}}. Empty:
/// all of them.
class Mask {
public:
  Mask() = default;
  template <class F>
    requires(!std::same_as<F, Mask> && detail::FunctionOfParameter<F, bool>)
  Mask(F f) : function_(std::move(f)) {}
  template <class T>
    requires(!std::same_as<T, Mask> && detail::TreeOfBools<T>)
  Mask(const T &bools) : Mask(std::make_shared<const T>(bools)) {}

  explicit operator bool() const { return function_ || tree_; }
  /// TreeError, as of filter, for bools that do not fit.
  std::vector<bool> chosen(std::string_view op, const Parameters &parameters) const;
  const std::string &text() const { return function_ ? function_.text() : text_; }

private:
  template <class T>
  explicit Mask(std::shared_ptr<const T> bools)
      : ref_(burin::detail::tree_ref(*bools)), tree_(std::move(bools)), text_(detail::callable_text(nullptr, false)) {}

  OfParameter<bool> function_;
  burin::detail::TreeRef ref_{};
  std::shared_ptr<const void> tree_;
  std::string text_;
};
using Labels = OfParameter<std::string>;

/// A rule as an immutable value, equal and hashed by its text, so that it can be part of a trace's key.
class Transformation {
public:
  Transformation() = default;
  explicit Transformation(std::shared_ptr<const Rule> rule);
  /// Error when there is none: of a Transformation made without a rule.
  const Rule &rule(std::source_location where = {}) const;
  /// For these parameters: masks and labels are asked now.
  Transformation bound(const Parameters &parameters) const;
  std::int64_t id() const { return id_; } ///< the same for equal texts, within the process

  /// First state for the floating arrays of a tree that are not nn::Stat.
  template <class T>
  State init(const T &parameters, std::source_location where = std::source_location::current()) const {
    return init(burin::detail::tree_leaves(burin::detail::tree_ref(parameters)), where);
  }
  /// Updates in place of gradients; the state becomes the next one. Gradients are a tree with the paths of the
  /// parameters, and none where these hold no floating array, or only nn::Stat. TreeError, naming the path and both
  /// sides, before anything is computed.
  template <class G, class T>
  G update(const G &gradients, State &state, const T &parameters,
           std::source_location where = std::source_location::current()) const {
    G updates(gradients);
    update(burin::detail::tree_leaves(burin::detail::tree_ref(updates)), state,
           burin::detail::tree_leaves(burin::detail::tree_ref(parameters)), where);
    return updates;
  }

  friend bool operator==(const Transformation &a, const Transformation &b) { return a.id_ == b.id_; }
  friend std::size_t burin_hash(const Transformation &t) { return static_cast<std::size_t>(t.id_); }

private:
  using Leaves = std::vector<burin::detail::TreeLeaf>;
  State init(Leaves parameters, std::source_location where) const;
  void update(Leaves updates, State &state, Leaves parameters, std::source_location where) const;

  std::shared_ptr<const Rule> rule_;
  std::int64_t id_ = 0;
};

namespace detail {
void apply_updates(std::vector<burin::detail::TreeLeaf> parameters, std::vector<burin::detail::TreeLeaf> updates,
                   std::source_location where);
Array global_norm(const std::vector<burin::detail::TreeLeaf> &leaves, std::source_location where);
} // namespace detail

/// parameters + updates, in the dtypes of the parameters; where an update is none, the parameter as it is. TreeError
/// for an update at a path where there is no parameter, or of another shape.
template <class T, class U>
T apply_updates(const T &parameters, const U &updates, std::source_location where = std::source_location::current()) {
  T result(parameters);
  detail::apply_updates(burin::detail::tree_leaves(burin::detail::tree_ref(result)),
                        burin::detail::tree_leaves(burin::detail::tree_ref(updates)), where);
  return result;
}

/// Root of the sum of squares of all floating arrays of a tree.
template <class T> Array global_norm(const T &tree, std::source_location where = std::source_location::current()) {
  return detail::global_norm(burin::detail::tree_leaves(burin::detail::tree_ref(tree)), where);
}

} // namespace burin::optim
