// SPDX-License-Identifier: MIT
#include "scenarios/loader/step_reader.h"
#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

namespace {

constexpr Word kRelaxed{"relaxed", int(MemoryOrder::relaxed)};
constexpr Word kAcquire{"acquire", int(MemoryOrder::acquire)};
constexpr Word kRelease{"release", int(MemoryOrder::release)};
constexpr Word kAcqRel{"acq_rel", int(MemoryOrder::acq_rel)};
constexpr Word kSeqCst{"seq_cst", int(MemoryOrder::seq_cst)};
constexpr int kNoFence = -1;

}  // namespace

StepReader::Action StepReader::store(const Node&, const Node& value) {
  Store store{};
  Fields fields(reader_, value, "`store`", {"var", "value", "order"});
  if (const Node* name = fields.need("var")) store.var = var(*name);
  if (const Node* number = fields.need("value")) store.value = expression(*number);
  store.order = order(fields.find("order"), {kSeqCst, kRelease, kRelaxed});
  return store;
}

StepReader::Action StepReader::load(const Node&, const Node& value) {
  Load load{};
  Fields fields(reader_, value, "`load`", {"var", "into", "order"});
  if (const Node* name = fields.need("var")) load.var = var(*name);
  load.into = into(fields.need("into")).value_or(0);
  load.order = order(fields.find("order"), {kSeqCst, kAcquire, kRelaxed});
  return load;
}

StepReader::Action StepReader::xchg(const Node&, const Node& value) {
  Xchg xchg{};
  Fields fields(reader_, value, "`xchg`", {"var", "value", "into", "order"});
  if (const Node* name = fields.need("var")) xchg.var = var(*name);
  if (const Node* number = fields.need("value")) xchg.value = expression(*number);
  xchg.into = into(fields.find("into"));
  xchg.order = order(fields.find("order"), {kSeqCst, kAcqRel, kAcquire, kRelease, kRelaxed});
  return xchg;
}

StepReader::Action StepReader::cas(const Node&, const Node& value) {
  Cas cas{};
  Fields fields(reader_, value, "`cas`", {"var", "expected", "value", "into", "order"});
  if (const Node* name = fields.need("var")) cas.var = var(*name);
  if (const Node* number = fields.need("expected")) cas.expected = expression(*number);
  if (const Node* number = fields.need("value")) cas.value = expression(*number);
  cas.into = into(fields.find("into"));
  cas.order = order(fields.find("order"), {kSeqCst, kAcqRel, kAcquire, kRelease, kRelaxed});
  return cas;
}

StepReader::Action StepReader::fence(const Node&, const Node& value) {
  int order =
      reader_.choice(value, "fence", {kSeqCst, kAcqRel, kAcquire, kRelease, {"none", kNoFence}});
  if (order == kNoFence) return Fence{};
  return Fence{static_cast<MemoryOrder>(order)};
}

StepReader::Action StepReader::lock_step(const Node&, const Node& value) {
  return Lock{lock(value)};
}
StepReader::Action StepReader::unlock_step(const Node&, const Node& value) {
  return Unlock{lock(value)};
}
StepReader::Action StepReader::use(const Node&, const Node& value) { return Use{object(value)}; }
StepReader::Action StepReader::free_object(const Node&, const Node& value) {
  return Free{object(value)};
}

StepReader::Action StepReader::deliver(const Node&, const Node& value) {
  Deliver deliver;
  Fields fields(reader_, value, "`deliver`", {"stream", "bytes"});
  if (const Node* stream = fields.need("stream")) {
    // Our end is meant where no end is named.
    std::string name = stream->is_scalar() ? reader_.text(*stream).text : "";
    std::optional<unsigned> file = scope_.file(name);
    if (file && variant_.files[*file].kind == FileKind::stream) {
      deliver.stream.where = reader_.where(*stream);
      deliver.stream.name = name + ".a";
      deliver.stream.index = scope_.descriptor(deliver.stream.name).value_or(0);
    } else {
      deliver.stream = descriptor(*stream, Needs::stream);
    }
  }
  if (const Node* bytes = fields.need("bytes")) deliver.bytes = expression(*bytes);
  return deliver;
}

StepReader::Action StepReader::dispatch(const Node&, const Node& value) {
  Dispatch dispatch{0, kFirstEvent};
  if (!reader_.expect_scalar(value, "an event")) return dispatch;
  Text text = reader_.text(value);
  std::optional<unsigned> local = scope_.local(text.text);
  if (local && scope_.local_at(*local).kind == Local::Kind::batch) {
    dispatch.batch = *local;
  } else if (local && scope_.local_at(*local).kind == Local::Kind::item) {
    dispatch.batch = scope_.batch_of(*local);
    dispatch.item = *local;
  } else {
    Words known;
    for (const Local& other : thread_.locals)
      if (other.kind != Local::Kind::number) known.push_back(other.name);
    reader_.unknown(text, 0, text.text.size(),
                    fmt::format("`{}` is no event of this thread", shorten(text.text)), known);
  }
  return dispatch;
}

StepReader::Action StepReader::assertion(const Node&, const Node& value) {
  return Assert{expression(value)};
}

}  // namespace epcheck::scenario
