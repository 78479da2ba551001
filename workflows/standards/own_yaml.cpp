#include <yaml-cpp/yaml.h>

#include "workflows/engine/yaml_mapping.hpp"
#include "workflows/engine/yaml_source.hpp"
#include "workflows/standards/library_formats.hpp"

namespace provost::workflows::standards {

namespace {

using engine::DefinitionProblem;
using engine::YamlMapping;
using Problems = std::vector<DefinitionProblem>;

Clause read_clause(const YAML::Node& node, Problems& problems) {
  YamlMapping mapping(node, "the clause", problems);
  Clause clause;
  if (!mapping.is_mapping()) {
    mapping.problem(mapping.line(), "a clause is written {number: \"4.1\", title: …}.");
    return clause;
  }
  clause.number = mapping.needed_text("number");
  clause.title = mapping.needed_text("title");
  clause.asks = mapping.text("asks");
  clause.maintain = mapping.yes("maintain");
  clause.retain = mapping.yes("retain");
  clause.assessable = mapping.yes("assessable", true);
  clause.identifier = mapping.text("identifier");
  mapping.finish();
  return clause;
}

MappedClause read_row(const YAML::Node& node, Problems& problems) {
  YamlMapping mapping(node, "the row", problems);
  MappedClause row;
  if (!mapping.is_mapping()) {
    mapping.problem(mapping.line(), "a row is written {from: \"4.1\", to: \"4.1\", relationship: equal}.");
    return row;
  }
  row.from = mapping.needed_text("from");
  row.to = mapping.needed_text("to");
  const auto relationship = mapping.needed_text("relationship");
  if (const auto known = parse_relationship(relationship)) {
    row.relationship = *known;
  } else if (!relationship.empty()) {
    mapping.problem(mapping.line(),
                    "a relationship is equal, subset, superset or intersect, not “" + relationship + "”.");
  }
  row.provenance = mapping.text("provenance");
  mapping.finish();
  return row;
}

void read_rows(YamlMapping& root, const std::string& key, Problems& problems,
               const std::function<void(const YAML::Node&)>& read) {
  const auto list = root.take(key);
  if (!list.IsDefined() || !list.IsSequence()) {
    problems.push_back({root.line(), "“" + key + "” is a list."});
    return;
  }
  for (const auto& entry : list) read(entry);
}

Standard read_standard(YamlMapping& root, Problems& problems) {
  Standard standard;
  standard.name = root.needed_text("standard");
  standard.title = root.needed_text("title");
  standard.edition = root.text("edition");
  standard.provider = root.text("provider");
  standard.version = root.whole_number("version").value_or(0);
  read_rows(root, "clauses", problems,
            [&](const YAML::Node& node) { standard.clauses.push_back(read_clause(node, problems)); });
  return standard;
}

Mapping read_mapping(YamlMapping& root, Problems& problems) {
  Mapping mapping;
  mapping.name = root.needed_text("mapping");
  mapping.title = root.needed_text("title");
  mapping.from = root.needed_text("from");
  mapping.to = root.needed_text("to");
  mapping.provider = root.text("provider");
  mapping.version = root.whole_number("version").value_or(0);
  read_rows(root, "rows", problems, [&](const YAML::Node& node) { mapping.rows.push_back(read_row(node, problems)); });
  return mapping;
}

void quoted(YAML::Emitter& out, const char* key, const std::string& value) {
  out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << value;
}

}  // namespace

Library read_own_yaml(std::string_view text) {
  Library library;
  const auto node = engine::load_yaml(text, library.problems, {largest_library, 400'000, 16, "library"});
  if (!library.problems.empty()) return library;
  YamlMapping root(node, "the library", library.problems);
  if (!root.is_mapping()) {
    library.problems.push_back({1, "a library file begins with “standard:” or “mapping:”."});
    return library;
  }
  if (root.has("mapping")) {
    library.mappings.push_back(read_mapping(root, library.problems));
  } else {
    library.standards.push_back(read_standard(root, library.problems));
  }
  root.finish();
  return library;
}

std::string as_own_yaml(const Standard& standard) {
  YAML::Emitter out;
  out << YAML::BeginMap << YAML::Key << "standard" << YAML::Value << standard.name;
  quoted(out, "title", standard.title);
  if (!standard.edition.empty()) quoted(out, "edition", standard.edition);
  if (!standard.provider.empty()) quoted(out, "provider", standard.provider);
  out << YAML::Key << "version" << YAML::Value << standard.version;
  out << YAML::Key << "clauses" << YAML::Value << YAML::BeginSeq;
  for (const auto& clause : standard.clauses) {
    out << YAML::Flow << YAML::BeginMap;
    quoted(out, "number", clause.number);
    quoted(out, "title", clause.title);
    if (clause.maintain) out << YAML::Key << "maintain" << YAML::Value << true;
    if (clause.retain) out << YAML::Key << "retain" << YAML::Value << true;
    if (!clause.assessable) out << YAML::Key << "assessable" << YAML::Value << false;
    if (!clause.asks.empty()) quoted(out, "asks", clause.asks);
    if (!clause.identifier.empty()) quoted(out, "identifier", clause.identifier);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

std::string as_own_yaml(const Mapping& mapping) {
  YAML::Emitter out;
  out << YAML::BeginMap << YAML::Key << "mapping" << YAML::Value << mapping.name;
  quoted(out, "title", mapping.title);
  out << YAML::Key << "from" << YAML::Value << mapping.from << YAML::Key << "to" << YAML::Value << mapping.to;
  if (!mapping.provider.empty()) quoted(out, "provider", mapping.provider);
  out << YAML::Key << "version" << YAML::Value << mapping.version;
  out << YAML::Key << "rows" << YAML::Value << YAML::BeginSeq;
  for (const auto& row : mapping.rows) {
    out << YAML::Flow << YAML::BeginMap;
    quoted(out, "from", row.from);
    quoted(out, "to", row.to);
    out << YAML::Key << "relationship" << YAML::Value << std::string(to_text(row.relationship));
    if (!row.provenance.empty()) quoted(out, "provenance", row.provenance);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

}  // namespace provost::workflows::standards
