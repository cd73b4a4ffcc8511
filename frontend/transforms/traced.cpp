// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/traced.h"

#include "burin/errors.h"
#include "frontend/trace/trace.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace burin {

std::string Traced::ir(std::string_view stage) const {
  detail::ClosedTrace &closed = function_.closed();
  return closed.session->text(*closed.function, stage);
}

void Traced::save(const std::string &path) const {
  const std::string text = ir("saved");
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
