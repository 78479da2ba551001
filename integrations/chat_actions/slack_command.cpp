#include <boost/json/array.hpp>

#include "integrations/chat_actions/chat_command.hpp"
#include "integrations/chat_actions/json_reading.hpp"
#include "integrations/http_client/unreachable.hpp"
#include "integrations/http_client/web_address.hpp"
#include "integrations/messages/text_cutting.hpp"

namespace provost::integrations {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_words = 1000;
constexpr std::size_t longest_address = 2000;

std::string name_of(const std::string& text) {
  return cut(one_line(text), longest_name);
}

std::string words_of(const std::string& text) {
  return cut(one_line(text), longest_words);
}

std::string address_of(const std::string& text) {
  return text.size() <= longest_address ? text : "";
}

/// What was typed into the field for a reason, wherever in the message it stands.
std::string reason_in(const json::object& payload) {
  const auto* state = payload.if_contains("state");
  if (state == nullptr || !state->is_object()) return "";
  const auto* values = state->get_object().if_contains("values");
  if (values == nullptr || !values->is_object()) return "";
  for (const auto& block : values->get_object()) {
    if (!block.value().is_object()) continue;
    auto text = text_at(block.value().get_object(), {reason_field, "value"});
    if (!text.empty()) return words_of(text);
  }
  return "";
}

}  // namespace

ChatCommand slack_command(const std::map<std::string, std::string>& fields) {
  const auto field = [&fields](const char* name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
  };
  ChatCommand command;
  command.service = "slack";
  command.workspace = checked_id(field("team_id"), "team_id");
  command.workspace_name = name_of(field("team_domain"));
  command.member = checked_id(field("user_id"), "user_id");
  command.member_name = name_of(field("user_name"));
  command.words = words_of(field("text"));
  command.response_address = address_of(field("response_url"));
  return command;
}

ChatCommand slack_action(std::string_view payload) {
  const auto object = read_object(payload);
  if (text_at(object, {"type"}) != "block_actions") throw Unreadable("Only block_actions are understood.");
  ChatCommand command;
  command.service = "slack";
  command.workspace = id_at(object, {"team", "id"});
  command.workspace_name = name_of(text_at(object, {"team", "domain"}));
  command.member = id_at(object, {"user", "id"});
  command.member_name = name_of(text_at(object, {"user", "username"}));
  if (command.member_name.empty()) command.member_name = name_of(text_at(object, {"user", "name"}));
  command.response_address = address_of(text_at(object, {"response_url"}));
  const auto* actions = object.if_contains("actions");
  if (actions == nullptr || !actions->is_array() || actions->get_array().empty() ||
      !actions->get_array().front().is_object()) {
    throw Unreadable("It names no action.");
  }
  const auto& action = actions->get_array().front().get_object();
  if (text_at(action, {"type"}) == "button" && text_at(action, {"action_id"}) != page_button) {
    command.words = words_of(text_at(action, {"value"}));
    command.reason = reason_in(object);
  }
  return command;
}

bool is_slack_response_address(const std::string& address) {
  try {
    const auto parts = parse_web_address(address);
    return parts.secure && parts.port == 443 &&
           (parts.host == "hooks.slack.com" || parts.host == "hooks.slack-gov.com");
  } catch (const Unreachable&) {
    return false;
  }
}

}  // namespace provost::integrations
