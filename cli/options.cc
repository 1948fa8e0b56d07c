// SPDX-License-Identifier: MIT
#include "cli/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/number.h"
#include "cli/spelling.h"
#include "cli/values.h"

namespace epcheck::cli {

unsigned one_per_core() { return std::clamp(std::thread::hardware_concurrency(), 1u, 64u); }

namespace {

const CommandText kText{
    .name = "",
    .usage = "[OPTION...] FILE|DIR...",
    .summary = "check the scenarios in files and folders",
    .description =
        "Explores every schedule of the scenarios in FILE, or in each *.yaml of DIR, and says "
        "whether each is as it expects.",
    .examples = {"epcheck scenarios/exclusive.yaml",
                 "epcheck scenarios --report junit=epcheck.xml --report sarif=epcheck.sarif",
                 "epcheck scenarios/data-split.yaml --kernel v5.1 --variant oneshot",
                 "epcheck scenarios/ovflist-wake.yaml --kernel 'v7.1 without wake-on-ovflist'",
                 "epcheck list scenarios", "epcheck kernels", "epcheck matrix scenarios/kernel"},
    .exit_codes = {{kOk, "all as expected"},
                   {kDiffers, "some verdict differs from what its scenario expects"},
                   {kUsage, "wrong arguments, a wrong scenario, or results that cannot be written"},
                   {kIncomplete, "a bound was hit before the verdict was known"},
                   {kNondeterministic, "a program did different things under one schedule"},
                   {kBug, "a bug of epcheck"},
                   {kInterrupted, "interrupted"}}};

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

constexpr const char* kWhat = "What to check";
constexpr const char* kHow = "How to search";
constexpr const char* kOutput = "What to write";

class SearchArguments : public Arguments {
 public:
  explicit SearchArguments(const CommandText& text) : Arguments(text) {
    app_.add_option("FILE|DIR", options_.paths);
    app_.add_option("--memory", options_.memory,
                    "Memory model, whatever the scenario says: " + list_of_values("MODEL"))
        ->type_name("MODEL")
        ->group(kWhat);
    app_.add_option("--variant", options_.variants, "Check only this variant; may be repeated")
        ->type_name("NAME")
        ->allow_extra_args(false)
        ->group(kWhat);
    add_search();
    add_random_search();
    add_bounds();
  }

  /// What is wrong with the arguments together; what they are made of otherwise.
  tl::expected<CommandOptions, Stop> read(int argc, const char* const* argv) {
    if (auto stop = parse(argc, argv)) return tl::unexpected(std::move(*stop));
    if (std::string message = complaint(); !message.empty()) return tl::unexpected(wrong(message));
    return std::move(options_);
  }

 protected:
  virtual std::string complaint() {
    if (options_.paths.empty()) return "no FILE or DIR given";
    const std::vector<std::string> searches = values_of("SEARCH");
    if (std::find(searches.begin(), searches.end(), options_.search) == searches.end())
      return fmt::format("unknown search `{}`{}", options_.search, hint(options_.search, searches));
    for (const CLI::Option* option : of_random_)
      if (option->count() > 0 && options_.search != "random")
        return fmt::format("{} means nothing without --search random", option->get_name());
    return "";
  }

  CommandOptions options_;

 private:
  void add_search() {
    app_.add_option(
            "--search", options_.search,
            "auto: states, or dpor where that is faster (default); states: each state once; "
            "dpor: each order of dependent steps once; naive: each schedule, a slow oracle; "
            "random: random schedules, never complete")
        ->type_name("SEARCH")
        ->group(kHow);
  }

  void add_random_search() {
    of_random_.push_back(
        app_.add_option("--seed", options_.seed, "random: where to begin (default 1)")
            ->type_name("N")
            ->check(number<std::uint64_t>(0, UINT64_MAX, "a seed")));
    of_random_.push_back(app_.add_option("--walks", options_.walks,
                                         "random: schedules for a variant (default 10000)")
                             ->type_name("N")
                             ->check(number<std::uint64_t>(1, UINT64_MAX, "a number of walks")));
    of_random_.push_back(
        app_.add_option("--pct", options_.pct,
                        "random: by priorities with DEPTH - 1 changes, instead of uniformly")
            ->type_name("DEPTH")
            ->check(number(1u, 100u, "a depth from 1 to 100")));
    for (CLI::Option* option : of_random_) option->group(kHow);
  }

  void add_bounds() {
    app_.add_option("--jobs", options_.jobs, "Worker processes (default: one for each core)")
        ->type_name("N")
        ->check(number(1u, 64u, "a number from 1 to 64"))
        ->group(kHow);
    app_.add_option("--max-states", options_.max_states, "Give up on a variant after N states")
        ->type_name("N")
        ->check(number<std::uint64_t>(0, UINT64_MAX, "a number of states"))
        ->group(kHow);
    app_.add_option("--max-seconds", options_.max_seconds, "Give up on a variant after S seconds")
        ->type_name("S")
        ->check(number(0.0, 1e9, "a number of seconds"))
        ->group(kHow);
    app_.add_option("--max-preemptions", options_.max_preemptions,
                    "Leave out schedules that interrupt threads more often")
        ->type_name("N")
        ->check(number(0u, 1'000'000u, "a number of preemptions"))
        ->group(kHow);
  }

  std::vector<CLI::Option*> of_random_;
};

class OptionArguments : public SearchArguments {
 public:
  OptionArguments() : SearchArguments(kText) {
    app_.add_option("--kernel", options_.kernel, "Check this kernel, whatever the scenario says")
        ->type_name("KERNEL")
        ->group(kWhat);
    app_.add_option("--report", reports_,
                    "Write a report for machines, - is stdout; may be repeated. Formats: " +
                        list_of_values("FORMAT=FILE"))
        ->type_name("FORMAT=FILE")
        ->allow_extra_args(false)
        ->group(kOutput);
    app_.add_option("--trace-dir", options_.trace_dir,
                    "Write a trace of each violation there: text, json, dot, svg, html")
        ->type_name("DIR")
        ->group(kOutput);
    app_.add_flag("--quiet", options_.quiet, "Print only what is not as expected")->group(kOutput);
    app_.set_version_flag("--version", "epcheck " EPCHECK_VERSION, "Print the version and exit")
        ->group("Other");
    app_.footer([] { return list_of_commands(); });
  }

 protected:
  std::string complaint() override {
    if (std::string message = SearchArguments::complaint(); !message.empty()) return message;
    for (const std::string& report : reports_)
      if (std::string message = read_report(report, options_.reports); !message.empty())
        return message;
    return "";
  }

 private:
  std::vector<std::string> reports_;
};

}  // namespace

tl::expected<CommandOptions, Stop> parse_options(int argc, const char* const* argv) {
  return OptionArguments().read(argc, argv);
}

tl::expected<CommandOptions, Stop> parse_search_options(const CommandText& text, int argc,
                                                        const char* const* argv) {
  return SearchArguments(text).read(argc, argv);
}

std::unique_ptr<Arguments> option_arguments() { return std::make_unique<OptionArguments>(); }

std::unique_ptr<Arguments> search_arguments(const CommandText& text) {
  return std::make_unique<SearchArguments>(text);
}

}  // namespace epcheck::cli
