// SPDX-License-Identifier: MIT
// The shortest schedule to each violation: fewest preemptions first, then fewest decisions, then
// the smallest thread numbers. A best-first search over (state, last thread), because what counts
// as a preemption depends on who ran last. It visits the same reduced graph as the search that
// found the violations, and stops when each has been reached.
#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>
#include <utility>

#include "checker/search.h"

namespace epcheck {

namespace {

constexpr std::size_t kMaxNodes = 4'000'000;  // beyond, the schedule first found is kept
/// Random walks are for programs whose graph is too large: try, but not for long.
constexpr std::size_t kMaxNodesAfterRandom = 100'000;
/// Of max_seconds, for shortening what a search has found that took all of it.
constexpr double kMoreTime = 0.1;
constexpr std::uint32_t kNone = ~std::uint32_t{0};

struct Node {
  std::uint32_t parent;
  std::uint32_t preemptions;
  std::uint32_t steps;
  Decision decision;
  std::uint8_t last;  // the thread that ran last; a drain is nobody's run
};

struct KeyHash {
  std::size_t operator()(const Key& key) const { return key.low; }
};

/// Sees which of the wanted violations a step reports.
class Wanted : public StepObserver {
 public:
  explicit Wanted(const std::map<std::string, Violation>& violations) {
    for (const auto& [property, violation] : violations) missing_.insert(property);
  }
  void on_report(std::string_view property, std::string_view message) override {
    if (missing_.count(std::string(property)) != 0)
      seen_.emplace(std::string(property), std::string(message));
  }
  std::map<std::string, std::string> take() { return std::exchange(seen_, {}); }
  void found(const std::string& property) { missing_.erase(property); }
  bool all_found() const { return missing_.empty(); }

 private:
  std::set<std::string> missing_;
  std::map<std::string, std::string> seen_;
};

class Shortener {
 public:
  Shortener(Machine& machine, const Options& options, Findings& findings)
      : machine_(machine),
        options_(options),
        findings_(findings),
        max_nodes_(options.search == Search::random ? kMaxNodesAfterRandom : kMaxNodes),
        bounds_(options, nullptr, options.max_seconds * kMoreTime),
        wanted_(findings.violations) {}

  void run() {
    machine_.observer = &wanted_;
    machine_.words().freeze();
    machine_.set_lone_joins(false);  // a forced switch would count as a preemption
    machine_.restart();
    nodes_.push_back({kNone, 0, 0, {}, kMaxThreads});
    buckets_[{0, 0}].push_back({0, false});
    while (!buckets_.empty() && !done()) {
      auto bucket = buckets_.begin();
      Pending pending = bucket->second.front();
      bucket->second.pop_front();
      current_ = bucket->first;
      if (bucket->second.empty()) buckets_.erase(bucket);
      if (settle() || nodes_.size() > max_nodes_ || bounds_.no_time_left()) break;
      expand(pending);
    }
    current_ = {kNone, kNone};
    settle();
    for (auto& [property, violation] : findings_.violations)
      if (settled_.count(property) == 0) violation.shortest = false;
  }

 private:
  using Cost = std::pair<std::uint32_t, std::uint32_t>;  // preemptions, steps
  struct Pending {
    std::uint32_t node;
    bool preempting;  // only steps that preempt the last thread
  };
  struct Candidate {
    Cost cost;
    std::uint32_t node;
    std::string message;
  };

  bool done() const { return wanted_.all_found() && candidates_.empty(); }

  /// Takes the candidates that nothing can undercut any more; true if that was the last.
  bool settle() {
    for (auto it = candidates_.begin(); it != candidates_.end();) {
      if (current_ < it->second.cost) {
        ++it;
        continue;
      }
      Violation& violation = findings_.violations[it->first];
      violation.message = it->second.message;
      violation.schedule = schedule_to(it->second.node);
      violation.preemptions = it->second.cost.first;
      violation.shortest = true;
      settled_.insert(it->first);
      wanted_.found(it->first);
      it = candidates_.erase(it);
    }
    return done();
  }

  /// First only the steps that are no preemption; the others when their turn comes, which is often
  /// never.
  void expand(Pending pending) {
    go_to(pending.node);
    Node node = nodes_[pending.node];
    std::vector<Decision> decisions;
    machine_.decisions(decisions);
    bool last_enabled = node.last != kMaxThreads && machine_.enabled(node.last);
    for (Decision decision : decisions) {
      bool drains = decision.choice == kDrain;
      bool preempts = last_enabled && !drains && decision.thread != node.last;
      if (preempts != pending.preempting) continue;
      machine_.step(decision);
      visit(pending.node, decision, drains ? node.last : decision.thread,
            {node.preemptions + preempts, node.steps + 1});
      machine_.undo();
    }
    if (last_enabled && !pending.preempting)
      buckets_[{node.preemptions + 1, node.steps}].push_back({pending.node, true});
  }

  void visit(std::uint32_t parent, Decision decision, std::uint8_t last, Cost cost) {
    Node node{parent, cost.first, cost.second, decision, last};
    bool ends = machine_.failed();
    if (!ends) {
      std::vector<Decision> next;
      machine_.decisions(next);
      if (next.empty()) {
        Findings ignored;
        Schedule none;
        Collector collector(ignored, none);
        judge(collector, ignored);
        ends = true;
      }
    }
    if (!ends && findings_.livelocked.count(machine_.key()) != 0)
      wanted_.on_report("livelock", findings_.violations["livelock"].message);
    auto seen = wanted_.take();
    if (seen.empty() && (ends || !is_better(last, cost))) return;
    std::uint32_t index = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back(node);
    for (auto& [property, message] : seen) {
      auto [it, is_new] = candidates_.try_emplace(property, Candidate{cost, index, message});
      if (!is_new && cost < it->second.cost) it->second = {cost, index, message};
    }
    if (!ends && is_better(last, cost)) {
      best_[machine_.key()][machine_.name_in_key(last)] = cost;
      buckets_[cost].push_back({index, false});
    }
  }

  /// What the end state violates, reported to wanted_.
  void judge(Collector& collector, Findings& ignored) {
    judge_end(machine_, options_, collector, ignored);
    for (auto& [property, violation] : ignored.violations)
      wanted_.on_report(property, violation.message);
  }

  bool is_better(unsigned last, Cost cost) {
    auto state = best_.find(machine_.key());
    if (state == best_.end()) return true;
    auto known = state->second.find(machine_.name_in_key(last));
    return known == state->second.end() || cost < known->second;
  }

  Schedule schedule_to(std::uint32_t index) const {
    Schedule schedule;
    for (; nodes_[index].parent != kNone; index = nodes_[index].parent)
      schedule.push_back(nodes_[index].decision);
    std::reverse(schedule.begin(), schedule.end());
    return schedule;
  }

  /// Brings the machine to a node: back to the common ancestor, then forward.
  void go_to(std::uint32_t index) {
    std::vector<std::uint32_t> path;
    for (; nodes_[index].parent != kNone; index = nodes_[index].parent) path.push_back(index);
    std::reverse(path.begin(), path.end());
    std::size_t common = 0;
    while (common < path.size() && common < path_.size() && path[common] == path_[common]) ++common;
    while (machine_.depth() > common) machine_.undo();
    for (std::size_t i = common; i < path.size(); ++i) machine_.step(nodes_[path[i]].decision);
    wanted_.take();
    path_ = std::move(path);
  }

  Machine& machine_;
  const Options& options_;
  Findings& findings_;
  std::size_t max_nodes_;
  Bounds bounds_;
  Wanted wanted_;
  std::vector<Node> nodes_;
  std::map<Cost, std::deque<Pending>> buckets_;
  std::unordered_map<Key, std::map<std::uint64_t, Cost>, KeyHash> best_;
  std::map<std::string, Candidate> candidates_;
  std::set<std::string> settled_;
  std::vector<std::uint32_t> path_;
  Cost current_{0, 0};
};

}  // namespace

void shorten(Machine& machine, const Options& options, Findings& findings) {
  if (!findings.violations.empty()) Shortener(machine, options, findings).run();
}

}  // namespace epcheck
