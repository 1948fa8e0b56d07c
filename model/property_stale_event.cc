// SPDX-License-Identifier: MIT
// stale-event: an event is dispatched by a number that does not stand for its file any more.
//
// An event belongs to a registration: an open file under a number in an instance. Its dispatch
// violates if the number is now closed or another open file in the process of the dispatching
// thread, or if that thread has itself removed the registration since epoll_wait returned. An event
// that another thread's DEL has overtaken is not stale as long as the number means the same file:
// no program can know.
#include "checker/report.h"
#include "model/eventpoll.h"
#include "model/fdtable.h"
#include "model/kernel.h"
#include "model/properties.h"
#include "model/property_parts.h"

namespace epcheck {

void batch_clear(Task* task) {
  TaskGhost& ghost = task->ghost;
  for (unsigned i = 0; i < ghost.batch_size; ++i) ghost.batch[i] = BatchEvent{};
  if (ghost.batch_size != 0) ghost.batch_size = 0;
}

void batch_add(Task* task, const Epitem* epi) {
  TaskGhost& ghost = task->ghost;
  unsigned size = ghost.batch_size;
  if (size == TaskGhost::kMaxBatch)
    fail("monitor-limit", "more than 8 events in one batch, where events or streams are followed");
  ghost.batch[size] = BatchEvent{epi->file, epi->ep, epi->fd, 0};
  ghost.batch_size = static_cast<std::uint8_t>(size + 1);
}

void batch_removed(Task* task, const Epitem* epi) {
  TaskGhost& ghost = task->ghost;
  for (unsigned i = 0; i < ghost.batch_size; ++i) {
    BatchEvent event = ghost.batch[i];
    if (event.file != epi->file || event.ep != epi->ep || event.fd != epi->fd) continue;
    event.deleted = 1;
    ghost.batch[i] = event;
  }
}

[[gnu::noinline]] void mark_dispatch(int index) {
  Task* task = current_task();
  if (!task->kernel->monitors.checks.stale_event) return;
  if (index < 0 || index >= task->ghost.batch_size)
    fail("assert", "dispatch of an event that the last epoll_wait of the thread did not return");
  BatchEvent event = task->ghost.batch[index];
  if (event.deleted) {
    report("stale-event", "an event is dispatched after its thread removed the registration");
    return;
  }
  // A real load of the table: it is ordered with every close and dup of another thread.
  File* now = file_of(task, event.fd);
  if (now == nullptr)
    report("stale-event", "an event is dispatched to a number that is closed");
  else if (now != event.file)
    report("stale-event", "an event is dispatched to a number that now means another file");
}

}  // namespace epcheck
