// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checkpoint with a static argument: `deterministic` is a C++ bool that chooses the program, not a value inside it.
#include <burin/burin.h>

#include <cstdio>

using namespace burin;

struct MlpWithDropout {
  nn::Linear hidden;
  nn::Dropout drop;
  nn::Linear out;

  Array operator()(const Array &x, bool deterministic, nn::Rngs &rngs) const {
    return out(nn::relu(drop(hidden(x), deterministic, rngs)));
  }
};

int main() {
  nn::Rngs rngs{.params = random::key(0), .dropout = random::key(1)};
  const MlpWithDropout plain{nn::Linear(16, 128, rngs), nn::Dropout{.rate = 0.5}, nn::Linear(128, 1, rngs)};
  const auto model = nn::checkpoint(plain, {.static_argnums = {2}}); // self = 0, x = 1, deterministic = 2
  const Array x = random::normal(random::key(2), {8, 16});

  const auto apply =
      jit([](const auto &m, const Array &x, bool deterministic, nn::Rngs &rngs) { return m(x, deterministic, rngs); },
          {.static_argnums = {2}});
  for (int call = 0; call < 3; ++call) {
    apply(model, x, true, rngs);
    apply(model, x, false, rngs);
  }
  std::printf("%lld programs for 6 calls, %d masks drawn\n", apply.trace_count(), rngs.dropout.count.item<unsigned>());

  // The same mask in the forward pass and in the recomputation; what is kept between them is less.
  const auto loss = [&x](const auto &m, nn::Rngs &rngs) { return sum(square(m(x, false, rngs))); };
  nn::Rngs first = rngs, second = rngs;
  const bool same = tree::equal(grad(loss)(plain, first), grad(loss)(model, second).module);
  const auto kept = [&x](const auto &m, nn::Rngs streams) {
    const auto f = [](const auto &m, const Array &x, nn::Rngs &rngs) { return sum(m(x, false, rngs)); };
    std::size_t bytes = 0;
    for (const auto &residual : saved_residuals(f, m, x, streams))
      bytes += residual.bytes;
    return bytes;
  };
  std::printf("gradients equal: %s; kept for the backward pass: %zu bytes, without checkpoint %zu\n",
              same ? "yes" : "no", kept(model, rngs), kept(plain, rngs));
}
