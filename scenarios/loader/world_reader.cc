// SPDX-License-Identifier: MIT
#include "scenarios/loader/world_reader.h"

#include <sys/epoll.h>

#include <algorithm>
#include <charconv>

#include "scenarios/loader/data_reader.h"
#include "scenarios/loader/events.h"
#include "scenarios/loader/fold.h"
#include "scenarios/loader/signals.h"
#include "scenarios/loader/text_rules.h"
#include "scenarios/loader/ways_up.h"

namespace epcheck::scenario {

namespace {

/// Words that mean something else where a name could stand.
constexpr const char* kReserved[] = {"and",   "or",    "not",  "has", "true",  "false",
                                     "never", "drain", "none", "inf", "finite"};

bool reserved(std::string_view name) {
  return std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved) ||
         error_number(name) || event_bit(name);
}

}  // namespace

std::string WorldReader::declare(const Node& node, const char* what) {
  std::string name = reader_.name(node, what);
  std::string taken = scope_.taken(name);
  if (name.empty()) {
    reader_.incomplete_names();
    return "";
  }
  if (reserved(name))
    reader_.error(node, fmt::format("`{}` is a word of the language; it cannot be {}", name, what),
                  "choose another name");
  else if (!taken.empty())
    reader_.error(node, fmt::format("`{}` is {} already", name, taken), "choose another name");
  else
    return name;
  reader_.incomplete_names();
  return "";
}

bool WorldReader::room(const Node& node, std::size_t count, const char* what, std::size_t most) {
  if (count < most) return true;
  reader_.error(node, fmt::format("a scenario has at most {} {}", most, what));
  return false;
}

void WorldReader::read_files(const Node& files) {
  if (!reader_.expect_mapping(files, "files")) return;
  for (const Pair& pair : files.pairs) {
    if (!room(pair.key, variant_.descriptors.size() + 1, "descriptors", kMaxDescriptors)) return;
    read_file(pair.key, pair.value);
  }
}

FileKind WorldReader::read_kind(const Node& key, const Node& value) {
  FileKind word = FileKind::eventfd;
  if (!reader_.expect_mapping(value, "`kind` and what it needs")) return word;
  const Node* kind = value.find("kind");
  if (!kind) {
    reader_.error(key, fmt::format("file `{}` needs `kind`", shorten(key.text)),
                  "expected one of `eventfd`, `stream`, `listener`, `pipe`, `timer`, `signals`");
    return word;
  }
  word = static_cast<FileKind>(reader_.choice(*kind, "kind of file",
                                              {{"eventfd", int(FileKind::eventfd)},
                                               {"stream", int(FileKind::stream)},
                                               {"listener", int(FileKind::listener)},
                                               {"pipe", int(FileKind::pipe)},
                                               {"timer", int(FileKind::timer)},
                                               {"signals", int(FileKind::signals)}}));
  return word;
}

void WorldReader::read_file(const Node& key, const Node& value) {
  std::size_t errors_before = reader_.errors();
  std::string name = declare(key, "a file");
  FileKind kind = read_kind(key, value);
  if (reader_.errors() != errors_before) {
    reader_.incomplete_names();
    return;
  }
  File file;
  file.where = reader_.where(key);
  file.name = name;
  file.kind = kind;
  static const Words kKeys[] = {{"kind", "count", "semaphore"},
                                {"kind", "capacity", "pending"},
                                {"kind", "backlog", "pending"},
                                {"kind", "capacity", "pending"},
                                {"kind", "armed"},
                                {"kind", "mask"}};
  Fields fields(reader_, value, kind_name(file.kind), kKeys[static_cast<int>(kind)], {"blocking"});
  auto number = [&](const char* field, unsigned& target, unsigned min, unsigned max) {
    if (const Node* node = fields.find(field)) target = reader_.number(*node, field, min, max);
  };
  if (file.kind == FileKind::eventfd) {
    number("count", file.count, 0, 1000000);
    if (const Node* node = fields.find("semaphore"))
      file.semaphore = reader_.boolean(*node, "semaphore");
  } else if (file.kind == FileKind::timer) {
    if (const Node* node = fields.find("armed")) file.armed = reader_.boolean(*node, "armed");
  } else if (file.kind == FileKind::signals) {
    if (const Node* node = fields.need("mask")) file.mask = read_signal_set(reader_, *node);
  } else if (file.kind != FileKind::listener) {
    number("capacity", file.capacity, 1, 1 << 20);
    number("pending", file.pending, 0, file.capacity);
  } else {
    number("backlog", file.backlog, 1, 64);
    number("pending", file.pending, 0, file.backlog);
  }
  std::size_t index = variant_.files.size();
  variant_.files.push_back(file);
  if (file.kind == FileKind::stream) {
    add_descriptor(name + ".a", false, index, 0);
    add_descriptor(name + ".b", false, index, 1);
  } else if (file.kind == FileKind::pipe) {
    add_descriptor(name + ".r", false, index, 0);
    add_descriptor(name + ".w", false, index, 1);
  } else {
    add_descriptor(name, false, index, 0);
  }
}

void WorldReader::check_interest(const Node& node, const Interest& interest, const Epoll& epoll) {
  constexpr unsigned kExclusiveOk =
      EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE;
  if ((interest.events & EPOLLEXCLUSIVE) != 0 && (interest.events & ~kExclusiveOk) != 0)
    reader_.error(*node.find("events"), "EXCLUSIVE goes with IN, OUT, ERR, HUP, WAKEUP and ET only",
                  "epoll_ctl(2) says EINVAL to anything else");
  for (const Interest& other : epoll.interests)
    if (other.fd.index == interest.fd.index)
      reader_.error(node, fmt::format("`{}` is registered twice", interest.fd.name),
                    "epoll_ctl(2) says EEXIST to the second");
}

void WorldReader::add_descriptor(const std::string& name, bool epoll, std::size_t index,
                                 unsigned end) {
  variant_.descriptors.push_back({name, epoll, static_cast<unsigned>(index), end});
}

void WorldReader::read_epolls(const Node& epolls) {
  if (!reader_.expect_mapping(epolls, "epoll instances")) return;
  // All instances exist before the first registration is made, so all names come first.
  for (const Pair& pair : epolls.pairs) read_epoll(pair.key, pair.value);
}

void WorldReader::read_epoll(const Node& key, const Node& value) {
  if (value.is_sequence()) {
    std::string name = declare(key, "an epoll instance");
    add_epoll(key, name, value);
    return;
  }
  Fields fields(reader_, value, "an epoll instance", {"count", "interest"});
  const Node* interest = fields.need("interest");
  const Node* count = fields.find("count");
  if (!interest) return;
  if (!count) {
    add_epoll(key, declare(key, "an epoll instance"), *interest);
    return;
  }
  unsigned instances = reader_.number(*count, "count", 1, kMaxThings);
  for (unsigned i = 0; i < instances; ++i) {
    Node numbered = key;
    numbered.text += std::to_string(i);
    reader_.set_index(i);
    add_epoll(key, declare(numbered, "an epoll instance"), *interest);
  }
  reader_.set_index(std::nullopt);
}

void WorldReader::add_epoll(const Node& key, const std::string& name, const Node& interests) {
  if (!room(key, variant_.descriptors.size(), "descriptors", kMaxDescriptors)) return;
  Epoll epoll;
  epoll.where = reader_.where(key);
  epoll.name = name;
  if (reader_.expect_sequence(interests, "registrations")) {
    for (const Node& node : interests.items) {
      if (!room(node, epoll.interests.size(), "registrations in one instance")) break;
      read_interest(node, epoll);
    }
  }
  if (name.empty()) return;
  add_descriptor(name, true, variant_.epolls.size(), 0);
  variant_.epolls.push_back(std::move(epoll));
}

void WorldReader::read_interest(const Node& node, Epoll& epoll) {
  Interest interest;
  interest.where = reader_.where(node);
  Fields fields(reader_, node, "a registration", {"fd", "events", "data"});
  if (const Node* events = fields.need("events")) interest.events = reader_.events(*events);
  if (const Node* fd = fields.need("fd")) {
    if (!reader_.expect_scalar(*fd, "a descriptor")) return;
    Text text = reader_.text(*fd);
    std::optional<unsigned> index = scope_.descriptor(text.text);
    interest.fd = {reader_.where(*fd), text.text, false, index.value_or(0)};
    if (!index && scope_.file(text.text))
      reader_.error(text, 0, text.text.size(),
                    fmt::format("`{}` is {}, which has two ends", text.text,
                                kind_name(variant_.files[*scope_.file(text.text)].kind)),
                    scope_.ends_of(text.text));
    else if (!index)
      reader_.undeclared(text, 0, text.text.size(),
                         fmt::format("undeclared descriptor `{}`", shorten(text.text)),
                         scope_.descriptor_names());
    else if (variant_.descriptors[*index].epoll)
      check_nesting(*fd, variant_.epolls[variant_.descriptors[*index].index], interest, epoll);
  }
  if (node.is_mapping() && node.find("events")) check_interest(node, interest, epoll);
  interest.data = read_data(reader_, scope_, fields.find("data"), interest.fd);
  epoll.interests.push_back(std::move(interest));
  if (too_many_ways_up_ || !has_too_many_ways_up(variant_, epoll)) return;
  too_many_ways_up_ = true;
  if (node.is_mapping() && node.find("fd"))
    reader_.error(*node.find("fd"), "too many ways lead from a file up to epoll instances",
                  "let a thread `add` it, if its refusal is what you want to see");
}

/// What the kernel would refuse at ADD.
void WorldReader::check_nesting(const Node& fd, const Epoll& inner, const Interest& interest,
                                Epoll& epoll) {
  constexpr unsigned kMaxNests = 4;  // EP_MAX_NESTS
  epoll.depth = std::max(epoll.depth, inner.depth + 1);
  if (epoll.depth > kMaxNests)
    reader_.error(fd,
                  fmt::format("epoll instances can watch each other at most {} deep", kMaxNests),
                  "let a thread `add` it, if its refusal is what you want to see");
  if ((interest.events & EPOLLEXCLUSIVE) != 0)
    reader_.error(fd, "an epoll instance cannot be watched with EXCLUSIVE");
}

void WorldReader::read_vars(const Node& vars) {
  if (!reader_.expect_mapping(vars, "variables")) return;
  for (const Pair& pair : vars.pairs) {
    if (pair.key.text == "plain")
      reader_.unsupported(pair.key, "plain variables");
    else
      read_var(pair.key, pair.value);
  }
}

void WorldReader::read_var(const Node& key, const Node& value) {
  Var var;
  var.where = reader_.where(key);
  var.name = declare(key, "a variable");
  Expr initial = parse_expression(reader_, Scope(Variant{}), value, Uses::values);
  if (initial.constant()) var.initial = initial.items[0].value;
  if (!room(key, variant_.vars.size(), "variables") || var.name.empty()) return;
  variant_.vars.push_back(std::move(var));
}

void WorldReader::read_processes(const Node& processes) {
  if (!reader_.expect_mapping(processes, "processes")) return;
  for (const Pair& pair : processes.pairs) {
    if (!room(pair.key, variant_.processes.size(), "processes")) return;
    Process process;
    process.where = reader_.where(pair.key);
    process.name = declare(pair.key, "a process");
    Words known = {"main"};
    for (const Process& other : variant_.processes) known.push_back(other.name);
    if (std::find(known.begin(), known.end(), process.name) != known.end()) {
      reader_.error(pair.key, fmt::format("`{}` is a process already", process.name),
                    "choose another name");
      process.name.clear();
    }
    Fields fields(reader_, pair.value, "a process", {"fork_of"});
    if (const Node* parent = fields.find("fork_of");
        parent && reader_.expect_scalar(*parent, "the name of a process")) {
      Text text = reader_.text(*parent);
      auto found = std::find(known.begin(), known.end(), text.text);
      if (found == known.end())
        reader_.undeclared(text, 0, text.text.size(),
                           fmt::format("`{}` is not a process", shorten(text.text)), known);
      else
        process.parent = static_cast<unsigned>(found - known.begin());
    }
    variant_.processes.push_back(std::move(process));
  }
}

void WorldReader::read_names(const Node& list, const char* what, Words& names) {
  if (!reader_.expect_sequence(list, "names")) return;
  for (const Node& node : list.items) {
    if (!room(node, names.size(), "of these")) return;
    std::string name = declare(node, what);
    if (!name.empty()) names.push_back(name);
  }
}

}  // namespace epcheck::scenario
