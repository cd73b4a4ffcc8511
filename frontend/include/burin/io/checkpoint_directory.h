// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/io/checkpoint.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

namespace burin::io {

struct CheckpointDirectoryOptions {
  std::size_t max_to_keep = 0; ///< of the steps up to the one just saved; those before are removed; 0 keeps all
};

/// Checkpoints of one training, a file "step_100.safetensors" for each saved step (Orbax's CheckpointManager).
class CheckpointDirectory {
public:
  using Options = CheckpointDirectoryOptions;
  /// Makes the directory where there is none. IoError when that cannot be done.
  explicit CheckpointDirectory(std::string path, const Options &options = {},
                               std::source_location where = std::source_location::current());

  /// io::save into the step's file. IoError for a step below 0.
  template <class T>
  void save(std::int64_t step, const T &tree, std::source_location where = std::source_location::current()) const {
    io::save(file_of(step, where), tree, {}, where);
    remove_before(step, where);
  }
  /// io::restore of a step; of the latest, without a step. IoError when there is none. Returns the step.
  template <class T>
    requires(std::is_lvalue_reference_v<T> || detail::TupleNode<T>)
  std::int64_t restore(T &&tree, std::optional<std::int64_t> step = std::nullopt,
                       std::source_location where = std::source_location::current()) const {
    const std::int64_t chosen = step ? *step : require_latest(where);
    io::restore(file_of(chosen, where), std::forward<T>(tree), where);
    return chosen;
  }

  std::vector<std::int64_t> all_steps(std::source_location where = std::source_location::current()) const;
  std::optional<std::int64_t> latest_step(std::source_location where = std::source_location::current()) const;

private:
  std::string file_of(std::int64_t step, std::source_location where) const;
  std::int64_t require_latest(std::source_location where) const;
  void remove_before(std::int64_t step, std::source_location where) const;

  std::string path_;
  Options options_;
};

} // namespace burin::io
