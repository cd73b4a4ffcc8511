// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/error_text.h"
#include "tests/io/folder.h"

#include <burin/io.h>

#include <chrono>
#include <csignal>
#include <map>
#include <optional>
#include <thread>
#include <variant>

#include <sys/wait.h>
#include <unistd.h>

using namespace burin;

namespace {

struct Layer {
  Array kernel;
  Array bias;
};
struct Model {
  std::vector<Layer> layers;
  std::map<std::string, Array> tables;
  std::optional<Array> extra;
  std::variant<Array, Layer> head;
  double rate = 0.5;
  std::string name = "two\nlines";
};

Model model_of(float value) {
  return {{{Array::of({value}), none}, {Array::of({value, value}), Array::of({value})}},
          {{"a", Array::of(value)}},
          Array::of(value),
          Layer{Array::of(value), Array::of(value)}};
}

TEST(Checkpoint, restores_what_was_saved) {
  const Folder folder;
  io::save(folder / "c", model_of(7), {.metadata = {{"step", "100"}}});
  Model model = model_of(1);
  io::restore(folder / "c", model);
  EXPECT_TRUE(tree::equal(model, model_of(7)));
  EXPECT_EQ(io::load_metadata(folder / "c").front(), (std::pair<std::string, std::string>{"step", "100"}));
}

TEST(Checkpoint, of_several_trees_in_one_file) {
  const Folder folder;
  const Model saved = model_of(7);
  io::save(folder / "c", std::make_tuple(saved, Array::of({3})));
  Model model = model_of(1);
  Array step = Array::of({0});
  io::restore(folder / "c", std::tie(model, step));
  EXPECT_TRUE(tree::equal(model, saved));
  EXPECT_EQ(step.to_vector<int>(), std::vector<int>{3});
  io::save(folder / "c", std::tie(model, step));
  io::restore(folder / "c", std::tie(model, step));
  EXPECT_TRUE(tree::equal(model, saved));
}

TEST(Checkpoint, is_a_safetensors_file) {
  const Folder folder;
  io::save(folder / "c", model_of(7));
  const State state = io::load_safetensors(folder / "c");
  EXPECT_EQ(state.at("layers[1].kernel").to_vector<float>(), (std::vector<float>{7, 7}));
  EXPECT_EQ(state.at("tables[\"a\"]").item<float>(), 7);
  EXPECT_EQ(state.size(), 7u);
}

TEST(Checkpoint, catches_another_structure_by_path_and_both_sides) {
  const Folder folder;
  io::save(folder / "c", model_of(7));
  const auto restore_error = [&](auto change) {
    Model model = model_of(1);
    change(model);
    const Model before = model;
    const std::string text = text_of_error<TreeError>([&] { io::restore(folder / "c", model); });
    EXPECT_TRUE(tree::equal(model, before));
    return text;
  };
  expect_pieces(restore_error([](Model &m) { m.layers.pop_back(); }),
                {"[io.restore] ",
                 "/c: the file was saved from a tree of another structure; expected .layers: 1 children, "
                 "got .layers: 2 children",
                 "Build the tree as it was built for saving", "#treeerror"});
  expect_pieces(restore_error([](Model &m) { m.rate = 0.25; }), {"expected .rate: 0.25, got .rate: 0.5"});
  expect_pieces(restore_error([](Model &m) { m.layers[0].bias = Array::of(1.f); }),
                {"expected .tables: 1 children, got .layers[0].bias: none"});
  expect_pieces(restore_error([](Model &m) { m.extra.reset(); }),
                {"expected .extra: 0 children, got .extra: 1 children"});
  expect_pieces(restore_error([](Model &m) { m.head = Array::of(1.f); }),
                {"expected .head: alternative 0, got .head: alternative 1"});
  expect_pieces(restore_error([](Model &m) { m.tables = {{"b", Array::of(1.f)}}; }),
                {"expected .tables: \"b\", got .tables: \"a\""});
  expect_pieces(restore_error([](Model &m) { m.layers[0].kernel = Array::of({1.f, 2.f}); }),
                {"of another type: layers[0].kernel (expected float32[2], got float32[1])"});
}

TEST(Checkpoint, catches_a_file_that_was_not_saved_from_a_tree) {
  const Folder folder;
  io::save_safetensors(folder / "c", state_of(model_of(7)));
  Model model = model_of(1);
  EXPECT_ERROR(IoError, io::restore(folder / "c", model), "it is no checkpoint of io::save", "io::load_into");
}

TEST(Checkpoint, loads_none_of_a_file_that_ends_early) {
  const Folder folder;
  io::save(folder / "c", model_of(7));
  Model model = model_of(1);
  expect_error_at_every_end(read_file(folder / "c"), [&](const std::string &path) {
    try {
      io::restore(path, model);
      model = model_of(1);
    } catch (...) {
      EXPECT_TRUE(tree::equal(model, model_of(1)));
      throw;
    }
  });
}

/// All elements of a large file have one value.
Array filled(float value) { return Array::from_buffer(std::vector<float>(1 << 18, value), {1 << 18}); }

TEST(Checkpoint, a_process_that_is_killed_leaves_a_whole_file) {
  const Folder folder;
  io::save(folder / "c", filled(0));
  for (int round = 0; round < 20; ++round) {
    const pid_t child = ::fork();
    if (child == 0)
      for (int i = 1;; ++i)
        io::save(folder / "c", filled(static_cast<float>(i)));
    std::this_thread::sleep_for(std::chrono::milliseconds(3 + round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    Array x = filled(-1);
    ASSERT_NO_THROW(io::restore(folder / "c", x));
    const std::vector<float> values = x.to_vector<float>();
    EXPECT_EQ(values, std::vector<float>(values.size(), values[0]));
  }
}

} // namespace
