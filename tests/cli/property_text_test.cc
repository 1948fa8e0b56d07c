// SPDX-License-Identifier: MIT
#include "cli/property_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "scenarios/loader/property_names.h"

namespace epcheck::cli {
namespace {

using testing::HasSubstr;

struct Explained {
  int code;
  std::string out, err;
};

Explained explain(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "explain");
  std::ostringstream out, err;
  int code = run_explain(static_cast<int>(arguments.size()), arguments.data(), out, err);
  return {code, out.str(), err.str()};
}

TEST(Explain, EveryPropertyOfTheLanguageHasItsWords) {
  for (const auto* names : {&scenario::listable_properties(), &scenario::always_checked()})
    for (const std::string& name : *names) EXPECT_EQ(explain({name.c_str()}).code, 0) << name;
}

TEST(Explain, SaysWhatItIsWhomItBlamesAndWhatExactly) {
  std::string text = explain({"herd"}).out;
  EXPECT_THAT(text, HasSubstr("herd\n  a violation is: one arrival that woke more than `max`"));
  EXPECT_THAT(text, HasSubstr("  blames: the program\n"));
  EXPECT_THAT(text, HasSubstr("Not counted are a thread that is running already"));
}

TEST(Explain, WithoutANameListsAll) {
  EXPECT_THAT(explain({}).out, testing::ContainsRegex("\nirqs-on +a lock that interrupts take"));
}

TEST(Explain, AnUnknownNameIsTwoWithTheNearest) {
  Explained wrong = explain({"lost-wakup"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean `lost-wakeup`?"));
}

}  // namespace
}  // namespace epcheck::cli
