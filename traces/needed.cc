// SPDX-License-Identifier: MIT
#include "traces/needed.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "traces/explain.h"

namespace epcheck {
namespace {

// "ep" of "ep.rdllist", "ep" and "conn.a" of "ep[conn.a].rdllink".
void add_objects(const std::string& name, std::set<std::string>& objects) {
  std::size_t end = name.find_first_of(".[+");
  if (!name.empty()) objects.insert(name.substr(0, end));
  std::size_t open = name.find('['), close = name.find(']');
  if (open != name.npos && close != name.npos && open < close)
    objects.insert(name.substr(open + 1, close - open - 1));
}

class Paths {
 public:
  explicit Paths(const Trace& trace)
      : trace_(trace),
        end_(std::min(trace.violation.step, trace.steps.size())),
        before_(end_),
        needed_(trace.steps.size()) {
    for (std::size_t i = 0; i < end_; ++i) look_at(i);
  }

  std::vector<bool> follow() {
    if (trace_.violation.freed) need(*trace_.violation.freed);
    if (auto turn = wrong_turn(trace_)) need(*turn);
    if (auto pair = reversal(trace_)) need(pair->first);
    if (trace_.violation.thread)
      need_last_of(*trace_.violation.thread);
    else
      need_end_state();
    while (!work_.empty()) {
      std::size_t step = work_.back();
      work_.pop_back();
      for (std::size_t earlier : before_[step]) need(earlier);
    }
    return std::move(needed_);
  }

 private:
  // Finds the ends of the paths that come to this step.
  void look_at(std::size_t i) {
    const TraceStep& step = trace_.steps[i];
    std::vector<std::size_t>& before = before_[i];
    auto last = last_.find(step.thread);
    if (last != last_.end()) before.push_back(last->second);
    if (step.reads_from && *step.reads_from < i) before.push_back(*step.reads_from);
    if (auto waker = wakers_.find(step.thread); waker != wakers_.end()) {
      before.push_back(waker->second);
      wakers_.erase(waker);
    } else if (step.kind == "wait" || step.kind == "begin") {
      for (const auto& [thread, latest] : last_) before.push_back(latest);
    }
    if (step.kind == "unlock") {
      released_[step.object_id] = {i};
    } else if (step.kind == "unlock_shared") {
      released_[step.object_id].push_back(i);
    } else if (step.kind.find("lock") != std::string::npos) {
      for (std::size_t release : released_[step.object_id]) before.push_back(release);
    }
    if (step.kind == "ghost") {  // what properties remember of all threads
      if (ghost_) before.push_back(*ghost_);
      ghost_ = i;
    }
    if (step.written) writes_[step.object] = i;
    for (unsigned woken : step.wakes) wakers_[woken] = i;
    last_[step.thread] = i;
  }

  void need(std::size_t step) {
    if (step >= end_ || needed_[step]) return;
    needed_[step] = true;
    work_.push_back(step);
  }

  void need_last_of(unsigned thread) {
    if (auto last = last_.find(thread); last != last_.end()) need(last->second);
  }

  void need_end_state() {
    std::set<std::string> objects;
    for (const auto& [thread, last] : last_) {
      if (trace_.steps[last].kind == "finish") continue;
      if (thread == 0 && trace_.steps[last].kind == "wait") continue;  // for all others to finish
      need(last);
      add_slept_on(thread, objects);
    }
    for (const auto& [name, write] : writes_) {
      std::set<std::string> owners;
      add_objects(name, owners);
      if (std::any_of(owners.begin(), owners.end(), [&](const std::string& owner) {
            return objects.contains(owner) || is_spoken_of(owner);
          }))
        need(write);
    }
  }

  // What the thread accessed since the last but one of its notes.
  void add_slept_on(unsigned thread, std::set<std::string>& objects) const {
    unsigned notes = 0;
    for (std::size_t i = end_; i-- > 0 && notes < 2;) {
      if (trace_.steps[i].thread != thread) continue;
      if (trace_.steps[i].kind == "note") ++notes;
      add_objects(trace_.steps[i].object, objects);
    }
  }

  bool is_spoken_of(std::string_view name) const {
    return std::any_of(trace_.final_state.begin(), trace_.final_state.end(),
                       [&](const std::string& text) { return text.find(name) != text.npos; });
  }

  const Trace& trace_;
  std::size_t end_;
  std::vector<std::vector<std::size_t>> before_;  // for each step, where paths to it come from
  std::map<unsigned, std::size_t> last_;          // step of each thread
  std::map<unsigned, std::size_t> wakers_;        // of threads that have not gone on since
  std::map<unsigned, std::vector<std::size_t>> released_;  // locks, by object_id
  std::map<std::string, std::size_t> writes_;              // the last, by the name of the memory
  std::optional<std::size_t> ghost_;
  std::vector<bool> needed_;
  std::vector<std::size_t> work_;
};

}  // namespace

std::vector<bool> needed_steps(const Trace& trace) {
  std::vector<bool> needed = Paths(trace).follow();
  // What the scenario itself demands of the state may look at all of it, without a step; and where
  // no path begins, nothing is known.
  bool looks_at_all = trace.property == "always" || trace.property == "finally";
  if (looks_at_all || std::find(needed.begin(), needed.end(), true) == needed.end())
    needed.assign(needed.size(), true);
  return needed;
}

}  // namespace epcheck
