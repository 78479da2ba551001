#include "integrations/messages/fitting.hpp"

#include <algorithm>
#include <utility>

#include "integrations/messages/literal_text.hpp"
#include "integrations/messages/text_cutting.hpp"

namespace provost::integrations {

namespace {

constexpr std::size_t longest_title = 1000;
constexpr std::size_t longest_text = 20000;
constexpr std::size_t longest_part = 4000;
constexpr std::size_t longest_name = 100;
constexpr std::size_t most_facts = 3;
constexpr std::size_t most_actions = 4;
constexpr std::size_t longest_words = 2000;  // Slack’s limit for the value of a button
constexpr std::size_t most_mentions = 20;
constexpr const char* nothing = "–";

std::string line(std::string_view text, std::size_t most) {
  return cut(one_line(text), most);
}

std::string or_nothing(std::string text) {
  return text.empty() ? std::string(nothing) : text;
}

bool lower_to(std::size_t& size, std::size_t least) {
  if (size <= least) return false;
  size = std::max(least, size * 3 / 4);
  return true;
}

}  // namespace

Message tidied(const Message& message) {
  Message tidy;
  tidy.tone = message.tone;
  tidy.phrases = {line(message.phrases.addressed, longest_name), line(message.phrases.more, longest_name),
                  line(message.phrases.good, longest_name), line(message.phrases.warning, longest_name),
                  line(message.phrases.urgent, longest_name)};
  tidy.title = line(message.title, longest_title);
  if (tidy.title.empty()) tidy.title = "Message from Provost";
  tidy.text = cut(tidy_lines(message.text), longest_text);
  for (const Fact& fact : message.facts) {
    std::string name = line(fact.name, longest_part);
    std::string value = line(fact.value, longest_part);
    if (name.empty() && value.empty()) continue;
    tidy.facts.push_back({or_nothing(std::move(name)), or_nothing(std::move(value))});
    if (tidy.facts.size() == most_facts) break;
  }
  for (const ListItem& item : message.items) {
    std::string text = line(item.text, longest_part);
    if (!text.empty()) tidy.items.push_back({std::move(text), web_address(item.address)});
  }
  tidy.button = line(message.button, longest_name);
  tidy.address = web_address(message.address);
  for (const MessageAction& action : message.actions) {
    std::string label = line(action.label, longest_name);
    if (label.empty() || action.words.empty() || action.words.size() > longest_words) continue;
    tidy.actions.push_back({std::move(label), action.words});
    if (tidy.actions.size() == most_actions) break;
  }
  for (const Mention& mention : message.mentions) {
    std::string name = line(mention.name, longest_name);
    if (name.empty()) continue;
    tidy.mentions.push_back({std::move(name), mention.slack_member, mention.teams_address});
    if (tidy.mentions.size() == most_mentions) break;
  }
  tidy.footer = line(message.footer, longest_part);
  return tidy;
}

std::string marked_title(const Message& tidy) {
  switch (tidy.tone) {
    case Tone::good:
      return "✔ " + tidy.title;
    case Tone::warning:
      return "⚠ " + tidy.title;
    case Tone::urgent:
      return "❗ " + tidy.title;
    case Tone::plain:
      break;
  }
  return tidy.title;
}

std::string and_more(const Phrases& phrases, std::size_t number) {
  auto text = phrases.more;
  const auto place = text.find("{}");
  return place == std::string::npos ? text : text.replace(place, 2, std::to_string(number));
}

bool shorten(Sizes& sizes) {
  return lower_to(sizes.fact, 100) || lower_to(sizes.items, 5) || lower_to(sizes.item, 100) ||
         lower_to(sizes.text, 500) || lower_to(sizes.items, 0) || lower_to(sizes.footer, 100) ||
         lower_to(sizes.mentions, 0) || lower_to(sizes.text, 0) || lower_to(sizes.fact, 10) ||
         lower_to(sizes.footer, 0);
}

boost::json::object fitted(Sizes sizes, const std::function<boost::json::object(const Sizes&)>& write,
                           const std::function<bool(const boost::json::object&)>& fits) {
  boost::json::object result = write(sizes);
  while (!fits(result) && shorten(sizes)) result = write(sizes);
  return result;
}

}  // namespace provost::integrations
