// SPDX-License-Identifier: MIT
// Each format as a whole file. After an intended change: tests/approve, then review the diff.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/traces/example.h"
#include "traces/page_data.h"
#include "traces/write.h"

namespace epcheck {
namespace {

void expect_golden(const std::string& name, const std::string& actual) {
  std::string path = std::string(EPCHECK_SOURCE_DIR "/tests/traces/golden/") + name;
  const char* approve = std::getenv("EPCHECK_APPROVE");
  if (approve != nullptr && std::string(approve) == "1") {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  std::string expected(std::istreambuf_iterator<char>(file), {});
  EXPECT_TRUE(actual == expected) << "differs from " << path << "; if intended, run tests/approve";
}

TEST(Golden, Text) {
  expect_golden("exclusive-et-one.txt", write_trace(exclusive_et_one(), Format::text));
}

TEST(Golden, Json) {
  expect_golden("exclusive-et-one.json", write_trace(exclusive_et_one(), Format::json));
}

TEST(Golden, Dot) {
  expect_golden("exclusive-et-one.dot", write_trace(exclusive_et_one(), Format::dot));
}

TEST(Golden, Mermaid) {
  expect_golden("exclusive-et-one.mmd", write_trace(exclusive_et_one(), Format::mermaid));
}

TEST(Golden, Perfetto) {
  expect_golden("exclusive-et-one.perfetto.json",
                write_trace(exclusive_et_one(), Format::perfetto));
}

TEST(Golden, ShiViz) {
  expect_golden("exclusive-et-one.log", write_trace(exclusive_et_one(), Format::shiviz));
}

TEST(Golden, PageData) {
  expect_golden("exclusive-et-one.page.json", page_data(exclusive_et_one()) + "\n");
}

TEST(Golden, Svg) {
  expect_golden("exclusive-et-one.svg", write_trace(exclusive_et_one(), Format::svg));
}

}  // namespace
}  // namespace epcheck
