// SPDX-License-Identifier: MIT
// The memory models, said by definition: a litmus program may do what some candidate execution does
// that satisfies the axioms. Nothing is shared with the engine; this is what it is compared with.
//
// sc: one total order of all accesses (Shasha and Snir: no cycle in po U rf U co U fr).
// tso: x86-TSO (Owens, Sarkar, Sewell, TPHOLs 2009), in the axiomatic form of Alglave et al.'s
//   x86tso.cat. Marked sc writes are followed by a full fence, all rmws are locked, an unlock is a
//   plain write, a join waits until both store buffers are empty.
// weak: RC11 (Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing sequential consistency in C/C++11",
//   PLDI 2017) with release sequences of C++20: the write and the rmws that follow it by rf.
#pragma once

#include <set>

#include "tests/litmus/execution.h"

namespace epcheck::litmus {

enum class Model : std::uint8_t { sc, tso, weak };
inline constexpr Model kModels[] = {Model::sc, Model::tso, Model::weak};
inline constexpr const char* kModelNames[] = {"sc", "tso", "weak"};

bool consistent(Model model, const Execution& x);

/// RC11's happens-before; the one notion of synchronisation under all models.
Relation happens_before(const Execution& x);

/// Two conflicting accesses, one of them not marked, that no happens-before orders.
bool has_race(const Execution& x);

struct Verdict {
  std::set<Outcome> outcomes;
  bool race = false;  // in some consistent execution
  bool operator==(const Verdict&) const = default;
};

/// By Model.
struct Verdicts {
  std::array<Verdict, 3> of;
  bool complete = true;
};

/// Looks at no more than `most` candidates.
Verdicts judge(const Program& program, std::uint64_t most = ~std::uint64_t{0});

}  // namespace epcheck::litmus
