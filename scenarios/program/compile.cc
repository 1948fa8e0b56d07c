// SPDX-License-Identifier: MIT
#include "scenarios/program/compile.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/loader/progress.h"
#include "scenarios/program/code_writer.h"
#include "scenarios/program/liveness.h"

namespace epcheck::scenario {

namespace {

/// Where `break` and `continue` go: filled in when the loop around them ends.
struct LoopExits {
  std::vector<std::size_t> breaks;
  std::vector<std::size_t> continues;
};

class Compiler {
 public:
  Compiler(const Variant& variant, const Thread& thread, std::vector<bool> counted_files)
      : variant_(variant),
        thread_(thread),
        counted_files_(std::move(counted_files)),
        out_(thread) {}

  ThreadCode compile() {
    steps(thread_.steps);
    emit(Opcode::exit, thread_.where);
    depth_ = deepest_;  // a handler has counters of its own
    for (const Handler& handler : thread_.handlers) {
      out_.begin_handler(handler.signal);
      steps(handler.steps);
      emit(Opcode::sigreturn, handler.where);
    }
    ThreadCode code = out_.take();
    mark_dead_locals(code);
    return code;
  }

  void operator()(const Wait& wait) {
    Instruction& ins = call(Opcode::wait, wait.ep, wait.returns, "wait");
    ins.number = static_cast<int>(wait.max);
    ins.kind = static_cast<int>(wait.timeout);
    ins.memory = wait.memory;
    ins.sigmask = wait.sigmask;
    if (wait.into) ins.batch = slot(*wait.into);
  }
  void operator()(const Ctl& ctl) {
    const char* names[] = {"add", "mod", "del"};
    std::vector<DataPart> data;
    for (const Data::Part& part : ctl.data.parts)
      data.push_back(
          {part.field == kWholeData ? 0 : part.field * kDataFieldBits, expression(part.value)});
    Instruction& ins = call(Opcode::ctl, ctl.fd, ctl.returns, names[static_cast<int>(ctl.op)]);
    ins.ep = descriptor(ctl.ep);
    ins.kind = static_cast<int>(ctl.op);
    ins.events = ctl.events;
    ins.memory = ctl.memory;
    ins.data = std::move(data);
  }
  void operator()(const Poll& poll) {
    Instruction& ins = call(Opcode::poll, poll.fd, poll.returns, "poll", poll.into);
    ins.events = poll.events;
    ins.kind = static_cast<int>(poll.timeout);
  }
  void operator()(const Read& read) {
    ExprRange size = expression(read.size);
    Instruction& ins = call(Opcode::read, read.fd, read.returns, "read", read.into);
    ins.x = size;
    const auto& descriptors = variant_.descriptors;
    ins.counts_bytes = !read.fd.local && !descriptors[read.fd.index].epoll &&
                       counted_files_[descriptors[read.fd.index].index];
    ins.index = ins.counts_bytes ? descriptors[read.fd.index].index : 0;
  }
  void operator()(const Write& write) {
    ExprRange amount = expression(write.amount);
    call(Opcode::write, write.fd, write.returns, "write", write.into).x = amount;
  }
  void operator()(const Accept& accept) {
    call(Opcode::accept, accept.fd, accept.returns, "accept", accept.into);
  }
  void operator()(const Connect& connect) {
    call(Opcode::connect, connect.listener, connect.returns, "connect", connect.into);
  }
  void operator()(const Shutdown& shutdown) {
    call(Opcode::shutdown, shutdown.fd, shutdown.returns, "shutdown").number = shutdown.how;
  }
  void operator()(const Close& close) { call(Opcode::close, close.fd, close.returns, "close"); }
  void operator()(const Dup& dup) {
    Instruction& ins = call(Opcode::dup, dup.fd, dup.returns, "dup", dup.into);
    ins.to = dup.to.has_value();
    if (dup.to) ins.ep = descriptor(*dup.to);
  }

  void operator()(const Settime& settime) {
    call(Opcode::settime, settime.fd, settime.returns, "settime").number = settime.armed ? 1 : 0;
  }
  void operator()(const Fork& fork) { indexed(Opcode::fork, fork.process); }

  void operator()(const Kill& kill) {
    call(Opcode::kill, FdRef{}, kill.returns, "kill").signal = kill.target;
  }

  void operator()(const Exit&) { emit(Opcode::exit, at_); }
  void operator()(const Break&) {
    loops_.back().breaks.push_back(here());
    emit(Opcode::jump, at_);
  }
  void operator()(const Continue&) {
    loops_.back().continues.push_back(here());
    emit(Opcode::jump, at_);
  }
  void operator()(const Loop& loop) {
    std::uint32_t head = here();
    body(loop.steps, head);
    emit(Opcode::jump, at_).target = head;
    land_breaks();
  }
  void operator()(const Repeat& repeat) {
    if (repeat.times)
      count(*repeat.times, repeat.steps);
    else
      drain(repeat.steps);
  }
  void operator()(const If& branch) {
    if (branch.condition.constant()) {
      steps(branch.condition.items[0].value ? branch.then : branch.otherwise);
      return;
    }
    ExprRange condition = expression(branch.condition);
    std::size_t test = here();
    emit(Opcode::jump_if_false, at_).x = condition;
    steps(branch.then);
    if (branch.otherwise.empty()) {
      out_.at(test).target = here();
      return;
    }
    std::size_t over = here();
    emit(Opcode::jump, at_);
    out_.at(test).target = here();
    steps(branch.otherwise);
    out_.at(over).target = here();
  }
  void operator()(const For& loop) {
    std::uint16_t item = slot(loop.item);
    emit(Opcode::set, at_).into = item;
    std::uint32_t head = here();
    Instruction& test = emit(Opcode::next_event, at_);
    test.into = item;
    test.batch = slot(loop.batch);
    body(loop.steps, kLater);
    land_continues();
    emit(Opcode::increment, at_).into = item;
    emit(Opcode::jump, at_).target = head;
    out_.at(head).target = here();
    land_breaks();
  }
  void operator()(const Await& await) {
    ExprRange condition = expression(await.condition);
    emit(Opcode::await, at_).x = condition;
  }

  void operator()(const Store& store) {
    ExprRange value = expression(store.value);
    Instruction& ins = access(Opcode::store, store.var, store.order);
    ins.x = value;
  }
  void operator()(const Load& load) {
    access(Opcode::load, load.var, load.order).into = slot(load.into);
  }
  void operator()(const Xchg& xchg) {
    ExprRange value = expression(xchg.value);
    Instruction& ins = access(Opcode::xchg, xchg.var, xchg.order);
    ins.x = value;
    if (xchg.into) ins.into = slot(*xchg.into);
  }
  void operator()(const Cas& cas) {
    ExprRange expected = expression(cas.expected);
    ExprRange value = expression(cas.value);
    Instruction& ins = access(Opcode::cas, cas.var, cas.order);
    ins.x = expected;
    ins.y = value;
    if (cas.into) ins.into = slot(*cas.into);
  }
  void operator()(const Fence& fence) {
    if (fence.order) emit(Opcode::fence, at_).number = static_cast<int>(*fence.order);
  }
  void operator()(const Lock& lock) { indexed(Opcode::lock, lock.lock); }
  void operator()(const Unlock& unlock) { indexed(Opcode::unlock, unlock.lock); }
  void operator()(const Use& use) { indexed(Opcode::use, use.object); }
  void operator()(const Free& free) { indexed(Opcode::free, free.object); }
  void operator()(const Deliver& deliver) {
    ExprRange bytes = expression(deliver.bytes);
    Instruction& ins = emit(Opcode::deliver, at_);
    ins.fd = descriptor(deliver.stream);
    ins.x = bytes;
  }
  void operator()(const Dispatch& dispatch) {
    Instruction& ins = emit(Opcode::dispatch, at_);
    if (dispatch.item != kFirstEvent) ins.into = slot(dispatch.item);
  }
  void operator()(const Assert& check) {
    ExprRange condition = expression(check.condition);
    Instruction& ins = emit(Opcode::assert_, at_);
    ins.x = condition;
    ins.complaint = fmt::format("`{}` does not hold (line {})", check.condition.text, at_.line);
  }

 private:
  /// Where `continue` goes is known only after the body.
  static constexpr std::uint32_t kLater = ~0u;

  std::uint32_t here() const { return out_.here(); }
  std::uint16_t slot(unsigned local) const { return out_.slot(local); }
  FdOperand descriptor(const FdRef& fd) const { return out_.descriptor(fd); }
  ExprRange expression(const Expr& expr) { return out_.expression(expr); }
  Instruction& emit(Opcode op, Where where) { return out_.append(op, where); }

  Instruction& call(Opcode op, const FdRef& fd, const Returns& returns, const char* name,
                    Into into = std::nullopt) {
    ExprRange expected = returns ? expression(*returns) : ExprRange{};
    Instruction& ins = emit(op, at_);
    ins.fd = descriptor(fd);
    if (into) ins.into = slot(*into);
    ins.returns = expected;
    if (returns)
      ins.complaint =
          fmt::format("`{}` did not return {} (line {})", name, returns->text, at_.line);
    return ins;
  }

  Instruction& access(Opcode op, unsigned var, MemoryOrder order) {
    Instruction& ins = indexed(op, var);
    ins.number = static_cast<int>(order);
    return ins;
  }

  Instruction& indexed(Opcode op, unsigned index) {
    Instruction& ins = emit(op, at_);
    ins.index = static_cast<std::uint16_t>(index);
    return ins;
  }

  void steps(const Steps& list) {
    for (const Step& step : list) {
      at_ = step.where;
      std::visit(*this, step.action);
    }
  }

  void body(const Steps& list, std::uint32_t head) {
    Where at = at_;
    loops_.emplace_back();
    steps(list);
    at_ = at;
    if (head == kLater) return;
    for (std::size_t jump : loops_.back().continues) out_.at(jump).target = head;
  }
  void land_continues() {
    for (std::size_t jump : loops_.back().continues) out_.at(jump).target = here();
  }
  void land_breaks() {
    for (std::size_t jump : loops_.back().breaks) out_.at(jump).target = here();
    loops_.pop_back();
  }

  void count(unsigned times, const Steps& list) {
    if (times == 1) {  // no counter is needed
      body(list, kLater);
      land_continues();
      land_breaks();
      return;
    }
    std::uint16_t left = out_.counter(depth_);
    Instruction& set = emit(Opcode::set, at_);
    set.into = left;
    set.number = static_cast<int>(times);
    std::uint32_t head = here();
    emit(Opcode::count_down, at_).into = left;
    ++depth_;
    deepest_ = std::max(deepest_, depth_);
    body(list, head);
    --depth_;
    emit(Opcode::jump, at_).target = head;
    out_.at(head).target = here();
    land_breaks();
  }

  void drain(const Steps& list) {
    std::uint32_t head = here();
    loops_.emplace_back();
    Where at = at_;
    bool first = true;
    std::size_t drained = 0;
    for (const Step& step : list) {
      at_ = step.where;
      std::visit(*this, step.action);
      if (first && calls_kernel(step)) {
        drained = here() - 1;
        first = false;
      }
    }
    at_ = at;
    for (std::size_t jump : loops_.back().continues) out_.at(jump).target = head;
    emit(Opcode::jump, at_).target = head;
    out_.at(drained).drains = true;
    out_.at(drained).target = here();
    land_breaks();
  }

  const Variant& variant_;
  const Thread& thread_;
  std::vector<bool> counted_files_;
  CodeWriter out_;
  std::vector<LoopExits> loops_;
  unsigned depth_ = 0;  // of `repeat` steps that count
  unsigned deepest_ = 0;
  Where at_;
};

}  // namespace

Program compile(const Variant& variant) {
  Program program;
  program.variant = &variant;
  std::vector<bool> counted(variant.files.size());
  if (variant.outcomes) {
    for (const Expr& expr : variant.outcomes->observe) {
      for (const ExprItem& item : expr.items)
        if (item.op == ExprOp::bytes_read) counted[item.a] = true;
      program.observed.push_back({expr.items, expr.text});
    }
  }
  for (const Thread& thread : variant.threads)
    program.threads.push_back(Compiler(variant, thread, counted).compile());
  for (const Interrupt& interrupt : variant.interrupts) {
    bool hard = interrupt.context == Interrupt::Context::hardirq;
    program.interrupts.push_back((hard ? "hardirq " : "softirq ") + interrupt.name);
  }
  for (const Check& check : variant.checks) {
    if (!check.expr) continue;
    std::string message =
        fmt::format("`{}` does not hold (line {})", check.expr->text, check.where.line);
    auto& list = check.property == "always" ? program.always : program.finally;
    list.push_back({check.expr->items, message});
  }
  return program;
}

}  // namespace epcheck::scenario
