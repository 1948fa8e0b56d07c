// SPDX-License-Identifier: MIT
#include <sys/socket.h>

#include "scenarios/loader/signals.h"
#include "scenarios/loader/step_reader.h"
#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

StepReader::Action StepReader::wait(const Node&, const Node& value) {
  Wait wait;
  Fields fields(reader_, value, "`wait`",
                {"ep", "max", "timeout", "memory", "sigmask", "into", "returns"});
  if (const Node* ep = fields.need("ep")) wait.ep = descriptor(*ep, Needs::epoll);
  if (const Node* max = fields.find("max"))
    wait.max = reader_.number(*max, "the most events to return", 1, kMaxEvents);
  wait.memory = memory(fields.find("memory"));
  if (const Node* mask = fields.find("sigmask")) wait.sigmask = read_signal_set(reader_, *mask);
  wait.timeout = timeout(fields.find("timeout"), WaitTimeout::infinite);
  wait.into = into(fields.find("into"));
  if (wait.into) {
    unsigned& max = thread_.locals[*wait.into].max;
    max = std::max(max, wait.max);
  }
  wait.returns = returns(fields.find("returns"));
  return wait;
}

UserMemory StepReader::memory(const Node* node) {
  if (!node) return UserMemory::present;
  return static_cast<UserMemory>(reader_.choice(*node, "state of the caller's memory",
                                                {{"present", int(UserMemory::present)},
                                                 {"slow", int(UserMemory::slow)},
                                                 {"missing", int(UserMemory::missing)}}));
}

WaitTimeout StepReader::timeout(const Node* node, WaitTimeout otherwise) {
  if (!node) return otherwise;
  return static_cast<WaitTimeout>(reader_.choice(*node, "timeout",
                                                 {{"0", int(WaitTimeout::zero)},
                                                  {"finite", int(WaitTimeout::finite)},
                                                  {"inf", int(WaitTimeout::infinite)}}));
}

StepReader::Action StepReader::add(const Node&, const Node& value) {
  return ctl(CtlOp::add, value);
}
StepReader::Action StepReader::mod(const Node&, const Node& value) {
  return ctl(CtlOp::mod, value);
}
StepReader::Action StepReader::del(const Node&, const Node& value) {
  return ctl(CtlOp::del, value);
}

StepReader::Action StepReader::ctl(CtlOp op, const Node& value) {
  Ctl ctl;
  ctl.op = op;
  const char* names[] = {"`add`", "`mod`", "`del`"};
  Words keys = {"ep", "fd", "returns"};
  if (op != CtlOp::del) keys = {"ep", "fd", "events", "data", "memory", "returns"};
  Fields fields(reader_, value, names[static_cast<int>(op)], keys);
  if (const Node* ep = fields.need("ep")) ctl.ep = descriptor(*ep, Needs::epoll);
  if (const Node* fd = fields.need("fd")) ctl.fd = descriptor(*fd, Needs::any);
  if (op != CtlOp::del) {
    if (const Node* events = fields.need("events")) ctl.events = reader_.events(*events);
    ctl.data = data(fields.find("data"), ctl.fd);
    ctl.memory = memory(fields.find("memory"));
  }
  ctl.returns = returns(fields.find("returns"));
  return ctl;
}

StepReader::Action StepReader::poll(const Node&, const Node& value) {
  Poll poll;
  Fields fields(reader_, value, "`poll`", {"fd", "events", "timeout", "into", "returns"});
  if (const Node* fd = fields.need("fd")) poll.fd = descriptor(*fd, Needs::any);
  if (const Node* events = fields.find("events")) poll.events = reader_.events(*events);
  poll.timeout = timeout(fields.find("timeout"), WaitTimeout::zero);
  poll.into = into(fields.find("into"));
  poll.returns = returns(fields.find("returns"));
  return poll;
}

StepReader::Action StepReader::read_file(const Node&, const Node& value) {
  Read read;
  Fields fields(reader_, value, "`read`", {"fd", "size", "into", "returns"});
  if (const Node* fd = fields.need("fd")) read.fd = descriptor(*fd, Needs::readable);
  const Node* size = fields.find("size");
  if (size) {
    read.size = expression(*size);
  } else {
    // These are always read whole.
    FileKind kind = FileKind::stream;
    if (!read.fd.local && read.fd.index < variant_.descriptors.size() &&
        !variant_.descriptors[read.fd.index].epoll)
      kind = variant_.files[variant_.descriptors[read.fd.index].index].kind;
    if (kind != FileKind::eventfd && kind != FileKind::timer && kind != FileKind::signals)
      fields.need("size");
    read.size = number_expression(reader_.where(value), 8);
  }
  read.into = into(fields.find("into"));
  read.returns = returns(fields.find("returns"));
  return read;
}

StepReader::Action StepReader::write_file(const Node&, const Node& value) {
  Write write;
  Fields fields(reader_, value, "`write`", {"fd", "size", "value", "into", "returns"});
  if (const Node* fd = fields.need("fd")) write.fd = descriptor(*fd, Needs::readable);
  const Node* size = fields.find("size");
  const Node* number = fields.find("value");
  if (size && number)
    reader_.error(*number, "`write` has either `size` or `value`",
                  "`size` counts the bytes of a stream, `value` is added to an eventfd");
  if (size || number)
    write.amount = expression(size ? *size : *number);
  else if (value.is_mapping())
    reader_.error(value, "`write` needs `size` or `value`",
                  "`size` counts the bytes of a stream, `value` is added to an eventfd");
  write.into = into(fields.find("into"));
  write.returns = returns(fields.find("returns"));
  return write;
}

StepReader::Action StepReader::accept(const Node&, const Node& value) {
  Accept accept;
  Fields fields(reader_, value, "`accept`", {"fd", "into", "returns"});
  if (const Node* fd = fields.need("fd")) accept.fd = descriptor(*fd, Needs::listener);
  accept.into = into(fields.find("into"));
  accept.returns = returns(fields.find("returns"));
  return accept;
}

StepReader::Action StepReader::connect(const Node&, const Node& value) {
  Connect connect;
  if (value.is_scalar()) {
    connect.listener = descriptor(value, Needs::listener);
    return connect;
  }
  Fields fields(reader_, value, "`connect`", {"fd", "into", "returns"});
  connect.listener = only_descriptor(value, &fields, Needs::listener);
  connect.into = into(fields.find("into"));
  connect.returns = returns(fields.find("returns"));
  return connect;
}

StepReader::Action StepReader::shutdown(const Node&, const Node& value) {
  Shutdown shutdown;
  shutdown.how = SHUT_RDWR;
  Fields fields(reader_, value, "`shutdown`", {"fd", "how", "returns"});
  if (const Node* fd = fields.need("fd")) shutdown.fd = descriptor(*fd, Needs::stream);
  if (const Node* how = fields.need("how"))
    shutdown.how = reader_.choice(*how, "way to shut down",
                                  {{"RD", SHUT_RD}, {"WR", SHUT_WR}, {"RDWR", SHUT_RDWR}});
  shutdown.returns = returns(fields.find("returns"));
  return shutdown;
}

StepReader::Action StepReader::close(const Node&, const Node& value) {
  Close close;
  if (value.is_scalar()) {
    close.fd = descriptor(value, Needs::any);
    return close;
  }
  Fields fields(reader_, value, "`close`", {"fd", "returns"});
  close.fd = only_descriptor(value, &fields, Needs::any);
  close.returns = returns(fields.find("returns"));
  return close;
}

StepReader::Action StepReader::dup(const Node&, const Node& value) {
  Dup dup;
  Fields fields(reader_, value, "`dup`", {"fd", "to", "into", "returns"});
  if (const Node* fd = fields.need("fd")) dup.fd = descriptor(*fd, Needs::any);
  if (const Node* to = fields.find("to")) dup.to = descriptor(*to, Needs::any);
  dup.into = into(fields.find("into"));
  dup.returns = returns(fields.find("returns"));
  return dup;
}

StepReader::Action StepReader::settime(const Node&, const Node& value) {
  Settime settime;
  Fields fields(reader_, value, "`settime`", {"fd", "armed", "returns"});
  if (const Node* fd = fields.need("fd")) settime.fd = descriptor(*fd, Needs::timer);
  if (const Node* armed = fields.find("armed")) settime.armed = reader_.boolean(*armed, "armed");
  settime.returns = returns(fields.find("returns"));
  return settime;
}

StepReader::Action StepReader::fork(const Node&, const Node& value) {
  Words known;
  std::optional<unsigned> index;
  for (unsigned i = 0; i < variant_.processes.size(); ++i) {
    known.push_back(variant_.processes[i].name);
    if (value.is_scalar() && reader_.text(value).text == known.back()) index = i;
  }
  Fork fork{named(value, "a process", index, known)};
  if (index && variant_.processes[*index].parent != thread_.process)
    reader_.error(value, fmt::format("`{}` is forked by another process", known[*index]),
                  "`fork_of` says by which");
  return fork;
}

StepReader::Action StepReader::kill(const Node&, const Node& value) {
  Kill kill;
  Fields fields(reader_, value, "`kill`", {"thread", "process", "signal", "returns"});
  kill.target = read_signal_target(reader_, variant_, value, fields, variant_.thread_names);
  kill.returns = returns(fields.find("returns"));
  return kill;
}

}  // namespace epcheck::scenario
