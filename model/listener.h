// SPDX-License-Identifier: MIT
// Listener: a listening socket with a queue of connections that nobody has accepted yet. It is
// readable while the queue is not empty. A connection is a Stream whose peer lies outside of the
// model; it exists from its arrival on. The queue changes under the lock, and pollers are woken
// with it held; a poll looks at the queue without it. The number of pending connections is bounded.
#pragma once

#include "checker/plain.h"
#include "model/file.h"
#include "model/list_head.h"
#include "model/locking.h"

namespace epcheck {

struct Listener {
  explicit Listener(int room) : backlog(room) {}
  const int backlog;
  Spinlock lock{LockClass::socket};
  WaitQueueHead wait;
  ListHead queue;       // Stream::accept_link, oldest first
  plain<int> pending;   // length of the queue
  plain<int> arrivals;  // connections that ever got into the queue; numbers the next one
};

File* listener_create(int backlog);
unsigned listener_poll(File* file, PollTable pt);
/// Queues a connection. 0, or -EAGAIN if the queue is full.
int listener_connect(File* file);
/// The file of the oldest connection, with the caller's reference, or null.
File* listener_accept(File* file);
/// Connections that nobody accepted are closed.
void listener_release(Listener* listener);

}  // namespace epcheck
