#include "integrations/messages/slack.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integrations/messages/fitting.hpp"
#include "integrations/messages/literal_text.hpp"
#include "integrations/messages/slack_text.hpp"
#include "integrations/messages/text_cutting.hpp"

namespace provost::integrations {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_header = 150;
constexpr std::size_t longest_section = 3000;
constexpr std::size_t longest_button = 75;
constexpr std::size_t longest_name = 100;       // written; twenty of them fit a section
constexpr std::size_t longest_fallback = 4000;  // Slack's advice; 40 000 is where it cuts
constexpr std::size_t all_blocks = 10000;

json::object plain(std::string text) {
  return {{"type", "plain_text"}, {"text", std::move(text)}, {"emoji", false}};
}

/// verbatim: Slack looks for no links and channel names of its own.
json::object marked(std::string text) {
  return {{"type", "mrkdwn"}, {"text", std::move(text)}, {"verbatim", true}};
}

json::object section(json::object text) {
  return {{"type", "section"}, {"text", std::move(text)}};
}

std::string literal(std::string_view text) {
  return entities(without_marks(without_emoji_names(text)));
}

std::string link(const std::string& address, const std::string& label) {
  // A bar would end the label's address; one that looks the same does not.
  return "<" + entities(address) + "|" + replaced(literal(label), "|", "∣") + ">";
}

std::string item_line(const ListItem& item, std::size_t most) {
  const std::string text = cut(item.text, most);
  return "• " + (item.address.empty() ? literal(text) : link(item.address, text));
}

std::string mention_line(const Message& tidy, std::size_t most) {
  const auto& mentions = tidy.mentions;
  std::string line = literal(tidy.phrases.addressed);
  for (std::size_t at = 0; at < mentions.size(); ++at) {
    if (at == most) return line + ", " + literal(and_more(tidy.phrases, mentions.size() - at));
    const Mention& mention = mentions[at];
    line += at == 0 ? " " : ", ";
    line += is_slack_member(mention.slack_member) ? "<@" + mention.slack_member + ">"
                                                  : cut_written(mention.name, longest_name, literal);
  }
  return line;
}

/// As many sections as the lines need: a section takes 3 000 characters, and a line is never parted.
void append_items(json::array& blocks, const Message& tidy, const Sizes& sizes) {
  const std::size_t shown = std::min(sizes.items, tidy.items.size());
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < shown; ++at) {
    std::string line = item_line(tidy.items[at], sizes.item);
    // With the longest address and label a line alone can be too long: then it does without its link.
    if (length(line) > longest_section) line = item_line({tidy.items[at].text, ""}, sizes.item);
    lines.push_back(std::move(line));
  }
  if (shown < tidy.items.size()) lines.push_back("• " + literal(and_more(tidy.phrases, tidy.items.size() - shown)));
  std::string text;
  for (const std::string& line : lines) {
    if (!text.empty() && length(text) + 1 + length(line) > longest_section) {
      blocks.emplace_back(section(marked(std::exchange(text, {}))));
    }
    text += (text.empty() ? "" : "\n") + line;
  }
  if (!text.empty()) blocks.emplace_back(section(marked(std::move(text))));
}

json::array blocks_of(const Message& tidy, const Sizes& sizes) {
  json::array blocks;
  blocks.emplace_back(json::object{{"type", "header"}, {"text", plain(cut(marked_title(tidy), longest_header))}});
  if (!tidy.mentions.empty() && sizes.mentions > 0) {
    blocks.emplace_back(section(marked(mention_line(tidy, sizes.mentions))));
  }
  const std::string text = cut(tidy.text, std::min(sizes.text, longest_section));
  if (!text.empty()) blocks.emplace_back(section(plain(text)));
  if (!tidy.facts.empty()) {
    json::array fields;
    for (const Fact& fact : tidy.facts) {
      fields.emplace_back(plain(cut(fact.name, std::min<std::size_t>(sizes.fact, 200)) + "\n" +  //
                                cut(fact.value, sizes.fact)));
    }
    blocks.emplace_back(json::object{{"type", "section"}, {"fields", std::move(fields)}});
  }
  append_items(blocks, tidy, sizes);
  json::array elements;
  if (!tidy.button.empty() && !tidy.address.empty()) {
    elements.emplace_back(json::object{{"type", "button"},
                                       {"action_id", "open_page"},
                                       {"style", "primary"},
                                       {"text", plain(cut(tidy.button, longest_button))},
                                       {"url", tidy.address}});
  }
  for (const MessageAction& action : tidy.actions) {
    elements.emplace_back(json::object{{"type", "button"},
                                       {"action_id", "say." + std::to_string(elements.size())},
                                       {"text", plain(cut(one_line(action.label), longest_button))},
                                       {"value", action.words}});
  }
  if (!elements.empty()) {
    blocks.emplace_back(json::object{{"type", "actions"}, {"elements", std::move(elements)}});
  }
  if (!tidy.footer.empty() && sizes.footer > 0) {
    blocks.emplace_back(
        json::object{{"type", "context"}, {"elements", json::array{plain(cut(tidy.footer, sizes.footer))}}});
  }
  return blocks;
}

std::string fallback(const Message& tidy) {
  std::string address = tidy.address.empty() ? "" : "\n<" + entities(tidy.address) + ">";
  if (length(address) > longest_fallback / 2) address.clear();  // the button has it
  const std::string text = marked_title(tidy) + (tidy.text.empty() ? "" : "\n" + tidy.text);
  return cut_written(text, longest_fallback - length(address), literal) + address;
}

}  // namespace

json::object slack_line(const std::string& text, const std::string& address, std::size_t most) {
  const auto shown = cut(one_line(text), most);
  const auto target = web_address(address);
  return marked(target.empty() ? literal(shown) : link(target, shown));
}

bool is_slack_member(std::string_view text) {
  return text.size() >= 3 && text.size() <= 21 && (text.front() == 'U' || text.front() == 'W') &&
         std::all_of(text.begin() + 1, text.end(),
                     [](char letter) { return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9'); });
}

json::object slack_payload(const Message& message) {
  const Message tidy = tidied(message);
  const std::string text = fallback(tidy);
  return fitted(
      Sizes{},
      [&](const Sizes& sizes) {
        return json::object{{"text", text}, {"blocks", blocks_of(tidy, sizes)}};
      },
      [](const json::object& payload) { return length(json::serialize(payload.at("blocks"))) < all_blocks; });
}

}  // namespace provost::integrations
