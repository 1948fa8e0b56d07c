// SPDX-License-Identifier: MIT
#include "model/file.h"

#include "checker/memory.h"
#include "checker/report.h"
#include "model/eventfd.h"
#include "model/eventpoll.h"
#include "model/kernel.h"
#include "model/listener.h"
#include "model/pipe.h"
#include "model/poll.h"
#include "model/signalfd.h"
#include "model/stream.h"
#include "model/timerfd.h"

namespace epcheck {

File* file_create(FileKind kind, void* data, WaitQueueHead* queue) {
  File* file = make<File>(kind, data, queue);
  kernel_add_file(file);
  return file;
}

const char* name_of(const File* file) {
  if (const char* name = file->name) return name;
  switch (file->kind) {
    case FileKind::eventfd:
      return "eventfd";
    case FileKind::stream:
      return "stream";
    case FileKind::listener:
      return "listener";
    case FileKind::pipe:
      return "pipe";
    case FileKind::timerfd:
      return "timerfd";
    case FileKind::signalfd:
      return "signalfd";
    case FileKind::eventpoll:
      return "eventpoll";
  }
  return "file";
}

void set_name(File* file, const char* name) {
  file->name = name;
  label(&file->f_lock, sizeof file->f_lock, "{}.f_lock", name);
  if (file->wait != nullptr) label(file->wait, sizeof *file->wait, "{}.wait", name);
  switch (file->kind) {
    case FileKind::eventfd:
      label(&file->eventfd()->count, sizeof file->eventfd()->count, "{}.count", name);
      break;
    case FileKind::stream:
      label(&file->stream()->unread, sizeof file->stream()->unread, "{}.unread", name);
      label(&file->stream()->shutdown, sizeof file->stream()->shutdown, "{}.shutdown", name);
      break;
    case FileKind::listener:
      label(&file->listener()->queue, sizeof file->listener()->queue, "{}.accept_queue", name);
      break;
    case FileKind::pipe: {
      Pipe* pipe = file->pipe_end()->pipe;
      label(&pipe->mtx, sizeof pipe->mtx, "{}.mutex", name);
      label(&pipe->unread, sizeof pipe->unread, "{}.unread", name);
      break;
    }
    case FileKind::signalfd:
      break;
    case FileKind::timerfd:
      label(&file->timerfd()->ticks, sizeof file->timerfd()->ticks, "{}.ticks", name);
      break;
    case FileKind::eventpoll: {
      Eventpoll* ep = file->eventpoll();
      label(&ep->mtx, sizeof ep->mtx, "{}.mtx", name);
      label(&ep->lock, sizeof ep->lock, "{}.lock", name);
      label(&ep->wq, sizeof ep->wq, "{}.wq", name);
      label(&ep->rdllist, sizeof ep->rdllist, "{}.rdllist", name);
      label(&ep->ovflist, sizeof ep->ovflist, "{}.ovflist", name);
      break;
    }
  }
}

ListHead* epitems_of(File* file) {
  return is_file_epoll(file) ? &file->eventpoll()->refs : &file->epitems;
}

void poll_wait(File* file, PollTable pt) { poll_wait(file, file->wait, pt); }

void poll_wait(File*, WaitQueueHead* queue, PollTable pt) {
  if (pt.poller != nullptr) poller_add(pt.poller, queue, pt.key);
  if (pt.epi == nullptr) return;
  Function fn("ep_ptable_queue_proc");
  EppollEntry* pwq = make<EppollEntry>(&ep_poll_callback, queue, pt.epi);
  const unsigned events = pt.epi->events.load(Order::relaxed);
  if (!does(Step::ep_ptable_queue_proc_add)) return;
  if ((events & EPOLLEXCLUSIVE) != 0 && does(Step::ep_ptable_queue_proc_exclusive))
    add_wait_queue_exclusive(queue, &pwq->wait);
  else
    add_wait_queue(queue, &pwq->wait);
  pwq->next = pt.epi->pwqlist.load();
  pt.epi->pwqlist = pwq;
  // Pairs with wq_has_sleeper: what follows sees the change, or its maker sees the entry.
  if (does(Step::ep_ptable_queue_proc_barrier)) fence();
}

unsigned vfs_poll(File* file, PollTable pt) {
  switch (file->kind) {
    case FileKind::eventfd:
      return eventfd_poll(file, pt);
    case FileKind::stream:
      return stream_poll(file, pt);
    case FileKind::listener:
      return listener_poll(file, pt);
    case FileKind::pipe:
      return pipe_poll(file, pt);
    case FileKind::timerfd:
      return timerfd_poll(file, pt);
    case FileKind::signalfd:
      return signalfd_poll(file, pt);
    case FileKind::eventpoll:
      return ep_eventpoll_poll(file, pt);
  }
  return 0;
}

void file_wake(File* file, unsigned ready, unsigned key, int nr_exclusive) {
  monitor_edge(file, ready);
  if (wq_has_sleeper(file->wait)) wake_up(file->wait, kTaskInterruptible, nr_exclusive, key);
  monitor_edge_end(file, ready);
}

void file_wake_locked(File* file, unsigned key) {
  monitor_edge(file, key);
  if (waitqueue_active(file->wait)) wake_up_locked(file->wait, kTaskNormal, 1, key);
  monitor_edge_end(file, key);
}

/// Where references of a file may run out, who drops the last one depends on the order.
static void order_references(File* file) {
  if (kernel().files_close) ghost_point(&file->f_count);
}

File* file_get_live(File* file) {
  order_references(file);
  if (file->f_count == 0) return nullptr;
  get_file(file);
  return file;
}

void get_file(File* file) { file->f_count = file->f_count + 1; }

void fput(File* file) {
  order_references(file);
  file->f_count = file->f_count - 1;
  if (file->f_count != 0) return;
  Task* task = current_task();
  file->next_work = task->task_works.load();
  task->task_works = file;
}

void task_work_run() {
  Task* task = current_task();
  while (File* file = task->task_works) {
    task->task_works = file->next_work.load();
    file_release(file);
  }
}

int leave_syscall(File* file, int result) {
  fput(file);
  task_work_run();
  return result;
}

[[gnu::noinline]] void file_release(File* file) {
  Function fn("__fput");
  note("state", "{} is released", name_of(file));
  // eventpoll_release(): whoever could still register the file would hold a reference.
  if (does(Step::fput_eventpoll) && file->f_ep.load(Order::relaxed) != nullptr)
    eventpoll_release_file(file);
  switch (file->kind) {
    case FileKind::eventfd:
      eventfd_release(file->eventfd());
      break;
    case FileKind::stream:
      stream_release(file->stream());
      break;
    case FileKind::listener:
      listener_release(file->listener());
      break;
    case FileKind::pipe:
      pipe_release(file->pipe_end());
      break;
    case FileKind::timerfd:
      timerfd_release(file->timerfd());
      break;
    case FileKind::signalfd:
      signalfd_release(file->signalfd());
      break;
    case FileKind::eventpoll:
      ep_release(file->eventpoll());
      break;
  }
  kernel_remove_file(file);
  if (!kernel().protocol.files_freed_at_once && does(Step::fput_rcu)) {
    // Files are freed after an RCU grace period, and a holder of f_lock is a reader: ep_remove()
    // may have unlinked its item, so that we passed by, and not have unlocked yet.
    spin_lock(file->f_lock);
    spin_unlock(file->f_lock);
  }
  destroy(file);
}

}  // namespace epcheck
