#include "workflows/engine/yaml_mapping.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>

#include "workflows/engine/yaml_source.hpp"

namespace provost::workflows::engine {

namespace {

/// How many letters must be changed, added or left out to make one word of the other (Levenshtein).
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = i;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const auto above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

YamlMapping::YamlMapping(const YAML::Node& node, std::string what, std::vector<DefinitionProblem>& problems)
    : node_(node), what_(std::move(what)), problems_(problems), line_(line_of(node)) {
  if (!node_.IsMap()) problem(line_, what_ + " is written as a list of `key: value`.");
}

bool YamlMapping::has(const std::string& key) {
  return node_.IsMap() && node_[key].IsDefined();
}

YAML::Node YamlMapping::take(const std::string& key) {
  taken_.insert(key);
  if (!node_.IsMap()) return YAML::Node(YAML::NodeType::Undefined);
  return node_[key];
}

std::string YamlMapping::text(const std::string& key) {
  const auto node = take(key);
  if (!node.IsDefined()) return "";
  if (node.IsScalar()) return node.Scalar();
  problem(line_of(node), "“" + key + "” of " + what_ + " is a text.");
  return "";
}

std::string YamlMapping::needed_text(const std::string& key) {
  if (is_mapping() && !has(key)) problem(line_, what_ + " has no “" + key + "”.");
  return text(key);
}

bool YamlMapping::yes(const std::string& key, bool otherwise) {
  const auto node = take(key);
  if (!node.IsDefined()) return otherwise;
  if (node.IsScalar() && (node.Scalar() == "true" || node.Scalar() == "false")) return node.Scalar() == "true";
  problem(line_of(node), "“" + key + "” of " + what_ + " is true or false.");
  return otherwise;
}

std::optional<std::int64_t> YamlMapping::whole_number(const std::string& key) {
  const auto node = take(key);
  if (!node.IsDefined()) return std::nullopt;
  if (node.IsScalar()) {
    const auto value = as_json(node);
    if (const auto* number = value.if_int64(); number != nullptr && *number >= 0) return *number;
  }
  problem(line_of(node), "“" + key + "” of " + what_ + " is a whole number.");
  return std::nullopt;
}

std::optional<Duration> YamlMapping::duration(const std::string& key) {
  const auto node = take(key);
  if (!node.IsDefined()) return std::nullopt;
  if (node.IsScalar()) {
    if (auto duration = parse_duration(node.Scalar())) return duration;
  }
  problem(line_of(node),
          "“" + key + "” of " + what_ + " is a length of time such as 5 working days, 30 days, 6 months.");
  return std::nullopt;
}

std::vector<std::string> YamlMapping::texts(const std::string& key) {
  const auto node = take(key);
  if (!node.IsDefined()) return {};
  if (node.IsScalar()) return {node.Scalar()};
  std::vector<std::string> list;
  if (node.IsSequence()) {
    for (const auto& entry : node) {
      if (entry.IsScalar()) {
        list.push_back(entry.Scalar());
      } else {
        problem(line_of(entry), "“" + key + "” of " + what_ + " is a list of texts.");
      }
    }
    return list;
  }
  problem(line_of(node), "“" + key + "” of " + what_ + " is a list of texts.");
  return list;
}

void YamlMapping::finish() {
  if (!node_.IsMap()) return;
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    if (!entry.first.IsScalar()) {
      problem(line_of(entry.first), "a key of " + what_ + " is not a text.");
      continue;
    }
    const auto& key = entry.first.Scalar();
    if (!seen.insert(key).second) problem(line_of(entry.first), what_ + " has “" + key + "” twice.");
    if (!taken_.contains(key)) {
      problem(line_of(entry.first),
              what_ + " has an unknown key “" + key + "”." + did_you_mean(key, {taken_.begin(), taken_.end()}));
    }
  }
}

std::string did_you_mean(std::string_view given, const std::vector<std::string>& known) {
  const std::string* nearest = nullptr;
  std::size_t least = 3;
  for (const auto& name : known) {
    if (const auto far = distance(given, name); far < least && far < name.size()) {
      least = far;
      nearest = &name;
    }
  }
  return nearest == nullptr ? "" : " Did you mean “" + *nearest + "”?";
}

}  // namespace provost::workflows::engine
