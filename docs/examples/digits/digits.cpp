// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Trains a network on the UCI handwritten digits: traced, differentiated and compiled once, then called 440
// times.
#include "dataset.h"

#include <burin/burin.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <unistd.h>

using namespace burin;

struct Mlp {
  nn::Linear hidden, out;

  Array operator()(const Array &x) const { return out(nn::relu(hidden(x))); }
};

Mlp make_mlp(nn::Rngs &rngs) {
  const nn::LinearOptions glorot{.kernel_init = nn::initializers::glorot_uniform()};
  return {.hidden = nn::Linear(64, 128, rngs, glorot), .out = nn::Linear(128, 10, rngs, glorot)};
}

Array loss_of(const Mlp &model, const Array &x, const Array &y) {
  return mean(nn::softmax_cross_entropy_with_integer_labels(model(x), y));
}

struct TrainStep { // a named callable: ir-dump finds it by --function TrainStep
  Array operator()(Mlp &model, optim::Optimizer &opt, const Array &x, const Array &y) const {
    auto [loss, grads] = value_and_grad(loss_of)(model, x, y);
    opt.update(model, grads);
    return loss;
  }
};

Array accuracy_of(const Mlp &model, const Array &x, const Array &y) { return mean(argmax(model(x), -1) == y); }

namespace {

constexpr int epochs = 20, batch = 64;

void show_progress(int epoch, int done, int total) {
  constexpr int width = 30;
  std::string bar(width, ' ');
  bar.replace(0, width * done / total, width * done / total, '=');
  std::printf("\repoch %2d/%d [%s]", epoch, epochs, bar.c_str());
  std::fflush(stdout);
}

int train(int max_losses) {
  const digits::Dataset data = digits::load();
  const digits::Split test_set = digits::arrays(data, digits::train_rows, digits::rows);
  const std::vector<digits::Split> batches = digits::batches(data, batch);

  nn::Rngs rngs{.params = random::key(0)};
  Mlp model = make_mlp(rngs);
  optim::Optimizer opt(model, optim::adam(3e-3));
  const auto step = jit(TrainStep{});

  if (max_losses > 0) {
    for (int i = 0; i < max_losses; ++i) {
      const auto &[x, y] = batches[static_cast<std::size_t>(i) % batches.size()];
      std::printf("%.9g\n", static_cast<double>(step(model, opt, x, y).item<float>()));
    }
    return 0;
  }

  using Clock = std::chrono::steady_clock;
  const auto milliseconds_since = [](Clock::time_point t) {
    return std::chrono::duration<double, std::milli>(Clock::now() - t).count();
  };
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  double first_step = 0;
  const auto start = Clock::now();
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    double total = 0;
    int done = 0;
    for (const auto &[x, y] : batches) {
      total += static_cast<double>(step(model, opt, x, y).item<float>());
      if (first_step == 0)
        first_step = milliseconds_since(start);
      if (++done % 11 == 0 && terminal)
        show_progress(epoch, done, static_cast<int>(batches.size()));
    }
    std::printf("%sepoch %2d/%d  loss %.4f\n", terminal ? "\r\033[K" : "", epoch, epochs, total / done);
  }
  const double rest = milliseconds_since(start) - first_step;
  std::printf("first step %.0f ms (traced, differentiated, compiled), the other %d steps %.0f ms\n", first_step,
              epochs * static_cast<int>(batches.size()) - 1, rest);
  std::printf("test accuracy %.1f %%\n",
              100 * static_cast<double>(jit(accuracy_of)(model, test_set.x, test_set.y).item<float>()));
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  const std::string flag = argc > 1 ? argv[1] : "";
  const int max_losses = argc == 3 && flag == "--losses" ? std::atoi(argv[2]) : 0;
  if (argc != 1 && max_losses <= 0) {
    std::fprintf(stderr, "digits: unknown arguments; expected nothing, or --losses N (prints the first N losses)\n");
    return 2;
  }
  try {
    return train(max_losses);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "digits: %s\n", error.what());
    return 1;
  }
}
