// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/ir-dump/render.h"

#include "burin/errors.h"
#include "runtime/compiler/compiler.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace burin::ir_dump {

std::string read_file(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  if (!file || !(text << file.rdbuf()))
    throw BadInput(path + ": cannot be read: " + (file ? "empty or not a file" : std::strerror(errno)));
  return text.str();
}

void write_file(const std::string &path, const std::string &text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush())
    throw BadInput(path + ": cannot be written: " + std::strerror(errno));
}

namespace {

std::string svg_of(const std::string &dot) {
  char name[] = "/tmp/burin-graph-XXXXXX";
  int descriptor = mkstemp(name);
  if (descriptor < 0)
    throw BadInput("cannot make a temporary file for Graphviz");
  close(descriptor);
  write_file(name, dot);
  std::FILE *pipe = popen(("dot -Tsvg " + std::string(name)).c_str(), "r");
  std::string svg;
  char block[4096];
  while (std::size_t n = pipe ? std::fread(block, 1, sizeof block, pipe) : 0)
    svg.append(block, n);
  int status = pipe ? pclose(pipe) : -1;
  unlink(name);
  if (status != 0)
    throw BadInput("svg needs Graphviz: the program 'dot' failed or is not installed (apt-get install graphviz)");
  return svg;
}

std::string stages_text(runtime::Session &session, runtime::Function &entry, const Options &options) {
  const std::vector<std::string> &stages = options.stages.empty() ? all_stages() : options.stages;
  std::string text;
  for (const std::string &stage : stages) {
    if (stages.size() > 1)
      text += "// ===== stage " + stage + " =====\n";
    text += session.text(entry, stage);
    if (text.back() != '\n')
      text += '\n';
  }
  return text;
}

} // namespace

std::string render(std::string_view trace, const std::string &file_name, const Options &options) {
  std::unique_ptr<runtime::Session> session = runtime::compiler().begin_session();
  runtime::Function *entry = session->parse(trace, file_name);
  if (!options.passes.empty())
    return session->run_passes(*entry, options.passes);
  if (options.format == "text")
    return stages_text(*session, *entry, options);
  std::string dot = session->graph(*entry, options.stages.empty() ? "traced" : options.stages.front());
  return options.format == "dot" ? dot : svg_of(dot);
}

} // namespace burin::ir_dump
