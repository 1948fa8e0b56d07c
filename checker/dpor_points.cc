// SPDX-License-Identifier: MIT
// Machine, the part for the hooks: which operations are scheduling points for the dpor search.
// Whatever may depend on another thread's step begins a step of its own; what cannot belongs to the
// step before it. Nothing is learned, so that this search is independent of the states search.
#include "checker/machine.h"

namespace epcheck {

bool Machine::is_dpor_point(const ThreadState& task, const Operation& operation) {
  if (is_cut()) return true;
  bool by_itself = alone(task);  // all that others ever did comes before this
  switch (operation.code.kind) {
    case OpKind::fence:
    case OpKind::alloc:
    case OpKind::touch:
    case OpKind::outcome:
    case OpKind::finish:
      return false;
    case OpKind::report:
      // What other threads see of the step before must not depend on whether this has happened.
      return (operation.code.flags & kEnds) && !by_itself;
    case OpKind::choose:
      return true;
    case OpKind::wait:
      // Whether the thread has finished by now depends on the schedule. After an operation that
      // others can see, this must not decide how long the step is.
      return !(local_ && joins_finished(operation));
    case OpKind::lock:
    case OpKind::lock_shared:
      return !by_itself || !can_go_on(task, operation);
    default:
      return !by_itself;
  }
}

}  // namespace epcheck
