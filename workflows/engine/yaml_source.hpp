#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/engine/definition.hpp"

namespace YAML {
class Node;
}

namespace provost::workflows::engine {

/// The largest definition that is read, in bytes.
inline constexpr std::size_t largest_definition = 256 * 1024;

/// How much YAML is read.
struct YamlLimits {
  std::size_t bytes = largest_definition;
  int values = 20'000;
  int nesting = 16;
  std::string_view what = "definition";  ///< the file in messages
};

/// Loads YAML that somebody may have written to do harm: refuses what is too large, too deep, no UTF-8, or uses
/// aliases, by which a few lines can stand for gigabytes. Problems are added to the list; the node is then null.
YAML::Node load_yaml(std::string_view text, std::vector<DefinitionProblem>& problems, const YamlLimits& limits = {});

/// Scalars that are not quoted become numbers, true and false where they look so (YAML 1.2 core schema).
boost::json::value as_json(const YAML::Node& node);

/// Counted from 1.
int line_of(const YAML::Node& node);

}  // namespace provost::workflows::engine
