// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/nn/golden.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <unistd.h>

namespace {

/// Standard output of a program of build/bin, run from another directory.
std::vector<std::string> lines_of(const std::string &program, const std::string &arguments) {
  const std::string command = "cd / && '" BURIN_BIN "/" + program + "' " + arguments;
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

void expect_losses(const std::string &program, const std::string &stored) {
  const auto want = golden::load(stored).at("losses").get<std::vector<double>>();
  const std::vector<std::string> lines = lines_of(program, "--losses " + std::to_string(want.size()));
  ASSERT_EQ(lines.size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i)
    EXPECT_NEAR(std::stod(lines[i]), want[i], 1e-4) << "step " << i;
}

void expect_accuracy_above(double least, const std::vector<std::string> &lines) {
  ASSERT_FALSE(lines.empty());
  double accuracy = 0;
  ASSERT_EQ(std::sscanf(lines.back().c_str(), "test accuracy %lf %%", &accuracy), 1) << lines.back();
  EXPECT_GE(accuracy, least);
}

TEST(Digits, first_losses_equal_those_of_jax) { expect_losses("digits", "digits_losses.json"); }

TEST(Digits, ends_with_a_test_accuracy_above_97_percent) { expect_accuracy_above(97, lines_of("digits", "")); }

TEST(DigitsCnn, first_losses_equal_those_of_jax) { expect_losses("digits_cnn", "cnn_losses.json"); }

TEST(DigitsCnn, is_traced_once_and_ends_with_a_test_accuracy_above_98_percent) {
  const std::vector<std::string> lines = lines_of("digits_cnn", "");
  ASSERT_GE(lines.size(), 2u);
  EXPECT_EQ(lines[lines.size() - 2].substr(0, 13), "traced 1 time");
  expect_accuracy_above(98, lines);
}

TEST(DigitsCnn, goes_on_with_identical_losses_after_saving_and_restoring) {
  const std::string file = testing::TempDir() + "digits_cnn_" + std::to_string(getpid()) + ".safetensors";
  const std::vector<std::string> all = lines_of("digits_cnn", "--losses 30 --save '" + file + "'");
  const std::vector<std::string> rest = lines_of("digits_cnn", "--losses 30 --resume '" + file + "'");
  std::filesystem::remove(file);
  ASSERT_EQ(all.size(), 30u);
  ASSERT_EQ(rest.size(), 15u);
  EXPECT_EQ(rest, std::vector<std::string>(all.begin() + 15, all.end()));
}

} // namespace
