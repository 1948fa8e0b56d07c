// SPDX-License-Identifier: MIT
// Pipe: bytes from its write end to its read end (fs/pipe.c). They are counted and numbered, not
// stored. Readers and writers change it under a mutex, and may sleep for that; the pollers of the
// other end are woken after the mutex was dropped, and a poll looks without it.
//
// Every write wakes the pollers of the read end, but from 5.5 to 5.13 only one to an empty pipe
// (Protocol::pipe_always_wakes); a read wakes those of the write end only if it ends that the pipe
// is full. (Up to 5.4 one queue had both, and every buffer that was read empty was told of. Since
// 5.14 a pipe that nobody has polled yet wakes no poller, for there is none.)
//
// The kernel counts room in pages. A pipe that has one free is writable, and takes a write of up to
// PIPE_BUF bytes whole; one that has none takes nothing. So it is here with bytes: a pipe below its
// capacity takes such a write whole, and may then hold more than that.
#pragma once

#include <cstdint>

#include "checker/atomic.h"
#include "checker/ghost.h"
#include "model/file.h"
#include "model/task.h"

namespace epcheck {

struct ByteRange;
struct Pipe;

struct PipeEnd {
  explicit PipeEnd(Pipe* whole) : pipe(whole) {}
  Pipe* const pipe;
  WaitQueueHead wait;          // rd_wait or wr_wait
  epcheck::ghost<File*> file;  // null once released; changes under wait.lock
  atomic<int> open{1};         // readers, or writers
};

struct Pipe {
  explicit Pipe(int bytes) : capacity(bytes), read_end(this), write_end(this) {}
  const int capacity;
  Mutex mtx{LockClass::pipe};
  PipeEnd read_end, write_end;
  atomic<int> unread;
  atomic<int> files{2};       // ends not released, or not yet done with that
  plain<std::int64_t> begin;  // number of the first unread byte
};

/// The read end and the write end.
void pipe_create(int capacity, File* files[2]);
unsigned pipe_poll(File* file, PollTable pt);
/// Bytes, 0 at the end of the file, EAGAIN; EBADF at the wrong end.
int pipe_read(File* file, int size, ByteRange* got);
/// Bytes, EAGAIN, EPIPE; EBADF at the wrong end.
int pipe_write(File* file, int size);
void pipe_release(PipeEnd* end);

}  // namespace epcheck
