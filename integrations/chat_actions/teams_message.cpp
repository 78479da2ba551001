#include <array>
#include <charconv>
#include <chrono>

#include "integrations/chat_actions/chat_command.hpp"
#include "integrations/chat_actions/json_reading.hpp"
#include "integrations/messages/literal_text.hpp"
#include "integrations/messages/text_cutting.hpp"

namespace provost::integrations {

namespace {

constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_words = 1000;

/// Without <at>…</at>, the name by which the webhook was called, and without any other tag.
std::string without_markup(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    if (text.starts_with("<at>")) {
      const auto end = text.find("</at>");
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 5);
      plain += ' ';
    } else if (text.front() == '<') {
      const auto end = text.find('>');
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      plain += ' ';
    } else {
      plain += text.front();
      text.remove_prefix(1);
    }
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> entities{
      {{"&nbsp;", " "}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}};
  for (const auto& [name, letter] : entities) plain = replaced(plain, name, letter);
  return replaced(plain, "\xC2\xA0", " ");
}

int number_in(std::string_view text, std::size_t at, std::size_t digits) {
  int number = -1;
  if (text.size() < at + digits) return number;
  const auto* begin = text.data() + at;
  const auto read = std::from_chars(begin, begin + digits, number);
  return read.ec == std::errc{} && read.ptr == begin + digits ? number : -1;
}

/// "2021-06-17T03:28:58.2669262Z" in seconds since 1970; 0 for anything else.
long long seconds_of(std::string_view text) {
  using namespace std::chrono;
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text.back() != 'Z') {
    return 0;
  }
  const year_month_day day{year(number_in(text, 0, 4)), month(static_cast<unsigned>(number_in(text, 5, 2))),
                           std::chrono::day(static_cast<unsigned>(number_in(text, 8, 2)))};
  const auto hour = number_in(text, 11, 2);
  const auto minute = number_in(text, 14, 2);
  const auto second = number_in(text, 17, 2);
  if (!day.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return 0;
  const auto moment = sys_days(day) + hours(hour) + minutes(minute) + seconds(second);
  return duration_cast<seconds>(moment.time_since_epoch()).count();
}

}  // namespace

ChatCommand teams_message(std::string_view body) {
  const auto object = read_object(body);
  if (text_at(object, {"type"}) != "message") throw Unreadable("Only messages are understood.");
  ChatCommand command;
  command.service = "teams";
  command.member = id_at(object, {"from", "aadObjectId"});
  command.member_name = cut(one_line(text_at(object, {"from", "name"})), longest_name);
  command.workspace = text_at(object, {"channelData", "tenant", "id"});
  if (command.workspace.empty()) command.workspace = text_at(object, {"conversation", "tenantId"});
  command.workspace = checked_id(command.workspace, "tenant");
  command.workspace_name = cut(one_line(text_at(object, {"channelData", "team", "name"})), longest_name);
  command.words = cut(one_line(without_markup(text_at(object, {"text"}))), longest_words);
  command.said_at = seconds_of(text_at(object, {"timestamp"}));
  return command;
}

}  // namespace provost::integrations
