// SPDX-License-Identifier: MIT
// An expression of the scenario language, in postfix: a list of items for a stack of integers.
// Truth is 1 and 0; an errno is its negative number, as a system call returns it. All names are
// resolved: an item says which local, variable, file or event it reads. Plain data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/loader/where.h"

namespace epcheck::scenario {

enum class ExprOp : std::uint8_t {
  number,       // push `value`
  local,        // push local `a` of the thread
  descriptor,   // push the number of Variant::descriptors[a]
  var,          // push the shared variable Variant::vars[a]
  event_count,  // push the number of events in batch `a`
  event_mask,   // push the event mask of event `b` of batch `a`
  event_data,   // push the user data of event `b` of batch `a`
  event_field,  // push field `value` of that data, see Data
  backlog,      // push the connections waiting at listener Variant::files[a]
  unread,       // push the bytes not yet read at stream Variant::files[a], end `b`
  count,        // push the counter of eventfd Variant::files[a]
  waiters,      // push the number of threads that sleep in epoll_wait on Variant::epolls[a]
  bytes_read,   // push the bytes that thread `b` has read from stream Variant::files[a]
  equal,        // these pop two, and push one
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  has,  // all bits of the second are set in the first
  add,
  subtract,
  negate,  // these pop one, and push one
  logical_not,
  skip_if_false,  // if the top is 0, skip `value` items, else pop it (`and`)
  skip_if_true,   // if the top is not 0, skip `value` items, else pop it (`or`)
  truth,          // make the top 0 or 1
};

/// ExprItem::b of event items: the first event of the batch. Otherwise the local that counts.
inline constexpr unsigned kFirstEvent = ~0u;

struct ExprItem {
  ExprOp op = ExprOp::number;
  unsigned a = 0;
  unsigned b = 0;
  std::int64_t value = 0;
};

struct Expr {
  Where where;
  std::string text;  // as written, parameters substituted
  std::vector<ExprItem> items;

  bool constant() const { return items.size() == 1 && items[0].op == ExprOp::number; }
};

/// The deepest stack that an accepted expression needs.
inline constexpr unsigned kMaxExprDepth = 8;

}  // namespace epcheck::scenario
