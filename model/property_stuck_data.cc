// SPDX-License-Identifier: MIT
// stuck-data: in an end state without a lost wake-up, something unread lies in an open file, and a
// server of that file sleeps in epoll_wait.
//
// Unread are bytes or the end of a stream, pending connections, and the count of an eventfd. A task
// becomes a server of a file when it waits on an instance while the file is registered there for
// EPOLLIN or EPOLLRDHUP, or in one that this watches; that it stays, also after the registration is
// gone or disarmed. A task that has finished serves nobody any more: its program has ended as
// written. A task blocked elsewhere than in epoll_wait does not count either: that is a deadlock,
// and has its own name.
#include <sys/epoll.h>

#include "model/eventpoll.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/property_parts.h"

namespace epcheck {

namespace {

void add_server(const Epitem* epi, TaskSet task) {
  if (!(epi->events.peek() & (EPOLLIN | EPOLLRDHUP))) return;
  FileGhost& ghost = epi->file->ghost;
  if ((ghost.servers & task) == 0) ghost.servers = ghost.servers | task;
}

}  // namespace

void servers_wait(Task* task, Eventpoll* ep) {
  for (ListHead* link = ep->rbr.next.peek(); link != &ep->rbr; link = link->next.peek()) {
    const Epitem* epi = item_of_rbn(link);
    add_server(epi, bit_of(task));
    if (is_file_epoll(epi->file)) servers_wait(task, epi->file->eventpoll());
  }
}

void servers_armed(Epitem* epi) {
  const Kernel& world = kernel();
  for (unsigned i = 0; i < world.task_count; ++i)
    if (world.tasks[i]->ghost.waits_on == epi->ep) add_server(epi, bit_of(world.tasks[i]));
}

void servers_read(File* file, int result) {
  if (result == 0 && !file->ghost.eof_read) file->ghost.eof_read = true;
}

const char* stuck_data(const Kernel& world) {
  for (const auto& entry : world.files) {
    const File* file = entry;
    if (file == nullptr || file->ghost.servers == 0) continue;
    for (unsigned i = 0; i < world.task_count; ++i) {
      const Task* task = world.tasks[i];
      if (!sleeps_for_ever(task) || (file->ghost.servers & bit_of(task)) == 0) continue;
      if (const char* unread = unread_in(file, task)) return unread;
    }
  }
  return nullptr;
}

}  // namespace epcheck
