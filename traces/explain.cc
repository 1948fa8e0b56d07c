// SPDX-License-Identifier: MIT
#include "traces/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "traces/letters.h"
#include "traces/story.h"

namespace epcheck {
namespace {

bool is_lock(const TraceStep& step) { return step.kind.find("lock") != std::string::npos; }
bool is_unlock(const TraceStep& step) { return step.kind.starts_with("unlock"); }
bool writes(const TraceStep& step) { return step.written.has_value(); }

bool conflict(const TraceStep& a, const TraceStep& b) {
  if (a.object.empty() || a.object != b.object || a.thread == b.thread) return false;
  if (is_unlock(a) || is_unlock(b)) return false;
  return is_lock(a) == is_lock(b) && (is_lock(a) || writes(a) || writes(b));
}

// Each operation of a run by its thread and its number there: both runs begin alike, so what has
// the same number is the same operation, as long as it does the same.
using Place = std::pair<unsigned, std::size_t>;

std::vector<Place> places(const std::vector<TraceStep>& steps) {
  std::map<unsigned, std::size_t> count;
  std::vector<Place> result;
  for (const TraceStep& step : steps)
    result.push_back(
        {step.thread, step.kind == "note" ? count[step.thread] : ++count[step.thread]});
  return result;
}

std::size_t step_at(const std::vector<TraceStep>& steps, std::size_t decision) {
  auto at = std::find_if(steps.begin(), steps.end(),
                         [=](const TraceStep& step) { return step.decision >= decision; });
  return at - steps.begin();
}

std::string thread_of(const Trace& trace, unsigned thread) { return thread_name(trace, thread); }

std::string verb(const TraceStep& step) {
  if (is_lock(step)) return "takes";
  if (step.kind == "load") return "reads";
  return step.value ? "changes" : "writes";
}

std::string where(const TraceStep& step, bool with_line) {
  // What the engine does on behalf of the program stands nowhere in it.
  if (step.function.empty() || step.file.starts_with("checker/")) return "";
  std::string text = " in " + step.function;
  if (with_line && !step.file.empty()) text += fmt::format(" ({}:{})", step.file, step.line);
  return text;
}

std::string last_choice(const Trace& trace, bool with_line) {
  const TracePassing& passing = *trace.passing;
  unsigned wrong = trace.schedule[passing.decision].thread;
  unsigned right = passing.schedule[passing.decision].thread;
  std::string at;
  if (auto step = wrong_turn(trace)) at = where(trace.steps[*step], with_line);
  std::string text = fmt::format("The last choice that could go right is step {} of {}",
                                 passing.decision + 1, trace.schedule.size());
  if (wrong == right)
    text += fmt::format(", where {}{} goes one way of several. Another way,",
                        thread_of(trace, wrong), at);
  else
    text += fmt::format(", where {} goes on{}. With {} first,", thread_of(trace, wrong), at,
                        thread_of(trace, right));
  return text + " nothing need be violated; as it is, " +
         (trace.passing_search == PassingSearch::found ? "every way on fails."
                                                       : "no way on was found that passes.");
}

std::string order(const Trace& trace, const Reversal& pair, bool with_line) {
  const TraceStep& first = trace.steps[pair.first];
  const TraceStep& second = trace.passing->steps[pair.second];
  std::string text =
      fmt::format("Here {} {} {}{} before {} {} it{}; there it is the other way round. ",
                  thread_of(trace, first.thread), verb(first), whole_object(first.object),
                  where(first, with_line), thread_of(trace, second.thread), verb(second),
                  where(second, with_line));
  if (is_lock(first)) return text + "The lock does not say who takes it first.";
  if (pair.locks.empty()) return text + "No lock is held at both.";
  std::vector<std::string> named;
  for (const std::string& lock : pair.locks)
    if (!lock.starts_with('#')) named.push_back(lock);
  return text + fmt::format("Both hold {}, which does not say who comes first.",
                            named.empty() ? "one lock" : join(named, ", "));
}

std::string freed(const Trace& trace, bool with_line) {
  const TraceStep& free = trace.steps[*trace.violation.freed];
  std::string object = whole_object(free.object);
  std::string text = fmt::format("{} freed {}{}", thread_of(trace, free.thread),
                                 object.empty() ? "the memory" : object, where(free, with_line));
  if (trace.violation.step == 0) return text + ".";
  const TraceStep& use = trace.steps[trace.violation.step - 1];
  if (use.kind == "note") return text + ".";
  return text + fmt::format("; {} {} it afterwards{}.", thread_of(trace, use.thread), verb(use),
                            where(use, with_line));
}

}  // namespace

std::optional<std::size_t> wrong_turn(const Trace& trace) {
  if (!trace.passing) return std::nullopt;
  std::size_t step = step_at(trace.steps, trace.passing->decision);
  if (step == trace.steps.size()) return std::nullopt;
  return step;
}

std::optional<std::size_t> turn_moment(const Trace& trace, const std::vector<Moment>& moments) {
  std::optional<std::size_t> turn = wrong_turn(trace);
  if (!turn) return std::nullopt;
  auto shows = [&](const Moment& moment) {
    return moment.kind == "violation" || (!moment.steps.empty() && moment.steps.back() >= *turn);
  };
  auto at = std::find_if(moments.begin(), moments.end(), shows);
  if (at == moments.end()) return std::nullopt;
  return at - moments.begin();
}

std::optional<Reversal> reversal(const Trace& trace) {
  if (!trace.passing) return std::nullopt;
  const std::vector<TraceStep>& failing = trace.steps;
  const std::vector<TraceStep>& passing = trace.passing->steps;
  std::vector<Place> failing_places = places(failing), passing_places = places(passing);
  std::map<Place, std::size_t> in_failing, in_passing;
  for (std::size_t i = 0; i < failing.size(); ++i) in_failing.emplace(failing_places[i], i);
  for (std::size_t i = 0; i < passing.size(); ++i) in_passing.emplace(passing_places[i], i);
  std::size_t begin = step_at(passing, trace.passing->decision);
  unsigned wrong = trace.schedule[trace.passing->decision].thread;

  std::optional<Reversal> of_locks;
  for (std::size_t i = step_at(failing, trace.passing->decision);
       i < std::min(failing.size(), trace.violation.step); ++i) {
    const TraceStep& first = failing[i];
    auto there = in_passing.find(failing_places[i]);
    if (first.thread != wrong || first.kind == "note" || there == in_passing.end() ||
        passing[there->second].kind != first.kind || passing[there->second].object != first.object)
      continue;
    for (std::size_t j = begin; j < there->second; ++j) {
      if (!conflict(first, passing[j])) continue;
      auto here = in_failing.find(passing_places[j]);
      if (here != in_failing.end() && here->second < i) continue;
      Reversal pair{i, j, {}};
      for (const std::string& lock : first.holds)
        if (std::count(passing[j].holds.begin(), passing[j].holds.end(), lock) > 0)
          pair.locks.push_back(lock);
      if (!is_lock(first)) return pair;
      if (!of_locks) of_locks = std::move(pair);
    }
  }
  return of_locks;
}

std::vector<std::string> explain(const Trace& trace, bool places) {
  std::vector<std::string> sentences;
  if (trace.violation.freed) sentences.push_back(freed(trace, places));
  switch (trace.passing_search) {
    case PassingSearch::not_searched:
      break;
    case PassingSearch::none:
      sentences.push_back("Every schedule fails: no order of the threads makes this right.");
      break;
    case PassingSearch::unknown:
      sentences.push_back("No schedule that passes was found near this one.");
      break;
    case PassingSearch::found:
    case PassingSearch::nearest:
      sentences.push_back(last_choice(trace, places));
      if (auto pair = reversal(trace)) sentences.push_back(order(trace, *pair, places));
      break;
  }
  for (std::string& sentence : sentences) sentence = printable(sentence);
  return sentences;
}

}  // namespace epcheck
