// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/ir-dump/run.h"

#include "tools/ir-dump/options.h"
#include "tools/ir-dump/render.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <spawn.h>
#include <sys/wait.h>

namespace burin::ir_dump {

namespace {

/// A directory that goes away with the object.
class TemporaryDirectory {
public:
  TemporaryDirectory() {
    char name[] = "/tmp/burin-dump-XXXXXX";
    if (!mkdtemp(name))
      throw BadInput("cannot make a temporary directory in /tmp: " + std::string(std::strerror(errno)));
    path_ = name;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string &path() const { return path_; }

private:
  std::string path_;
};

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// The program's standard output goes to standard error, so that the dump can be piped.
int run_with_dump(const std::vector<std::string> &command, const std::string &directory) {
  setenv("BURIN_DUMP", directory.c_str(), 1);
  std::vector<char *> arguments;
  for (const std::string &argument : command)
    arguments.push_back(const_cast<char *>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, 2, 1);
  pid_t child;
  int error = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  unsetenv("BURIN_DUMP");
  if (error)
    throw BadInput(command[0] + ": cannot be started: " + std::strerror(error));
  return wait_for(child);
}

} // namespace

ProgramRun run_program(const std::vector<std::string> &command) {
  TemporaryDirectory directory;
  ProgramRun run;
  run.exit_code = run_with_dump(command, directory.path());
  std::vector<std::filesystem::path> files;
  for (const auto &entry : std::filesystem::directory_iterator(directory.path()))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path &file : files) {
    std::string stem = file.stem().string();
    run.traces.push_back({stem.substr(stem.find('-') + 1), read_file(file.string())});
  }
  return run;
}

} // namespace burin::ir_dump
