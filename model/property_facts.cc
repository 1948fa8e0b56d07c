// SPDX-License-Identifier: MIT
// What the properties read off a state, without an operation.
#include <sys/epoll.h>

#include <limits>

#include "model/eventfd.h"
#include "model/eventpoll.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/listener.h"
#include "model/pipe.h"
#include "model/property_parts.h"
#include "model/signalfd.h"
#include "model/stream.h"
#include "model/timerfd.h"

namespace epcheck {

namespace {

unsigned ready_stream(const Stream* end) {
  unsigned shutdown = end->shutdown.peek();
  unsigned events = 0;
  if (shutdown == kShutdownMask) events |= EPOLLHUP;
  if (shutdown & kRcvShutdown) events |= EPOLLIN | EPOLLRDNORM | EPOLLRDHUP;
  if (end->unread.peek() > 0) events |= EPOLLIN | EPOLLRDNORM;
  if (end->peer == nullptr || end->peer->unread.peek() < end->peer->capacity)
    events |= EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;
  return events;
}

unsigned ready_pipe(const PipeEnd* end) {
  const Pipe* pipe = end->pipe;
  unsigned events = 0;
  if (end == &pipe->read_end) {
    if (pipe->unread.peek() > 0) events |= EPOLLIN | EPOLLRDNORM;
    if (pipe->write_end.open.peek() == 0) events |= EPOLLHUP;
  } else {
    if (pipe->unread.peek() < pipe->capacity) events |= EPOLLOUT | EPOLLWRNORM;
    if (pipe->read_end.open.peek() == 0) events |= EPOLLERR;
  }
  return events;
}

unsigned ready_eventfd(const Eventfd* ctx) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t count = ctx->count.peek();
  unsigned events = 0;
  if (count > 0) events |= EPOLLIN;
  if (count == kMax) events |= EPOLLERR;
  if (count < kMax - 1) events |= EPOLLOUT;
  return events;
}

/// An item that waits to be collected, and that a poll would not find unready.
unsigned ready_instance(const Eventpoll* ep, const Task* task) {
  for (ListHead* node = ep->rbr.next.peek(); node != &ep->rbr; node = node->next.peek()) {
    const Epitem* epi = item_of_rbn(node);
    bool queued = epi->rdllink.next.peek() != &epi->rdllink || epi->next.peek() != unactive();
    if (queued && (ready_now(epi, task) & armed_events(epi)) != 0) return EPOLLIN | EPOLLRDNORM;
  }
  return 0;
}

}  // namespace

TaskSet bit_of(const Task* task) { return TaskSet{1} << task->id; }

bool is_alive(const Kernel& world, const File* file) {
  for (const auto& entry : world.files)
    if (entry == file) return file != nullptr;
  return false;
}

static unsigned ready_now(const File* file, const Task* task) {
  switch (file->kind) {
    case FileKind::eventfd:
      return ready_eventfd(file->eventfd());
    case FileKind::stream:
      return ready_stream(file->stream());
    case FileKind::listener:
      return file->listener()->pending.peek() > 0 ? EPOLLIN | EPOLLRDNORM : 0;
    case FileKind::pipe:
      return ready_pipe(file->pipe_end());
    case FileKind::timerfd:
      return file->timerfd()->ticks.peek() > 0 ? unsigned{EPOLLIN} : 0;
    case FileKind::signalfd:
      return signalfd_unread(file, task) ? unsigned{EPOLLIN} : 0;
    case FileKind::eventpoll:
      return ready_instance(file->eventpoll(), task);
  }
  return 0;
}

unsigned ready_now(const Epitem* epi, const Task* task) {
  if (epi->file->kind != FileKind::signalfd) return ready_now(epi->file, task);
  const EppollEntry* pwq = epi->pwqlist.peek();
  if (pwq == nullptr) return 0;
  return signalfd_ready_at(epi->file, pwq->whead.peek(), task) ? unsigned{EPOLLIN} : 0;
}

const char* unread_in(const File* file, const Task* task) {
  switch (file->kind) {
    case FileKind::eventfd:
      return file->eventfd()->count.peek() > 0 ? "the count of an eventfd is read by nobody"
                                               : nullptr;
    case FileKind::stream:
      if (file->stream()->unread.peek() > 0) return "bytes of a stream are read by nobody";
      if ((file->stream()->shutdown.peek() & kRcvShutdown) && !file->ghost.eof_read)
        return "the end of a stream is read by nobody";
      return nullptr;
    case FileKind::listener:
      return file->listener()->pending.peek() > 0 ? "a connection is accepted by nobody" : nullptr;
    case FileKind::pipe: {
      const Pipe* pipe = file->pipe_end()->pipe;
      if (file->pipe_end() != &pipe->read_end) return nullptr;
      if (pipe->unread.peek() > 0) return "bytes of a pipe are read by nobody";
      if (pipe->write_end.open.peek() == 0 && !file->ghost.eof_read)
        return "the end of a pipe is read by nobody";
      return nullptr;
    }
    case FileKind::timerfd:
      return file->timerfd()->ticks.peek() > 0 ? "the count of a timer is read by nobody" : nullptr;
    case FileKind::signalfd:
      return signalfd_unread(file, task) ? "a signal is read by nobody" : nullptr;
    case FileKind::eventpoll:
      return nullptr;
  }
  return nullptr;
}

bool sleeps_in_epoll_wait(const Task* task) {
  return task->ghost.waits_on != nullptr && task->state.peek() != kTaskRunning;
}

bool sleeps_for_ever(const Task* task) { return sleeps_in_epoll_wait(task) && !task->has_timer; }

unsigned armed_events(const Epitem* epi) { return epi->events.peek() & ~kEpPrivateBits; }

}  // namespace epcheck
