// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/io/checkpoint_directory.h"

#include "frontend/io/file_call.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace burin::io {
namespace {

constexpr std::string_view prefix = "step_", suffix = ".safetensors";

/// The step of a file's name; nothing where it is another file.
std::optional<std::int64_t> step_of(std::string_view name) {
  if (!name.starts_with(prefix) || !name.ends_with(suffix))
    return std::nullopt;
  const std::string_view digits = name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
  std::int64_t step = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step);
  const bool whole = error == std::errc() && end == digits.data() + digits.size() && std::to_string(step) == digits;
  return whole && step >= 0 ? std::optional(step) : std::nullopt;
}

} // namespace

CheckpointDirectory::CheckpointDirectory(std::string path, const Options &options, std::source_location where)
    : path_(std::move(path)), options_(options) {
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  if (error)
    detail::FileCall{"io.CheckpointDirectory", path_, where}.fail_system("cannot be made", error.value());
}

std::string CheckpointDirectory::file_of(std::int64_t step, std::source_location where) const {
  if (step < 0)
    detail::FileCall{"io.CheckpointDirectory", path_, where}.fail("a step is 0 or more, got " + std::to_string(step),
                                                                  "Count steps from 0.");
  return path_ + "/" + std::string(prefix) + std::to_string(step) + std::string(suffix);
}

std::vector<std::int64_t> CheckpointDirectory::all_steps(std::source_location where) const {
  std::vector<std::int64_t> steps;
  std::error_code error;
  for (std::filesystem::directory_iterator at(path_, error), end; !error && at != end; at.increment(error))
    if (const auto step = step_of(at->path().filename().string()))
      steps.push_back(*step);
  if (error)
    detail::FileCall{"io.CheckpointDirectory", path_, where}.fail_system("cannot be read", error.value());
  std::ranges::sort(steps);
  return steps;
}

std::optional<std::int64_t> CheckpointDirectory::latest_step(std::source_location where) const {
  const std::vector<std::int64_t> steps = all_steps(where);
  return steps.empty() ? std::nullopt : std::optional(steps.back());
}

std::int64_t CheckpointDirectory::require_latest(std::source_location where) const {
  const std::optional<std::int64_t> step = latest_step(where);
  if (!step)
    detail::FileCall{"io.CheckpointDirectory", path_, where}.fail("no step was saved here",
                                                                  "Ask for latest_step() first.");
  return *step;
}

void CheckpointDirectory::remove_before(std::int64_t step, std::source_location where) const {
  if (options_.max_to_keep == 0)
    return;
  std::vector<std::int64_t> steps = all_steps(where);
  std::erase_if(steps, [step](std::int64_t other) { return other > step; });
  for (std::size_t i = 0; i + options_.max_to_keep < steps.size(); ++i) {
    std::error_code ignored; // whoever removed it first has done what was to be done
    std::filesystem::remove(file_of(steps[i], where), ignored);
  }
}

} // namespace burin::io
