// SPDX-License-Identifier: MIT
// The properties as a program over the model uses them: switch them on, mark what only the program
// knows, and let each end state be judged. What each property means, and whom it blames, is written
// in docs/properties.md.
//
//   Kernel* k = boot(protocol);
//   k->monitors.checks = checks;            // before any thread starts
//   ...                                     // threads; marks where the application acts
//   options.report_deadlock = false;        // judge_end() reports it, and knows who is excused
//   options.at_end = [&](EndState& end) { judge_end(*k, end, checks); };
//
// A violation is reported under the names in docs/properties.md. The marks belong on threads of the
// program under test, after task_begin(). A mark of a property that is off does nothing.
#pragma once

#include "checker/check.h"
#include "checker/plain.h"
#include "model/property_checks.h"

namespace epcheck {

struct File;
struct Kernel;

/// Judges an end state: lost-wakeup, stuck-data, deadlock. Pure; on the engine's side.
void judge_end(Kernel& kernel, const EndState& end, const Checks& checks);

/// The application has taken over the first `bytes` bytes that this thread has read from the stream
/// end `file` and not delivered. `file` may have been closed meanwhile: then nothing is judged.
/// Fails `assert` if the thread has not read as many since its last epoll_wait.
void mark_deliver(File* file, int bytes);

/// The event at `index` of the batch that this thread's last epoll_wait returned is handed to
/// whatever the program keeps under the number it was registered with. Fails `assert` if there is
/// no such event.
void mark_dispatch(int index);

/// A heap object of the program, used as user data of registrations (`objects:` of a scenario).
struct UserObject {
  plain<int> content;
};
/// make<UserObject>() creates one. Both report `use-after-free` and end the execution if the object
/// has been freed.
void mark_use(UserObject* object);
void mark_free(UserObject* object);

}  // namespace epcheck
