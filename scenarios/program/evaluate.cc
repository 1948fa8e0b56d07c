// SPDX-License-Identifier: MIT
#include "scenarios/program/evaluate.h"

#include "model/eventfd.h"
#include "model/eventpoll.h"
#include "model/file.h"
#include "model/listener.h"
#include "model/pipe.h"
#include "model/stream.h"
#include "scenarios/loader/fold.h"

namespace epcheck::scenario {

namespace {

using Slots = const ghost<std::int64_t>*;

unsigned descriptor_of(const World& world, unsigned file, unsigned end) {
  const auto& descriptors = world.program->variant->descriptors;
  unsigned index = 0;
  while (descriptors[index].epoll || descriptors[index].index != file ||
         descriptors[index].end != end)
    ++index;
  return index;
}

std::int64_t waiters(const World& world, unsigned epoll) {
  const auto& descriptors = world.program->variant->descriptors;
  unsigned index = 0;
  while (!descriptors[index].epoll || descriptors[index].index != epoll) ++index;
  const epcheck::File* file = world.files[index];
  if (!is_open(world, file)) return 0;
  std::int64_t count = 0;
  for (unsigned i = 0; i < world.kernel->task_count; ++i) {
    const Task* task = world.kernel->tasks[i];
    bool sleeps = task->state.peek() != kTaskRunning;
    if (sleeps && task->ghost.waits_on == file->eventpoll()) ++count;
  }
  return count;
}

/// What only observe() may look at.
std::int64_t outside(const World& world, const ExprItem& item) {
  if (item.op == ExprOp::waiters) return waiters(world, item.a);
  if (item.op == ExprOp::bytes_read)
    return world.bytes_read[item.a * world.program->threads.size() + item.b];
  const epcheck::File* file = world.files[descriptor_of(world, item.a, item.b)];
  if (!is_open(world, file)) return 0;
  switch (item.op) {
    case ExprOp::backlog:
      return file->listener()->pending.peek();
    case ExprOp::unread:
      return file->kind == epcheck::FileKind::pipe ? file->pipe_end()->pipe->unread.peek()
                                                   : file->stream()->unread.peek();
    default:
      return static_cast<std::int64_t>(file->eventfd()->count.peek());
  }
}

template <bool peek>
std::int64_t read_var(const World& world, unsigned index) {
  return peek ? world.vars[index].peek() : world.vars[index].load();
}

std::int64_t event_word(Slots slots, const ExprItem& item) {
  std::int64_t index = 0;
  if (item.b != kFirstEvent) index = slots[item.b];
  bool mask = item.op == ExprOp::event_mask;
  std::int64_t word = slots[item.a + 1 + 2 * index + (mask ? 0 : 1)];
  if (item.op != ExprOp::event_field) return word;
  constexpr std::uint64_t kFieldMask = (std::uint64_t{1} << kDataFieldBits) - 1;
  return static_cast<std::int64_t>(
      static_cast<std::uint64_t>(word) >> (item.value * kDataFieldBits) & kFieldMask);
}

template <bool peek>
std::int64_t value_of(const World& world, Slots slots, const ExprItem& item) {
  switch (item.op) {
    case ExprOp::number:
      return item.value;
    case ExprOp::local:
    case ExprOp::event_count:
      return slots[item.a];
    case ExprOp::descriptor:
      return world.fds[item.a];
    case ExprOp::var:
      return read_var<peek>(world, item.a);
    case ExprOp::event_mask:
    case ExprOp::event_data:
    case ExprOp::event_field:
      return event_word(slots, item);
    default:
      return outside(world, item);
  }
}

/// What is popped is cleared: the stack may be part of a state while a variable is read.
template <bool peek>
[[gnu::noinline]] std::int64_t run(const World& world, Slots slots, const ExprItem* items,
                                   unsigned size) {
  std::int64_t stack[kMaxExprDepth] = {};
  unsigned top = 0;  // values on it
  for (unsigned i = 0; i < size; ++i) {
    const ExprItem& item = items[i];
    if (item.op < ExprOp::equal) {
      stack[top++] = value_of<peek>(world, slots, item);
      continue;
    }
    std::int64_t& last = stack[top - 1];
    switch (item.op) {
      case ExprOp::negate:
        last = apply(ExprOp::subtract, 0, last);
        break;
      case ExprOp::logical_not:
        last = last == 0;
        break;
      case ExprOp::truth:
        last = last != 0;
        break;
      case ExprOp::skip_if_false:
      case ExprOp::skip_if_true:
        if ((last != 0) == (item.op == ExprOp::skip_if_true)) {
          i += static_cast<unsigned>(item.value);
        } else {
          last = 0;
          --top;
        }
        break;
      default:
        stack[top - 2] = apply(item.op, stack[top - 2], last);
        last = 0;
        --top;
    }
  }
  return stack[0];
}

}  // namespace

std::int64_t evaluate(const ThreadState& thread, ExprRange range) {
  return run<false>(*thread.world, thread.slots, &thread.code->items[range.begin], range.size);
}

std::int64_t observe(const World& world, Slots slots, const ExprItem* items, unsigned size) {
  return run<true>(world, slots, items, size);
}

}  // namespace epcheck::scenario
