// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/replaced_weights.h"
#include "burin/state.h"

#include <source_location>
#include <tuple>
#include <utility>
#include <vector>

namespace burin::nn {

struct SpectralNormOptions {
  int n_steps = 1; ///< of power iteration in each call; below 1, weights stay as they are
  double epsilon = 1e-12;
  bool error_on_non_matrix = false; ///< refuses weights of more than two axes
  bool inference = false;           ///< calls leave u and sigma as they are
};

/// What SpectralNorm does with the weights of a layer, whatever its type.
class SpectralNormalizer {
public:
  SpectralNormalizer() = default;
  explicit SpectralNormalizer(const SpectralNormOptions &options)
      : n_steps(options.n_steps), epsilon(options.epsilon), error_on_non_matrix(options.error_on_non_matrix) {}

  /// The first u and sigma of each weight, by path.
  void init(burin::detail::TreeRef layer, StatState &u, StatState &sigma, Rngs &rngs, std::source_location where) const;
  /// Sets the weights, u and sigma, and says which leaves are set.
  std::vector<bool> apply(burin::detail::TreeRef layer, StatState &u, StatState &sigma,
                          std::source_location where) const;

  int n_steps = 1;
  double epsilon = 1e-12;
  bool error_on_non_matrix = false;
};

/// Miyato et al. 2018: calls a layer, or any module, with weights divided by their greatest singular value, of which
/// power iteration gives an approximation: v = u W^T and u = v W, made unit vectors, sigma = v W u^T. Weights of more
/// than two axes count as matrices [-1, last]; scalars and vectors, and the layer's own weights, stay as they are.
/// Conventions of flax.linen.SpectralNorm; u is drawn normally, with a key from rngs.params for each weight. The call
/// of a variable keeps u and sigma for the next one, unless `inference` is set; that of a const object does not.
/// ShapeError for a weight of more than two axes where that is refused.
template <class L> class SpectralNorm {
public:
  SpectralNorm() = default;
  SpectralNorm(L wrapped, Rngs &rngs, const SpectralNormOptions &options = {},
               std::source_location where = std::source_location::current())
      : layer(std::move(wrapped)), inference(options.inference), how(options) {
    how.init(burin::detail::tree_ref(layer), u, sigma, rngs, where);
  }

  /// What the layer takes behind x. A variable is state: the state of the layer changes, too.
  template <class... More>
    requires burin::detail::LayerCall<L, More...>
  auto operator()(const In &x, More &&...more) {
    StatState next_u = u, next_sigma = sigma;
    auto output = call(*this, next_u, next_sigma, x, std::forward<More>(more)...);
    if (!inference) {
      u = next_u;
      sigma = next_sigma;
    }
    return output;
  }
  template <class... More>
    requires burin::detail::LayerCall<const L, More...>
  auto operator()(const In &x, More &&...more) const {
    StatState next_u = u, next_sigma = sigma;
    return call(*this, next_u, next_sigma, x, std::forward<More>(more)...);
  }

  L layer;
  StatState u, sigma; ///< by the path of the weight: u["kernel"] is [1, last extent], sigma["kernel"] a scalar
  bool inference = false;
  SpectralNormalizer how;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.layer, self.u, self.sigma, self.inference, self.how.n_steps, self.how.epsilon,
                    self.how.error_on_non_matrix);
  }

private:
  template <class Self, class... More>
  static auto call(Self &self, StatState &u, StatState &sigma, const In &x, More &&...more) {
    const auto replace = [&](burin::detail::TreeRef copy) { return self.how.apply(copy, u, sigma, x.where()); };
    return burin::detail::call_wrapper(self, replace, x, std::forward<More>(more)...);
  }
};

} // namespace burin::nn
