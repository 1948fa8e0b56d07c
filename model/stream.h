// SPDX-License-Identifier: MIT
// Stream: one end of a connected byte stream. Bytes are counted and numbered, not stored: each end
// has a receive queue of `unread` bytes, the first of which is number `begin` of its direction.
//
// An end's receive queue and shutdown state change under its lock, and its pollers are woken with
// it held, as TCP does under the socket's lock; a poll reads both without it. The peer end may lie
// outside of the model (an arrived connection): then `peer` is null and only arrivals fill the
// queue. Closing an end shuts down the other in both directions, as AF_UNIX does; there are no
// resets.
#pragma once

#include <cstdint>

#include "checker/atomic.h"
#include "checker/plain.h"
#include "model/file.h"
#include "model/locking.h"

namespace epcheck {

struct ByteRange;
struct StreamPair;

inline constexpr unsigned kRcvShutdown = 1;
inline constexpr unsigned kSendShutdown = 2;
inline constexpr unsigned kShutdownMask = kRcvShutdown | kSendShutdown;

struct Stream {
  Stream(StreamPair* both, Stream* other, int bytes, int arrival)
      : pair(both), peer(other), capacity(bytes), number(arrival) {}

  StreamPair* const pair;
  Stream* const peer;
  const int capacity;  // bytes that the receive queue can hold
  const int number;    // of an arrived connection, from 1; else 0
  Spinlock lock{LockClass::socket};
  WaitQueueHead wait;
  plain<File*> file;   // null once this end is released
  atomic<int> unread;  // length of the receive queue
  plain<std::int64_t> begin;
  atomic<unsigned> shutdown;  // kRcvShutdown: no more bytes come; kSendShutdown: none may be sent
  ListHead accept_link;       // Listener::queue
};

/// Both ends lie in one block, which goes when the last of them is released.
struct StreamPair {
  explicit StreamPair(int capacity) : a(this, &b, capacity, 0), b(this, &a, capacity, 0), ends(2) {}
  /// An arrived connection: only `a` exists.
  StreamPair(int capacity, int number)
      : a(this, nullptr, capacity, number), b(this, nullptr, 0, 0), ends(1) {}
  Stream a, b;
  atomic<int> ends;
};

/// Two connected ends.
void stream_create_pair(int capacity, File* files[2]);
/// The end of connection `number` on our side.
File* stream_create_connection(int number);
unsigned stream_poll(File* file, PollTable pt);
int stream_read(File* file, int size, ByteRange* got);
int stream_write(File* file, int size);
int stream_shutdown(File* file, unsigned how);  // kRcvShutdown | kSendShutdown
void stream_release(Stream* end);

/// What the peer did: bytes came (as many as fit; returns how many), or it will send no more.
int stream_receive(Stream* end, int bytes);
void stream_receive_fin(Stream* end);

}  // namespace epcheck
