// SPDX-License-Identifier: MIT
// The completion scripts in the shells that they are for.
#include <gmock/gmock.h>

#include <cstdio>

#include "cli/option_table.h"
#include "tests/cli/binary.h"

namespace epcheck::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) found.push_back(line);
  return found;
}

/// The script in a file, and a folder with a scenario and another folder.
class CompletionTest : public testing::Test {
 protected:
  CompletionTest() {
    scratch_.write("here/a.yaml", "");
    scratch_.write("here/sub/b.yaml", "");
  }

  std::string script(const std::string& shell) {
    return scratch_.write("_epcheck", run_binary("completion " + shell).output);
  }

  /// What bash offers for the last of `words`, which bash has split as it does.
  std::vector<std::string> bash(const std::string& words) {
    Ran ran = run_shell("cd " + scratch_.path("here") + " && bash -uc '. " + script("bash") +
                        "; COMP_WORDS=(epcheck " + words +
                        "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _epcheck;"
                        " printf \"%s\\n\" \"${COMPREPLY[@]}\"'");
    EXPECT_EQ(ran.code, 0) << ran.output;
    std::vector<std::string> offered = lines(ran.output);
    std::erase(offered, "");
    return offered;
  }

  /// What fish offers for the line, without descriptions.
  std::vector<std::string> fish(const std::string& line) {
    Ran ran = run_shell("cd " + scratch_.path("here") + " && HOME=" + scratch_.path("") +
                        " fish --private --no-config -c 'source " + script("fish") +
                        "; complete -C \"" + line + "\"'");
    EXPECT_EQ(ran.code, 0) << ran.output;
    std::vector<std::string> offered = lines(ran.output);
    for (std::string& word : offered) word = word.substr(0, word.find('\t'));
    return offered;
  }

  /// What zsh puts on the line when the tabulator is pressed after it.
  std::string zsh(const std::string& line) {
    std::string driver = scratch_.write("driver", R"(
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= PS2= RPS1=; stty -echo; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; cd $1/here"
zpty -w shell "zle -C show complete-word _show; _show() { _main_complete; print -rl -- BEGIN \$compstate[nmatches] \$compstate[unambiguous] END; zle .kill-whole-line; exit }; bindkey '^I' show; print REA\DY"
zpty -r shell text '*READY*'
zpty -w -n shell "$2"$'\t'
zpty -r shell text '*END*'
print -r -- "${${text##*BEGIN}%%END*}"
)");
    script("zsh");
    Ran ran = run_shell("zsh -f " + driver + " " + scratch_.path("") + " '" + line + "'");
    std::string text = ran.output;
    std::erase(text, '\r');
    return text;
  }

  Scratch scratch_;
};

TEST_F(CompletionTest, BashTakesTheScript) {
  Ran ran = run_shell("bash -n " + script("bash"));
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.output, "");
}

TEST_F(CompletionTest, BashOffersCommandsAndFilesFirst) {
  EXPECT_THAT(bash("re"), ElementsAre("replay"));
  EXPECT_THAT(bash("\"\""), AllOf(Contains("a.yaml"), Contains("sub"), Contains("kernels")));
}

TEST_F(CompletionTest, BashOffersCommandsNowhereElse) {
  EXPECT_THAT(bash("--quiet \"\""), ElementsAre("a.yaml", "sub"));
}

TEST_F(CompletionTest, BashOffersTheOptionsOfTheCommand) {
  EXPECT_THAT(bash("--max-s"), ElementsAre("--max-states", "--max-seconds"));
  EXPECT_THAT(bash("replay -"), ElementsAre("--step", "--help", "-h"));
  for (const CommandRow& row : option_table())
    for (const OptionRow& option : row.options)
      for (const std::string& name : option.names)
        EXPECT_THAT(bash(row.text.name + " " + name), Contains(name));
}

TEST_F(CompletionTest, BashOffersTheValuesOfAnOption) {
  EXPECT_THAT(bash("a.yaml --memory \"\""), ElementsAre("sc", "tso", "weak"));
  EXPECT_THAT(bash("a.yaml --memory = t"), ElementsAre("tso"));
  EXPECT_THAT(bash("trace a.json --as pe"), ElementsAre("perfetto"));
  EXPECT_THAT(bash("--trace-dir \"\""), Contains("sub"));
  EXPECT_THAT(bash("--max-states \"\""), IsEmpty());
}

TEST_F(CompletionTest, BashOffersTheFormatOfAReportAndThenAFile) {
  EXPECT_THAT(bash("--report j"), ElementsAre("json=", "junit="));
  EXPECT_THAT(bash("--report json = a"), ElementsAre("a.yaml"));
}

TEST_F(CompletionTest, BashOffersWhatAnotherCommandIsAbout) {
  EXPECT_THAT(bash("explain stuck"), ElementsAre("stuck-data"));
  EXPECT_THAT(bash("completion \"\""), ElementsAre("bash", "zsh", "fish"));
  EXPECT_THAT(bash("kernels v7.0"), ElementsAre("v7.0"));
}

TEST_F(CompletionTest, ZshTakesTheScript) {
  Ran ran = run_shell("zsh -n " + script("zsh"));
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.output, "");
}

TEST_F(CompletionTest, ZshOffersCommandsOptionsAndValues) {
  EXPECT_THAT(zsh("epcheck kern"), HasSubstr("\n1\nkernels\n"));
  EXPECT_THAT(zsh("epcheck --mem"), HasSubstr("\n1\n--memory\n"));
  EXPECT_THAT(zsh("epcheck a.yaml --memory "), HasSubstr("\n3\n"));
  EXPECT_THAT(zsh("epcheck trace --as perf"), HasSubstr("\n1\nperfetto\n"));
  EXPECT_THAT(zsh("epcheck --report jun"), HasSubstr("\n1\njunit\n"));
  EXPECT_THAT(zsh("epcheck replay a.y"), HasSubstr("\n1\na.yaml\n"));
}

TEST_F(CompletionTest, FishTakesTheScript) {
  Ran ran = run_shell("HOME=" + scratch_.path("") + " fish --no-execute " + script("fish"));
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.output, "");
}

TEST_F(CompletionTest, FishOffersCommandsOptionsAndValues) {
  EXPECT_THAT(fish("epcheck ker"), ElementsAre("kernels"));
  EXPECT_THAT(fish("epcheck --mem"), ElementsAre("--memory"));
  EXPECT_THAT(fish("epcheck a.yaml --memory "), ElementsAre("sc", "tso", "weak"));
  EXPECT_THAT(fish("epcheck trace --as perf"), ElementsAre("perfetto"));
  EXPECT_THAT(fish("epcheck --report js"), Contains("json="));
  EXPECT_THAT(fish("epcheck replay -"), Not(Contains("--memory")));
  EXPECT_THAT(fish("epcheck replay a"), ElementsAre("a.yaml"));
  EXPECT_THAT(fish("epcheck a.yaml li"), IsEmpty());
}

TEST(Completion, AnUnknownShellIsTwo) {
  Ran ran = run_binary("completion fisch");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("unknown shell `fisch`; did you mean `fish`?"));
}

}  // namespace
}  // namespace epcheck::cli
