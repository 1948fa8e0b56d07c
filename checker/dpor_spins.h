// SPDX-License-Identifier: MIT
// Spins: loops in which a thread looks at memory until it sees something else. A turn that changes
// nothing and leads the thread back to a state that it was in at the beginning of the turn may be
// left out of any execution. So the operation that would close such a turn is taken for a wait that
// is not over: the thread cannot go on while it would read what leads back.
//
// Where turns begin and which operations close them is learned by their places in the code; the
// dpor search starts again each time. push() and pop() follow its steps.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/event_log.h"
#include "checker/machine.h"

namespace epcheck {

class DporSpins {
 public:
  explicit DporSpins(Machine& machine) : machine_(machine) {}

  /// Forgets the execution, but not what has been learned.
  void clear();
  /// `thread` has just carried out an operation of this kind, at this place in the code. True if
  /// something has been learned, and the search must start again.
  bool push(unsigned thread, OpKind kind, const void* place);
  void pop();

  /// Whether the announced operation of the thread is one that may close a turn.
  bool at_spin(unsigned thread) const;
  /// Whether it would. REQUIRES: at_spin().
  bool goes_round(unsigned thread);
  /// The same if the word of memory had that value.
  bool goes_round_with(unsigned thread, std::uint64_t* word, std::uint64_t value);

 private:
  /// A thread after one of its steps.
  struct Arrival {
    Key key;  // of the thread, if `place` is one of heads_ or places_
    const void* place;
    std::int32_t previous;  // of the same thread; or -1
    std::uint8_t thread;
    bool pure;  // the step has changed nothing but the thread
  };
  /// A step that accesses one word, and sees `value` there. Where the thread is then depends on
  /// that and on what counts for the thread's key alone, so it is tried once for both.
  struct Look {
    Key from;
    std::uint64_t value;
    // The arrival after the step; a key of zeros if that is not known.
    Key key;
    const void* place;
    bool pure;
  };
  Look& find_look(unsigned thread);
  void try_out(unsigned thread, Look& look);
  Arrival arrival_of(unsigned thread, OpKind kind) const;
  bool has_been_there(const Arrival& arrival, bool same_key) const;

  Machine& machine_;
  EventLog scratch_;  // of steps that are only tried
  std::vector<Arrival> arrivals_;
  std::vector<std::int32_t> last_ = std::vector<std::int32_t>(kMaxThreads, -1);
  // Return addresses of hooks.
  std::vector<const void*> heads_;
  std::vector<const void*> places_;
  std::vector<Look> looks_;  // by a hash; the latest one that has it
};

}  // namespace epcheck
