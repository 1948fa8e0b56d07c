// SPDX-License-Identifier: MIT
// data-split: two threads got bytes of one stream in intervals that overlap.
//
// A thread's interval on a stream end is the time in which bytes of it are the thread's to handle.
// It opens when an epoll_wait of the thread returns an event for it, or else when the thread gets
// bytes; it closes when all bytes that the thread got are delivered, when a read finds nothing
// (EAGAIN or the end) and the thread holds nothing undelivered, and at the thread's next
// epoll_wait. Violated at the read by which the second of two threads gets bytes, be the first
// one's interval closed by then or not: `met` remembers for each open interval that another one, in
// which bytes were got, overlapped it. Whoever has got bytes in an open interval is a holder
// (property_reorder).
//
// In a loop that reads and delivers until EAGAIN each further read opens an interval of its own.
// Between them another thread may get the next bytes: pieces that follow each other, each delivered
// before the next is got, are not a split.
#include <cerrno>

#include "checker/report.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/properties.h"
#include "model/property_parts.h"

namespace epcheck {

namespace {

void open_interval(File* file, TaskSet self) {
  FileGhost& ghost = file->ghost;
  if (ghost.open & self) return;
  ghost.open = ghost.open | self;
  if (holders(file) & ~self) ghost.met = ghost.met | self;
}

void close_interval(File* file, TaskSet self) {
  FileGhost& ghost = file->ghost;
  if (!(ghost.open & self)) return;
  ghost.open = ghost.open & ~self;
  ghost.met = ghost.met & ~self;
}

}  // namespace

[[gnu::noinline]] void split_wait_begins(Task* task) {
  Kernel& world = kernel();
  TaskSet self = bit_of(task);
  for (auto& entry : world.files) {
    File* file = entry;
    if (file == nullptr || !(file->ghost.open & self)) continue;
    // Between the last operation and this wait others may act inside the interval.
    ghost_point(&file->ghost.open);
    if (!is_alive(world, file)) continue;
    chunk_drop(file, task);
    close_interval(file, self);
  }
}

void split_wait_returned(Task* task) {
  for (unsigned i = 0; i < task->ghost.batch_size; ++i) {
    File* file = static_cast<BatchEvent>(task->ghost.batch[i]).file;
    if (is_alive(kernel(), file) &&
        (file->kind == FileKind::stream || file->kind == FileKind::pipe))
      open_interval(file, bit_of(task));
  }
}

void split_read(File* file, int result) {
  Task* task = current_task();
  TaskSet self = bit_of(task);
  FileGhost& ghost = file->ghost;
  if (result <= 0) {
    if (!(holders(file) & self)) close_interval(file, self);
    return;
  }
  open_interval(file, self);
  if ((ghost.met & self) && kernel().monitors.checks.data_split) {
    note("property", "{} and another thread got bytes of {} at once", task->name, name_of(file));
    report("data-split", "two threads got bytes of one stream before either delivered its own");
  }
  chunk_read(file, task, result);
  TaskSet others = ghost.open & ~self;
  if (others & ~ghost.met) ghost.met = ghost.met | others;
}

void split_deliver(File* file, int bytes) {
  Task* task = current_task();
  if (!chunk_deliver(file, task, bytes, kernel().monitors.checks.reorder))
    fail("assert", "a thread delivers bytes that it has not read since its last epoll_wait");
  if (!(holders(file) & bit_of(task))) close_interval(file, bit_of(task));
}

void mark_deliver(File* file, int bytes) {
  bool judged = kernel().monitors.checks.streams();
  // Between the read and the delivery others may act.
  if (judged) ghost_point(&file->ghost.open);
  note("call", "delivers {} bytes", bytes);
  if (judged && is_alive(kernel(), file)) split_deliver(file, bytes);
}

}  // namespace epcheck
