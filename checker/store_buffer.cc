// SPDX-License-Identifier: MIT
#include "checker/store_buffer.h"

#include <cstring>
#include <utility>

#include "checker/bug.h"
#include "checker/join.h"
#include "checker/machine.h"
#include "checker/mutex.h"

namespace epcheck {

namespace {

constexpr unsigned kCapacity = kModelBytes / sizeof(PendingStore);

PendingStore* buffer(unsigned thread) {
  return reinterpret_cast<PendingStore*>(region(thread) + kRegionBytes - kModelBytes);
}

unsigned count(unsigned thread) {
  unsigned n = 0;
  while (n < kCapacity && buffer(thread)[n].size != 0) ++n;
  return n;
}

bool empty(unsigned thread) { return buffer(thread)->size == 0; }

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

/// Such stores are in memory already.
bool on_stack_of(unsigned thread, std::uintptr_t address) {
  return in_program(address) && !in_heap(address) && region_of(address) == thread;
}

bool covers(const PendingStore& store, std::uintptr_t address) {
  return address - store.address < store.size;
}

std::uint8_t byte_of(std::uint64_t value, std::uintptr_t offset) {
  return static_cast<std::uint8_t>(value >> 8 * offset);
}

/// Puts those bytes of a store that lie in [address, address + size) over `value`.
void overlay(std::uint64_t& value, std::uintptr_t address, unsigned size, const PendingStore& store,
             std::uint64_t with) {
  for (unsigned i = 0; i < size; ++i) {
    if (!covers(store, address + i)) continue;
    value &= ~(std::uint64_t{0xff} << 8 * i);
    value |= std::uint64_t{byte_of(with, address + i - store.address)} << 8 * i;
  }
}

/// Operations that wait until all stores of their thread are seen by the others.
bool is_barrier(const OpCode& code) {
  switch (code.kind) {
    case OpKind::load:
    case OpKind::unlock:
      return false;
    case OpKind::store:
    case OpKind::fence:
      return code.order == Order::seq_cst;
    default:
      return code.kind <= OpKind::wait || code.kind == OpKind::spawn;
  }
}

/// Whether a thread that the condition waits for has stores that others do not see yet.
bool joins_pending(const Condition& condition, unsigned threads) {
  if (!is_join(condition, 1)) return false;
  for (std::uint64_t bits = joined_by(condition, threads); bits != 0; bits &= bits - 1)
    if (!empty(static_cast<unsigned>(__builtin_ctzll(bits)))) return true;
  return false;
}

}  // namespace

const char* StoreBuffers::take_limit() {
  bool full = std::exchange(full_, false);
  return full ? "a thread had 32 stores in its buffer and was made to drain it" : nullptr;
}

bool StoreBuffers::enabled(const ThreadState& task, const Operation& operation,
                           unsigned alternative) const {
  if (operation.code.kind == OpKind::begin || operation.code.kind == OpKind::none) return true;
  if (is_barrier(operation.code) && !empty(task.id)) return false;
  switch (operation.code.kind) {
    case OpKind::wait:  // a thread is joined when its stores have been seen
      return !joins_pending(static_cast<const Condition*>(operation.address)[alternative],
                            machine_.threads());
    case OpKind::store:
    case OpKind::unlock:
      if (count(task.id) < kCapacity) return true;
      full_ = true;
      return false;
    default:
      return true;
  }
}

/// Others do not see it yet, and it adds to the buffer only.
bool StoreBuffers::left_mover(const ThreadState&, const Operation& operation) const {
  return (operation.code.kind == OpKind::store && !is_barrier(operation.code)) ||
         operation.code.kind == OpKind::unlock;
}

bool StoreBuffers::may_be_native(const ThreadState& task, const Operation& operation) const {
  return !withholds(task.id, number(operation.address), operation.code.size);
}

bool StoreBuffers::withholds(unsigned thread, std::uintptr_t address, std::size_t bytes) const {
  const PendingStore* stores = buffer(thread);
  for (unsigned i = 0, n = count(thread); i < n; ++i)
    if (stores[i].address < address + bytes && address < stores[i].address + stores[i].size)
      return true;
  return false;
}

std::span<const PendingStore> StoreBuffers::buffered(unsigned thread) const {
  return {buffer(thread), count(thread)};
}

/// What a thread reads of its own buffer has been written.
int StoreBuffers::reads_unwritten(const ThreadState& task, const Operation& operation,
                                  unsigned) const {
  return withholds(task.id, number(operation.address), operation.code.size) ? 0 : -1;
}

bool StoreBuffers::pending() const {
  for (unsigned thread = 0; thread < machine_.threads(); ++thread)
    if (!empty(thread)) return true;
  return false;
}

const PendingStore* StoreBuffers::oldest(unsigned thread) const {
  return empty(thread) ? nullptr : buffer(thread);
}

void StoreBuffers::drain(unsigned thread) {
  PendingStore store = *buffer(thread);
  erase(thread, 0);
  if (!on_stack_of(thread, store.address)) write(thread, store.address, store.size, store.value);
}

std::uint64_t StoreBuffers::access(const ThreadState& task, const Operation& operation, unsigned) {
  std::uintptr_t address = number(operation.address);
  unsigned size = operation.code.size;
  std::uint64_t old = peek(task.id, address, size);
  std::uint64_t value = old;
  if (!written_value(operation, old, value)) return old;
  if (is_barrier(operation.code) || machine_.alone(task))
    write(task.id, address, size, value);
  else
    push(task, {address, value, 0, size, 0});
  return old;
}

std::uint64_t StoreBuffers::peek(unsigned thread, std::uintptr_t address, unsigned size) const {
  std::uint64_t value = 0;
  std::memcpy(&value, reinterpret_cast<const void*>(address), size);
  if (!in_program(address)) return value;
  unsigned owner = region_of(address);
  if (!in_heap(address) && owner != thread) {
    const PendingStore* theirs = buffer(owner);
    for (unsigned i = count(owner); i-- > 0;)
      if (on_stack_of(owner, theirs[i].address))
        overlay(value, address, size, theirs[i], theirs[i].hidden);
  }
  if (thread >= kMaxThreads || on_stack_of(thread, address)) return value;
  const PendingStore* own = buffer(thread);
  for (unsigned i = 0, n = count(thread); i < n; ++i)
    overlay(value, address, size, own[i], own[i].value);
  return value;
}

/// With all reductions an unlock with nothing before it is seen at once: that only lets others go
/// on who wait for the lock, unless somebody can tell a lock that is held, by try_lock.
bool StoreBuffers::unlock(const ThreadState& task, std::uintptr_t lock, bool shared) {
  if (shared) return false;
  if (machine_.alone(task)) return false;
  if (empty(task.id) && reductions_.learned_words && !machine_.hot(lock)) return false;
  push(task, {lock, 0, 0, sizeof(LockWord), 1});
  return true;
}

/// Its own stores to memory that a thread frees come before.
void StoreBuffers::free(const ThreadState& task, std::uintptr_t block, std::size_t bytes) {
  for (unsigned i = count(task.id); i-- > 0;)
    if (buffer(task.id)[i].address - block < bytes) erase(task.id, i);
}

void StoreBuffers::push(const ThreadState& task, PendingStore store) {
  unsigned n = count(task.id);
  CHECK(n < kCapacity, "a store buffer overflows");
  if (on_stack_of(task.id, store.address)) {
    std::memcpy(&store.hidden, reinterpret_cast<const void*>(store.address), store.size);
    machine_.touch(store.address, store.size);
    std::memcpy(reinterpret_cast<void*>(store.address), &store.value, store.size);
  }
  machine_.touch(number(buffer(task.id) + n), sizeof store);
  buffer(task.id)[n] = store;
}

void StoreBuffers::erase(unsigned thread, unsigned index) {
  PendingStore* stores = buffer(thread);
  unsigned n = count(thread);
  machine_.touch(number(stores + index), (n - index) * sizeof *stores);
  std::memmove(stores + index, stores + index + 1, (n - index - 1) * sizeof *stores);
  stores[n - 1] = {};
}

/// What `thread` writes is seen by all.
void StoreBuffers::write(unsigned thread, std::uintptr_t address, unsigned size,
                         std::uint64_t value) {
  unsigned owner = region_of(address);
  if (!in_heap(address) && owner != thread && !empty(owner)) {
    for (unsigned i = 0; i < size; ++i) write_byte(owner, address + i, byte_of(value, i));
    return;
  }
  machine_.touch(address, size);
  std::memcpy(reinterpret_cast<void*>(address), &value, size);
}

/// A byte on the stack of `owner`, which has stores in its buffer: what those hide stays in memory.
void StoreBuffers::write_byte(unsigned owner, std::uintptr_t address, std::uint8_t value) {
  PendingStore* stores = buffer(owner);
  for (unsigned i = 0, n = count(owner); i < n; ++i) {
    if (!on_stack_of(owner, stores[i].address) || !covers(stores[i], address)) continue;
    machine_.touch(number(stores + i), sizeof *stores);
    reinterpret_cast<std::uint8_t*>(&stores[i].hidden)[address - stores[i].address] = value;
    return;
  }
  machine_.touch(address, 1);
  *reinterpret_cast<std::uint8_t*>(address) = value;
}

}  // namespace epcheck
