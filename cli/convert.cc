// SPDX-License-Identifier: MIT
#include "cli/convert.h"

#include <fmt/format.h>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/files.h"
#include "cli/read_trace.h"
#include "cli/spelling.h"
#include "cli/values.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

const CommandText kText{.name = "trace",
                        .usage = "FILE [--as FORMAT] [--output FILE] [--full]",
                        .summary = "show a trace in another format",
                        .description = "Shows the trace in FILE (.json) in another format.",
                        .examples = {"epcheck trace epcheck-traces/a.json --as html -o a.html"}};

class ConvertArguments : public Arguments {
 public:
  ConvertArguments() : Arguments(kText) {
    app_.add_option("FILE", file);
    app_.add_option("--as", format, "Format (default text): " + list_of_values("FORMAT"))
        ->type_name("FORMAT");
    app_.add_option("--output,-o", output, "Write to this file instead of stdout")
        ->type_name("FILE");
    app_.add_flag("--full", full, "text: each operation on memory, not only what they add up to");
  }

  std::optional<Stop> read(int argc, const char* const* argv) {
    if (auto stop = parse(argc, argv)) return stop;
    if (file.empty()) return wrong("no FILE given");
    if (!format_named(format))
      return wrong(fmt::format("unknown format `{}`{}", format, hint(format, format_names())));
    if (full && format != "text") return wrong("--full means nothing without --as text");
    return std::nullopt;
  }

  std::string file;
  std::string format = "text";
  std::string output;  // "" is stdout
  bool full = false;
};

}  // namespace

std::unique_ptr<Arguments> trace_arguments() { return std::make_unique<ConvertArguments>(); }

int run_trace(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  ConvertArguments arguments;
  if (auto stop = arguments.read(argc, argv)) return stop->tell(out, err);
  auto trace = read_trace(arguments.file);
  if (!trace) {
    err << trace.error();
    return kUsage;
  }
  Format format = arguments.full ? Format::full_text : *format_named(arguments.format);
  std::string text = write_trace(*trace, format);
  if (arguments.output.empty()) {
    out << text;
    return kOk;
  }
  if (std::string wrong = write_file(arguments.output, text); !wrong.empty()) {
    err << fmt::format("epcheck: {}\n", wrong);
    return kUsage;
  }
  return kOk;
}

}  // namespace epcheck::cli
