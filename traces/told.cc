// SPDX-License-Identifier: MIT
#include "traces/told.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "traces/letters.h"

namespace epcheck {
namespace {

std::string notes(std::size_t count) {
  return fmt::format("{} note{}", count, count == 1 ? "" : "s");
}

// Threads with moments of which none is shown.
std::vector<unsigned> left_out(const std::vector<Moment>& moments, const std::vector<Role>& roles) {
  std::set<unsigned> all, shown;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    all.insert(moments[i].thread);
    if (roles[i] != Role::unrelated) shown.insert(moments[i].thread);
  }
  std::vector<unsigned> result;
  std::set_difference(all.begin(), all.end(), shown.begin(), shown.end(),
                      std::back_inserter(result));
  return result;
}

void append(std::vector<std::size_t>& steps, const std::vector<std::size_t>& more) {
  steps.insert(steps.end(), more.begin(), more.end());
  std::sort(steps.begin(), steps.end());
}

class Telling {
 public:
  Telling(const Trace& trace, std::vector<Moment> moments)
      : moments_(std::move(moments)),
        roles_(roles(trace, moments_)),
        left_out_(left_out(moments_, roles_.of)) {}

  Told tell(const Trace& trace) {
    told_.folded = folded_text(trace, moments_, roles_.of);
    auto repetition = roles_.repetitions.begin();
    for (std::size_t i = 0; i < moments_.size(); ++i) {
      if (repetition != roles_.repetitions.end() && repetition->begin == i) {
        repeat(*repetition);
        i = repetition->end - 1;
        ++repetition;
      } else {
        add(moments_[i], roles_.of[i]);
      }
    }
    give_back();
    return std::move(told_);
  }

 private:
  void repeat(const Repetition& of) {
    Moment fold{moments_[of.begin].thread, "fold", "", {}};
    for (std::size_t i = of.begin; i < of.end; ++i) append(fold.steps, moments_[i].steps);
    fold.text = fmt::format("… the same {} again, {} times", notes(of.lap), of.times);
    told_.moments.push_back(std::move(fold));
    open_.clear();
  }

  void add(Moment& moment, Role role) {
    unsigned thread = moment.thread;
    if (role == Role::quiet) return hide(moment);
    append(moment.steps, std::exchange(behind_[thread], {}));
    if (role == Role::tells) {
      open_.erase(thread);
      told_.moments.push_back(std::move(moment));
      return;
    }
    if (std::count(left_out_.begin(), left_out_.end(), thread) > 0) return;
    auto [fold, is_new] = open_.emplace(thread, told_.moments.size());
    if (is_new) told_.moments.push_back({thread, "fold", "", {}});
    Moment& into = told_.moments[fold->second];
    append(into.steps, moment.steps);
    into.text = fmt::format("… {} steps", into.steps.size());
  }

  // Later than all that is behind the last moment, and earlier than what is behind the next.
  void hide(const Moment& moment) {
    Moment* last = last_of(moment.thread);
    append(moment.kind == "closes" && last != nullptr ? last->steps : behind_[moment.thread],
           moment.steps);
  }

  Moment* last_of(unsigned thread) {
    auto last = std::find_if(told_.moments.rbegin(), told_.moments.rend(),
                             [thread](const Moment& m) { return m.thread == thread; });
    return last == told_.moments.rend() ? nullptr : &*last;
  }

  // What no moment of its thread follows goes to the last.
  void give_back() {
    for (auto& [thread, steps] : behind_)
      if (Moment* last = last_of(thread)) append(last->steps, steps);
  }

  std::vector<Moment> moments_;
  Roles roles_;
  std::vector<unsigned> left_out_;
  Told told_;
  std::map<unsigned, std::vector<std::size_t>> behind_;  // steps of quiet moments, by thread
  std::map<unsigned, std::size_t> open_;                 // the fold that goes on, by thread
};

}  // namespace

std::string folded_text(const Trace& trace, const std::vector<Moment>& moments,
                        const std::vector<Role>& roles) {
  std::vector<std::string> parts;
  auto add = [&](Role role, const char* what) {
    std::size_t count = std::count(roles.begin(), roles.end(), role);
    if (count != 0) parts.push_back(fmt::format("{} {}", notes(count), what));
  };
  add(Role::repeated, "repeating others");
  add(Role::quiet, "on sections that nobody disturbs");
  add(Role::unrelated, "not leading to this");
  if (parts.empty()) return "";
  std::string text = "Folded: " + join(parts, ", ") + ".";
  std::vector<std::string> names;
  for (unsigned thread : left_out(moments, roles)) names.push_back(thread_name(trace, thread));
  return names.empty() ? text : text + " Nothing of " + join(names, ", ") + " does.";
}

Told told(const Trace& trace) { return Telling(trace, moments(trace)).tell(trace); }

}  // namespace epcheck
