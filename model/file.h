// SPDX-License-Identifier: MIT
// File: what a descriptor refers to (struct file with its object). dup() and several descriptors
// share one File; it is released when the last reference goes, be that a descriptor or a system
// call in flight. Registrations in epoll instances do not hold a reference: the release removes
// them.
//
// Who changes `f_ep` or the list of registrations holds f_lock. The state of each kind of file lies
// behind private_data.
#pragma once

#include <cstdint>

#include "checker/ghost.h"
#include "checker/plain.h"
#include "model/list_head.h"
#include "model/locking.h"
#include "model/monitor.h"
#include "model/wait_queue.h"

namespace epcheck {

struct Epitem;
struct Eventpoll;
struct Eventfd;
struct Listener;
struct PipeEnd;
struct Signalfd;
struct Poller;
struct Stream;
struct Task;
struct Timerfd;

enum class FileKind : std::uint8_t {
  eventfd,
  stream,
  listener,
  pipe,
  timerfd,
  signalfd,
  eventpoll
};

struct File {
  File(FileKind file_kind, void* data, WaitQueueHead* queue)
      : kind(file_kind), private_data(data), wait(queue) {}

  const FileKind kind;
  void* const private_data;
  /// In private_data: where pollers wait; an eventpoll's poll_wait. A signalfd has none.
  WaitQueueHead* const wait;
  /// References. Taking one by a descriptor is no operation of its own: it belongs to the table
  /// lookup. Dropping one is, since the last drop releases, and so is taking one that may be gone.
  epcheck::ghost<int> f_count{1};
  Spinlock f_lock{LockClass::f_lock};
  atomic<ListHead*> f_ep{nullptr};            // epitems_of() if it has members, else null
  ListHead epitems;                           // Epitem::fllink; of an instance Eventpoll::refs is
  plain<File*> next_work;                     // Task::task_works
  epcheck::ghost<const char*> name{nullptr};  // for traces
  FileGhost ghost;

  Eventfd* eventfd() const { return static_cast<Eventfd*>(private_data); }
  Stream* stream() const { return static_cast<Stream*>(private_data); }
  Listener* listener() const { return static_cast<Listener*>(private_data); }
  PipeEnd* pipe_end() const { return static_cast<PipeEnd*>(private_data); }
  Signalfd* signalfd() const { return static_cast<Signalfd*>(private_data); }
  Timerfd* timerfd() const { return static_cast<Timerfd*>(private_data); }
  Eventpoll* eventpoll() const { return static_cast<Eventpoll*>(private_data); }
};

inline bool is_file_epoll(const File* file) { return file->kind == FileKind::eventpoll; }

/// What vfs_poll gets: the item whose callback is to be put on the file's wait queue, or null, and
/// the events that the caller will look at.
struct PollTable {
  Epitem* epi;
  unsigned key;
  Poller* poller = nullptr;  // of poll(2), which is to be told like the callback
};

/// A file with one reference, the caller's. `data` is what the kind says, `queue` lies in it.
File* file_create(FileKind kind, void* data, WaitQueueHead* queue);
/// The head of the file's registrations (Epitem::fllink).
ListHead* epitems_of(File* file);
/// Names the file and the shared words in it for traces, such as "conn.a" or "ep0". `name` must
/// outlive the check.
void set_name(File* file, const char* name);
const char* name_of(const File* file);

/// The file's events now. The caller holds a reference, or the kernel is one that polls without
/// (Protocol::pin_in_poll).
unsigned vfs_poll(File* file, PollTable pt);
/// Puts the callback of pt.epi on the file's queue, if there is one: the first act of each poll.
void poll_wait(File* file, PollTable pt);
/// The same for another queue than the file's.
void poll_wait(File* file, WaitQueueHead* queue, PollTable pt);

/// Tells the pollers of the file. `ready` is the mask that became ready, for the monitors; `key` is
/// what the kernel tells the callbacks, 0 for nothing; `nr_exclusive` as for wake_up().
void file_wake(File* file, unsigned ready, unsigned key, int nr_exclusive);
/// The same with the queue's lock held, for one exclusive entry.
void file_wake_locked(File* file, unsigned key);

/// A reference if the file is not being released yet (file_ref_get), else null.
File* file_get_live(File* file);
void get_file(File* file);
/// Drops a reference. The last one leaves the file to task_work_run() at the end of the system
/// call.
void fput(File* file);
/// Releases the files whose last reference this system call dropped.
void task_work_run();
/// The way out of a system call that holds a reference on `file`, with its result.
int leave_syscall(File* file, int result);
/// Releases a file that nobody refers to.
void file_release(File* file);

}  // namespace epcheck
