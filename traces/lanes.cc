// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>

#include "traces/letters.h"
#include "traces/story.h"

namespace epcheck {
namespace {

bool is_interrupt(const Trace& trace, unsigned thread) {
  return std::any_of(trace.threads.begin(), trace.threads.end(), [thread](const TraceThread& t) {
    return t.id == thread && t.kind == ThreadKind::interrupt;
  });
}

}  // namespace

std::vector<Lane> lanes(const Trace& trace, const std::vector<Moment>& moments, std::size_t count) {
  std::map<unsigned, std::size_t> talk;  // how many moments each thread has
  for (const Moment& moment : moments) ++talk[moment.thread];
  std::vector<unsigned> threads;
  for (auto [thread, moments_of_thread] : talk) threads.push_back(thread);

  std::vector<unsigned> rest;
  if (threads.size() > count) {
    std::stable_sort(threads.begin(), threads.end(), [&](unsigned a, unsigned b) {
      bool guilty = trace.violation.thread == a, other_guilty = trace.violation.thread == b;
      return guilty != other_guilty ? guilty : talk[a] > talk[b];
    });
    rest.assign(threads.begin() + (count - 1), threads.end());
    threads.resize(count - 1);
    std::sort(rest.begin(), rest.end());
  }
  std::sort(threads.begin(), threads.end(), [&](unsigned a, unsigned b) {
    bool outside = is_interrupt(trace, a), other_outside = is_interrupt(trace, b);
    return outside != other_outside ? outside : a < b;
  });

  std::vector<Lane> result;
  for (unsigned thread : threads)
    result.push_back({thread_name(trace, thread), {thread}, is_interrupt(trace, thread)});
  if (!rest.empty()) {
    std::vector<std::string> names;
    for (unsigned thread : rest) names.push_back(thread_name(trace, thread));
    result.push_back({join(names, ", "), rest, false});
  }
  return result;
}

std::size_t lane_of(const std::vector<Lane>& lanes, unsigned thread) {
  auto has = [thread](const Lane& lane) {
    return std::find(lane.threads.begin(), lane.threads.end(), thread) != lane.threads.end();
  };
  return std::find_if(lanes.begin(), lanes.end(), has) - lanes.begin();
}

bool involves(const Trace& trace, const Moment& moment, unsigned thread) {
  auto is_of = [&](std::size_t step) { return trace.steps[step].thread == thread; };
  return moment.thread == thread || std::any_of(moment.steps.begin(), moment.steps.end(), is_of);
}

std::vector<std::vector<std::size_t>> rows(const std::vector<Moment>& moments,
                                           const std::vector<Lane>& lanes) {
  std::vector<std::vector<std::size_t>> result;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const std::string& kind = moments[i].kind;
    bool can_share = kind == "sleep" || kind == "fold" || kind == "woken";
    bool shares = i > 0 && can_share && moments[i - 1].kind == kind &&
                  lane_of(lanes, moments[i - 1].thread) < lane_of(lanes, moments[i].thread);
    if (shares)
      result.back().push_back(i);
    else
      result.push_back({i});
  }
  return result;
}

}  // namespace epcheck
