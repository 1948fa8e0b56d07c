// SPDX-License-Identifier: MIT
#include "scenarios/loader/data_reader.h"

#include <algorithm>

#include "scenarios/loader/fold.h"
#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

namespace {

constexpr std::int64_t kMaxField = (std::int64_t{1} << kDataFieldBits) - 1;

Data::Part read_part(Reader& reader, const Scope& scope, const Node& node, unsigned field) {
  Data::Part part{field, parse_expression(reader, scope, node, Uses::values)};
  if (!part.value.constant()) return part;
  std::int64_t value = part.value.items[0].value;
  std::int64_t most = field == kWholeData ? kMaxNumber : kMaxField;
  bool object = value >= kObjectData;
  if (object && field != kWholeData)
    reader.error(node, "an object is the whole data, not a field of it");
  else if (!object && (value < 0 || value > most))
    reader.error(node, fmt::format("data is a number from 0 to {}, not `{}`", most,
                                   shorten(part.value.text)));
  return part;
}

}  // namespace

Expr descriptor_expression(const FdRef& fd) {
  ExprItem item{fd.local ? ExprOp::local : ExprOp::descriptor, fd.index, 0, 0};
  return {fd.where, fd.name, {item}};
}

Data read_data(Reader& reader, const Scope& scope, const Node* node, const FdRef& fd) {
  Data data;
  if (!node) {
    data.where = fd.where;
    data.parts.push_back({kWholeData, descriptor_expression(fd)});
    return data;
  }
  data.where = reader.where(*node);
  if (!node->is_mapping()) {
    data.parts.push_back(read_part(reader, scope, *node, kWholeData));
    return data;
  }
  for (const Pair& pair : node->pairs) {
    std::optional<unsigned> field = scope.data_field(pair.key.text);
    if (field) data.parts.push_back(read_part(reader, scope, pair.value, *field));
  }
  return data;
}

void collect_data_fields(Reader& reader, const Node& node, Words& fields) {
  for (const Node& item : node.items) collect_data_fields(reader, item, fields);
  for (const Pair& pair : node.pairs) {
    if (pair.key.text != "data" || !pair.value.is_mapping()) {
      collect_data_fields(reader, pair.value, fields);
      continue;
    }
    for (const Pair& field : pair.value.pairs) {
      if (std::find(fields.begin(), fields.end(), field.key.text) != fields.end()) continue;
      if (!is_name(field.key.text))
        reader.error(field.key, fmt::format("`{}` cannot be a field", shorten(field.key.text)));
      else if (fields.size() == kDataFields)
        reader.error(field.key, fmt::format("data has at most {} fields", kDataFields),
                     fmt::format("there are {} already", join(fields)));
      else
        fields.push_back(field.key.text);
    }
  }
}

}  // namespace epcheck::scenario
