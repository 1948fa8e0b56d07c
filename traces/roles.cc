// SPDX-License-Identifier: MIT
#include "traces/roles.h"

#include <algorithm>
#include <map>
#include <set>

#include "traces/needed.h"

namespace epcheck {
namespace {

constexpr std::size_t kLaps = 3;          // so many are a repetition
constexpr std::size_t kLongestLap = 100;  // moments; longer ones are told as often as they are

// What opens and closes with nobody else in between.
void find_quiet(const std::vector<Moment>& moments, std::vector<Role>& roles) {
  std::map<unsigned, std::vector<std::size_t>> open;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    std::vector<std::size_t>& mine = open[moments[i].thread];
    if (moments[i].kind == "opens") mine.push_back(i);
    if (moments[i].kind != "closes" || mine.empty()) continue;
    std::size_t from = mine.back();
    mine.pop_back();
    bool alone = std::all_of(moments.begin() + from, moments.begin() + i,
                             [&](const Moment& m) { return m.thread == moments[i].thread; });
    if (alone) roles[from] = roles[i] = Role::quiet;
  }
}

void find_unrelated(const Trace& trace, const std::vector<Moment>& moments,
                    std::vector<Role>& roles) {
  std::vector<bool> needed = needed_steps(trace);
  auto is_needed = [&](std::size_t step) { return needed[step]; };
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const std::vector<std::size_t>& steps = moments[i].steps;
    if (roles[i] == Role::tells && moments[i].kind != "violation" &&
        std::none_of(steps.begin(), steps.end(), is_needed))
      roles[i] = Role::unrelated;
  }
}

// What its calls return, and when it sleeps and wakes, is the outline of a thread that is shown.
bool is_outline(const Moment& moment) {
  return moment.kind == "return" || moment.kind == "sleep" || moment.kind == "wake" ||
         moment.kind == "property";
}

// Threads that are woken by what is told: that they are is a part of it.
std::set<unsigned> woken(const Trace& trace, const std::vector<Moment>& moments,
                         const std::vector<Role>& roles) {
  std::set<unsigned> result;
  for (std::size_t i = 0; i < moments.size(); ++i)
    if (roles[i] == Role::tells)
      for (std::size_t step : moments[i].steps)
        result.insert(trace.steps[step].wakes.begin(), trace.steps[step].wakes.end());
  return result;
}

// A box that says "1 note" says less than the note.
void keep_outlines(const Trace& trace, const std::vector<Moment>& moments,
                   std::vector<Role>& roles) {
  std::set<unsigned> is_woken = woken(trace, moments, roles);
  std::map<unsigned, std::vector<std::size_t>> by_thread;
  for (std::size_t i = 0; i < moments.size(); ++i)
    if (roles[i] != Role::quiet) by_thread[moments[i].thread].push_back(i);
  for (const auto& [thread, mine] : by_thread) {
    auto unrelated = [&](std::size_t n) {
      return n < mine.size() && roles[mine[n]] == Role::unrelated;
    };
    bool is_left_out = !is_woken.contains(thread);
    for (std::size_t n = 0; n < mine.size(); ++n) is_left_out = is_left_out && unrelated(n);
    if (is_left_out) continue;
    for (std::size_t i : mine)
      if (is_outline(moments[i])) roles[i] = Role::tells;
    std::vector<std::size_t> single;
    for (std::size_t n = 0; n < mine.size(); ++n)
      if (unrelated(n) && !unrelated(n + 1) && (n == 0 || !unrelated(n - 1)))
        single.push_back(mine[n]);
    for (std::size_t i : single) roles[i] = Role::tells;
  }
}

std::vector<Repetition> find_repeated(const std::vector<Moment>& moments,
                                      std::vector<Role>& roles) {
  std::vector<Repetition> result;
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < moments.size(); ++i)
    if (roles[i] == Role::tells) shown.push_back(i);
  auto same = [&](std::size_t a, std::size_t b) {
    const Moment& left = moments[shown[a]];
    const Moment& right = moments[shown[b]];
    return left.thread == right.thread && left.kind == right.kind && left.text == right.text;
  };
  for (std::size_t begin = 0; begin < shown.size(); ++begin) {
    for (std::size_t lap = 1; lap <= kLongestLap && begin + kLaps * lap <= shown.size(); ++lap) {
      std::size_t end = begin + lap;
      while (end < shown.size() && same(end, end - lap)) ++end;
      std::size_t laps = (end - begin) / lap;
      if (laps < kLaps) continue;
      end = begin + laps * lap;
      for (std::size_t n = begin + lap; n < end; ++n) roles[shown[n]] = Role::repeated;
      result.push_back({shown[begin + lap], shown[end - 1] + 1, lap, laps - 1});
      begin = end - 1;
      break;
    }
  }
  return result;
}

}  // namespace

Roles roles(const Trace& trace, const std::vector<Moment>& moments) {
  Roles result{std::vector<Role>(moments.size(), Role::tells), {}};
  find_quiet(moments, result.of);
  find_unrelated(trace, moments, result.of);
  keep_outlines(trace, moments, result.of);
  result.repetitions = find_repeated(moments, result.of);
  return result;
}

}  // namespace epcheck
