// SPDX-License-Identifier: MIT
#include "checker/way_out.h"

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "checker/machine.h"
#include "checker/search.h"

namespace epcheck {

namespace {

constexpr std::size_t kMaxNodes = 100'000;         // in all; beyond, the search is given up
constexpr std::size_t kMaxNodesOfChoice = 20'000;  // beyond, an earlier choice is tried
constexpr std::uint32_t kNone = ~std::uint32_t{0};

struct KeyHash {
  std::size_t operator()(const Key& key) const { return key.low; }
};

class Violated : public StepObserver {
 public:
  void on_report(std::string_view, std::string_view) override { seen_ = true; }
  bool take() { return std::exchange(seen_, false); }

 private:
  bool seen_ = false;
};

class Searcher {
 public:
  Searcher(Machine& machine, const Options& options, const Schedule& failing)
      : machine_(machine), options_(options), failing_(failing) {}

  WayOut run() {
    machine_.observer = &violated_;
    machine_.words().freeze();
    machine_.set_lone_joins(false);  // as for the failing schedule, see shorten.cc
    machine_.restart();
    for (Decision decision : failing_) {
      if (machine_.failed()) break;
      machine_.step(decision);
    }
    WayOut result;
    while (machine_.depth() > 0 && !result.found && total_ <= kMaxNodes) {
      if (!machine_.failed()) dead_.insert(machine_.key());
      machine_.undo();
      base_ = machine_.depth();
      result.exhaustive &= try_choice(result);
      while (machine_.depth() > base_) machine_.undo();
    }
    if (!result.found && machine_.depth() > 0) result.exhaustive = false;
    machine_.observer = nullptr;
    return result;
  }

 private:
  using Cost = std::pair<std::uint32_t, std::uint32_t>;  // preemptions, decisions
  struct Node {
    std::uint32_t parent;
    Decision decision;
    std::uint8_t last;  // the thread that ran last
    Cost cost;
    bool passes;  // an end state in which nothing is violated
  };

  /// Searches from the state before decision `base_`, without the failing one. True if all was
  /// looked at, or a way was found.
  bool try_choice(WayOut& result) {
    nodes_.clear();
    buckets_.clear();
    best_.clear();
    path_.clear();
    std::uint8_t last = kMaxThreads;
    for (std::size_t i = base_; i > 0 && last == kMaxThreads; --i)
      if (failing_[i - 1].choice != kDrain) last = failing_[i - 1].thread;
    expand(kNone, last, {0, 0});
    while (!buckets_.empty()) {
      auto bucket = buckets_.begin();
      std::uint32_t index = bucket->second.front();
      bucket->second.pop_front();
      if (bucket->second.empty()) buckets_.erase(bucket);
      if (nodes_[index].passes) {
        result.found = true;
        result.decision = base_;
        result.schedule = schedule_to(index);
        return true;
      }
      if (nodes_.size() > kMaxNodesOfChoice || total_ > kMaxNodes) return false;
      go_to(index);
      expand(index, nodes_[index].last, nodes_[index].cost);
    }
    for (const auto& [key, costs] : best_) dead_.insert(key);
    return true;
  }

  void expand(std::uint32_t parent, std::uint8_t last, Cost cost) {
    std::vector<Decision> decisions;
    machine_.decisions(decisions);
    bool last_enabled = last != kMaxThreads && machine_.enabled(last);
    for (Decision decision : decisions) {
      if (parent == kNone && decision == failing_[base_]) continue;
      bool drains = decision.choice == kDrain;
      bool preempts = last_enabled && !drains && decision.thread != last;
      machine_.step(decision);
      visit({parent,
             decision,
             drains ? last : decision.thread,
             {cost.first + preempts, cost.second + 1},
             false});
      machine_.undo();
    }
  }

  void visit(Node node) {
    if (violated_.take() || machine_.failed()) return;
    std::vector<Decision> next;
    machine_.decisions(next);
    if (next.empty()) {
      Findings ignored;
      Schedule none;
      Collector collector(ignored, none);
      judge_end(machine_, options_, collector, ignored);
      if (violated_.take() || !ignored.violations.empty()) return;
      node.passes = true;
    } else {
      if (dead_.count(machine_.key()) != 0) return;
      auto [known, is_new] =
          best_[machine_.key()].try_emplace(machine_.name_in_key(node.last), node.cost);
      if (!is_new && known->second <= node.cost) return;
      known->second = node.cost;
    }
    buckets_[node.cost].push_back(static_cast<std::uint32_t>(nodes_.size()));
    nodes_.push_back(node);
    ++total_;
  }

  std::vector<std::uint32_t> path_to(std::uint32_t index) const {
    std::vector<std::uint32_t> path;
    for (; index != kNone; index = nodes_[index].parent) path.push_back(index);
    std::reverse(path.begin(), path.end());
    return path;
  }

  Schedule schedule_to(std::uint32_t index) const {
    Schedule schedule(failing_.begin(), failing_.begin() + base_);
    for (std::uint32_t node : path_to(index)) schedule.push_back(nodes_[node].decision);
    return schedule;
  }

  /// Brings the machine to a node: back to the common ancestor, then forward.
  void go_to(std::uint32_t index) {
    std::vector<std::uint32_t> path = path_to(index);
    std::size_t common = 0;
    while (common < path.size() && common < path_.size() && path[common] == path_[common]) ++common;
    while (machine_.depth() > base_ + common) machine_.undo();
    for (std::size_t i = common; i < path.size(); ++i) machine_.step(nodes_[path[i]].decision);
    violated_.take();
    path_ = std::move(path);
  }

  Machine& machine_;
  const Options& options_;
  const Schedule& failing_;
  Violated violated_;
  std::size_t base_ = 0;   // depth of the choice that is being tried
  std::size_t total_ = 0;  // nodes of all choices
  std::vector<Node> nodes_;
  std::map<Cost, std::deque<std::uint32_t>> buckets_;
  std::unordered_map<Key, std::map<std::uint64_t, Cost>, KeyHash> best_;
  std::unordered_set<Key, KeyHash> dead_;  // nothing that is violated nowhere comes after these
  std::vector<std::uint32_t> path_;
};

}  // namespace

namespace detail {

WayOut way_out(Body body, const void* argument, std::size_t bytes, const Options& wanted,
               const Schedule& failing) {
  Options options = effective(wanted);
  Machine& machine = Machine::get();
  machine.start(body, argument, bytes, options);
  WayOut result = Searcher(machine, options, failing).run();
  machine.stop();
  return result;
}

}  // namespace detail
}  // namespace epcheck
