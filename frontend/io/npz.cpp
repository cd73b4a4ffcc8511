// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/io/npz.h"

#include "frontend/io/arrays.h"
#include "frontend/io/npy_format.h"
#include "frontend/io/zip_reader.h"
#include "frontend/io/zip_writer.h"

namespace burin {
namespace detail {
namespace {

constexpr std::string_view suffix = ".npy";

std::string array_name(const ZipEntry &entry, const FileCall &call) {
  if (!entry.name.ends_with(suffix))
    call.fail("it is no array; expected a name that ends in .npy", "Save arrays alone, with numpy.savez.");
  return entry.name.substr(0, entry.name.size() - suffix.size());
}

} // namespace

State read_npz(const FileCall &call) {
  const InputFile file(call);
  State state;
  for (const ZipEntry &entry : read_zip_directory(file)) {
    const FileCall here = call.with_part("entry " + entry.name);
    const std::string name = array_name(entry, here);
    add_array(state, name, read_npy(*open_zip_entry(file, entry, here), here), here);
  }
  return state;
}

} // namespace detail

namespace io {

State load_npz(const std::string &path, std::source_location where) {
  return detail::read_npz({"io.load_npz", path, where});
}

void save_npz(const std::string &path, const State &state, const NpzOptions &options, std::source_location where) {
  const detail::FileCall call{"io.save_npz", path, where};
  detail::require_distinct_names(detail::named_arrays(state), call);
  detail::OutputFile file(call);
  detail::ZipWriter archive(file);
  for (const auto &[name, array] : state) {
    const detail::FileCall here = call.with_part("entry " + name);
    const std::string entry = name + std::string(detail::suffix);
    if (entry.size() > 0xffff)
      here.fail("the name is longer than a zip archive can hold", "Give the array a shorter name.");
    const std::span<const std::byte> elements = detail::bytes_of(array, here);
    archive.add(entry, detail::npy_preamble(array.dtype(), array.shape(), here), elements, options.compress);
  }
  archive.finish();
  file.commit();
}

} // namespace io
} // namespace burin
