#include "workflows/people/shown_clauses.hpp"

#include <algorithm>

namespace provost::workflows::people {

namespace {

struct Parts {
  std::string_view title;   ///< may be empty
  std::string_view number;  ///< may be empty
};

/// A number is the last word, when it begins with a digit or is one capital letter of an annex, and has no colon.
Parts parts_of(std::string_view text) {
  const auto blank = text.rfind(' ');
  const auto last = blank == std::string_view::npos ? text : text.substr(blank + 1);
  const bool is_number = !last.empty() && last.find(':') == std::string_view::npos &&
                         ((last.front() >= '0' && last.front() <= '9') ||
                          (last.front() >= 'A' && last.front() <= 'Z' && (last.size() == 1 || last[1] == '.')));
  if (!is_number) return {text, {}};
  return {blank == std::string_view::npos ? std::string_view() : text.substr(0, blank), last};
}

bool covers(const Parts& shown, const Parts& clause) {
  if (!shown.title.empty() && !clause.title.empty() && shown.title != clause.title) return false;
  if (shown.number.empty()) return true;
  return clause.number == shown.number ||
         (clause.number.starts_with(shown.number) && clause.number[shown.number.size()] == '.');
}

}  // namespace

bool is_shown(const std::vector<std::string>& shown, std::string_view clause) {
  const auto parts = parts_of(clause);
  return std::any_of(shown.begin(), shown.end(),
                     [&parts](const std::string& one) { return covers(parts_of(one), parts); });
}

bool names_clause_or_standard(std::string_view line) {
  const auto parts = parts_of(line);
  if (!parts.number.empty()) return true;
  const auto colon = line.rfind(':');
  return colon != std::string_view::npos && colon + 1 < line.size() &&
         line.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
}

bool is_any_shown(const std::vector<std::string>& shown, const std::vector<std::string>& clauses) {
  return std::any_of(clauses.begin(), clauses.end(),
                     [&shown](const std::string& clause) { return is_shown(shown, clause); });
}

}  // namespace provost::workflows::people
