#include "workflows/gap_analysis/clause_assessment.hpp"

#include <array>
#include <utility>

namespace provost::workflows::gap_analysis {

namespace {

template <typename Value, std::size_t count>
using Names = std::array<std::pair<Value, std::string_view>, count>;

template <typename Value, std::size_t count>
std::string_view name_of(const Names<Value, count>& names, Value value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return "";
}

template <typename Value, std::size_t count>
std::optional<Value> value_of(const Names<Value, count>& names, std::string_view text) {
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  return std::nullopt;
}

constexpr Names<Result, 5> results{{{Result::not_assessed, "not_assessed"},
                                    {Result::conforms, "conforms"},
                                    {Result::partial, "partial"},
                                    {Result::none, "none"},
                                    {Result::not_applicable, "not_applicable"}}};
constexpr Names<Severity, 4> severities{
    {{Severity::not_said, ""}, {Severity::high, "high"}, {Severity::medium, "medium"}, {Severity::low, "low"}}};
constexpr Names<Effort, 4> efforts{
    {{Effort::not_said, ""}, {Effort::small, "small"}, {Effort::medium, "medium"}, {Effort::large, "large"}}};

}  // namespace

std::string_view to_text(Result result) {
  return name_of(results, result);
}
std::optional<Result> parse_result(std::string_view text) {
  return value_of(results, text);
}
std::string_view to_text(Severity severity) {
  return name_of(severities, severity);
}
std::optional<Severity> parse_severity(std::string_view text) {
  return value_of(severities, text);
}
std::string_view to_text(Effort effort) {
  return name_of(efforts, effort);
}
std::optional<Effort> parse_effort(std::string_view text) {
  return value_of(efforts, text);
}

}  // namespace provost::workflows::gap_analysis
