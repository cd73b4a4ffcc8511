// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Indices against what NumPy and JAX read, update and differentiate there: tools/golden/make_indexing.py. All numbers
// are small integers, so that equal means equal.
#include "tests/nn/golden.h"

namespace burin {
namespace {

using golden::Json;

const Json &cases() {
  static const Json all = golden::load("indexing.json");
  return all;
}

template <class T>
void flatten(const Json &nested, std::vector<T> &values, std::vector<std::int64_t> &shape, bool first) {
  if (!nested.is_array())
    return values.push_back(nested.get<T>());
  if (first)
    shape.push_back(static_cast<std::int64_t>(nested.size()));
  for (std::size_t i = 0; i < nested.size(); ++i)
    flatten(nested[i], values, shape, first && i == 0);
}

template <class T> Array array_of(const Json &nested) {
  std::vector<T> values;
  std::vector<std::int64_t> shape;
  flatten(nested, values, shape, true);
  return Array::from_buffer(values, Shape(std::span<const std::int64_t>(shape)));
}

Bound bound(const Json &number) { return number.is_null() ? Bound(none) : Bound(number.get<std::int64_t>()); }

IndexItem item(const Json &entry) {
  const std::string kind = entry.begin().key();
  const Json &value = entry.begin().value();
  if (kind == "int")
    return value.get<std::int64_t>();
  if (kind == "slice")
    return Slice{bound(value[0]), bound(value[1]), value[2].is_null() ? 1 : value[2].get<std::int64_t>()};
  if (kind == "newaxis")
    return newaxis;
  if (kind == "ellipsis")
    return ellipsis;
  return kind == "mask" ? array_of<std::uint8_t>(value).astype(bool_) : array_of<std::int32_t>(value);
}

void expect(const Array &got, const Json &want, const std::string &what) {
  ASSERT_EQ(got.shape(), golden::shape_of(want)) << what;
  EXPECT_EQ(got.to_vector<float>(), want.at("values").get<std::vector<float>>()) << what;
}

class Indexing : public ::testing::TestWithParam<std::size_t> {
protected:
  const Json &row = cases()[GetParam()];
  Array x = golden::array(row.at("x")), value = golden::array(row.at("value")),
        weights = golden::array(row.at("weights")), outer = golden::array(row.at("outer"));
  IndexOptions options{row.at("mode") == "clip" ? IndexMode::clip : IndexMode::fill, false};
  Index index = index_of(row.at("index"));

  static Index index_of(const Json &entries) {
    std::vector<IndexItem> items;
    for (const Json &entry : entries)
      items.push_back(item(entry));
    return Index(items);
  }
  Array update(const std::string &name, const Array &a, const Array &v) const {
    const At part = a.at(index);
    return name == "set"   ? part.set(v, options)
           : name == "add" ? part.add(v, options)
           : name == "mul" ? part.mul(v, options)
           : name == "min" ? part.min(v, options)
                           : part.max(v, options);
  }
};

TEST_P(Indexing, reads) {
  const auto read = [&](const Array &a) { return a.at(index).get(options); };
  expect(read(x), row.at("get"), "eager");
  expect(jit(read)(x), row.at("get"), "jit");
  const auto loss = [&](const Array &a) { return sum(read(a) * weights); };
  expect(grad(loss)(x), row.at("get_grad"), "grad");
  expect(jit(grad(loss))(x), row.at("get_grad"), "jit of grad");
}

TEST_P(Indexing, updates) {
  for (const char *name : {"set", "add", "mul", "min", "max"}) {
    const auto run = [&](const Array &a, const Array &v) { return update(name, a, v); };
    expect(run(x, value), row.at(name), name);
    expect(jit(run)(x, value), row.at(name), std::string("jit ") + name);
  }
}

TEST_P(Indexing, updatesHaveDerivatives) {
  for (const std::string name : {"set", "add"}) {
    const auto loss = [&](const Array &a, const Array &v) { return sum(update(name, a, v) * outer); };
    const auto [dx, dv] = jit(grad<0, 1>(loss))(x, value);
    expect(dx, row.at(name + "_grad_x"), name + " by x");
    expect(dv, row.at(name + "_grad_v"), name + " by the value");
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, Indexing, ::testing::Range(std::size_t{0}, cases().size()),
                         [](const auto &info) { return "case_" + std::to_string(info.param); });

} // namespace
} // namespace burin
