#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "integrations/messages/message.hpp"

namespace provost::integrations {

/// A button of an answer; pressing it says `words`.
struct AnswerButton {
  std::string label;
  std::string words;
};

/// A line of an answer.
struct AnswerLine {
  std::string text;
  std::string address;  ///< absolute; empty: no link
  std::vector<AnswerButton> buttons;
};

/// What somebody in a chat is answered, in plain text.
struct ChatAnswer {
  Message message;  ///< title, text, facts, button, footer; its items are not used
  std::vector<AnswerLine> lines;
  std::string reason_words;   ///< not empty: a field for a reason, and a button that says these words with it
  std::string reason_label;   ///< above the field
  std::string reason_button;  ///< on the button
};

/// The answer as Slack takes it, in the body of an answer or sent to a response_url: only whoever asked sees it
/// ("ephemeral"), and the message in which a button was pressed stays. Limits as of slack_payload.
boost::json::object slack_answer(const ChatAnswer& answer);

/// The answer as Teams takes it from an outgoing webhook: a message with an Adaptive Card. Buttons are left out, since
/// they need a bot; everybody in the channel sees it.
boost::json::object teams_answer(const ChatAnswer& answer);

}  // namespace provost::integrations
