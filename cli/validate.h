// SPDX-License-Identifier: MIT
// `epcheck validate FILE...` says what is wrong with scenarios without running them;
// `epcheck schema` writes the JSON Schema by which editors do a part of that while one types.
#pragma once

#include <memory>
#include <ostream>
#include <string_view>

namespace epcheck::cli {

class Arguments;

std::unique_ptr<Arguments> validate_arguments();
std::unique_ptr<Arguments> schema_arguments();

/// argv[0] is the word "validate". Returns an ExitCode.
int run_validate(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

/// argv[0] is the word "schema". Returns an ExitCode.
int run_schema(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

/// scenarios/schema.json, which is part of the command.
std::string_view scenario_schema();

}  // namespace epcheck::cli
