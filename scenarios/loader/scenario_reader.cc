// SPDX-License-Identifier: MIT
#include "scenarios/loader/scenario_reader.h"

#include "scenarios/loader/edit_distance.h"
#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

namespace {

class ScenarioReader {
 public:
  ScenarioReader(const Source& source, Errors& errors, const KnownNames& known, const Node& root)
      : source_(source), errors_(errors), known_(known), root_(root), reader_(source, errors, {}) {}

  Scenario read() {
    Scenario scenario;
    scenario.path = source_.name();
    if (!reader_.expect_mapping(root_, "`epcheck: 1` and what follows it")) return scenario;
    check_keys();
    keys_unknown_ = !errors_.empty();
    read_version();
    read_prose(scenario);
    read_params();
    const Node* variants = root_.find("variants");
    collect_values(variants);
    // The file by itself is read also where only its variants are run, for its errors.
    Variant plain = read_variant(nullptr, "", reader_.where(root_));
    if (!variants)
      scenario.variants.push_back(std::move(plain));
    else
      read_variants(*variants, scenario);
    return scenario;
  }

 private:
  void check_keys() {
    Words known = VariantReader::keys();
    known.insert(known.end(), {"epcheck", "name", "description", "source", "params", "variants"});
    Fields(reader_, root_, "a scenario", known, VariantReader::later_keys());
  }

  void read_version() {
    if (root_.pairs.empty() || root_.pairs.front().key.text != "epcheck") {
      const Node& at = root_.pairs.empty() ? root_ : root_.pairs.front().key;
      reader_.error(at, "a scenario starts with the version of its language", "say `epcheck: 1`");
      return;
    }
    const Node& version = root_.pairs.front().value;
    if (!version.is_scalar() || version.text != "1")
      reader_.error(version, "this epcheck reads version 1 of the language", "say `epcheck: 1`");
  }

  void read_prose(Scenario& scenario) {
    if (const Node* name = root_.find("name"))
      scenario.name = reader_.name(*name, "the name of a scenario");
    else
      reader_.error(root_, "a scenario needs a `name`");
    if (const Node* description = root_.find("description"))
      scenario.description = reader_.prose(*description, "a description");
    const Node* source = root_.find("source");
    if (!source) return;
    if (source->is_sequence())
      for (const Node& item : source->items)
        scenario.sources.push_back(reader_.prose(item, "a reference"));
    else
      scenario.sources.push_back(reader_.prose(*source, "a reference"));
  }

  void read_params() {
    const Node* params = root_.find("params");
    if (!params || !reader_.expect_mapping(*params, "parameters")) return;
    for (const Pair& pair : params->pairs) {
      if (!is_name(pair.key.text) || pair.key.text.find('-') != std::string::npos) {
        reader_.error(pair.key, fmt::format("`{}` cannot be a parameter", shorten(pair.key.text)),
                      "a parameter is a letter, then letters, digits and `_`");
      } else if (pair.key.text == "i") {
        reader_.error(pair.key, "`i` cannot be a parameter",
                      "`$i` counts threads and epoll instances");
      } else if (reader_.expect_scalar(pair.value, "a word or a number")) {
        params_.values[pair.key.text] = &pair.value;
      }
    }
  }

  /// Each parameter's values over all variants: what it may be compared with.
  void collect_values(const Node* variants) {
    for (const auto& [name, node] : params_.values) params_.possible[name].insert(node->text);
    if (!variants || !variants->is_mapping()) return;
    for (const Pair& variant : variants->pairs) {
      const Node* set = variant.value.is_mapping() ? variant.value.find("set") : nullptr;
      if (!set || !set->is_mapping()) continue;
      for (const Pair& pair : set->pairs)
        if (pair.value.is_scalar() && params_.values.contains(pair.key.text))
          params_.possible[pair.key.text].insert(pair.value.text);
    }
  }

  void read_variants(const Node& variants, Scenario& scenario) {
    if (!reader_.expect_mapping(variants, "variants")) return;
    if (variants.pairs.empty())
      reader_.error(variants, "no variant is listed", "without `variants` the file itself is run");
    for (const Pair& pair : variants.pairs) {
      if (scenario.variants.size() == kMaxVariants) {
        reader_.error(pair.key, fmt::format("a scenario has at most {} variants", kMaxVariants));
        return;
      }
      if (variant_name(pair.key) && reader_.expect_mapping(pair.value, "what the variant replaces"))
        scenario.variants.push_back(
            read_variant(&pair.value, pair.key.text, reader_.where(pair.key)));
    }
  }

  /// Variants are named more freely than what expressions mention: `v5.4-tso`.
  bool variant_name(const Node& key) {
    std::string plain = key.text;
    for (char& c : plain)
      if (c == '.') c = '_';
    if (is_name(plain)) return true;
    reader_.error(key, fmt::format("`{}` cannot be the name of a variant", shorten(key.text)),
                  "a name is a letter, then letters, digits, `_`, `.` and `-`");
    return false;
  }

  Variant read_variant(const Node* own, const std::string& name, Where where) {
    Params params = params_;
    if (own) {
      check_variant_keys(*own);
      if (const Node* set = own->find("set")) apply(*set, params);
    }
    return VariantReader(source_, errors_, root_, own, std::move(params), known_, keys_unknown_)
        .read(name, where);
  }

  void check_variant_keys(const Node& own) {
    Words known = VariantReader::keys();
    known.insert(known.begin(), {"set", "description"});
    Fields(reader_, own, "a variant", known, VariantReader::later_keys());
  }

  void apply(const Node& set, Params& params) {
    if (!reader_.expect_mapping(set, "parameters")) return;
    for (const Pair& pair : set.pairs) {
      if (!params_.values.contains(pair.key.text)) {
        Words names;
        for (const auto& [name, node] : params_.values) names.push_back(name);
        std::string near = nearest(pair.key.text, names);
        reader_.error(pair.key, fmt::format("undefined parameter `{}`", shorten(pair.key.text)),
                      near.empty() ? "parameters are defined under `params`"
                                   : fmt::format("did you mean `{}`?", near));
      } else if (reader_.expect_scalar(pair.value, "a word or a number")) {
        params.values[pair.key.text] = &pair.value;
      }
    }
  }

  const Source& source_;
  Errors& errors_;
  const KnownNames& known_;
  const Node& root_;
  Reader reader_;  // outside of variants: nothing is substituted
  Params params_;
  bool keys_unknown_ = false;
};

}  // namespace

Scenario read_scenario(const Source& source, Errors& errors, const KnownNames& known) {
  std::unique_ptr<Node> root = parse_yaml(source, errors);
  if (!root) return {};
  return ScenarioReader(source, errors, known, *root).read();
}

}  // namespace epcheck::scenario
