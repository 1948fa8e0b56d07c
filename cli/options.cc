// SPDX-License-Identifier: MIT
#include "cli/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <thread>

#include "cli/spelling.h"

namespace epcheck::cli {

unsigned one_per_core() { return std::clamp(std::thread::hardware_concurrency(), 1u, 64u); }

namespace {

constexpr const char* kFooter = R"(
Examples:
  epcheck scenarios/exclusive.yaml
  epcheck scenarios --report junit=epcheck.xml --report sarif=epcheck.sarif
  epcheck scenarios/data-split.yaml --kernel v5.1 --variant oneshot
  epcheck scenarios/ovflist-wake.yaml --kernel 'v7.1 without wake-on-ovflist'
  epcheck kernels
  epcheck matrix scenarios/kernel

Other commands, each with a --help of its own:
  epcheck explain [NAME]  what a property means
  epcheck replay FILE     run the schedule of a trace again
  epcheck trace FILE      show a trace in another format

Exit codes:
  0 all as expected, 1 some verdict differs, 2 bad usage or scenario,
  3 incomplete, 4 nondeterministic program, 70 bug of epcheck, 130 interrupted)";

/// Accepts numbers from `least` to `most`; adds nothing to the help.
template <class Number>
CLI::Validator number(Number least, Number most, const char* what) {
  return CLI::Validator(
      [=](const std::string& text) -> std::string {
        Number value;
        bool read = text[0] != '-' && CLI::detail::lexical_cast(text, value);
        if (read && value >= least && value <= most) return "";
        return fmt::format("`{}` is not {}", text, what);
      },
      "");
}

/// Reads "json=FILE" into one more target. Returns what is wrong with it, "" if nothing.
std::string read_report(const std::string& text, std::vector<ReportTarget>& reports) {
  std::size_t equals = text.find('=');
  std::string format = text.substr(0, equals);
  std::vector<std::string> formats = report_format_names();
  if (std::find(formats.begin(), formats.end(), format) == formats.end())
    return fmt::format("--report: unknown format `{}`{}", format, hint(format, formats));
  if (equals == std::string::npos || equals + 1 == text.size())
    return fmt::format("--report: no file given; write --report {}=FILE", format);
  std::string file = text.substr(equals + 1);
  for (const ReportTarget& other : reports)
    if (other.file == file) return fmt::format("--report: two reports go to `{}`", file);
  reports.push_back({report_format_named(format), std::move(file)});
  return "";
}

}  // namespace

tl::expected<CommandOptions, Stop> parse_options(int argc, const char* const* argv) {
  CommandOptions options;
  std::vector<std::string> reports;
  CLI::App app{"Explores every schedule of the scenarios in FILE, or in each *.yaml of DIR.",
               "epcheck"};
  app.footer(kFooter);

  app.add_option("FILE|DIR", options.paths);
  app.add_option("--kernel", options.kernel, "Check this kernel, whatever the scenario says")
      ->type_name("NAME")
      ->group("What to check");
  app.add_option("--memory", options.memory,
                 "Memory model, whatever the scenario says: sc, tso, weak")
      ->type_name("NAME")
      ->group("What to check");
  app.add_option("--variant", options.variants, "Check only this variant; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->group("What to check");

  app.add_option("--search", options.search,
                 "auto: states, or dpor where that is faster (default); states: each state once; "
                 "dpor: each order of dependent steps once; naive: each schedule, a slow oracle; "
                 "random: random schedules, never complete")
      ->type_name("NAME")
      ->group("How to search");
  CLI::Option* seed = app.add_option("--seed", options.seed, "random: where to begin (default 1)")
                          ->type_name("N")
                          ->check(number<std::uint64_t>(0, UINT64_MAX, "a seed"))
                          ->group("How to search");
  CLI::Option* walks =
      app.add_option("--walks", options.walks, "random: schedules for a variant (default 10000)")
          ->type_name("N")
          ->check(number<std::uint64_t>(1, UINT64_MAX, "a number of walks"))
          ->group("How to search");
  CLI::Option* pct =
      app.add_option("--pct", options.pct,
                     "random: by priorities with DEPTH - 1 changes, instead of uniformly")
          ->type_name("DEPTH")
          ->check(number(1u, 100u, "a depth from 1 to 100"))
          ->group("How to search");
  app.add_option("--jobs", options.jobs, "Worker processes (default: one for each core)")
      ->type_name("N")
      ->check(number(1u, 64u, "a number from 1 to 64"))
      ->group("How to search");
  app.add_option("--max-states", options.max_states, "Give up on a variant after N states")
      ->type_name("N")
      ->check(number<std::uint64_t>(0, UINT64_MAX, "a number of states"))
      ->group("How to search");
  app.add_option("--max-seconds", options.max_seconds, "Give up on a variant after S seconds")
      ->type_name("S")
      ->check(number(0.0, 1e9, "a number of seconds"))
      ->group("How to search");
  app.add_option("--max-preemptions", options.max_preemptions,
                 "Leave out schedules that interrupt threads more often")
      ->type_name("N")
      ->check(number(0u, 1'000'000u, "a number of preemptions"))
      ->group("How to search");

  app.add_option("--report", reports,
                 "Write a report for machines, - is stdout; may be repeated. Formats: json, junit, "
                 "sarif, tap, github")
      ->type_name("FORMAT=FILE")
      ->allow_extra_args(false)
      ->group("What to write");
  app.add_option("--trace-dir", options.trace_dir,
                 "Write a trace of each violation there: text, json, dot, svg")
      ->type_name("DIR")
      ->group("What to write");
  app.add_flag("--quiet", options.quiet, "Print only what is not as expected")
      ->group("What to write");

  use_our_help(app, "epcheck [OPTION...] FILE|DIR...");
  app.set_version_flag("--version", "epcheck " EPCHECK_VERSION, "Print the version and exit")
      ->group("Other");

  if (auto stop = parse(app, argc, argv)) return tl::unexpected(std::move(*stop));
  if (options.paths.empty()) return tl::unexpected(usage_error("no FILE or DIR given"));
  const std::vector<std::string> searches = {"auto", "states", "dpor", "naive", "random"};
  if (std::find(searches.begin(), searches.end(), options.search) == searches.end())
    return tl::unexpected(usage_error(
        fmt::format("unknown search `{}`{}", options.search, hint(options.search, searches))));
  for (const CLI::Option* option : {seed, walks, pct})
    if (option->count() > 0 && options.search != "random")
      return tl::unexpected(
          usage_error(fmt::format("{} means nothing without --search random", option->get_name())));
  for (const std::string& report : reports)
    if (std::string wrong = read_report(report, options.reports); !wrong.empty())
      return tl::unexpected(usage_error(wrong));
  return options;
}

}  // namespace epcheck::cli
