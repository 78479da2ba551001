#include <yaml-cpp/yaml.h>

#include <map>
#include <set>
#include <utility>

#include "workflows/engine/yaml_source.hpp"
#include "workflows/standards/library_formats.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::standards {

namespace {

/// yaml-cpp 0.7 turns the escapes \\_ and \\N (no-break space, next line) into single bytes that are no UTF-8. Each
/// byte that belongs to no letter becomes a blank.
std::string mended(const std::string& text) {
  if (is_utf8(text)) return text;
  std::string whole;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    const auto letter = text.substr(at, length);
    const bool sound = is_utf8(letter);
    whole += sound ? letter : " ";
    at += sound ? length : 1;
  }
  return whole;
}

/// A scalar of a mapping; empty when it is missing or something else.
std::string text_at(const YAML::Node& node, const char* key) {
  const auto value = node.IsMap() ? node[key] : YAML::Node(YAML::NodeType::Undefined);
  return value.IsDefined() && value.IsScalar() ? mended(value.Scalar()) : "";
}

/// What stands under the singular or the plural key: one node or a list of them.
std::vector<YAML::Node> nodes_at(const YAML::Node& node, const char* singular, const char* plural) {
  std::vector<YAML::Node> nodes;
  for (const auto* key : {singular, plural}) {
    const auto value = node[key];
    if (!value.IsDefined() || value.IsNull()) continue;
    if (value.IsSequence()) {
      for (const auto& entry : value) nodes.push_back(entry);
    } else {
      nodes.push_back(value);
    }
  }
  return nodes;
}

/// "urn:intuitem:risk:req_node:iso27001-2022:a.5.1" ends in what may serve as a number.
std::string last_part(const std::string& urn) {
  const auto colon = urn.rfind(':');
  return colon == std::string::npos ? urn : urn.substr(colon + 1);
}

std::string one_line(std::string text) {
  for (auto& letter : text) letter = letter == '\n' || letter == '\r' || letter == '\t' ? ' ' : letter;
  return text;
}

Clause clause_of(const YAML::Node& node) {
  Clause clause;
  const auto description = text_at(node, "description");
  clause.number = text_at(node, "ref_id");
  if (clause.number.empty()) clause.number = last_part(text_at(node, "urn"));
  clause.title = one_line(text_at(node, "name"));
  if (clause.title.empty()) clause.title = shortened(one_line(description), 200);
  if (clause.title.empty()) clause.title = clause.number;
  clause.asks = shortened(description, 3'900);
  clause.assessable = text_at(node, "assessable") != "false";
  return clause;
}

/// "urn:intuitem:risk:req_node:gdpr:annex:1" says "annex:1" within its framework.
std::string within_framework(const std::string& urn) {
  constexpr std::string_view kind = ":req_node:";
  const auto at = urn.find(kind);
  if (at == std::string::npos) return last_part(urn);
  const auto framework_end = urn.find(':', at + kind.size());
  return framework_end == std::string::npos ? last_part(urn) : urn.substr(framework_end + 1);
}

/// Sections of one library may number their requirements from 1 each; the identifier then tells them apart.
std::string not_used_yet(const std::string& number, const std::string& urn, std::set<std::string>& used,
                         std::map<std::string, int>& counts) {
  if (used.insert(number).second) return number;
  const auto longer = within_framework(urn);
  if (used.insert(longer).second) return longer;
  for (auto& count = counts[longer];;) {
    auto counted = longer + " (" + std::to_string(++count + 1) + ")";
    if (used.insert(counted).second) return counted;
  }
}

class Reader {
 public:
  explicit Reader(const YAML::Node& root) : root_(root), version_(std::atoll(text_at(root, "version").c_str())) {}

  Library read() {
    const auto objects = root_["objects"];
    if (!objects.IsDefined() || !objects.IsMap()) {
      library_.problems.push_back({1, "the library has no “objects”."});
      return std::move(library_);
    }
    for (const auto& node : nodes_at(objects, "framework", "frameworks")) read_framework(node);
    for (const auto& node : nodes_at(objects, "requirement_mapping_set", "requirement_mapping_sets"))
      read_mapping(node);
    if (library_.standards.empty() && library_.mappings.empty() && library_.problems.empty()) {
      library_.problems.push_back({1, "the library holds neither a framework nor a mapping."});
    }
    return std::move(library_);
  }

 private:
  void read_framework(const YAML::Node& node) {
    Standard standard;
    const auto urn = text_at(node, "urn");
    standard.name = name_from(urn.empty() ? text_at(node, "ref_id") : last_part(urn));
    standard.title = one_line(text_at(node, "name"));
    if (standard.title.empty()) standard.title = text_at(node, "ref_id");
    standard.provider = one_line(text_at(root_, "provider"));
    standard.version = version_;
    std::set<std::string> used;
    std::map<std::string, int> counts;
    for (const auto& entry : nodes_at(node, "requirement_node", "requirement_nodes")) {
      auto clause = clause_of(entry);
      const auto node_urn = text_at(entry, "urn");
      clause.number = not_used_yet(clause.number, node_urn, used, counts);
      clause.identifier = within_framework(node_urn);
      if (clause.identifier == clause.number) clause.identifier.clear();
      numbers_[node_urn] = clause.number;
      standard.clauses.push_back(std::move(clause));
    }
    library_.standards.push_back(std::move(standard));
  }

  std::string number_of(const std::string& urn) const {
    const auto found = numbers_.find(urn);
    return found == numbers_.end() ? within_framework(urn) : found->second;
  }

  void read_mapping(const YAML::Node& node) {
    Mapping mapping;
    const auto urn = text_at(node, "urn");
    mapping.name = name_from(urn.empty() ? text_at(node, "ref_id") : last_part(urn));
    mapping.title = one_line(text_at(node, "name"));
    if (mapping.title.empty()) mapping.title = mapping.name;
    mapping.from = name_from(last_part(text_at(node, "source_framework_urn")));
    mapping.to = name_from(last_part(text_at(node, "target_framework_urn")));
    mapping.provider = one_line(text_at(root_, "provider"));
    mapping.version = version_;
    std::set<std::pair<std::string, std::string>> pairs;
    for (const auto& entry : nodes_at(node, "requirement_mapping", "requirement_mappings")) {
      const auto relationship = text_at(entry, "relationship");
      if (relationship == "not_related") continue;
      const auto known = parse_relationship(relationship);
      if (!known) {
        library_.problems.push_back({engine::line_of(entry), "the relationship “" + relationship + "” is not known."});
        continue;
      }
      // Where a pair stands there twice, the first row counts.
      const auto pair = std::pair(text_at(entry, "source_requirement_urn"), text_at(entry, "target_requirement_urn"));
      if (!pairs.insert(pair).second) continue;
      mapping.rows.push_back({number_of(text_at(entry, "source_requirement_urn")),
                              number_of(text_at(entry, "target_requirement_urn")), *known,
                              text_at(entry, "rationale")});
    }
    library_.mappings.push_back(std::move(mapping));
  }

  const YAML::Node root_;
  std::int64_t version_;
  Library library_;
  std::map<std::string, std::string> numbers_;  ///< by URN
};

}  // namespace

Library read_ciso_assistant(std::string_view text) {
  Library library;
  const auto root = engine::load_yaml(text, library.problems, {largest_library, 400'000, 24, "library"});
  if (!library.problems.empty()) return library;
  if (!root.IsMap()) {
    library.problems.push_back({1, "the library is no mapping of keys."});
    return library;
  }
  return Reader(root).read();
}

std::string as_ciso_assistant(const Standard& standard) {
  const auto base = "urn:provost:risk:";
  YAML::Emitter out;
  const auto put = [&out](const char* key, const std::string& value) {
    out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << value;
  };
  out << YAML::BeginMap;
  put("urn", std::string(base) + "library:" + standard.name);
  put("locale", "en");
  put("ref_id", standard.name);
  put("name", standard.title);
  out << YAML::Key << "version" << YAML::Value << standard.version;
  put("provider", standard.provider);
  out << YAML::Key << "objects" << YAML::Value << YAML::BeginMap;
  out << YAML::Key << "framework" << YAML::Value << YAML::BeginMap;
  put("urn", std::string(base) + "framework:" + standard.name);
  put("ref_id", standard.name);
  put("name", standard.title);
  out << YAML::Key << "requirement_nodes" << YAML::Value << YAML::BeginSeq;
  for (const auto& clause : standard.clauses) {
    out << YAML::BeginMap;
    put("urn", std::string(base) + "req_node:" + standard.name + ":" +
                   (clause.identifier.empty() ? clause.number : clause.identifier));
    out << YAML::Key << "assessable" << YAML::Value << clause.assessable;
    put("ref_id", clause.number);
    put("name", clause.title);
    if (!clause.asks.empty()) put("description", clause.asks);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq << YAML::EndMap << YAML::EndMap << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

}  // namespace provost::workflows::standards
