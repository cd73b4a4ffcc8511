// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/io/npz.h"

#include "frontend/io/npy_format.h"
#include "frontend/io/zip_reader.h"
#include "frontend/io/zip_writer.h"

namespace burin::io {
namespace {

constexpr std::string_view suffix = ".npy";

std::string array_name(const detail::ZipEntry &entry, const detail::FileCall &call) {
  if (!entry.name.ends_with(suffix))
    call.fail("it is no array; expected a name that ends in .npy", "Save arrays alone, with numpy.savez.");
  return entry.name.substr(0, entry.name.size() - suffix.size());
}

} // namespace

State load_npz(const std::string &path, std::source_location where) {
  const detail::FileCall call{"io.load_npz", path, where};
  const detail::InputFile file(call);
  State state;
  for (const detail::ZipEntry &entry : detail::read_zip_directory(file)) {
    const detail::FileCall here = call.with_part("entry " + entry.name);
    const std::string name = array_name(entry, here);
    if (state.contains(name))
      here.damaged(entry.header, "two entries have this name");
    const std::unique_ptr<detail::ByteSource> source = detail::open_zip_entry(file, entry, here);
    state[name] = detail::read_npy(*source, here);
  }
  return state;
}

void save_npz(const std::string &path, const State &state, const NpzOptions &options, std::source_location where) {
  const detail::FileCall call{"io.save_npz", path, where};
  detail::OutputFile file(call);
  detail::ZipWriter archive(file);
  for (const auto &[name, array] : state) {
    const detail::FileCall here = call.with_part("entry " + name);
    if (name.size() + suffix.size() > 0xffff)
      here.fail("the name is longer than a zip archive can hold", "Give the array a shorter name.");
    const std::span<const std::byte> elements = detail::bytes_of(array, here);
    archive.add(name + std::string(suffix), detail::npy_preamble(array.dtype(), array.shape(), here), elements,
                options.compress);
  }
  archive.finish();
  file.commit();
}

} // namespace burin::io
