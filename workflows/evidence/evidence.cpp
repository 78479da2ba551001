#include "workflows/evidence/evidence.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace provost::workflows::evidence {

namespace {

constexpr std::array<std::pair<Standing, std::string_view>, 9> standing_texts{{{Standing::waiting, "waiting"},
                                                                               {Standing::rejected, "rejected"},
                                                                               {Standing::received, "received"},
                                                                               {Standing::valid, "valid"},
                                                                               {Standing::expiring, "expiring"},
                                                                               {Standing::expired, "expired"},
                                                                               {Standing::replaced, "replaced"},
                                                                               {Standing::retired, "retired"},
                                                                               {Standing::disposed, "disposed"}}};

}  // namespace

std::string_view to_text(Standing standing) {
  return std::find_if(standing_texts.begin(), standing_texts.end(),
                      [standing](const auto& entry) { return entry.first == standing; })
      ->second;
}

std::optional<Standing> parse_standing(std::string_view text) {
  for (const auto& [standing, name] : standing_texts) {
    if (name == text) return standing;
  }
  return std::nullopt;
}

bool was_checked(std::string_view state) {
  return state == "valid" || state == "expired" || state == "replaced" || state == "retired";
}

Standing standing_of(std::string_view state, std::optional<Day> valid_until, Day today) {
  if (state == "valid") {
    if (!valid_until) return Standing::valid;
    if (*valid_until < today) return Standing::expired;
    return *valid_until < Day(std::chrono::sys_days(today) + std::chrono::days(days_of_notice)) ? Standing::expiring
                                                                                                : Standing::valid;
  }
  return parse_standing(state).value_or(Standing::waiting);
}

}  // namespace provost::workflows::evidence
