// SPDX-License-Identifier: MIT
#include <algorithm>

#include "scenarios/loader/signals.h"
#include "scenarios/loader/text_rules.h"
#include "scenarios/loader/users.h"
#include "scenarios/loader/world_reader.h"

namespace epcheck::scenario {

void WorldReader::read_interrupts(const Node& interrupts) {
  if (!reader_.expect_mapping(interrupts, "interrupts")) return;
  for (const Pair& pair : interrupts.pairs) {
    if (!room(pair.key, variant_.interrupts.size(), "interrupts", kMaxInterrupts)) return;
    read_interrupt(pair.key, pair.value);
  }
}

void WorldReader::read_interrupt(const Node& key, const Node& value) {
  Interrupt interrupt;
  interrupt.where = reader_.where(key);
  interrupt.name = reader_.name(key, "an interrupt");
  Fields fields(reader_, value, "an interrupt", {"context", "cpu", "do"});
  if (const Node* context = fields.find("context")) {
    interrupt.context = static_cast<Interrupt::Context>(
        reader_.choice(*context, "interrupt context",
                       {{"softirq", int(Interrupt::Context::softirq)},
                        {"hardirq", int(Interrupt::Context::hardirq)}}));
  }
  if (const Node* cpu = fields.find("cpu")) interrupt.cpu = reader_.number(*cpu, "a CPU", 0, 63);
  const Node* arrivals = fields.need("do");
  if (arrivals && reader_.expect_sequence(*arrivals, "arrivals")) {
    for (const Node& node : arrivals->items) {
      if (interrupt.arrivals.size() == kMaxArrivals) {
        reader_.error(node, fmt::format("an interrupt has at most {} arrivals", kMaxArrivals));
        break;
      }
      read_arrival(node, interrupt);
    }
  }
  variant_.interrupts.push_back(std::move(interrupt));
}

void WorldReader::read_arrival(const Node& node, Interrupt& interrupt) {
  if (!node.is_mapping() || node.pairs.empty()) {
    reader_.error(node, "an arrival is a map of its name and arguments");
    return;
  }
  const Node& key = node.pairs.front().key;
  const Node& value = node.pairs.front().value;
  if (node.pairs.size() > 1) {
    reader_.error(node.pairs[1].key,
                  fmt::format("unknown key `{}` beside `{}`", shorten(node.pairs[1].key.text),
                              shorten(key.text)),
                  "each arrival begins with its own `-`");
    return;
  }
  Arrival arrival;
  arrival.where = reader_.where(key);
  if (key.text == "arrive") {
    Fields fields(reader_, value, "`arrive`", {"fd", "bytes"});
    arrival.kind = Arrival::Kind::bytes;
    if (const Node* fd = fields.need("fd")) read_end(*fd, arrival, FileKind::stream);
    if (const Node* bytes = fields.need("bytes"))
      arrival.bytes = reader_.number(*bytes, "how many bytes", 1, 1 << 20);
  } else if (key.text == "fin") {
    arrival.kind = Arrival::Kind::fin;
    read_end(value, arrival, FileKind::stream);
  } else if (key.text == "connect") {
    arrival.kind = Arrival::Kind::connection;
    read_end(value, arrival, FileKind::listener);
  } else if (key.text == "expire") {
    arrival.kind = Arrival::Kind::expiry;
    read_end(value, arrival, FileKind::timer);
  } else if (key.text == "signal") {
    Fields fields(reader_, value, "`signal`", {"thread", "process", "signal"});
    arrival.kind = Arrival::Kind::signal;
    arrival.target = read_signal_target(reader_, variant_, value, fields, variant_.thread_names);
  } else if (key.text == "rst") {
    reader_.unsupported(key, key.text);
    return;
  } else {
    Text text = reader_.text(key);
    reader_.unknown(text, 0, text.text.size(),
                    fmt::format("unknown arrival `{}`", shorten(key.text)),
                    {"arrive", "fin", "connect", "expire", "signal"});
    return;
  }
  interrupt.arrivals.push_back(arrival);
}

void WorldReader::read_end(const Node& node, Arrival& arrival, FileKind kind) {
  if (!reader_.expect_scalar(node, "a descriptor")) return;
  Text text = reader_.text(node);
  std::optional<unsigned> index = scope_.descriptor(text.text);
  Words fitting;
  for (const Descriptor& descriptor : variant_.descriptors)
    if (!descriptor.epoll && variant_.files[descriptor.index].kind == kind)
      fitting.push_back(descriptor.name);
  arrival.descriptor = index.value_or(0);
  if (index && (kind == FileKind::listener || kind == FileKind::timer))
    check_never_closed(node, *index);
  if (index && std::find(fitting.begin(), fitting.end(), text.text) != fitting.end()) return;
  std::string message =
      index ? fmt::format("expected {}; `{}` is {}", kind_name(kind), text.text,
                          variant_.descriptors[*index].epoll
                              ? "an epoll instance"
                              : kind_name(variant_.files[variant_.descriptors[*index].index].kind))
            : fmt::format("undeclared descriptor `{}`", shorten(text.text));
  if (index)
    reader_.unknown(text, 0, text.text.size(), message, fitting);
  else
    reader_.undeclared(text, 0, text.text.size(), message, fitting);
}

/// A listening socket outlives its descriptor while the network works on it, and close() waits for
/// a timer that runs out; the model's files do neither.
void WorldReader::check_never_closed(const Node& node, unsigned descriptor) {
  if (!closes(variant_, descriptor)) return;
  bool timer = variant_.files[variant_.descriptors[descriptor].index].kind == FileKind::timer;
  if (timer)
    reader_.error(node, "not supported yet: a timer that runs out while a thread may close it",
                  "keep its descriptor open");
  else
    reader_.error(node,
                  "not supported yet: connections that arrive by interrupt at a listener that a "
                  "thread closes",
                  "let a thread `connect`");
}

}  // namespace epcheck::scenario
