// SPDX-License-Identifier: MIT
#include "tests/litmus/axioms.h"

namespace epcheck::litmus {

namespace {

Relation product(Events from, Events to) {
  Relation result;
  for (Events rest = from; rest != 0; rest &= rest - 1)
    result[static_cast<unsigned>(std::countr_zero(rest))] = to;
  return result;
}

bool sc(const Execution& x) { return (x.po | x.rf | x.co | x.fr | x.joined).acyclic(); }

bool tso(const Execution& x) {
  Relation coherence = (x.po & x.same_place) | x.rf | x.co | x.fr;
  if (!coherence.acyclic()) return false;

  Events accesses = x.reads | x.writes;
  Events full = (x.fences & x.at_least(Mode::sc)) | x.joins;
  Events buffered = x.writes & ~x.locked, plain_reads = x.reads & ~x.locked;
  Relation preserved = (x.po & product(accesses, accesses)) - product(buffered, plain_reads);
  Relation around = (x.po & product(x.all, full)) | (x.po & product(full, x.all));
  Relation after_sc = seq(identity(x.writes & x.at_least(Mode::sc)), x.po);
  Relation external = x.rf - x.internal;
  return (preserved | around | after_sc | external | x.co | x.fr | x.joined).acyclic();
}

bool rc11(const Execution& x) {
  Relation hb = happens_before(x);
  Relation eco = (x.rf | x.co | x.fr).closure();
  if (!hb.irreflexive() || !seq(hb, eco).irreflexive()) return false;
  if (!(x.rmw & seq(x.fr, x.co)).empty()) return false;
  if (!(x.po | x.rf).acyclic()) return false;

  Events all_sc = x.at_least(Mode::sc);
  if (all_sc == 0) return true;
  Relation e_sc = identity(all_sc), f_sc = identity(all_sc & x.fences);
  Relation elsewhere = x.po - x.same_place;
  // The end of a thread, of which there is no event here, is elsewhere, and a join comes after it.
  Relation across = seq(elsewhere, hb, elsewhere) | seq(x.joined, optional(hb), elsewhere);
  Relation scb = x.po | across | (hb & x.same_place) | x.co | x.fr;
  Relation psc_base = seq(e_sc | seq(f_sc, optional(hb)), scb, e_sc | seq(optional(hb), f_sc));
  Relation psc_fences = seq(f_sc, hb | seq(hb, eco, hb), f_sc);
  return (psc_base | psc_fences).acyclic();
}

}  // namespace

Relation happens_before(const Execution& x) {
  Events marked = x.at_least(Mode::rlx);
  Relation fence = identity(x.fences);
  Relation chain = seq(x.rf, x.rmw).closure();
  Relation rs = seq(identity(x.writes & marked), optional(chain));
  Relation sw =
      seq(identity(x.at_least(Mode::rel)), optional(seq(fence, x.po)), rs, x.rf,
          identity(x.reads & marked), optional(seq(x.po, fence)), identity(x.at_least(Mode::acq)));
  return (x.po | sw | x.joined).closure();
}

bool has_race(const Execution& x) {
  Relation hb = happens_before(x);
  Events accesses = (x.reads | x.writes) & ~x.initial;
  Events plain = accesses & ~x.at_least(Mode::rlx);
  Relation conflict = (product(accesses, x.writes) | product(x.writes, accesses)) &
                      (product(plain, accesses) | product(accesses, plain)) & x.same_place;
  return !(conflict - x.internal - hb - hb.inverse()).empty();
}

bool consistent(Model model, const Execution& x) {
  switch (model) {
    case Model::sc:
      return sc(x);
    case Model::tso:
      return tso(x);
    default:
      return rc11(x);
  }
}

Verdicts judge(const Program& program, std::uint64_t most) {
  bool has_plain = false;
  for (const Thread& thread : program.threads)
    for (const Instruction& instruction : thread)
      has_plain |= instruction.verb != Verb::fence && instruction.mode == Mode::na;
  Verdicts verdicts;
  verdicts.complete = for_each_execution(program, most, [&](const Execution& x) {
    for (Model model : kModels) {
      Verdict& verdict = verdicts.of[static_cast<unsigned>(model)];
      // An execution that would add nothing need not be judged.
      bool news = (has_plain && !verdict.race) || !verdict.outcomes.contains(x.outcome);
      if (!news || !consistent(model, x)) continue;
      verdict.outcomes.insert(x.outcome);
      if (has_plain && !verdict.race) verdict.race = has_race(x);
    }
  });
  return verdicts;
}

}  // namespace epcheck::litmus
