// SPDX-License-Identifier: MIT
#include "cli/validate.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "scenarios/loader/events.h"
#include "scenarios/loader/property_names.h"
#include "tests/cli/binary.h"

namespace epcheck::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kRight = "epcheck: 1\nname: pair\nthreads: {t: {steps: [exit]}}\n";

TEST(Validate, WhatIsRightIsCounted) {
  Scratch scratch;
  scratch.write("a.yaml", kRight);
  scratch.write("b.yaml", kRight);
  Ran ran = run_binary("validate " + scratch.path(""));
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.output, "2 files, nothing wrong\n");
}

TEST(Validate, AllErrorsOfAllFilesAreSaid) {
  Scratch scratch;
  std::string a = scratch.write("a.yaml", "epcheck: 1\nname: pair\nthreads: {t: {stps: []}}\n");
  std::string b = scratch.write("b.yaml", "epcheck: 2\nthreads: {}\n");
  Ran ran = run_binary("validate " + a + " nowhere " + b + " " + scratch.write("c.yaml", kRight));
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, AllOf(HasSubstr("a.yaml:3:15: error: unknown key `stps` in thread `t`"),
                                HasSubstr("nowhere: No such file"),
                                HasSubstr("b.yaml:1:10: error: this epcheck reads version 1"),
                                HasSubstr("b.yaml:1:1: error: a scenario needs a `name`")));
}

TEST(Validate, NothingToValidateIsTwo) {
  Ran ran = run_binary("validate");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, StartsWith("epcheck: no FILE or DIR given\n"));
}

/// The words that may stand there; the other choice is a parameter.
std::vector<std::string> listed(const nlohmann::json& schema) {
  return schema["anyOf"][0]["enum"].get<std::vector<std::string>>();
}

TEST(Schema, ListsThePropertiesOfTheLoader) {
  auto schema = nlohmann::json::parse(scenario_schema());
  auto& items = schema["definitions"]["check"]["items"];
  std::vector<std::string> checked = listed(items["anyOf"][0]);
  for (auto& [name, value] : items["anyOf"][1]["properties"].items()) checked.push_back(name);
  EXPECT_THAT(checked, testing::UnorderedElementsAreArray(scenario::listable_properties()));
  auto& fail = schema["definitions"]["expect"]["anyOf"][1]["properties"]["fail"]["items"];
  for (const std::string& name : scenario::always_checked()) checked.push_back(name);
  std::sort(checked.begin(), checked.end());
  checked.erase(std::unique(checked.begin(), checked.end()), checked.end());
  EXPECT_THAT(listed(fail), testing::UnorderedElementsAreArray(checked));
}

TEST(Schema, ReservesTheWordsOfTheLoader) {
  auto schema = nlohmann::json::parse(scenario_schema());
  auto reserved =
      schema["definitions"]["declared"]["allOf"][1]["not"]["enum"].get<std::vector<std::string>>();
  EXPECT_THAT(reserved, testing::IsSupersetOf(scenario::event_words()));
  EXPECT_THAT(reserved, testing::IsSupersetOf(scenario::error_words()));
}

TEST(Schema, IsPrinted) { EXPECT_EQ(run_binary("schema").output, scenario_schema()); }

}  // namespace
}  // namespace epcheck::cli
