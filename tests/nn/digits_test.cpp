// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/nn/golden.h"

#include <array>
#include <cstdio>
#include <filesystem>

namespace {

/// Standard output of build/bin/digits, run from another directory.
std::vector<std::string> lines_of_digits(const std::string &arguments) {
  const std::string command = "cd / && '" BURIN_BIN "/digits' " + arguments;
  FILE *pipe = popen(command.c_str(), "r");
  if (!pipe)
    throw std::runtime_error("cannot run " + command);
  std::vector<std::string> lines;
  std::array<char, 256> line{};
  while (std::fgets(line.data(), line.size(), pipe))
    lines.emplace_back(line.data());
  EXPECT_EQ(pclose(pipe), 0) << command;
  return lines;
}

TEST(Digits, first_losses_equal_those_of_jax) {
  const auto want = golden::load("digits_losses.json").at("losses").get<std::vector<double>>();
  const std::vector<std::string> lines = lines_of_digits("--losses " + std::to_string(want.size()));
  ASSERT_EQ(lines.size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i)
    EXPECT_NEAR(std::stod(lines[i]), want[i], 1e-4) << "step " << i;
}

TEST(Digits, ends_with_a_test_accuracy_above_97_percent) {
  const std::vector<std::string> lines = lines_of_digits("");
  ASSERT_FALSE(lines.empty());
  double accuracy = 0;
  ASSERT_EQ(std::sscanf(lines.back().c_str(), "test accuracy %lf %%", &accuracy), 1) << lines.back();
  EXPECT_GE(accuracy, 97.0);
}

} // namespace
