// SPDX-License-Identifier: MIT
#include "checker/check.h"

#include "checker/block_witness.h"
#include "checker/bug.h"
#include "checker/machine.h"
#include "checker/search.h"

namespace epcheck {

Options effective(Options options) {
  if (options.search == Search::auto_) options.search = Search::states;
  if (options.max_preemptions) options.reductions.lone_joins = false;  // they force switches
  if (options.search != Search::states || options.memory == Memory::weak ||
      options.max_preemptions || !options.reductions.learned_words)
    options.reductions.symmetry = false;
  if (options.search == Search::naive || options.search == Search::dpor)
    options.reductions.learned_words = options.reductions.lone_joins = false;
  return options;
}

namespace detail {

namespace {

Findings search(Machine& machine, const Options& options) {
  switch (options.search) {
    case Search::auto_:
    case Search::states:
      return search_states(machine, options);
    case Search::naive:
      return search_naive(machine, options);
    case Search::dpor:
      return search_dpor(machine, options);
    case Search::random:
      return search_random(machine, options);
  }
  CHECK(false, "an unknown search");
  return {};
}

Verdict verdict(const Findings& findings) {
  if (findings.nondeterministic) return Verdict::nondeterministic;
  if (!findings.violations.empty()) return Verdict::violated;
  return findings.complete ? Verdict::holds : Verdict::incomplete;
}

}  // namespace

Result check(Body body, const void* argument, std::size_t bytes, const Options& wanted) {
  auto start = std::chrono::steady_clock::now();
  Bounds::begin_check();
  Options options = effective(wanted);
  Machine& machine = Machine::get();
  machine.start(body, argument, bytes, options);
  Findings findings;
  if (wanted.search == Search::auto_) {
    auto become_dpor = [&] {
      options = wanted;
      options.search = Search::dpor;
      options = effective(options);
      machine.stop();
      machine.start(body, argument, bytes, options);
    };
    auto dpor = [&] {
      become_dpor();
      options.progress = nullptr;
      return search_dpor(machine, options);
    };
    if (auto won = search_auto(machine, options, dpor, findings)) {
      findings = std::move(*won);
      become_dpor();
    }
  } else {
    findings = search(machine, options);
  }
  if (options.report_livelock && options.search == Search::states && findings.complete &&
      !findings.nondeterministic)
    find_livelock(machine, options, findings);
  if (!findings.nondeterministic) shorten(machine, options, findings);

  Result result;
  result.search = options.search;
  result.learned = machine.words().learned();
  if (auto read = findings.violations.find("uninitialised-read"); read != findings.violations.end())
    read->second.message = describe_unwritten(machine, read->second.schedule);
  if (auto leak = findings.violations.find("leak"); leak != findings.violations.end()) {
    std::string where = locate_leaks(machine, leak->second.schedule);
    if (!where.empty()) leak->second.message = where;
  }
  if (auto race = findings.violations.find("data-race"); race != findings.violations.end()) {
    std::string which = describe_race(machine, options, race->second.schedule);
    if (!which.empty()) race->second.message = which;
  }
  machine.stop();
  result.verdict = verdict(findings);
  result.complete = findings.complete && !findings.nondeterministic;
  for (auto& [property, violation] : findings.violations)
    result.violations.push_back(std::move(violation));
  result.outcomes = std::move(findings.outcomes);
  result.statistics = findings.statistics;
  result.note = std::move(findings.note);
  result.why_states = std::move(findings.why_states);
  result.statistics.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace detail

}  // namespace epcheck
