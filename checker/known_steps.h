// SPDX-License-Identifier: MIT
// KnownSteps: steps that have been taken before, and what they did. What a step does follows from
// where its thread is (its stack, the decision, who is alive) and from what it reads; a program has
// few of these, though it has many states. So most steps of a search are steps that are known, and
// are repeated by writing down what they wrote. docs/internals.md, "Known steps", says why nothing
// else matters; Repeater is the only user.
//
// Steps that begin alike are a tree: each node is a place that all steps read next which have read
// the same up to there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "checker/key_table.h"
#include "checker/step_notes.h"
#include "checker/undo_log.h"

namespace epcheck {

/// Eight bytes of Handover's memory.
struct HandoverChange {
  std::uint32_t offset;
  std::uint64_t value;
};

/// What a step does.
struct KnownStep {
  struct Write {
    std::uintptr_t address;
    std::uint32_t bytes;
    std::uint32_t from;  // in `written`
  };
  std::vector<std::byte> stack;  // of the thread afterwards, up to its top
  std::vector<Write> writes;
  std::vector<std::byte> written;
  std::vector<HandoverCall> calls;
  KeyTable<std::vector<HandoverChange>> handovers;  // what the calls do, by what Handover knows
  World world;                                      // afterwards
  Key exact;                                        // of the thread afterwards, see StackKeys
  bool checked = false;                             // against the step itself, once
  // What the thread counts for afterwards, once it has been asked for; its ranges begin at 0.
  bool described = false;
  Symmetry::Part part;
  std::vector<Symmetry::Fact> facts;
  std::vector<Symmetry::Link> links;
};

class KnownSteps {
 public:
  /// So much may be kept; what is more is taken anew each time.
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;

  void clear();
  /// Whether steps are worth to be noted: there is room, and notes have been of use.
  bool learns() const { return learns_; }
  std::uint64_t hits() const { return hits_; }
  /// The step that begins at `begin`, where `load` says what is in a place now; or null.
  template <class Load>
  KnownStep* find(const Key& begin, Load load) {
    const std::uint32_t* found = begins_.find(begin);
    if (found == nullptr) return nullptr;
    std::uint32_t node = *found - 1;
    while (nodes_[node].step == kNone) {
      node = next(nodes_[node], load(nodes_[node].place));
      if (node == kNone) return nullptr;
    }
    ++hits_;
    return &steps_[nodes_[node].step];
  }
  void add(const Key& begin, const std::vector<NotedRead>& reads, KnownStep step);
  /// What the calls of a step do to Handover where it knows `before`.
  void add_handover(KnownStep& step, const Key& before, std::vector<HandoverChange> changes);

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  struct Next {
    Key read;
    std::uint32_t then = kNone;
  };
  /// As large as a line of the cache: what is read mostly is what was read first, and then the node
  /// lies beside this one.
  struct alignas(64) Node {
    NotedPlace place{};
    Next first;
    std::uint32_t step = kNone;
    std::uint32_t others = kNone;  // in others_
  };
  std::uint32_t next(const Node& node, const Key& value) const {
    if (node.first.read == value) return node.first.then;
    if (node.others == kNone) return kNone;
    for (const Next& other : others_[node.others])
      if (other.read == value) return other.then;
    return kNone;
  }
  void set_next(std::uint32_t node, const Next& next);
  std::uint32_t add_node();

  KeyTable<std::uint32_t> begins_;  // the number of a node, plus 1
  std::vector<Node> nodes_;
  std::vector<std::vector<Next>> others_;
  std::vector<KnownStep> steps_;
  std::size_t bytes_ = 0;
  std::uint64_t hits_ = 0;
  bool learns_ = true;
};

}  // namespace epcheck
