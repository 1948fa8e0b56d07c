// SPDX-License-Identifier: MIT
// Machine, the part for places on stacks that other threads use: which function's variable such a
// place is now, and that its beginning and its end are told to Words and Handover. They are
// looked for between any two operations of the owner, since there other threads may come.
#include "checker/machine.h"

namespace epcheck {

namespace {

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

bool on_stack_of_other(const ThreadState& task, std::uintptr_t address) {
  return in_program(address) && !in_heap(address) && region_of(address) != task.id;
}

/// Calls `visit` with each eight bytes that are part of these.
template <class F>
void each_cell(std::uintptr_t address, unsigned size, F visit) {
  for (std::uintptr_t cell = address & ~std::uintptr_t{7}; cell < address + size; cell += 8)
    visit(cell);
}

}  // namespace

/// The name of the place, which all movables that are alike have in common, and its holder.
Place Machine::common_place(std::uintptr_t address) const {
  if (!words_.symmetric()) return {address, Movables::kFixed, 0};
  std::uintptr_t name = movables_.canonical(address);
  return {name, movables_.at(address), static_cast<std::uint32_t>((address - name) / 4)};
}

/// The same, for a variable on a stack as that of the function whose it is.
Place Machine::place_of(std::uintptr_t address) {
  Place place = common_place(address);
  if (!in_heap(address) && words_.depends_on_frame(place.name)) [[unlikely]]
    if (function_of(address) == words_.shared_frame(place.name)) place.name += kTotalBytes;
  return place;
}

/// The function whose frame the address lies in, as Liveness::function_at() says it. Of the thread
/// that takes a step, only watched places are known.
std::uint64_t Machine::function_of(std::uintptr_t address) {
  const ThreadState& owner = thread_state(region_of(address));
  if (&owner != current_)
    return owner.has_frames() ? liveness_.function_at(Liveness::call_sp(owner), address) : 0;
  for (const WatchedPlace& place : watch_[owner.id].places)
    if (place.address == (address & ~std::uintptr_t{7})) return place.function;
  return 0;
}

/// Takes note that the thread uses a variable on the stack of another one, of whatever function.
void Machine::mix_frames(const ThreadState& task, std::uintptr_t address, unsigned size) {
  if (!on_stack_of_other(task, address)) return;
  each_cell(address, size, [&](std::uintptr_t cell) { words_.share_frame(common_name(cell), 0); });
}

/// Takes note that the thread accesses a variable on the stack of another one, if it does. Which
/// function's it is is known where accesses take effect at once; locks have one name for good.
void Machine::note_stack(const ThreadState& task, const Operation& operation) {
  std::uintptr_t address = number(operation.address);
  if (!on_stack_of_other(task, address)) return;
  bool lock = is_lock(operation.code.kind);
  bool told = !lock && !memory_ && options_.reductions.learned_words;
  unsigned size = lock ? unsigned{sizeof(LockWord)} : std::max<unsigned>(operation.code.size, 1);
  each_cell(address, size, [&](std::uintptr_t cell) {
    std::uint64_t function = told ? function_of(cell) : 0;
    words_.share_frame(common_name(cell), function == Liveness::kNoFrame ? 0 : function);
    Place place = common_place(cell);
    if (asks_whose(place)) unordered(task, whose(place), access_kind::kReads);
  });
}

/// The name of the variable at the place, while others use it.
Place Machine::variable_of(Place place) const {
  if (words_.depends_on_frame(place.name)) place.name += kTotalBytes;
  return place;
}

/// Where the accesses to a variable are no order, what it is must be asked beside.
bool Machine::asks_whose(const Place& place) {
  std::uintptr_t variable = variable_of(place).name;
  bool hot = false;
  for (unsigned part = 0; part < words_.parts(variable); ++part)
    hot |= words_.is_hot(words_.entry(variable) + part);
  return hot && !words_.is_hot(whose(place).word);
}

PlaceWord Machine::whose(const Place& place) {
  Place whose{place.name + 2 * kTotalBytes, place.holder, place.shift};
  return {whose, words_.entry(whose.name)};
}

/// As the thread carries out an access: see note_stack().
void Machine::note_whose(const ThreadState& task, std::uintptr_t address, unsigned size) {
  if (!on_stack_of_other(task, address)) return;
  each_cell(address, size, [&](std::uintptr_t cell) {
    Place place = common_place(cell);
    if (asks_whose(place)) note_access(task, whose(place), access_kind::kReads);
  });
}

/// Before the thread goes on.
void Machine::watch_stack(const ThreadState& task) {
  StackWatch& watch = watch_[task.id];
  unsigned region = region_of(common_name(stack_top(task.id) - 1));
  if (watch.region != region) {
    watch.region = region;
    watch.places.clear();
    for (std::uintptr_t name : words_.used_on_stack(region))
      watch.places.push_back({name - epcheck::region(region) + epcheck::region(task.id), 0});
  }
  if (watch.places.empty()) return;
  std::uintptr_t sp = task.has_frames() ? Liveness::call_sp(task) : number(task.sp);
  StackCursor cursor{sp};
  for (WatchedPlace& place : watch.places) place.function = function_at(cursor, place.address);
}

/// Without learned words only frames that are gone are told from others.
std::uint64_t Machine::function_at(StackCursor& cursor, std::uintptr_t address) {
  if (address < cursor.sp && cursor.function == Liveness::kNoFrame) return Liveness::kNoFrame;
  return options_.reductions.learned_words ? liveness_.function_at(cursor, address) : 0;
}

/// Called between two operations of the thread that takes a step, which has come to call the engine
/// with this stack pointer. Variables may have ended, and others begun.
void Machine::look_at_stack(std::uintptr_t sp) {
  StackCursor cursor{sp};
  for (WatchedPlace& watched : watch_[current_->id].places) {
    std::uint64_t before = watched.function;
    std::uint64_t now = watched.function = function_at(cursor, watched.address);
    if (now == before) continue;
    Place place = common_place(watched.address);
    if (!words_.depends_on_frame(place.name))
      turn(place, now != Liveness::kNoFrame);
    else if (before == 0 || now == 0)
      words_.share_frame(place.name, 0);
    else if (std::uint64_t shared = words_.shared_frame(place.name);
             before == shared || now == shared)
      turn(place, now == shared);
  }
}

/// A variable ends, or one begins. What others do with it comes after its beginning and before its
/// end; if no order tells, the operation before, after which it happens, conflicts with theirs.
void Machine::turn(const Place& place, bool begins) {
  Place variable = variable_of(place);
  PlaceWord whose = this->whose(place);
  bool told = !words_.is_hot(whose.word);
  if (asks_whose(place)) turn(whose, access_kind::kTurns, begins);
  if (!told && !words_.depends_on_frame(place.name) && !alone(*current_)) words_.end_at(last_pc_);
  for (unsigned part = 0; part < words_.parts(variable.name); ++part) {
    PlaceWord what{variable, words_.entry(variable.name) + part};
    if (!told || !words_.is_hot(what.word))
      turn(what, told ? access_kind::kTurns : access_kind::kWrites, begins);
    if (!begins) handover_.forget(what.word + place.shift);
  }
  if (!begins) handover_.forget(whose.word + place.shift);
}

void Machine::turn(const PlaceWord& what, AccessKind kind, bool begins) {
  if (!options_.reductions.learned_words || world_.failed || alone(*current_)) return;
  unordered(*current_, what, kind);
  if (begins && handover_.in_use()) note_access(*current_, what, access_kind::kWrites);
}

}  // namespace epcheck
