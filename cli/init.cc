// SPDX-License-Identifier: MIT
#include "cli/init.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/files.h"
#include "cli/shell_word.h"
#include "cli/validate.h"
#include "scenarios/loader/reader.h"

extern "C" const char epcheck_template[];
extern "C" const char epcheck_template_end[];

namespace epcheck::cli {
namespace {

namespace fs = std::filesystem;

const CommandText kText{
    .name = "init",
    .usage = "[FILE]",
    .summary = "write a scenario to begin with",
    .description =
        "Writes a commented scenario to FILE (scenario.yaml), one that runs as it is, and beside "
        "it "
        "epcheck.schema.json, by which editors complete and check it. What is there already is "
        "left alone.",
    .examples = {"epcheck init accept.yaml"}};

class InitArguments : public Arguments {
 public:
  InitArguments() : Arguments(kText) { app_.add_option("FILE", file); }
  std::string file = "scenario.yaml";
};

/// "accept" for "dir/accept.yaml", as far as it can be the name of a scenario; else "".
std::string name_after(const std::string& file) {
  std::string name = fs::path(file).stem();
  return scenario::is_name(name) ? name : "";
}

std::string scenario_for(const std::string& file) {
  std::string text(epcheck_template, epcheck_template_end);
  const std::string name = "name: my-scenario";
  if (std::string own = name_after(file); !own.empty())
    text.replace(text.find(name), name.size(), "name: " + own);
  return text;
}

}  // namespace

std::unique_ptr<Arguments> init_arguments() { return std::make_unique<InitArguments>(); }

int run_init(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  InitArguments arguments;
  if (auto stop = arguments.parse(argc, argv)) return stop->tell(out, err);
  const std::string& file = arguments.file;
  if (std::string wrong = write_new_file(file, scenario_for(file)); !wrong.empty()) {
    err << fmt::format("epcheck: {}\n", wrong);
    return kUsage;
  }
  fs::path schema = fs::path(file).parent_path() / "epcheck.schema.json";
  if (!fs::exists(schema))
    if (std::string wrong = write_new_file(schema, std::string(scenario_schema()));
        !wrong.empty()) {
      err << fmt::format("epcheck: {}\n", wrong);
      return kUsage;
    }
  out << fmt::format("{} is written; check it with\n\n  epcheck {}\n", file, shell_word(file));
  return kOk;
}

}  // namespace epcheck::cli
