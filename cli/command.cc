// SPDX-License-Identifier: MIT
#include "cli/command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "cli/cases.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/files.h"
#include "cli/judgement.h"
#include "cli/progress.h"
#include "cli/report_files.h"
#include "cli/shell_word.h"
#include "cli/signals.h"
#include "cli/table.h"
#include "cli/trace_files.h"
#include "scenarios/loader/edit_distance.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

/// Something outside went wrong while results were written.
struct CannotWrite {
  std::string message;
};

void insist(const std::string& wrong) {
  if (!wrong.empty()) throw CannotWrite{wrong};
}

/// Writes the trace of each failure, and prints it and how to run it again unless the scenario
/// expects it. Without --trace-dir, files that cannot be written are no error: nobody asked.
void show_failures(Finding& finding, const CommandOptions& options, TraceFiles& files,
                   std::ostream& out) {
  for (const Trace& trace : finding.failures) {
    bool expected = is_expected(finding.of, trace.property);
    std::string& replay = finding.replays.emplace_back();
    std::string& file = finding.files.emplace_back();
    if (expected && options.trace_dir.empty()) continue;
    auto path = files.write(finding.of, trace);
    if (!path && !options.trace_dir.empty()) throw CannotWrite{path.error()};
    if (path) {
      file = *path;
      replay = "epcheck replay " + shell_word(*path);
    }
    if (expected) continue;
    out << '\n' << write_trace(trace, Format::text) << '\n';
    if (path)
      out << replay << "\n\n";
    else
      out << "cannot be replayed, for the trace cannot be written: " << path.error() << "\n\n";
  }
}

bool has_expected_failure(const Finding& finding) {
  return std::any_of(
      finding.violated.begin(), finding.violated.end(),
      [&](const std::string& property) { return is_expected(finding.of, property); });
}

std::string now() {
  std::time_t seconds = std::time(nullptr);
  std::tm parts{};
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &parts));
  return text;
}

bool stopped(const World& world) { return world.stop != nullptr && world.stop->load(); }

/// Runs the cases one after the other; what is known is written at once.
std::vector<Finding> run_all(const std::vector<Case>& cases, const CommandOptions& options,
                             ReportFiles& reports, std::ostream& out, const World& world) {
  bool all = !options.trace_dir.empty() || reports.has(ReportFormat::json);
  Traces traces = all ? Traces::all : Traces::unexpected;
  Table table(cases, world.colour);
  TraceFiles files(options.trace_dir.empty() ? world.trace_dir : options.trace_dir,
                   !options.trace_dir.empty());
  std::vector<Finding> findings;
  if (!options.quiet) out << table.head() << std::flush;
  for (const Case& of : cases) {
    Finding& finding = findings.emplace_back(world.run_case(of, options, traces));
    if (!options.quiet || !as_expected(finding)) out << table.row(finding);
    show_failures(finding, options, files, out);
    // What is on the screen is in the reports, too.
    if (!stopped(world)) insist(reports.add(finding));
    out << std::flush;
    if (stopped(world)) break;
  }
  return findings;
}

void print_end(const std::vector<Finding>& findings, const CommandOptions& options,
               std::ostream& out) {
  if (options.quiet) return;
  out << summary(findings);
  if (!options.trace_dir.empty())
    out << "traces: " << options.trace_dir << '\n';
  else if (std::any_of(findings.begin(), findings.end(), has_expected_failure))
    out << "hint: --trace-dir DIR writes a trace of each expected failure too\n";
}

/// "; did you mean `epcheck list`?" if the one path is not there and looks like a command.
std::string meant_command(const std::vector<std::string>& paths) {
  if (paths.size() != 1 || std::filesystem::exists(paths[0])) return "";
  std::vector<std::string> names;
  for (const Command& command : commands().subspan(1)) names.emplace_back(command.name);
  std::string near = scenario::nearest(paths[0], names);
  return near.empty() ? "" : fmt::format("; did you mean `epcheck {}`?", near);
}

}  // namespace

int run_check(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
              const World& world) {
  auto parsed = parse_options(argc, argv);
  if (!parsed) return parsed.error().tell(out, err);
  const CommandOptions& options = *parsed;
  if (std::string meant = meant_command(options.paths); !meant.empty()) {
    err << fmt::format("epcheck: there is no file `{}`{}\n", options.paths[0], meant);
    return kUsage;
  }
  auto cases = load_cases(options);
  if (!cases) {
    err << cases.error();
    return kUsage;
  }
  // Whether results can be written should be known before a long search, not after it.
  ReportFiles reports(options.reports, {*cases, world.started});
  insist(reports.begin());
  if (!options.trace_dir.empty()) insist(make_directory(options.trace_dir));
  std::vector<Finding> findings = run_all(*cases, options, reports, out, world);
  print_end(findings, options, out);
  insist(reports.end(!stopped(world), out));
  if (stopped(world)) {
    out.flush();
    return kInterrupted;
  }
  if (!out.flush()) throw CannotWrite{"cannot write to stdout"};
  return exit_code(findings);
}

int run_command(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
                const World& world) try {
  for (const Command& command : commands())
    if (argc > 1 && argv[1] == std::string_view(command.name) && argv[1][0] != '\0')
      return command.run(argc - 1, argv + 1, out, err, world);
  return commands().front().run(argc, argv, out, err, world);
} catch (const CannotWrite& error) {
  err << "epcheck: " << error.message << '\n';
  return kUsage;
} catch (const std::exception& error) {
  err << "epcheck: this is a bug of epcheck, please report it: " << error.what() << '\n';
  return kBug;
}

int run_command(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  handle_signals();
  bool colour = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  ProgressLine line;
  auto run = [&line](const Case& of, const CommandOptions& options, Traces traces) {
    Live live{&interrupted(), {}};
    if (!options.quiet)
      live.progress = [&](const Statistics& so_far) { line.show(name(of), so_far); };
    Finding finding = run_case(of, options, traces, live);
    line.clear();
    return finding;
  };
  return run_command(argc, argv, out, err,
                     {.run_case = run,
                      .colour = colour,
                      .keys = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? &std::cin : nullptr,
                      .started = now(),
                      .stop = &interrupted()});
}

}  // namespace epcheck::cli
