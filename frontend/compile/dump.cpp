// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/dump.h"

#include "burin/errors.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <atomic>
#include <cstdlib>

namespace burin::bridge {

std::string saved_trace(mlir::ModuleOp program) {
  std::string text = "// burin-trace 1\n";
  llvm::raw_string_ostream stream(text);
  program.print(stream, mlir::OpPrintingFlags().useLocalScope().enableDebugInfo(/*enable=*/true));
  stream << '\n';
  return text;
}

static std::string file_name(int number, std::string_view name) {
  char prefix[16];
  std::snprintf(prefix, sizeof prefix, "%04d-", number);
  std::string file = prefix;
  for (char c : name)
    file += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return file + ".mlir";
}

void dump_trace(mlir::ModuleOp program, std::string_view name) {
  const char *directory = std::getenv("BURIN_DUMP");
  if (!directory || !*directory)
    return;
  static std::atomic<int> number = 0;
  llvm::SmallString<128> path(directory);
  std::error_code error = llvm::sys::fs::create_directories(path);
  llvm::sys::path::append(path, file_name(number++, name));
  if (!error) {
    llvm::raw_fd_ostream file(path, error);
    if (!error) {
      file << saved_trace(program);
      file.close();
      error = file.error();
      file.clear_error(); // an error left in the stream ends the process
    }
  }
  if (error)
    throw IoError("BURIN_DUMP: cannot write " + std::string(path) + ": " + error.message());
}

} // namespace burin::bridge
