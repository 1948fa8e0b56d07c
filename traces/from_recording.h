// SPDX-License-Identifier: MIT
// From the events of a replayed schedule to a Trace. The only place in this room that knows the
// engine. Use: fill in the header, replay() with the builder as recorder, then take().
// It relies on two habits of the program under test: a note of kind "wake" that wakes threads says
// "wakes " and their names, and what is noted with kind "state" after the last decision describes
// the final state. Nothing in the trace depends on addresses: memory without a name gets a number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/check.h"
#include "checker/recorder.h"
#include "traces/trace.h"

namespace epcheck {

class TraceBuilder : public Recorder {
 public:
  /// The trace shows how `violation` comes about. Of `header`, the scenario, variant, kernel,
  /// memory and states are kept.
  TraceBuilder(Trace header, const Violation& violation);

  void on_thread(unsigned thread, std::string_view name) override;
  void on_op(const OpEvent& event) override;
  /// A step of its own if the property breaks there.
  void on_attempt(const OpEvent& event) override;
  void on_note(std::size_t decision, unsigned thread, std::string_view kind, std::string_view text,
               std::string_view function) override;
  /// The first violation of the trace's property is its position. The first of each other property
  /// is a note.
  void on_violation(std::size_t decision, unsigned thread, std::string_view property,
                    std::string_view message) override;
  void on_change(std::string_view what, std::string_view value) override;

  /// Whether the property was seen to fail.
  bool violated() const { return violated_; }

  /// The trace; the builder is used up.
  Trace take();

 private:
  /// What is known of one object.
  struct Memory {
    unsigned id = 0;
    std::string name;
    std::vector<std::size_t> writes;  // steps
  };
  /// Memory that was allocated at once.
  struct Block {
    std::uint64_t bytes = 0;
    std::string type;
    std::optional<std::size_t> freed;  // step
  };

  bool knows(unsigned thread) const;
  TraceStep step_of(const OpEvent& event) const;
  Memory& memory_of(const OpEvent& event);
  void follow_blocks(const OpEvent& event, TraceStep& step);
  void show_attempt();
  Block* block_of(const void* address);
  std::string name_of_block(const void* begin, const Block& block) const;
  void follow_memory(const OpEvent& event, TraceStep& step);
  void follow_locks(const OpEvent& event, TraceStep& step);
  void name_pointers();
  std::vector<unsigned> named_threads(std::string_view text, unsigned but) const;

  Trace trace_;
  std::map<const void*, Memory> memory_;
  std::map<const void*, Block> blocks_;                // by their first byte
  std::optional<OpEvent> attempt_;                     // since the last operation
  std::map<unsigned, std::vector<std::string>> held_;  // locks, by thread
  bool violated_ = false;
  std::set<std::string> others_;  // further properties that are violated, told once each
};

}  // namespace epcheck
