// SPDX-License-Identifier: MIT
#include "checker/weak_memory.h"

#include <cstring>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "checker/machine.h"

namespace epcheck {

namespace {

/// More writes of one location are not kept apart; alternatives must be told from kDrain.
constexpr unsigned kMaxWrites = 250;

/// A step may write so often that what is only settled when it ends grows too long.
constexpr unsigned kSettleAt = 64;

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

std::uint64_t latest(std::uintptr_t address, unsigned size) {
  std::uint64_t value = 0;
  std::memcpy(&value, reinterpret_cast<const void*>(address), size);
  return value;
}

Access access_of(const Operation& operation) {
  return {operation.code.order, (operation.code.flags & kPlain) != 0, false};
}

/// A compare-and-swap that fails is a load that does not release.
Access failing(Access access) {
  if (access.order == Order::release) access.order = Order::relaxed;
  if (access.order == Order::acq_rel) access.order = Order::acquire;
  return access;
}

}  // namespace

void WeakMemory::restart() {
  joins_ = machine_.words().joins();
  sc_order_ = machine_.words().sc_order();
  rc11_.restart();
  frames_.clear();
  log_.clear();
  key_ = {};
  stale_ = true;
  changed_ = false;
}

void WeakMemory::begin_step() {
  frames_.push_back({log_.size(), key()});
  changed_ = false;
}

void WeakMemory::undo_step() {
  Frame frame = frames_.back();
  frames_.pop_back();
  if (log_.size() > frame.saved) rc11_.restore(log_);
  key_ = frame.key;
  stale_ = false;
}

/// Before anything changes.
void WeakMemory::change() {
  stale_ = true;
  if (changed_ || frames_.empty()) return;
  changed_ = true;
  rc11_.save(log_);
}

Key WeakMemory::key() const {
  if (!stale_) return key_;
  key_ = key_from_scratch();
  stale_ = false;
  return key_;
}

Key WeakMemory::key_from_scratch() const {
  bytes_.clear();
  rc11_.settle();
  rc11_.describe(joins_, sc_order_, bytes_);
  XXH128_hash_t digest = XXH3_128bits(bytes_.data(), bytes_.size());
  return {digest.low64, digest.high64};
}

const char* WeakMemory::take_limit() { return std::exchange(limit_, nullptr); }

bool WeakMemory::may(const ThreadState& task, const Operation& operation, unsigned location,
                     Position position) const {
  Access access = access_of(operation);
  switch (operation.code.kind) {
    case OpKind::load:
      return rc11_.may_read(task.id, location, position, access);
    case OpKind::store:
      return rc11_.may_write(task.id, location, position, access);
    case OpKind::cas:
      if (rc11_.write_at(location, position).value != operation.a)
        return rc11_.may_read(task.id, location, position, failing(access));
      [[fallthrough]];
    default:
      return rc11_.may_update(task.id, location, position, access);
  }
}

/// The alternatives end with the oldest write that will do, though one before it may not.
unsigned WeakMemory::alternatives(const ThreadState& task, const Operation& operation) const {
  int location = find(number(operation.address), operation.code.size);
  if (location < 0) return 1;
  unsigned index = static_cast<unsigned>(location), count = rc11_.writes(index);
  unsigned first = 0;
  while (first + 1 < count && !may(task, operation, index, static_cast<Position>(first))) ++first;
  return count - first;
}

bool WeakMemory::enabled(const ThreadState& task, const Operation& operation,
                         unsigned alternative) const {
  OpKind kind = operation.code.kind;
  if (alternative == 0 || !is_access(kind)) return true;
  int location = find(number(operation.address), operation.code.size);
  if (location < 0) return true;
  unsigned index = static_cast<unsigned>(location), count = rc11_.writes(index);
  return alternative < count &&
         may(task, operation, index, static_cast<Position>(count - 1 - alternative));
}

/// Memory may be constructed anew without an operation: then another variable begins there, and
/// nothing has happened to it.
int WeakMemory::find(std::uintptr_t address, unsigned size) const {
  int found = rc11_.find(address, size);
  if (found < 0) return -1;
  unsigned location = static_cast<unsigned>(found);
  std::uint64_t value = rc11_.write_at(location, rc11_.writes(location) - 1).value;
  return value == latest(address, size) ? found : -1;
}

/// Such words have plain accesses. Which these are is learned.
bool WeakMemory::is_watched(std::uintptr_t address, unsigned size) const {
  bool mixed = false;
  return machine_.words().slot(machine_.words().entry(address, size), mixed) >= 0;
}

/// A thread that uses its own stack anew has variables of other sizes there.
unsigned WeakMemory::locate(unsigned thread, std::uintptr_t address, unsigned size) {
  if (int found = find(address, size); found >= 0) return static_cast<unsigned>(found);
  const auto& locations = rc11_.views().locations();
  for (unsigned i = 0; i < locations.size(); ++i) {
    if (locations[i].address + locations[i].size <= address) continue;
    if (locations[i].address >= address + size) break;
    bool own_stack = !in_heap(address) && region_of(address) == thread;
    if (!own_stack && (locations[i].address != address || locations[i].size != size))
      limit_ =
          "bytes were accessed as parts of words of different sizes; of these only the latest "
          "values were looked at";
    rc11_.forget(i--);
  }
  return rc11_.locate(address, size, latest(address, size), machine_.is_unwritten(address, size));
}

/// Memory says so of the latest write only.
int WeakMemory::reads_unwritten(const ThreadState&, const Operation& operation,
                                unsigned alternative) const {
  int location = find(number(operation.address), operation.code.size);
  if (location < 0) return -1;
  unsigned index = static_cast<unsigned>(location);
  return rc11_.write_at(index, rc11_.writes(index) - 1 - alternative).unwritten;
}

std::uint64_t WeakMemory::access(const ThreadState& task, const Operation& operation,
                                 unsigned alternative) {
  change();
  behind_ = alternative;
  std::uintptr_t address = number(operation.address);
  unsigned size = operation.code.size;
  unsigned location = locate(task.id, address, size), last = rc11_.writes(location) - 1;
  Position position = static_cast<Position>(last - alternative);
  Access access = access_of(operation);
  if (access.sc()) machine_.words().use_sc_order();
  std::uint64_t old = rc11_.write_at(location, position).value, value = old;
  bool writes = written_value(operation, old, value);
  if (size < 8) value &= (std::uint64_t{1} << 8 * size) - 1;
  if (!writes)
    rc11_.read(task.id, location, position,
               operation.code.kind == OpKind::cas ? failing(access) : access);
  else if (operation.code.kind == OpKind::store)
    rc11_.write(task.id, location, position, value, access);
  else
    rc11_.update(task.id, location, position, value, access);
  access.watched = is_watched(address, size);
  races_with_ = access.watched ? rc11_.watch(task.id, location, writes, access).thread : -1;
  if (writes && position == last) write(task.id, address, size, value);
  if (rc11_.writes(location) >= kSettleAt) rc11_.settle();
  if (rc11_.writes(location) >= kMaxWrites) {
    limit_ = "a word had 250 writes that some thread had not seen; older ones were forgotten";
    rc11_.forget_oldest(location);
  }
  return old;
}

std::uint64_t WeakMemory::peek(unsigned, std::uintptr_t address, unsigned size) const {
  return latest(address, size);
}

void WeakMemory::write(unsigned, std::uintptr_t address, unsigned size, std::uint64_t value) {
  machine_.touch(address, size);
  std::memcpy(reinterpret_cast<void*>(address), &value, size);
}

/// The thread would read the latest write.
bool WeakMemory::may_be_native(const ThreadState& task, const Operation& operation) const {
  std::uintptr_t address = number(operation.address);
  for (const Rc11Location& location : rc11_.views().locations())
    if (location.address < address + operation.code.size &&
        address < location.address + location.size &&
        rc11_.behind(task.id, static_cast<unsigned>(&location - rc11_.views().locations().data())))
      return false;
  return true;
}

/// Who writes to memory itself is ordered after all that were there, and before all that will be.
void WeakMemory::pass(const ThreadState& task, const Operation& operation) {
  races_with_ = -1;
  std::uintptr_t address = number(operation.address);
  if (operation.code.flags & kNative && operation.code.kind == OpKind::store)
    forget(address, address + operation.code.size);
  if (!rc11_.in_run(task.id)) return;
  change();
  rc11_.end_run(task.id);
}

void WeakMemory::fence(const ThreadState& task, const Operation& operation) {
  change();
  if (operation.code.order == Order::seq_cst) machine_.words().use_sc_order();
  rc11_.fence(task.id, operation.code.order);
}

void WeakMemory::lock(const ThreadState& task, std::uintptr_t lock, bool shared) {
  change();
  rc11_.lock(task.id, lock, shared);
}

bool WeakMemory::unlock(const ThreadState& task, std::uintptr_t lock, bool shared) {
  change();
  rc11_.unlock(task.id, lock, shared);
  return false;
}

void WeakMemory::spawn(const ThreadState& task, unsigned child) {
  change();
  rc11_.spawn(task.id, child);
}

void WeakMemory::join(const ThreadState& task, unsigned other) {
  change();
  rc11_.join(task.id, other);
}

void WeakMemory::finish(const ThreadState& task) {
  change();
  rc11_.finish(task.id);
}

/// Joining alone is no sleep.
void WeakMemory::wait(const ThreadState& task, const std::vector<Peeked>& peeked) {
  if (peeked.empty()) return;
  change();
  machine_.words().use_sc_order();
  rc11_.fence(task.id, Order::seq_cst);
  for (const Peeked& word : peeked) {
    int found = find(word.address, word.size);
    if (found < 0) continue;
    unsigned location = static_cast<unsigned>(found);
    Position last = static_cast<Position>(rc11_.writes(location) - 1);
    rc11_.read(task.id, location, last, {Order::acquire, false, false});
  }
  rc11_.fence(task.id, Order::seq_cst);
}

void WeakMemory::free(const ThreadState&, std::uintptr_t address, std::size_t bytes) {
  forget(address, address + bytes);
}

void WeakMemory::end_variables(const ThreadState& task, std::uintptr_t sp) {
  forget(region(task.id), sp);
}

void WeakMemory::forget(std::uintptr_t from, std::uintptr_t to) {
  const auto& locations = rc11_.views().locations();
  for (unsigned i = 0; i < locations.size(); ++i) {
    if (locations[i].address + locations[i].size <= from || locations[i].address >= to) continue;
    change();
    rc11_.forget(i--);
  }
}

}  // namespace epcheck
