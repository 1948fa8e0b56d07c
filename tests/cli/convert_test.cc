// SPDX-License-Identifier: MIT
// `epcheck trace`, as a user types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/binary.h"
#include "tests/cli/scratch.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ConvertTest : public testing::Test {
 protected:
  ConvertTest() {
    Trace trace;
    trace.scenario = "pair";
    trace.property = "herd";
    trace.threads = {{0, "W0", ThreadKind::thread}};
    TraceStep load;
    load.kind = "load";
    load.object = "ep.rdllist";
    load.object_id = 1;
    load.value = 7;
    TraceStep note;
    note.kind = "note";
    note.note_kind = "sleep";
    note.text = "W0 sleeps";
    trace.steps = {load, note};
    trace.violation.step = 2;
    file_ = scratch_.write("pair.json", write_trace(trace, Format::json));
  }

  Ran convert(const std::string& options) { return run_binary("trace " + file_ + options); }

  Scratch scratch_;
  std::string file_;
};

TEST_F(ConvertTest, IsTextUnlessSaidOtherwise) {
  Ran ran = convert("");
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.output, StartsWith("pair (kernel"));
  EXPECT_THAT(ran.output, Not(HasSubstr("load ep.rdllist")));
}

TEST_F(ConvertTest, FullShowsEachOperation) {
  EXPECT_THAT(convert(" --full").output, HasSubstr("load ep.rdllist: 7"));
}

TEST_F(ConvertTest, WritesEachFormat) {
  for (const std::string& name : format_names())
    EXPECT_EQ(convert(" --as " + name).code, 0) << name;
  EXPECT_THAT(convert(" --as mermaid").output, StartsWith("sequenceDiagram\n"));
  EXPECT_THAT(convert(" --as html").output, StartsWith("<!doctype html>\n"));
}

TEST_F(ConvertTest, WritesToAFile) {
  Ran ran = convert(" --as dot --output " + scratch_.path("pair.dot"));
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.output, "");
  EXPECT_THAT(scratch_.read("pair.dot"), StartsWith("digraph"));
}

TEST_F(ConvertTest, AFileThatCannotBeWrittenIsTwo) {
  Ran ran = convert(" --output /nowhere/pair.txt");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("/nowhere/pair.txt: No such file"));
}

TEST_F(ConvertTest, AnUnknownFormatIsTwoAndNamesTheNearest) {
  Ran ran = convert(" --as mermiad");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("unknown format `mermiad`; did you mean `mermaid`?"));
}

TEST_F(ConvertTest, FullIsOfTextOnly) { EXPECT_EQ(convert(" --full --as svg").code, 2); }

TEST_F(ConvertTest, AFileThatIsNoTraceIsTwoWithItsPlace) {
  file_ = scratch_.write("pair.json", "{\n  \"format\": \"itf\"\n}\n");
  Ran ran = convert("");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("pair.json:2:13: error: the format is `itf`"));
}

}  // namespace
}  // namespace epcheck::cli
