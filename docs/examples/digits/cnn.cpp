// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Trains a convolutional network with weight normalization, dropout and checkpointed blocks on the UCI handwritten
// digits. Half-way everything is saved; `--resume FILE` goes on from there with the same losses.
#include "dataset.h"

#include <burin/burin.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

using namespace burin;

struct Block {
  nn::WeightNorm<nn::Conv> conv;
  nn::Dropout drop;

  Array operator()(const Array &x, bool deterministic, nn::Rngs &rngs) const {
    return drop(x + nn::relu(conv(x)), deterministic, rngs);
  }
};

struct Cnn {
  nn::WeightNorm<nn::Conv> stem;
  std::vector<nn::Checkpoint<Block>> blocks;
  nn::Linear out;

  Array operator()(const Array &pixels, bool deterministic, nn::Rngs &rngs) const {
    Array h = nn::relu(stem(reshape(pixels, {-1, 8, 8, 1})));
    for (const auto &block : blocks)
      h = block(h, deterministic, rngs);
    h = nn::max_pool(h, {2, 2}, {.strides = {2, 2}});
    return out(reshape(h, {h.shape()[0], -1}));
  }
};

/// Everything that a run consists of, and that is saved.
struct Training {
  Cnn model;
  optim::Optimizer opt;
  nn::Rngs rngs;
};

namespace {

constexpr int epochs = 10, batch = 64, features = 16, num_blocks = 2;

nn::WeightNorm<nn::Conv> conv(int in, nn::Rngs &rngs) {
  return nn::WeightNorm(nn::Conv({.in = in, .out = features, .kernel = {3, 3}}, rngs));
}

Cnn make_model(nn::Rngs &rngs) {
  Cnn model{.stem = conv(1, rngs), .blocks = {}, .out = {}};
  for (int i = 0; i < num_blocks; ++i) // (self, x, deterministic): deterministic is 2
    model.blocks.push_back(nn::checkpoint(Block{conv(features, rngs), {.rate = 0.25}}, {.static_argnums = {2}}));
  model.out = nn::Linear(16 * features, 10, rngs);
  return model;
}

Training start(int steps) {
  nn::Rngs rngs{.params = random::key(0), .dropout = random::key(1)};
  Cnn model = make_model(rngs);
  optim::Optimizer opt(model, optim::adamw(optim::warmup_cosine_decay_schedule(0, 1e-2, 22, steps, 1e-4)));
  return {std::move(model), std::move(opt), std::move(rngs)};
}

Array loss_of(const Cnn &model, const Array &x, const Array &y, nn::Rngs &rngs) {
  return mean(nn::softmax_cross_entropy_with_integer_labels(model(x, false, rngs), y));
}

struct TrainStep {
  Array operator()(Training &t, const Array &x, const Array &y) const {
    auto [loss, grads] = value_and_grad(loss_of)(t.model, x, y, t.rngs);
    t.opt.update(t.model, grads);
    return loss;
  }
};

Array accuracy_of(const Cnn &model, const Array &x, const Array &y, nn::Rngs &rngs) {
  return mean(argmax(model(x, true, rngs), -1) == y);
}

struct Arguments {
  int losses = 0;     ///< > 0: prints so many losses only
  std::string save;   ///< where to save half-way
  std::string resume; ///< what to go on from
};

bool parse(int argc, char **argv, Arguments &arguments) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (flag == "--losses")
      arguments.losses = std::atoi(argv[i + 1]);
    else if (flag == "--save" || flag == "--resume")
      (flag == "--save" ? arguments.save : arguments.resume) = argv[i + 1];
    else
      return false;
  }
  return argc % 2 == 1 && (argc == 1 || arguments.losses > 0 || !arguments.save.empty() || !arguments.resume.empty());
}

void train(const Arguments &arguments) {
  const digits::Dataset data = digits::load();
  const std::vector<digits::Split> batches = digits::batches(data, batch);
  const int per_epoch = static_cast<int>(batches.size()), steps = epochs * per_epoch;
  Training training = start(steps);
  if (!arguments.resume.empty())
    io::restore(arguments.resume, training);

  const auto step = jit(TrainStep{});
  const int last = arguments.losses > 0 ? arguments.losses : steps;
  float loss = 0;
  for (int i = static_cast<int>(training.opt.step.item<unsigned>()); i < last; ++i) {
    if (i == last / 2 && !arguments.save.empty())
      io::save(arguments.save, training);
    const auto &[x, y] = batches[static_cast<std::size_t>(i % per_epoch)];
    loss = step(training, x, y).item<float>();
    if (arguments.losses > 0)
      std::printf("%.9g\n", static_cast<double>(loss));
    else if ((i + 1) % per_epoch == 0)
      std::printf("epoch %2d/%d  loss %.4f\n", (i + 1) / per_epoch, epochs, static_cast<double>(loss));
  }
  if (arguments.losses > 0)
    return;
  const auto [x, y] = digits::arrays(data, digits::train_rows, digits::rows);
  std::printf("traced %lld time(s); last loss %.6f\n", step.trace_count(), static_cast<double>(loss));
  std::printf("test accuracy %.1f %%\n",
              100 * static_cast<double>(jit(accuracy_of)(training.model, x, y, training.rngs).item<float>()));
}

} // namespace

int main(int argc, char **argv) {
  Arguments arguments;
  if (!parse(argc, argv, arguments)) {
    std::fprintf(stderr, "digits_cnn: unknown arguments; expected any of --losses N (prints the first N losses), "
                         "--save FILE (saves half-way), --resume FILE\n");
    return 2;
  }
  try {
    train(arguments);
    return 0;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "digits_cnn: %s\n", error.what());
    return 1;
  }
}
