// SPDX-License-Identifier: MIT
#include "cli/validate.h"

#include <fmt/format.h>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/scenarios.h"

extern "C" const char epcheck_schema_json[];
extern "C" const char epcheck_schema_json_end[];

namespace epcheck::cli {
namespace {

const CommandText kValidateText{
    .name = "validate",
    .usage = "FILE|DIR...",
    .summary = "say what is wrong with scenarios, without running them",
    .description =
        "Reads the scenarios in FILE, or in each *.yaml of DIR, and says all that is wrong with "
        "them. Nothing is run.",
    .examples = {"epcheck validate scenarios"},
    .exit_codes = {{kOk, "nothing is wrong"}, {kUsage, "something is"}}};

const CommandText kSchemaText{
    .name = "schema",
    .usage = "",
    .summary = "write the JSON Schema of scenarios, for editors",
    .description =
        "Writes the JSON Schema (draft 7) of scenario files, for editors. A file begins with the "
        "line `# yaml-language-server: $schema=epcheck.schema.json` to name it.",
    .examples = {"epcheck schema > epcheck.schema.json"}};

class ValidateArguments : public Arguments {
 public:
  ValidateArguments() : Arguments(kValidateText) { app_.add_option("FILE|DIR", paths); }
  std::vector<std::string> paths;
};

class SchemaArguments : public Arguments {
 public:
  SchemaArguments() : Arguments(kSchemaText) {}
};

}  // namespace

std::unique_ptr<Arguments> validate_arguments() { return std::make_unique<ValidateArguments>(); }
std::unique_ptr<Arguments> schema_arguments() { return std::make_unique<SchemaArguments>(); }

std::string_view scenario_schema() { return {epcheck_schema_json, epcheck_schema_json_end}; }

int run_validate(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  ValidateArguments arguments;
  if (auto stop = arguments.parse(argc, argv)) return stop->tell(out, err);
  if (arguments.paths.empty()) return arguments.wrong("no FILE or DIR given").tell(out, err);
  auto scenarios = load_scenarios(arguments.paths);
  if (!scenarios) {
    err << scenarios.error();
    return kUsage;
  }
  out << fmt::format("{} file{}, nothing wrong\n", scenarios->size(),
                     scenarios->size() == 1 ? "" : "s");
  return kOk;
}

int run_schema(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  SchemaArguments arguments;
  if (auto stop = arguments.parse(argc, argv)) return stop->tell(out, err);
  out << scenario_schema();
  return kOk;
}

}  // namespace epcheck::cli
