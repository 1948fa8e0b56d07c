// SPDX-License-Identifier: MIT
#include "bench/spin.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/measure.h"

namespace epcheck::bench {

namespace {

constexpr double kMostSecondsToCompile = 120;

/// The word before or after `mark` in Spin's report as a number; 0 if there is no `mark`.
double number_before(const std::string& report, const std::string& mark) {
  std::size_t at = report.find(mark);
  if (at == std::string::npos) return 0;
  std::size_t from = report.rfind('\n', at);
  return std::atof(report.c_str() + (from == std::string::npos ? 0 : from + 1));
}

std::string why_unfinished(const Measured& run, unsigned most_mib) {
  if (run.signal != 0) return "out of time";
  if (run.output.find("max search depth too small") != std::string::npos) return "out of depth";
  if (run.output.find("MEMLIM bound") != std::string::npos ||
      run.output.find("out of memory") != std::string::npos)
    return fmt::format("more than {} MiB", most_mib);
  if (run.output.find("Search not completed") != std::string::npos) return "not completed";
  if (run.output.find("errors: 0") == std::string::npos) return "an error in the model";
  return "";
}

}  // namespace

bool has_spin() {
  return measure_command({"spin", "-V"}, "/", 5).exit_code == 0 &&
         measure_command({"gcc", "--version"}, "/", 5).exit_code == 0;
}

SpinRun run_spin(const EpollCore& p, double most_cpu_seconds, unsigned most_mib) {
  std::string directory = (std::filesystem::temp_directory_path() / "epcheck-spin-XXXXXX").string();
  if (mkdtemp(directory.data()) == nullptr) return {.note = "no directory to work in"};
  std::vector<std::string> translate = {"spin",
                                        "-a",
                                        fmt::format("-DNW={}", p.waiters),
                                        fmt::format("-DNC={}", p.callbacks),
                                        fmt::format("-DNF={}", p.files),
                                        fmt::format("-DITER={}", p.waits),
                                        fmt::format("-DWRITES={}", p.writes),
                                        EPCHECK_SPIN_MODEL};
  std::vector<std::string> compile = {
      "gcc", "-O2", "-w", "-DSAFETY", fmt::format("-DMEMLIM={}", most_mib), "-o", "pan", "pan.c"};
  SpinRun result;
  if (measure_command(translate, directory, kMostSecondsToCompile).exit_code != 0 ||
      measure_command(compile, directory, kMostSecondsToCompile).exit_code != 0) {
    result.note = "the model cannot be compiled";
  } else {
    Measured run = measure_command({"./pan", "-n", "-m200000"}, directory, most_cpu_seconds);
    result.cpu_seconds = run.cpu_seconds;
    result.peak_mib = run.peak_mib;
    result.states = static_cast<unsigned long long>(number_before(run.output, " states, stored"));
    result.note = why_unfinished(run, most_mib);
    result.finished = result.note.empty();
  }
  std::error_code ignored;  // a directory left behind in /tmp is no reason to stop
  std::filesystem::remove_all(directory, ignored);
  return result;
}

}  // namespace epcheck::bench
