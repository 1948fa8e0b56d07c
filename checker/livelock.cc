// SPDX-License-Identifier: MIT
// Livelock: a state from which no end state can be reached, whatever the schedule. The threads that
// still run go round for ever, and nothing that they do can change that. Found by Tarjan's
// algorithm over the state graph: a strongly connected component that cannot be left, and in which
// no execution ends.
#include <unordered_map>

#include "checker/search.h"

namespace epcheck {

namespace {

constexpr std::uint32_t kDone = ~std::uint32_t{0};

struct KeyHash {
  std::size_t operator()(const Key& key) const { return key.low; }
};

class LivelockSearch {
 public:
  LivelockSearch(Machine& machine, const Options& options, Findings& findings)
      : machine_(machine), findings_(findings), bounds_(options) {}

  void run() {
    machine_.observer = nullptr;
    machine_.words().freeze();  // as in shorten(), so that the keys are the same
    machine_.restart();
    enter();
    while (!levels_.empty() && !bounds_.reached(findings_)) {
      Level& level = levels_.back();
      if (level.next == level.decisions.size()) {
        leave();
        continue;
      }
      Decision decision = level.decisions[level.next++];
      machine_.step(decision);
      schedule_.push_back(decision);
      if (machine_.failed()) {
        level.node->ends = true;
        back();
      } else if (!enter()) {
        back();
      }
    }
  }

 private:
  struct Node {
    std::uint32_t index;  // in the order of discovery; kDone once its component is complete
    std::uint32_t low;    // the smallest index of the component that it is known to reach
    bool ends;            // an end state can be reached
  };
  struct Level {
    Node* node;
    std::vector<Decision> decisions;
    std::size_t next = 0;
  };

  /// False if the state has been entered before.
  bool enter() {
    auto [entry, is_new] = nodes_.try_emplace(machine_.key());
    Node& node = entry->second;
    if (!is_new) {
      Node& from = *levels_.back().node;
      if (node.index == kDone)
        from.ends |= node.ends;
      else
        from.low = std::min(from.low, node.index);
      return false;
    }
    node = {next_++, next_ - 1, false};
    open_.push_back({&node, machine_.key()});
    levels_.push_back({&node, {}});
    machine_.decisions(levels_.back().decisions);
    node.ends = levels_.back().decisions.empty();
    return true;
  }

  void leave() {
    Node& node = *levels_.back().node;
    if (node.low == node.index) complete(node);
    levels_.pop_back();
    if (levels_.empty()) return;
    Node& parent = *levels_.back().node;
    parent.ends |= node.ends;
    if (node.index != kDone) parent.low = std::min(parent.low, node.low);
    back();
  }

  /// All states found since `root` are its component.
  void complete(Node& root) {
    bool livelock = !root.ends;
    if (livelock) {
      Violation violation;
      violation.property = "livelock";
      violation.message = "from here on no schedule comes to an end";
      violation.schedule = schedule_;
      findings_.violations.try_emplace("livelock", violation);
    }
    for (bool last = false; !last; open_.pop_back()) {
      Node& node = *open_.back().node;
      last = &node == &root;
      node.index = kDone;
      node.ends = root.ends;
      if (livelock) findings_.livelocked.insert(open_.back().key);
    }
  }

  void back() {
    machine_.undo();
    schedule_.pop_back();
  }

  struct Open {
    Node* node;
    Key key;
  };
  Machine& machine_;
  Findings& findings_;
  Bounds bounds_;
  std::unordered_map<Key, Node, KeyHash> nodes_;
  std::vector<Open> open_;
  std::vector<Level> levels_;
  Schedule schedule_;
  std::uint32_t next_ = 0;
};

}  // namespace

void find_livelock(Machine& machine, const Options& options, Findings& findings) {
  LivelockSearch(machine, options, findings).run();
}

}  // namespace epcheck
