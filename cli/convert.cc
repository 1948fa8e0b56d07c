// SPDX-License-Identifier: MIT
#include "cli/convert.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/files.h"
#include "cli/read_trace.h"
#include "cli/spelling.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

struct ConvertOptions {
  std::string file;
  std::string format = "text";
  std::string output;  // "" is stdout
  bool full = false;
};

constexpr const char* kHelp = "epcheck trace --help";

tl::expected<ConvertOptions, Stop> parse_convert(int argc, const char* const* argv) {
  ConvertOptions options;
  CLI::App app{"Shows the trace in FILE (.json) in another format.", "epcheck trace"};
  app.add_option("FILE", options.file);
  app.add_option("--as", options.format,
                 fmt::format("Format (default text): {}", fmt::join(format_names(), ", ")))
      ->type_name("FORMAT");
  app.add_option("--output,-o", options.output, "Write to this file instead of stdout")
      ->type_name("FILE");
  app.add_flag("--full", options.full,
               "text: each operation on memory, not only what they add up to");
  use_our_help(app, "epcheck trace FILE [--as FORMAT] [--output FILE] [--full]");
  if (auto stop = parse(app, argc, argv, kHelp)) return tl::unexpected(std::move(*stop));
  if (options.file.empty()) return tl::unexpected(usage_error("no FILE given", kHelp));
  if (!format_named(options.format))
    return tl::unexpected(usage_error(
        fmt::format("unknown format `{}`{}", options.format, hint(options.format, format_names())),
        kHelp));
  if (options.full && options.format != "text")
    return tl::unexpected(usage_error("--full means nothing without --as text", kHelp));
  return options;
}

}  // namespace

int run_trace(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  auto options = parse_convert(argc, argv);
  if (!options) {
    out << options.error().out;
    err << options.error().err;
    return options.error().exit_code;
  }
  auto trace = read_trace(options->file);
  if (!trace) {
    err << trace.error();
    return kUsage;
  }
  Format format = options->full ? Format::full_text : *format_named(options->format);
  std::string text = write_trace(*trace, format);
  if (options->output.empty()) {
    out << text;
    return kOk;
  }
  if (std::string wrong = write_file(options->output, text); !wrong.empty()) {
    err << fmt::format("epcheck: {}\n", wrong);
    return kUsage;
  }
  return kOk;
}

}  // namespace epcheck::cli
