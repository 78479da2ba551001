#include "integrations/messages/retry_after.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>
#include <cmath>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>
#include <string>

namespace provost::integrations {

namespace {

constexpr std::chrono::seconds longest_wait = std::chrono::hours(24);

std::chrono::seconds bounded(std::chrono::seconds wait) {
  return std::clamp(wait, std::chrono::seconds(0), longest_wait);
}

std::chrono::seconds rounded_up(double seconds) {
  // Compared before it becomes a whole number: a number of any size may have been sent.
  if (!(seconds > 0)) return std::chrono::seconds(0);
  if (seconds >= static_cast<double>(longest_wait.count())) return longest_wait;
  return std::chrono::seconds(static_cast<std::chrono::seconds::rep>(std::ceil(seconds)));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<std::chrono::seconds> number(std::string_view text) {
  if (text.empty() || text.size() > 20 || text.find_first_not_of("0123456789.") != std::string_view::npos ||
      text.front() == '.' || text.back() == '.' || std::count(text.begin(), text.end(), '.') > 1) {
    return std::nullopt;
  }
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  double seconds = 0;
  if (!(stream >> seconds)) return std::nullopt;
  return rounded_up(seconds);
}

std::optional<std::chrono::sys_seconds> http_date(std::string_view text) {
  static constexpr std::array<const char*, 3> forms = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                                                       "%a %b %d %H:%M:%S %Y"};
  // std::get_time takes a text that ends early for a whole one.
  const bool whole = std::count(text.begin(), text.end(), ':') == 2 && (text.ends_with(" GMT") || text.size() == 24);
  if (!whole) return std::nullopt;
  for (const char* form : forms) {
    std::istringstream stream{std::string(text)};
    stream.imbue(std::locale::classic());
    std::tm parts{};
    stream >> std::get_time(&parts, form);
    if (stream.fail() || stream.peek() != std::istringstream::traits_type::eof()) continue;
    const std::chrono::year_month_day day(std::chrono::year(parts.tm_year + 1900),
                                          std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                          std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
    if (!day.ok()) return std::nullopt;
    return std::chrono::sys_days(day) + std::chrono::hours(parts.tm_hour) + std::chrono::minutes(parts.tm_min) +
           std::chrono::seconds(parts.tm_sec);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::seconds> header_wait(std::string_view header, std::chrono::system_clock::time_point now) {
  const std::string_view text = trimmed(header);
  if (text.empty() || text.size() > 100) return std::nullopt;
  if (const auto seconds = number(text)) return seconds;
  const auto date = http_date(text);
  if (!date) return std::nullopt;
  return bounded(*date - std::chrono::floor<std::chrono::seconds>(now));
}

std::optional<std::chrono::seconds> body_wait(std::string_view body) {
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(body, error);
  if (error || !value.is_object()) return std::nullopt;
  for (const char* key : {"retry_after", "retry-after"}) {
    const boost::json::value* wait = value.get_object().if_contains(key);
    if (wait != nullptr && wait->is_number()) return rounded_up(wait->to_number<double>());
  }
  return std::nullopt;
}

}  // namespace provost::integrations
