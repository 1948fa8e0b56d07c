// SPDX-License-Identifier: MIT
#include "cli/replay.h"

#include <fmt/format.h>

#include <limits>

#include "cli/arguments.h"
#include "cli/cases.h"
#include "cli/exit_code.h"
#include "cli/learned_text.h"
#include "cli/read_trace.h"
#include "cli/record_case.h"
#include "cli/step_through.h"
#include "traces/compare.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

const CommandText kText{
    .name = "replay",
    .usage = "FILE [--step]",
    .summary = "run the schedule of a trace again",
    .description = "Runs the schedule of the trace in FILE (.json) again.",
    .exit_codes = {{kDiffers, "the violation is seen again"},
                   {kUsage, "wrong arguments, or no trace that can be replayed"},
                   {kNondeterministic, "the run goes another way"}}};

class ReplayArguments : public Arguments {
 public:
  ReplayArguments() : Arguments(kText) {
    app_.add_option("FILE", file);
    app_.add_flag("--step", step, "Show one step after the other; on a terminal, wait");
  }
  std::optional<Stop> read(int argc, const char* const* argv) {
    auto stop = parse(argc, argv);
    return stop || !file.empty() ? stop : wrong("no FILE given");
  }

  std::string file;
  bool step = false;
};

tl::expected<Violation, std::string> violation_of(const Trace& trace) {
  constexpr unsigned kMost = std::numeric_limits<std::uint8_t>::max();
  Violation violation;
  violation.property = trace.property;
  violation.message = trace.message;
  violation.preemptions = trace.preemptions;
  for (const TraceDecision& decision : trace.schedule) {
    if (decision.thread > kMost || decision.choice > kMost)
      return tl::unexpected(
          fmt::format("no schedule has the decision [{}, {}]", decision.thread, decision.choice));
    violation.schedule.push_back(
        {static_cast<std::uint8_t>(decision.thread), static_cast<std::uint8_t>(decision.choice)});
  }
  return violation;
}

/// The run that a trace file asks for, before it is run.
struct Plan {
  Case of;
  Points points;
  Violation violation;
};

tl::expected<Plan, std::string> plan(const std::string& file, const Trace& trace) {
  auto refuse = [&](const std::string& why) {
    return tl::unexpected(fmt::format("epcheck: {}: {}\n", file, why));
  };
  const TraceOrigin& origin = trace.origin;
  if (origin.text.empty())
    return refuse("the trace does not say of which scenario it is; it can be shown, not replayed");
  auto search = search_named(origin.search);
  if (!search) return refuse(fmt::format("unknown search `{}`", origin.search));
  auto learned = learned_from(origin.learned);
  if (!learned) return refuse("what the schedule relies on (`origin.learned`) cannot be read");
  auto violation = violation_of(trace);
  if (!violation) return refuse(violation.error());
  auto of = case_of(trace);
  if (!of) return tl::unexpected(of.error());
  return Plan{std::move(*of),
              {*search, std::move(*learned), origin.max_preemptions},
              std::move(*violation)};
}

/// How the run went another way than the trace, "" if it did not.
std::string divergence(const Trace& expected, const Recorded& seen) {
  std::string other_build;
  if (expected.origin.epcheck != seen.trace.origin.epcheck)
    other_build = fmt::format("The file was written by epcheck {}; this is {}.\n",
                              expected.origin.epcheck, seen.trace.origin.epcheck);
  if (auto step = first_difference(expected, seen.trace)) {
    std::size_t decision = *step < expected.steps.size() ? expected.steps[*step].decision
                                                         : seen.trace.steps[*step].decision;
    return fmt::format(
               "The run diverges at step {}, decision {} of {}.\n  trace: {}\n  run:   {}\n", *step,
               decision, expected.schedule.size(), describe_step(expected, *step),
               describe_step(seen.trace, *step)) +
           other_build;
  }
  if (seen.done < expected.schedule.size())
    return fmt::format("The run diverges: decision {} of {} is not possible.\n", seen.done,
                       expected.schedule.size()) +
           other_build;
  if (!seen.violated)
    return fmt::format("The schedule ran to its end, and {} is not violated.\n",
                       expected.property) +
           other_build;
  return "";
}

}  // namespace

std::unique_ptr<Arguments> replay_arguments() { return std::make_unique<ReplayArguments>(); }

int run_replay(int argc, const char* const* argv, std::istream* keys, std::ostream& out,
               std::ostream& err) {
  ReplayArguments arguments;
  if (auto stop = arguments.read(argc, argv)) return stop->tell(out, err);
  auto trace = read_trace(arguments.file);
  auto planned = trace ? plan(arguments.file, *trace) : tl::unexpected(trace.error());
  if (!planned) {
    err << planned.error();
    return kUsage;
  }
  Recorded seen = record_case(planned->of, planned->points, planned->violation);
  seen.trace.states = trace->states;
  seen.trace.passing_search = trace->passing_search;
  seen.trace.passing = trace->passing;
  if (arguments.step)
    step_through(seen.trace, keys, out);
  else
    out << write_trace(seen.trace, Format::text);
  out << '\n';
  if (std::string differs = divergence(*trace, seen); !differs.empty()) {
    out << differs;
    return kNondeterministic;
  }
  out << fmt::format("{} is seen again.\n", trace->property);
  return kDiffers;
}

}  // namespace epcheck::cli
