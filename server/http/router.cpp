#include "server/http/router.hpp"

namespace provost::http {

namespace {

PatternSegment parse_segment(std::string_view text, bool last) {
  using Kind = PatternSegment::Kind;
  if (text.find_first_of("{}") == std::string_view::npos) return {Kind::literal, std::string(text)};
  if (text.size() < 3 || text.front() != '{' || text.back() != '}') {
    throw std::invalid_argument("braces must enclose a whole segment: " + std::string(text));
  }
  auto name = text.substr(1, text.size() - 2);
  const bool rest = name.ends_with("...");
  if (rest) name.remove_suffix(3);
  if (name.empty() || name.find_first_of("{}.") != std::string_view::npos) {
    throw std::invalid_argument("not a parameter name: " + std::string(text));
  }
  if (rest && !last) throw std::invalid_argument("only the last segment can take the rest: " + std::string(text));
  return {rest ? Kind::rest : Kind::parameter, std::string(name)};
}

}  // namespace

std::vector<PatternSegment> parse_pattern(std::string_view pattern) {
  if (!pattern.starts_with('/')) throw std::invalid_argument("a pattern begins with /: " + std::string(pattern));
  std::vector<PatternSegment> segments;
  auto rest = pattern.substr(1);
  if (rest.empty()) return segments;
  for (;;) {
    const auto slash = rest.find('/');
    const bool last = slash == std::string_view::npos;
    auto segment = parse_segment(rest.substr(0, slash), last);
    if (segment.kind != PatternSegment::Kind::literal) {
      for (const auto& earlier : segments) {
        if (earlier.kind != PatternSegment::Kind::literal && earlier.text == segment.text) {
          throw std::invalid_argument("a parameter named twice in " + std::string(pattern));
        }
      }
    }
    segments.push_back(std::move(segment));
    if (last) return segments;
    rest.remove_prefix(slash + 1);
  }
}

std::string allow_value(const std::vector<Method>& methods) {
  std::string text;
  for (const auto method : methods) {
    if (!text.empty()) text += ", ";
    text += to_text(method);
  }
  return text;
}

}  // namespace provost::http
