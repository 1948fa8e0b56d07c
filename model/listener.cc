// SPDX-License-Identifier: MIT
#include "model/listener.h"

#include <sys/epoll.h>

#include <cerrno>

#include "checker/memory.h"
#include "checker/report.h"
#include "model/stream.h"

namespace epcheck {
namespace {

constexpr unsigned kReadable = EPOLLIN | EPOLLRDNORM;
constexpr unsigned kDataReadyKey = EPOLLIN | EPOLLPRI | EPOLLRDNORM | EPOLLRDBAND;

Stream* stream_of(ListHead* link) {
  return container_of<Stream>(link, offsetof(Stream, accept_link));
}

}  // namespace

File* listener_create(int backlog) {
  Listener* listener = make<Listener>(backlog);
  return file_create(FileKind::listener, listener, &listener->wait);
}

unsigned listener_poll(File* file, PollTable pt) {
  poll_wait(file, pt);
  return list_empty(&file->listener()->queue) ? 0 : kReadable;
}

[[gnu::noinline]] int listener_connect(File* file) {
  Function fn("listener_connect");
  Listener* listener = file->listener();
  spin_lock(listener->lock, Step::listener_connect_lock);
  int pending = listener->pending;
  if (pending >= listener->backlog) {
    spin_unlock(listener->lock, Step::listener_connect_lock);
    return -EAGAIN;
  }
  int number = listener->arrivals + 1;
  listener->arrivals = number;
  listener->pending = pending + 1;
  File* connection = stream_create_connection(number);
  list_add_tail(&connection->stream()->accept_link, &listener->queue);
  note("arrive", "connection #{} at {}", number, name_of(file));
  monitor_changed(file);
  if (does(Step::listener_connect_wake)) file_wake(file, kReadable, kDataReadyKey, 1);
  spin_unlock(listener->lock, Step::listener_connect_lock);
  return 0;
}

[[gnu::noinline]] File* listener_accept(File* file) {
  Function fn("listener_accept");
  Listener* listener = file->listener();
  File* connection = nullptr;
  spin_lock(listener->lock, Step::listener_accept_lock);
  ListHead* first = list_next(&listener->queue);
  if (first != &listener->queue) {
    list_del_init(first);
    listener->pending = listener->pending - 1;
    connection = stream_of(first)->file;
    monitor_changed(file);
  }
  spin_unlock(listener->lock, Step::listener_accept_lock);
  return connection;
}

void listener_release(Listener* listener) {
  while (!list_empty(&listener->queue)) {
    ListHead* first = list_next(&listener->queue);
    list_del_init(first);
    fput(stream_of(first)->file);  // the last reference: released with this system call
  }
  destroy(listener);
}

}  // namespace epcheck
