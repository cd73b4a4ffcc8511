// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/traced.h"

#include "burin/errors.h"
#include "frontend/trace/message.h"
#include "frontend/trace/trace.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace burin {

std::string detail::AheadText::text(std::string_view stage) const { return program_text(trace_->function, stage); }

void detail::AheadText::save_to(const std::string &path) const {
  if (!trace_->function.closed().host_functions.empty())
    throw UnsupportedError(
        detail::Message("save",
                        "the program calls functions of this process by pure_callback, which a file cannot hold")
            .cure("Save a function without callbacks.")
            .text("unsupportederror"));
  const std::string text = this->text("saved");
  const std::string partial = path + ".partial";
  bool written = static_cast<bool>((std::ofstream(partial, std::ios::binary) << text).flush());
  written = written && std::rename(partial.c_str(), path.c_str()) == 0;
  if (written)
    return;
  const std::string reason = std::strerror(errno);
  std::remove(partial.c_str());
  throw IoError("[save] " + path + " cannot be written: " + reason +
                "\n  Choose a path in a directory that exists and is writable.\n  See docs/errors.md#ioerror");
}

} // namespace burin
