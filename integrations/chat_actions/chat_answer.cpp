#include "integrations/chat_actions/chat_answer.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "integrations/chat_actions/chat_command.hpp"
#include "integrations/messages/literal_text.hpp"
#include "integrations/messages/slack.hpp"
#include "integrations/messages/slack_text.hpp"
#include "integrations/messages/teams.hpp"
#include "integrations/messages/text_cutting.hpp"

namespace provost::integrations {

namespace {

namespace json = boost::json;

constexpr std::size_t most_lines = 10;
constexpr std::size_t most_buttons = 5;
constexpr std::size_t longest_line = 250;
constexpr std::size_t longest_label = 75;
constexpr std::size_t longest_value = 2000;
constexpr std::size_t all_blocks = 10'000;

json::object plain(const std::string& text, std::size_t most) {
  return {{"type", "plain_text"}, {"text", cut(one_line(text), most)}, {"emoji", false}};
}

/// nullopt-like: an empty object when Slack would not take the button.
json::object button_of(const AnswerButton& button, const std::string& id) {
  if (button.label.empty() || button.words.empty() || length(button.words) > longest_value) return {};
  return {{"type", "button"}, {"action_id", id}, {"text", plain(button.label, longest_label)}, {"value", button.words}};
}

json::array line_blocks(const AnswerLine& line, std::size_t number) {
  json::array blocks;
  blocks.emplace_back(json::object{{"type", "section"}, {"text", slack_line(line.text, line.address, longest_line)}});
  json::array buttons;
  for (std::size_t at = 0; at < std::min(line.buttons.size(), most_buttons); ++at) {
    auto button = button_of(line.buttons[at], "say." + std::to_string(number) + "." + std::to_string(at));
    if (!button.empty()) buttons.emplace_back(std::move(button));
  }
  if (!buttons.empty()) {
    blocks.emplace_back(json::object{{"type", "actions"}, {"elements", std::move(buttons)}});
  }
  return blocks;
}

json::array reason_blocks(const ChatAnswer& answer) {
  json::object field{{"type", "plain_text_input"}, {"action_id", reason_field}, {"max_length", 500}};
  json::array blocks;
  blocks.emplace_back(json::object{{"type", "input"},
                                   {"block_id", "reason_block"},
                                   {"label", plain(answer.reason_label, longest_label)},
                                   {"element", std::move(field)}});
  auto button = button_of({answer.reason_button, answer.reason_words}, "say.reason");
  if (button.empty()) return {};
  button["style"] = "primary";
  blocks.emplace_back(json::object{{"type", "actions"}, {"elements", json::array{std::move(button)}}});
  return blocks;
}

}  // namespace

json::object slack_answer(const ChatAnswer& answer) {
  auto payload = slack_payload(answer.message);
  auto& blocks = payload.at("blocks").as_array();
  // What is written below stands before the page's button and the footer.
  auto place = std::find_if(blocks.begin(), blocks.end(), [](const json::value& block) {
    const auto& type = block.at("type").as_string();
    return type == "actions" || type == "context";
  });
  json::array last(place, blocks.end());
  blocks.erase(place, blocks.end());
  auto room = all_blocks - std::min(all_blocks, length(json::serialize(last)) + length(json::serialize(blocks)));
  const auto append = [&](json::array more) {
    const auto size = length(json::serialize(more)) + 1;
    if (size > room) return;
    room -= size;
    for (auto& block : more) blocks.emplace_back(std::move(block));
  };
  if (!answer.reason_words.empty()) append(reason_blocks(answer));
  for (std::size_t at = 0; at < std::min(answer.lines.size(), most_lines); ++at)
    append(line_blocks(answer.lines[at], at));
  for (auto& block : last) blocks.emplace_back(std::move(block));
  payload["response_type"] = "ephemeral";
  payload["replace_original"] = false;
  return payload;
}

json::object teams_answer(const ChatAnswer& answer) {
  auto message = answer.message;
  message.items.clear();
  for (const auto& line : answer.lines) message.items.push_back({line.text, line.address});
  return teams_payload(message);
}

}  // namespace provost::integrations
