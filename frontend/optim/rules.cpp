// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/optim.h"
#include "frontend/nn/message.h"

#include <cstdio>
#include <initializer_list>
#include <map>
#include <mutex>

namespace burin::optim {

Rule::~Rule() = default;
std::vector<Array> Rule::init(std::span<const Array>) const { return {}; }
std::size_t Rule::state_size(std::size_t) const { return 0; }

Transformation::Transformation(std::shared_ptr<const Rule> rule) : rule_(std::move(rule)) {
  static std::mutex mutex;
  static std::map<std::string, std::int64_t> ids;
  const std::lock_guard lock(mutex);
  id_ = ids.try_emplace(rule_->text(), static_cast<std::int64_t>(ids.size()) + 1).first->second;
}

const Rule &Transformation::rule(std::source_location where) const {
  if (rule_)
    return *rule_;
  throw Error(nn::message("optim", "the transformation has no rule; expected one such as optim::adam(1e-3), got none",
                          where, "", "error"));
}

namespace {

std::string described(std::string_view name, std::initializer_list<double> numbers) {
  std::string text(name);
  for (double number : numbers) {
    char digits[32];
    std::snprintf(digits, sizeof digits, " %a", number);
    text += digits;
  }
  return text;
}

template <class R, class... A> Transformation make(A &&...arguments) {
  return Transformation(std::make_shared<const R>(std::forward<A>(arguments)...));
}

std::vector<Array> zeros_of(std::span<const Array> parameters) {
  std::vector<Array> zero;
  for (const Array &p : parameters)
    zero.push_back(zeros(p.shape(), p.dtype()));
  return zero;
}

class Chain final : public Rule {
public:
  explicit Chain(std::vector<Transformation> parts) : parts_(std::move(parts)) {}
  std::string text() const override {
    std::string text = "chain(";
    for (const Transformation &part : parts_)
      text += part.rule().text() + ";";
    return text + ")";
  }
  std::vector<Array> init(std::span<const Array> parameters) const override {
    std::vector<Array> state;
    for (const Transformation &part : parts_)
      for (Array &array : part.rule().init(parameters))
        state.push_back(std::move(array));
    return state;
  }
  std::size_t state_size(std::size_t parameters) const override {
    std::size_t size = 0;
    for (const Transformation &part : parts_)
      size += part.rule().state_size(parameters);
    return size;
  }
  void update(std::span<Array> updates, std::span<Array> state, std::span<const Array> parameters) const override {
    for (const Transformation &part : parts_) {
      const std::size_t size = part.rule().state_size(parameters.size());
      part.rule().update(updates, state.first(size), parameters);
      state = state.subspan(size);
    }
  }

private:
  std::vector<Transformation> parts_;
};

class Scale final : public Rule {
public:
  explicit Scale(double factor) : factor_(factor) {}
  std::string text() const override { return described("scale", {factor_}); }
  void update(std::span<Array> updates, std::span<Array>, std::span<const Array>) const override {
    for (Array &u : updates)
      u = u * factor_;
  }

private:
  double factor_;
};

class Trace final : public Rule {
public:
  Trace(double decay, bool nesterov) : decay_(decay), nesterov_(nesterov) {}
  std::string text() const override { return described("trace", {decay_, nesterov_ ? 1.0 : 0.0}); }
  std::vector<Array> init(std::span<const Array> parameters) const override { return zeros_of(parameters); }
  std::size_t state_size(std::size_t parameters) const override { return parameters; }
  void update(std::span<Array> updates, std::span<Array> state, std::span<const Array>) const override {
    for (std::size_t i = 0; i < updates.size(); ++i) {
      state[i] = updates[i] + decay_ * state[i];
      updates[i] = nesterov_ ? updates[i] + decay_ * state[i] : state[i];
    }
  }

private:
  double decay_;
  bool nesterov_;
};

/// State: the count, then first and second moments.
class ScaleByAdam final : public Rule {
public:
  explicit ScaleByAdam(const AdamOptions &o) : o_(o) {}
  std::string text() const override { return described("scale_by_adam", {o_.b1, o_.b2, o_.eps, o_.eps_root}); }
  std::vector<Array> init(std::span<const Array> parameters) const override {
    std::vector<Array> state{Array::of(std::int32_t{0})};
    for (int moment = 0; moment < 2; ++moment)
      for (Array &zero : zeros_of(parameters))
        state.push_back(std::move(zero));
    return state;
  }
  std::size_t state_size(std::size_t parameters) const override { return 1 + 2 * parameters; }
  void update(std::span<Array> updates, std::span<Array> state, std::span<const Array>) const override {
    state[0] = state[0] + 1;
    const Array count = state[0].astype(f32);
    const Array first_correction = 1 - pow(o_.b1, count), second_correction = 1 - pow(o_.b2, count);
    const std::span<Array> mu = state.subspan(1, updates.size()), nu = state.subspan(1 + updates.size());
    for (std::size_t i = 0; i < updates.size(); ++i) {
      Array &u = updates[i];
      // Written apart, so that every compiler records the same order.
      const Array first = (1 - o_.b1) * u, second = (1 - o_.b2) * (u * u);
      mu[i] = first + o_.b1 * mu[i];
      nu[i] = second + o_.b2 * nu[i];
      const Array mu_hat = mu[i] / first_correction.astype(mu[i].dtype());
      const Array nu_hat = nu[i] / second_correction.astype(nu[i].dtype());
      u = mu_hat / (sqrt(o_.eps_root == 0 ? nu_hat : nu_hat + o_.eps_root) + o_.eps);
    }
  }

private:
  AdamOptions o_;
};

class AddDecayedWeights final : public Rule {
public:
  explicit AddDecayedWeights(double weight_decay) : weight_decay_(weight_decay) {}
  std::string text() const override { return described("add_decayed_weights", {weight_decay_}); }
  void update(std::span<Array> updates, std::span<Array>, std::span<const Array> parameters) const override {
    for (std::size_t i = 0; i < updates.size(); ++i)
      updates[i] = updates[i] + weight_decay_ * parameters[i];
  }

private:
  double weight_decay_;
};

class ClipByGlobalNorm final : public Rule {
public:
  explicit ClipByGlobalNorm(double max_norm) : max_norm_(max_norm) {}
  std::string text() const override { return described("clip_by_global_norm", {max_norm_}); }
  void update(std::span<Array> updates, std::span<Array>, std::span<const Array>) const override {
    if (updates.empty())
      return;
    Array squares = sum(square(updates[0]));
    for (const Array &u : updates.subspan(1))
      squares = squares + sum(square(u));
    const Array norm = sqrt(squares);
    const Array within = norm < max_norm_; // select, so that a norm of 0 gives no NaN
    for (Array &u : updates)
      u = where(within, u, (u / norm.astype(u.dtype())) * max_norm_);
  }

private:
  double max_norm_;
};

} // namespace

Transformation chain(std::vector<Transformation> parts) { return make<Chain>(std::move(parts)); }
Transformation scale(double factor) { return make<Scale>(factor); }
Transformation trace(double decay, bool nesterov) { return make<Trace>(decay, nesterov); }
Transformation scale_by_adam(const AdamOptions &options) { return make<ScaleByAdam>(options); }
Transformation add_decayed_weights(double weight_decay) { return make<AddDecayedWeights>(weight_decay); }
Transformation clip_by_global_norm(double max_norm) { return make<ClipByGlobalNorm>(max_norm); }

Transformation sgd(double learning_rate, double momentum, bool nesterov) {
  if (momentum == 0)
    return scale(-learning_rate);
  return chain({trace(momentum, nesterov), scale(-learning_rate)});
}

Transformation adam(double learning_rate, const AdamOptions &options) {
  return chain({scale_by_adam(options), scale(-learning_rate)});
}

Transformation adamw(double learning_rate, const AdamWOptions &o) {
  return chain({scale_by_adam({.b1 = o.b1, .b2 = o.b2, .eps = o.eps, .eps_root = o.eps_root}),
                add_decayed_weights(o.weight_decay), scale(-learning_rate)});
}

} // namespace burin::optim
