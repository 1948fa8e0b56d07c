// SPDX-License-Identifier: MIT
#include "traces/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/traces/example.h"

namespace epcheck {
namespace {

using nlohmann::json;

// A reader refuses what it does not know by these two.
TEST(Json, BeginsWithFormatAndVersion) {
  EXPECT_EQ(write_json(Trace{}).find("{\n  \"format\": \"epcheck-trace\",\n  \"version\": 1,\n"),
            0u);
}

TEST(Json, KeepsAnyName) {
  Story story;
  story.note(story.thread("W\"<b>&\n\\"), "call", "");
  json trace = json::parse(write_json(story.ends_in("herd", "")));
  EXPECT_EQ(trace["threads"][0]["name"], "W\"<b>&\n\\");
}

// Bytes that are no UTF-8 must not make the file unreadable.
TEST(Json, ReplacesInvalidBytes) {
  Story story;
  story.thread("W\xff");
  EXPECT_EQ(json::parse(write_json(story.ends_in("herd", "")))["threads"][0]["name"], "W\ufffd");
}

TEST(Json, HasEveryStepInOrder) {
  Trace trace = exclusive_et_one();
  json parsed = json::parse(write_json(trace));
  ASSERT_EQ(parsed["steps"].size(), trace.steps.size());
  EXPECT_EQ(parsed["steps"].back()["text"], trace.steps.back().text);
}

// Values use all 64 bits.
TEST(Json, KeepsLargeValues) {
  Story story;
  story.store(story.thread("A"), "x", 0xffff'ffff'ffff'fffe);
  json parsed = json::parse(write_json(story.ends_in("herd", "")));
  EXPECT_EQ(parsed["steps"][0]["written"].get<std::uint64_t>(), 0xffff'ffff'ffff'fffe);
}

TEST(Json, NothingHappened) {
  json parsed = json::parse(write_json(Trace{}));
  EXPECT_EQ(parsed["steps"], json::array());
  EXPECT_EQ(parsed["violation"]["thread"], nullptr);
}

}  // namespace
}  // namespace epcheck
