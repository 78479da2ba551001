#include "workflows/engine/yaml_source.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <sstream>

#include "workflows/text_rules.hpp"

namespace provost::workflows::engine {

namespace {

/// Thrown to leave the parser as soon as something is not acceptable.
struct Unacceptable {
  DefinitionProblem problem;
};

/// "20 000"
std::string with_blanks(int number) {
  auto text = std::to_string(number);
  for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), " ");
  return text;
}

/// Looks at the stream of events before any tree is built.
class Inspector final : public YAML::EventHandler {
 public:
  explicit Inspector(const YamlLimits& limits) : limits_(limits) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1)
      refuse(mark, "a " + std::string(limits_.what) + " file holds one " + std::string(limits_.what) + " only.");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { count(mark, anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_alias(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, const std::string&) override {
    count(mark, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    enter(mark, anchor);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    enter(mark, anchor);
  }
  void OnMapEnd() override { --depth_; }

 private:
  [[noreturn]] static void refuse(const YAML::Mark& mark, std::string message) {
    throw Unacceptable{{mark.line + 1, std::move(message)}};
  }
  [[noreturn]] static void refuse_alias(const YAML::Mark& mark) {
    refuse(mark, "anchors and aliases (& and *) are not taken. Write the value out.");
  }
  void count(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) refuse_alias(mark);
    if (++nodes_ > limits_.values) {
      refuse(mark, "the " + std::string(limits_.what) + " has more than " + with_blanks(limits_.values) + " values.");
    }
  }
  void enter(const YAML::Mark& mark, YAML::anchor_t anchor) {
    count(mark, anchor);
    if (++depth_ > limits_.nesting) {
      refuse(mark, "the values are nested more than " + std::to_string(limits_.nesting) + " levels deep.");
    }
  }

  const YamlLimits& limits_;
  int documents_ = 0;
  int depth_ = 0;
  int nodes_ = 0;
};

boost::json::value scalar_value(const YAML::Node& node) {
  const auto& text = node.Scalar();
  if (node.Tag() == "!") return boost::json::value(text);
  if (text == "true") return true;
  if (text == "false") return false;
  std::int64_t whole = 0;
  const auto* end = text.data() + text.size();
  if (const auto [last, error] = std::from_chars(text.data(), end, whole); error == std::errc{} && last == end) {
    return whole;
  }
  double number = 0;
  if (const auto [last, error] = std::from_chars(text.data(), end, number);
      error == std::errc{} && last == end && text.find_first_not_of("0123456789.-") == std::string::npos) {
    return number;
  }
  return boost::json::value(text);
}

}  // namespace

YAML::Node load_yaml(std::string_view text, std::vector<DefinitionProblem>& problems, const YamlLimits& limits) {
  const std::string what(limits.what);
  if (text.size() > limits.bytes) {
    problems.push_back({0, "the " + what + " is larger than " + std::to_string(limits.bytes / 1024) + " KB."});
    return {};
  }
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    problems.push_back({0, "the " + what + " is not text in UTF-8."});
    return {};
  }
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Inspector inspector(limits);
    while (parser.HandleNextDocument(inspector)) {
    }
    return YAML::Load(std::string(text));
  } catch (const Unacceptable& unacceptable) {
    problems.push_back(unacceptable.problem);
  } catch (const YAML::Exception& error) {
    problems.push_back({error.mark.line + 1, "this is not YAML: " + error.msg + "."});
  }
  return {};
}

boost::json::value as_json(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      return scalar_value(node);
    case YAML::NodeType::Sequence: {
      boost::json::array list;
      for (const auto& entry : node) list.push_back(as_json(entry));
      return list;
    }
    case YAML::NodeType::Map: {
      boost::json::object object;
      for (const auto& entry : node) object[entry.first.IsScalar() ? entry.first.Scalar() : ""] = as_json(entry.second);
      return object;
    }
    default:
      return nullptr;
  }
}

int line_of(const YAML::Node& node) {
  return node.Mark().line + 1;
}

}  // namespace provost::workflows::engine
