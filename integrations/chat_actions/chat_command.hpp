#pragma once

#include <map>
#include <string>
#include <string_view>

#include "integrations/chat_actions/unreadable.hpp"

namespace provost::integrations {

/// What somebody said in a chat or pressed there, whichever service it came from. Names are one line of UTF-8 and prove
/// nothing; service, workspace and member are the service's own ids.
struct ChatCommand {
  std::string service;         ///< "slack" or "teams"
  std::string workspace;       ///< team id of Slack, tenant id of Teams
  std::string workspace_name;  ///< may be empty
  std::string member;          ///< "U012AB3CD"; the Entra object id of Teams
  std::string member_name;     ///< may be empty
  std::string words;           ///< as typed, or those of the button
  std::string reason;          ///< of a text field beside the button; may be empty
  std::string response_address;
  /// When it was said, in seconds since 1970, where the body tells it; 0: it does not.
  long long said_at = 0;
};

/// The field of a message in which a reason is typed.
inline constexpr std::string_view reason_field = "reason";
/// A button that only opens a page; Slack tells of it, and there is nothing to do.
inline constexpr std::string_view page_button = "open_page";

/// A slash command of Slack from the fields of its form. Throws Unreadable.
ChatCommand slack_command(const std::map<std::string, std::string>& fields);

/// A button pressed in Slack, from the JSON in the field `payload`. `words` is empty when there is nothing to do: a
/// button that opens a page, or a field that was left. Throws Unreadable for anything else than block_actions.
ChatCommand slack_action(std::string_view payload);

/// A message to an outgoing webhook of Teams, from its body. Throws Unreadable.
ChatCommand teams_message(std::string_view body);

/// Whether answers may be sent to an address that came with a request of Slack: https, a server of Slack's for this.
bool is_slack_response_address(const std::string& address);

}  // namespace provost::integrations
