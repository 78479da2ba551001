#include "workflows/local_moment.hpp"

namespace provost::workflows {

std::optional<Instant> parse_local_moment(std::string_view text, std::string_view time_zone) {
  const auto day = parse_day(text.substr(0, 10));
  if (!day) return std::nullopt;
  if (text.size() == 10) return start_of_day(*day, time_zone);
  if (text.size() != 16 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':') return std::nullopt;
  const auto two_digits = [&](std::size_t at) {
    const auto digit = [&](std::size_t place) {
      return text[place] >= '0' && text[place] <= '9' ? text[place] - '0' : 99;
    };
    return digit(at) * 10 + digit(at + 1);
  };
  const int hours = two_digits(11);
  const int minutes = two_digits(14);
  if (hours > 23 || minutes > 59) return std::nullopt;
  return local_moment(*day, std::chrono::hours(hours) + std::chrono::minutes(minutes), time_zone);
}

}  // namespace provost::workflows
