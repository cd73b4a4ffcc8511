// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/error_text.h"
#include "tests/io/folder.h"

#include <burin/io.h>
#include <burin/stat.h>

#include <map>
#include <string>

using namespace burin;

namespace {

struct Layer {
  Array kernel;
  Array bias;
  nn::Stat count;
};
struct Model {
  std::vector<Layer> layers;
  double rate = 0.5;
};

Model model_of(float value) {
  const Layer layer{Array::of({{value, value}}), none, Array::of(std::uint32_t(value))};
  return {{layer, {Array::of({{value}, {value}}), Array::of({value}), Array::of(std::uint32_t(value))}}};
}

TEST(LoadInto, gives_every_array_the_one_of_its_path) {
  const Folder folder;
  for (const char *name : {"m.npz", "m.safetensors"}) {
    if (folder / name == folder / "m.npz")
      io::save_npz(folder / name, state_of(model_of(7)));
    else
      io::save_safetensors(folder / name, state_of(model_of(7)));
    Model model = model_of(1);
    io::load_into(model, folder / name);
    EXPECT_TRUE(tree::equal(model, model_of(7))) << name;
    EXPECT_EQ(model.rate, 0.5);
  }
}

TEST(LoadInto, a_model_that_is_a_map) {
  const Folder folder;
  std::map<std::string, Array> model{{"a", 1.f}, {"b", 2.f}};
  io::save_safetensors(folder / "m", state_of(model));
  std::map<std::string, Array> loaded{{"a", 0.f}, {"b", 0.f}};
  io::load_into(loaded, folder / "m");
  EXPECT_TRUE(tree::equal(loaded, model));
}

TEST(LoadInto, a_model_that_is_one_array) {
  const Folder folder;
  io::save_safetensors(folder / "x", state_of(Array::of({1.f, 2.f})));
  Array x = Array::of({0.f, 0.f});
  io::load_into(x, folder / "x");
  EXPECT_EQ(x.to_vector<float>(), (std::vector<float>{1.f, 2.f}));
}

TEST(LoadInto, catches_missing_unexpected_and_different_arrays_and_loads_none) {
  State state = state_of(model_of(7));
  state["layers[0].kernel"] = Array::of({1.f});
  state.erase("layers[1].bias");
  state["layers[0].bias"] = Array::of({1.f});
  Model model = model_of(1);
  EXPECT_ERROR(TreeError, io::load_into(model, state),
               "[io.load_into] the state: the arrays are not those of the tree; missing: layers[1].bias; "
               "unexpected: layers[0].bias; of another type: layers[0].kernel (expected float32[1,2], got float32[1])",
               "Rename, erase or convert", "#treeerror");
  const Folder folder;
  io::save_safetensors(folder / "m", state);
  EXPECT_ERROR(TreeError, io::load_into(model, folder / "m"), "/m: the arrays are not those of the tree; missing");
  EXPECT_TRUE(tree::equal(model, model_of(1)));
}

TEST(LoadInto, catches_another_dtype) {
  Array x = Array::of({0.f, 0.f});
  EXPECT_ERROR(TreeError, io::load_into(x, State{{"", Array::of({0.0, 0.0})}}),
               "the root (expected float32[2], got float64[2])");
}

TEST(LoadInto, a_long_list_of_names_is_cut) {
  State state;
  for (int i = 0; i < 20; ++i)
    state["a" + std::to_string(i)] = Array::of(i);
  Layer layer{Array::of(1.f), none, Array::of(1u)};
  EXPECT_ERROR(TreeError, io::load_into(layer, state), "unexpected: a0, a1, a2, a3, a4, a5, a6, a7 and 12 more");
}

TEST(LoadInto, loads_none_of_a_damaged_file) {
  const Folder folder;
  io::save_npz(folder / "m.npz", state_of(model_of(7)));
  std::string bytes = read_file(folder / "m.npz");
  bytes[bytes.rfind("PK\x03\x04") - 1] ^= 1; // in the last array but one
  write_file(folder / "m.npz", bytes);
  Model model = model_of(1);
  EXPECT_ERROR(IoError, io::load_into(model, folder / "m.npz"), "[io.load_into]", "checksum");
  EXPECT_TRUE(tree::equal(model, model_of(1)));
}

} // namespace
