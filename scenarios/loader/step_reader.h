// SPDX-License-Identifier: MIT
// Reads the steps of one thread: resolves names, refuses what the language or this version does
// not have. step_reader.cc has the table of steps and the control steps, step_syscalls.cc the
// system calls, step_memory.cc what a program does with its own memory, and the marks.
#pragma once

#include "scenarios/loader/expression_parser.h"

namespace epcheck::scenario {

class StepReader {
 public:
  /// `thread` gets its locals and steps; `variant` is read up to its threads.
  StepReader(Reader& reader, const Variant& variant, Thread& thread);

  /// `steps` of a thread.
  void read(const Node& steps);
  /// What the thread does that takes a signal: after its own steps, whose names it shares.
  void read_handlers(const Node& handlers);

  static constexpr unsigned kMaxLocals = 32;   // names of a thread
  static constexpr unsigned kMaxSteps = 1024;  // of a thread

 private:
  /// What may stand where a descriptor is named.
  enum class Needs { any, epoll, stream, listener, timer, readable };
  using Action = decltype(Step::action);
  struct Rule;
  static const Rule* find_rule(std::string_view name);
  static Words step_names();

  // step_reader.cc
  void collect_locals(const Node& node);
  void add_local(const std::string& step, const Node& into);
  Steps read_list(const Node& list);
  void read_step(const Node& node, Steps& steps);
  void unknown_step(const Node& name);
  bool check_keys(const Node& node, const Rule& rule);
  Steps body(const Node& step, std::string_view key);
  void read_bare(const Node& name, Steps& steps);
  Action loop(const Node& step, const Node& value);
  Action repeat(const Node& step, const Node& value);
  Action branch(const Node& step, const Node& value);
  Action for_each(const Node& step, const Node& value);
  Action await(const Node& step, const Node& value);
  void check_drain(const Node& value, const Steps& steps);

  // step_arguments.cc
  FdRef descriptor(const Node& node, Needs needs);
  void check_kind(const Text& text, const Descriptor& descriptor, Needs needs);
  /// The descriptor of a step that is written `close: fd` or `close: {fd: ...}`.
  FdRef only_descriptor(const Node& value, const Fields* fields, Needs needs);
  Expr expression(const Node& node) {
    return parse_expression(reader_, scope_, node, Uses::values);
  }
  Into into(const Node* node);
  Returns returns(const Node* node);
  Data data(const Node* node, const FdRef& fd);
  unsigned named(const Node& node, const char* what, std::optional<unsigned> index,
                 const Words& known);
  unsigned var(const Node& node);
  unsigned lock(const Node& node);
  unsigned object(const Node& node);
  MemoryOrder order(const Node* node, std::initializer_list<Word> words);

  // step_syscalls.cc
  Action wait(const Node& step, const Node& value);
  UserMemory memory(const Node* node);
  WaitTimeout timeout(const Node* node, WaitTimeout otherwise);
  Action add(const Node& step, const Node& value);
  Action mod(const Node& step, const Node& value);
  Action del(const Node& step, const Node& value);
  Action ctl(CtlOp op, const Node& value);
  Action poll(const Node& step, const Node& value);
  Action read_file(const Node& step, const Node& value);
  Action write_file(const Node& step, const Node& value);
  Action accept(const Node& step, const Node& value);
  Action connect(const Node& step, const Node& value);
  Action shutdown(const Node& step, const Node& value);
  Action close(const Node& step, const Node& value);
  Action dup(const Node& step, const Node& value);
  Action settime(const Node& step, const Node& value);
  Action fork(const Node& step, const Node& value);
  Action kill(const Node& step, const Node& value);

  // step_memory.cc
  Action store(const Node& step, const Node& value);
  Action load(const Node& step, const Node& value);
  Action xchg(const Node& step, const Node& value);
  Action cas(const Node& step, const Node& value);
  Action fence(const Node& step, const Node& value);
  Action lock_step(const Node& step, const Node& value);
  Action unlock_step(const Node& step, const Node& value);
  Action use(const Node& step, const Node& value);
  Action free_object(const Node& step, const Node& value);
  Action deliver(const Node& step, const Node& value);
  Action dispatch(const Node& step, const Node& value);
  Action assertion(const Node& step, const Node& value);

  Reader& reader_;
  const Variant& variant_;
  Thread& thread_;
  Scope scope_;
  unsigned loops_ = 0;  // around the step that is being read
  unsigned steps_ = 0;  // read so far
};

}  // namespace epcheck::scenario
