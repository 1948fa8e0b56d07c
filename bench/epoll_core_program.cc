// SPDX-License-Identifier: MIT
#include "bench/epoll_core_program.h"

#include "checker/choice.h"
#include "checker/memory.h"

namespace epcheck::bench {

namespace {

constexpr Order kRelaxed = Order::relaxed;

void list_init(Link* link) {
  link->next.store(link, kRelaxed);
  link->prev = link;
}

bool list_empty(const Link* head) { return head->next.load(kRelaxed) == head; }

void list_add_tail(Link* link, Link* head) {
  Link* last = head->prev;
  link->next.store(head, kRelaxed);
  link->prev = last;
  last->next.store(link, kRelaxed);
  head->prev = link;
}

void list_del_init(Link* link) {
  Link* next = link->next.load(kRelaxed);
  Link* prev = link->prev;
  next->prev = prev;
  prev->next.store(next, kRelaxed);
  list_init(link);
}

/// Moves all of `from` to the empty list `to`.
void list_splice_init(Link* from, Link* to) {
  if (list_empty(from)) return;
  Link* first = from->next.load(kRelaxed);
  Link* last = from->prev;
  first->prev = to;
  to->next.store(first, kRelaxed);
  last->next.store(to, kRelaxed);
  to->prev = last;
  list_init(from);
}

File* file_of(Link* ready) { return reinterpret_cast<File*>(ready); }
Sleeper* sleeper_of(Link* entry) { return reinterpret_cast<Sleeper*>(entry); }

bool events_available(const Core* core) {
  return !list_empty(&core->rdllist) || core->ovflist.load(kRelaxed) != inactive();
}

[[gnu::noinline]] void wake_up(Core* core) {
  if (list_empty(&core->wq)) return;
  Link* entry = core->wq.next.load(kRelaxed);
  list_del_init(entry);
  sleeper_of(entry)->running = 1;
}

bool is_running(const void* sleeper) {
  return static_cast<const Sleeper*>(sleeper)->running.peek() == 1;
}

/// Sleeps until woken, unless there is something to do.
[[gnu::noinline]] void ep_block(Core* core) {
  Sleeper self{};
  core->lock.lock();
  if (core->parameters->bug != 1 && events_available(core)) {
    core->lock.unlock();
    return;
  }
  self.running = 0;
  list_add_tail(&self.entry, &core->wq);
  core->lock.unlock();
  wait_until(&is_running, &self);
  core->lock.lock();  // the waker has removed the entry; the kernel takes the lock all the same
  core->lock.unlock();
}

[[gnu::noinline]] void ep_start_scan(Core* core, Link* txlist) {
  list_init(txlist);
  core->lock.lock();
  list_splice_init(&core->rdllist, txlist);
  core->ovflist.store(nullptr, kRelaxed);
  core->lock.unlock();
}

[[gnu::noinline]] void ep_done_scan(Core* core, Link* again) {
  core->lock.lock();
  File* next = core->ovflist.load(kRelaxed);
  while (next != nullptr) {
    File* file = next;
    next = file->overflow;
    file->overflow = inactive();
    if (core->parameters->bug != 2 && list_empty(&file->ready))
      list_add_tail(&file->ready, &core->rdllist);
  }
  core->ovflist.store(inactive(), kRelaxed);
  while (!list_empty(again)) {
    Link* ready = again->next.load(kRelaxed);
    list_del_init(ready);
    list_add_tail(ready, &core->rdllist);
  }
  if (!list_empty(&core->rdllist)) wake_up(core);
  core->lock.unlock();
}

/// One scan: what is ready stays ready (level triggered). Whether anything was on the list; `first`
/// is the first file that was ready, or null.
[[gnu::noinline]] bool ep_send_events(Core* core, File** first) {
  Link txlist{}, again{};
  bool any = false;
  core->mtx.lock();
  list_init(&again);
  ep_start_scan(core, &txlist);
  while (!list_empty(&txlist)) {
    any = true;
    File* file = file_of(txlist.next.load(kRelaxed));
    list_del_init(&file->ready);
    if (file->count.load(kRelaxed) == 0) continue;
    if (*first == nullptr) *first = file;
    list_add_tail(&file->ready, &again);
  }
  ep_done_scan(core, &again);
  core->mtx.unlock();
  return any;
}

[[gnu::noinline]] File* ep_poll(Core* core) {
  for (;;) {
    if (!events_available(core)) ep_block(core);
    File* first = nullptr;
    if (ep_send_events(core, &first)) return first;
  }
}

[[gnu::noinline]] void read_one(File* file) {
  int count = file->count.load(kRelaxed);
  while (count > 0 && !file->count.compare_exchange_weak(count, count - 1)) {
  }
}

[[gnu::noinline]] void ep_poll_callback(Core* core, File* file) {
  core->lock.lock();
  File* overflow = core->ovflist.load(kRelaxed);
  if (overflow != inactive()) {
    if (file->overflow == inactive()) {
      file->overflow = overflow;
      core->ovflist.store(file, kRelaxed);
    }
  } else if (list_empty(&file->ready)) {
    list_add_tail(&file->ready, &core->rdllist);
  }
  wake_up(core);
  core->lock.unlock();
}

}  // namespace

File* inactive() { return reinterpret_cast<File*>(~std::uintptr_t{0}); }

Core* create_core(const EpollCore* parameters) {
  Core* core = make<Core>();
  core->parameters = parameters;
  list_init(&core->rdllist);
  list_init(&core->wq);
  core->ovflist = inactive();
  return core;
}

File* create_file() {
  File* file = make_alike<File>();
  list_init(&file->ready);
  file->overflow = inactive();
  return file;
}

void run_waiter(Core* core) {
  for (unsigned i = 0; i < core->parameters->waits; ++i) {
    File* file = ep_poll(core);
    if (file != nullptr) read_one(file);
  }
}

void run_callback(Core* core, File* file) {
  for (unsigned i = 0; i < core->parameters->writes; ++i) {
    file->count.fetch_add(1);
    ep_poll_callback(core, file);
  }
}

}  // namespace epcheck::bench
