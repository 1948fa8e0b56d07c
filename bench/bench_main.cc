// SPDX-License-Identifier: MIT
// epcheck-bench: runs the rows of the table, each in a process of its own, beside what the peers
// need. docs/benchmarks.md says what the columns mean.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <functional>

#include "bench/line.h"
#include "bench/measure.h"
#include "bench/rows.h"
#include "bench/spin.h"
#include "checker/memory_names.h"

namespace epcheck::bench {
namespace {

struct Arguments {
  std::vector<std::string> rows;
  bool list = false;
  bool no_spin = false;
  std::string search = "states";
  std::string memory = "sc";
  std::vector<std::string> without;
  double seconds = 60;
  unsigned mib = 4096;
  unsigned jobs = 1;
  std::string json;
};

constexpr const char* kEpollCore = "epoll-core";
constexpr const char* kGenmcSource = "genmc -sc, v0.11, measured 2026-11-20 on another run";
constexpr const char* kSpinSource = "bench/epoll_core.pml, in this run";
/// What a row may need beyond its bound to stop in order.
constexpr double kSecondsToStop = 30;

bool parse(int argc, char** argv, Arguments* a, int* exit_code) {
  CLI::App app("Compares epcheck with other checkers, row by row.");
  app.add_option("--row", a->rows, "A row (mutex-8) or all rows of a program (epmini, epoll-core)");
  app.add_flag("--list", a->list, "Name the rows and end");
  app.add_option("--search", a->search, "How epcheck searches")
      ->check(CLI::IsMember({"auto", "states", "naive", "dpor"}))
      ->capture_default_str();
  app.add_option("--memory", a->memory, "Memory model")
      ->check(CLI::IsMember(memory_names()))
      ->capture_default_str();
  app.add_option("--without", a->without, "Switch a reduction off")
      ->check(CLI::IsMember({"learned-words", "tracked-words", "nested-locks", "live-stacks",
                             "lone-joins", "symmetry", "known-steps"}));
  app.add_option("--seconds", a->seconds, "Bound of a row, for each checker")
      ->check(CLI::Range(0.1, 86400.0))
      ->capture_default_str();
  app.add_option("--mib", a->mib, "Bound of the table of states of a row, in MiB")
      ->check(CLI::Range(16, 1 << 20))
      ->capture_default_str();
  app.add_option("--jobs", a->jobs, "Workers of epcheck")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_flag("--no-spin", a->no_spin, "Do not run Spin beside epoll-core");
  app.add_option("--json", a->json, "Write the table to this file, too");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    *exit_code = app.exit(error) == 0 ? 0 : 2;
    return false;
  }
  return true;
}

Options options_of(const Arguments& a) {
  Options options;
  options.search = a.search == "auto"    ? Search::auto_
                   : a.search == "naive" ? Search::naive
                   : a.search == "dpor"  ? Search::dpor
                                         : Search::states;
  options.memory = *memory_named(a.memory);
  options.max_seconds = a.seconds;
  options.max_bytes = std::uint64_t{a.mib} << 20;
  options.jobs = a.jobs;
  for (const std::string& name : a.without) {
    if (name == "learned-words") options.reductions.learned_words = false;
    if (name == "tracked-words") options.reductions.tracked_words = false;
    if (name == "nested-locks") options.reductions.nested_locks = false;
    if (name == "lone-joins") options.reductions.lone_joins = false;
    if (name == "symmetry") options.reductions.symmetry = false;
    if (name == "known-steps") options.reductions.known_steps = false;
    if (name == "live-stacks") options.reductions.live_stacks = false;
  }
  return options;
}

std::string verdict_of(const Result& result) {
  switch (result.verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::violated:
      return "violated: " + result.violations.front().property;
    case Verdict::incomplete:
      return "incomplete: " + result.note;
    case Verdict::nondeterministic:
      return "nondeterministic: " + result.note;
  }
  return "";
}

Line run_row(const std::string& name, const Arguments& a, const std::function<Result()>& work) {
  auto job = [&] {
    Result result = work();
    const Statistics& s = result.statistics;
    return nlohmann::json{s.states, s.transitions, s.executions, result.complete,
                          verdict_of(result)}
        .dump();
  };
  Measured measured = measure(job, a.seconds + kSecondsToStop);
  Line line{.row = name, .search = a.memory == "sc" ? a.search : a.search + "/" + a.memory};
  line.seconds = measured.cpu_seconds;
  line.mib = measured.peak_mib;
  nlohmann::json numbers = nlohmann::json::parse(measured.output, nullptr, false);
  if (measured.signal != 0 || !numbers.is_array()) {
    line.verdict = fmt::format("ended by signal {}", measured.signal);
    return line;
  }
  line.states = numbers[0];
  line.transitions = numbers[1];
  line.executions = numbers[2];
  line.finished = numbers[3];
  line.verdict = numbers[4];
  return line;
}

Line run(const PeerRow& row, const Arguments& a) {
  Line line = run_row(row.name(), a, [&] {
    return check_program(*find_program(row.program), row.size, options_of(a));
  });
  line.peer = {"GenMC", kGenmcSource, true, row.peer_seconds, row.peer_executions, 0, ""};
  return line;
}

Line run(const EpollRow& row, const Arguments& a, bool with_spin) {
  Line line =
      run_row(row.name(), a, [&] { return check_epoll_core(row.parameters, options_of(a)); });
  if (!with_spin) return line;
  SpinRun spin = run_spin(row.parameters, a.seconds, a.mib);
  line.peer = {"Spin",      kSpinSource,   spin.finished, spin.cpu_seconds,
               spin.states, spin.peak_mib, spin.note};
  return line;
}

class Selection {
 public:
  explicit Selection(const std::vector<std::string>& asked) : asked_(asked), met_(asked.size()) {}
  bool has(const std::string& row, const std::string& program) {
    bool found = asked_.empty();
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      if (asked_[i] != row && asked_[i] != program) continue;
      met_[i] = found = true;
    }
    return found;
  }
  /// What was asked for and is no row; empty if there is none.
  std::string unknown() const {
    for (std::size_t i = 0; i < asked_.size(); ++i)
      if (!met_[i]) return asked_[i];
    return "";
  }

 private:
  std::vector<std::string> asked_;
  std::vector<bool> met_;
};

int run_all(const Arguments& a) {
  Selection selection(a.rows);
  std::vector<PeerRow> peers;
  std::vector<EpollRow> epolls;
  for (const PeerRow& row : peer_rows())
    if (selection.has(row.name(), row.program)) peers.push_back(row);
  for (const EpollRow& row : epoll_rows())
    if (selection.has(row.name(), kEpollCore)) epolls.push_back(row);
  if (!selection.unknown().empty()) {
    fmt::print(stderr, "epcheck-bench: no row or program is named '{}'; see --list\n",
               selection.unknown());
    return 2;
  }
  if (a.list) {
    for (const PeerRow& row : peers) fmt::print("{}\n", row.name());
    for (const EpollRow& row : epolls) fmt::print("{}\n", row.name());
    return 0;
  }
  std::vector<Line> lines;
  auto add = [&](Line line) {
    fmt::print("{}", text_of(line));
    std::fflush(stdout);
    lines.push_back(std::move(line));
  };
  fmt::print("{}", heading());
  for (const PeerRow& row : peers) add(run(row, a));
  bool with_spin = !epolls.empty() && !a.no_spin && has_spin();
  for (const EpollRow& row : epolls) add(run(row, a, with_spin));
  fmt::print("{}", summary(lines));
  if (a.json.empty()) return 0;
  std::ofstream file(a.json);
  file << json_of(lines).dump(2) << "\n";
  if (file.flush()) return 0;
  fmt::print(stderr, "epcheck-bench: cannot write {}\n", a.json);
  return 2;
}

}  // namespace
}  // namespace epcheck::bench

int main(int argc, char** argv) {
  epcheck::bench::Arguments arguments;
  int exit_code = 0;
  if (!epcheck::bench::parse(argc, argv, &arguments, &exit_code)) return exit_code;
  return epcheck::bench::run_all(arguments);
}
