#pragma once

#include <yaml-cpp/node/node.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/engine/definition.hpp"
#include "workflows/engine/duration.hpp"

namespace provost::workflows::engine {

/// Reads one mapping of a definition key by key, and notes what does not belong: call finish() at the end.
class YamlMapping {
 public:
  /// `what` names the mapping in messages: "the state open".
  YamlMapping(const YAML::Node& node, std::string what, std::vector<DefinitionProblem>& problems);

  bool is_mapping() const { return node_.IsMap(); }
  int line() const { return line_; }
  const std::string& what() const { return what_; }

  bool has(const std::string& key);
  /// The value of a key, as it stands; an undefined node when it is missing.
  YAML::Node take(const std::string& key);
  std::string text(const std::string& key);
  /// As text(), and missing is a problem.
  std::string needed_text(const std::string& key);
  bool yes(const std::string& key, bool otherwise = false);
  std::optional<std::int64_t> whole_number(const std::string& key);
  std::optional<Duration> duration(const std::string& key);
  /// A list of texts; a single text counts as a list of one.
  std::vector<std::string> texts(const std::string& key);

  /// Notes keys that nobody took and keys that stand there twice.
  void finish();
  void problem(int line, std::string message) { problems_.push_back({line, std::move(message)}); }

 private:
  YAML::Node node_;
  std::string what_;
  std::vector<DefinitionProblem>& problems_;
  int line_;
  std::set<std::string> taken_;
};

/// The known name that is most like the given one, as " Did you mean “open”?"; empty when none is near.
std::string did_you_mean(std::string_view given, const std::vector<std::string>& known);

}  // namespace provost::workflows::engine
