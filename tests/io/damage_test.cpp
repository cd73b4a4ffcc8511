// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files changed at random: each is read or refused, without a crash and without much memory.
#include "runtime/memory_meter.h"
#include "tests/io/folder.h"

#include <burin/errors.h>
#include <burin/io.h>

#include <gtest/gtest.h>

#include <random>

using namespace burin;

namespace {

class Damage {
public:
  explicit Damage(unsigned seed) : random_(seed) {}

  std::string of(std::string bytes) {
    for (int changes = 1 + number(3); changes > 0 && !bytes.empty(); --changes)
      change(bytes);
    return bytes;
  }

private:
  int number(std::size_t below) { return std::uniform_int_distribution<int>(0, static_cast<int>(below) - 1)(random_); }
  std::size_t place(const std::string &bytes) { return static_cast<std::size_t>(number(bytes.size())); }

  void change(std::string &bytes) {
    const std::size_t at = place(bytes), length = std::min<std::size_t>(1 + place(bytes) % 16, bytes.size() - at);
    switch (number(7)) {
    case 0: bytes[at] = static_cast<char>(number(256)); break;
    case 1: bytes[at] = static_cast<char>(bytes[at] ^ 1 << number(8)); break;
    case 2: bytes.resize(at); break;
    case 3: bytes.replace(at, length, length, '\xff'); break;
    case 4: bytes.replace(at, length, length, '\0'); break;
    case 5: bytes.insert(at, bytes.substr(place(bytes), length)); break;
    case 6: bytes.erase(at, length); break;
    }
  }

  std::mt19937 random_;
};

struct Kind {
  const char *name;
  void (*load)(const std::string &path);
};
constexpr Kind kinds[] = {
    {"version1.npy", [](const std::string &path) { io::load_npy(path); }},
    {"fortran.npy", [](const std::string &path) { io::load_npy(path); }},
    {"every.npz", [](const std::string &path) { io::load_npz(path); }},
    {"compressed.npz", [](const std::string &path) { io::load_npz(path); }},
    {"zip64.npz", [](const std::string &path) { io::load_npz(path); }},
    {"every.safetensors", [](const std::string &path) { io::load_safetensors(path); }},
    {"every.safetensors", [](const std::string &path) { io::load_safetensors(path, {.mapped = false}); }},
    {"checkpoint",
     [](const std::string &path) {
       auto tree = std::make_tuple(Array::of({0.f, 0.f}), 2.5, std::vector<Array>{Array::of(true)});
       io::restore(path, tree);
     }},
};

TEST(Damage, two_thousand_changed_files_are_read_or_refused) {
  const Folder folder;
  io::save(folder / "checkpoint", std::make_tuple(Array::of({1.f, 2.f}), 2.5, std::vector<Array>{Array::of(false)}));
  const runtime::MemoryMeter meter;
  int refused = 0;
  for (unsigned seed = 0; seed < 2000; ++seed) {
    const Kind &kind = kinds[seed % std::size(kinds)];
    const bool made_here = std::string(kind.name) == "checkpoint";
    write_file(folder / "x", Damage(seed).of(read_file(made_here ? folder / kind.name : golden(kind.name))));
    try {
      kind.load(folder / "x");
    } catch (const IoError &) {
      ++refused;
    } catch (const UnsupportedError &) {
      ++refused;
    } catch (const TreeError &) {
      ++refused;
      EXPECT_TRUE(made_here) << seed;
    } catch (const std::exception &error) {
      ADD_FAILURE() << kind.name << ", seed " << seed << ": " << error.what();
    }
  }
  EXPECT_GT(refused, 1000);
  EXPECT_LT(meter.peak(), 1 << 16);
  EXPECT_EQ(meter.live(), 0);
}

} // namespace
