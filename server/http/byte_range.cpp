#include "server/http/byte_range.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace provost::http {

namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool still_same(std::string_view condition, const Fields& response) {
  const auto validator = response.get(condition.find('"') == std::string_view::npos ? "Last-Modified" : "ETag");
  return validator && *validator == condition && !condition.starts_with("W/");
}

}  // namespace

ByteRange requested_range(const Fields& request, const Fields& response, std::uint64_t size) {
  using Kind = ByteRange::Kind;
  constexpr std::string_view unit = "bytes=";
  const auto field = request.get("Range");
  if (!field || request.count("Range") != 1 || !same_name(field->substr(0, unit.size()), unit)) return {};
  if (const auto condition = request.get("If-Range"); condition && !still_same(*condition, response)) return {};
  const auto range = field->substr(unit.size());
  const auto dash = range.find('-');
  if (dash == std::string_view::npos) return {};
  const auto before = range.substr(0, dash);
  const auto after = range.substr(dash + 1);
  if (before.empty()) {
    const auto suffix = number(after);
    if (!suffix) return {};
    if (*suffix == 0 || size == 0) return {Kind::unsatisfiable, 0, 0};
    return {Kind::part, size - std::min(*suffix, size), size - 1};
  }
  const auto first = number(before);
  const auto last = after.empty() ? std::optional(size) : number(after);
  if (!first || !last || (!after.empty() && *last < *first)) return {};
  if (*first >= size) return {Kind::unsatisfiable, 0, 0};
  return {Kind::part, *first, std::min(*last, size - 1)};
}

}  // namespace provost::http
