#include "integrations/messages/zulip.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "integrations/messages/fitting.hpp"
#include "integrations/messages/literal_text.hpp"
#include "integrations/messages/text_cutting.hpp"

namespace provost::integrations {

namespace {

namespace json = boost::json;

constexpr std::size_t most_characters = 10000;
constexpr std::size_t longest_title = 150;

/// Zulip's Markdown has no backslash escapes, so marks are changed for what looks the same.
std::string literal(std::string_view text) {
  const std::string calm = without_marks(without_pings(without_emoji_names(without_links(text))));
  std::string result;
  bool at_start = true;
  for (const char letter : calm) {
    if (letter == '<') {
      result += "‹";  // "<time:…>", and a link of Slack's
    } else if (letter == '$') {
      result += "＄";  // "$$…$$" is a formula
    } else if (at_start && letter == '#') {
      result += "＃";
    } else if (at_start && letter == '>') {
      result += "›";
    } else {
      result += letter;
    }
    at_start = letter == '\n' || (at_start && letter == ' ');
  }
  return result;
}

/// Zulip makes "[label](address)" of it.
std::string link(const std::string& address, const std::string& label) {
  const std::string calm = replaced(replaced(literal(label), ">", "›"), "|", "∣");
  return "<" + address + "|" + replaced(replaced(calm, "[", "("), "]", ")") + ">";
}

json::object section(std::string text) {
  return {{"type", "section"}, {"text", json::object{{"type", "mrkdwn"}, {"text", std::move(text)}}}};
}

json::object plain(std::string text) {
  return {{"type", "plain_text"}, {"text", std::move(text)}};
}

std::string items_of(const Message& tidy, const Sizes& sizes) {
  std::string lines;
  const std::size_t shown = std::min(sizes.items, tidy.items.size());
  for (std::size_t at = 0; at < shown; ++at) {
    const std::string text = cut(tidy.items[at].text, sizes.item);
    lines += (lines.empty() ? "- " : "\n- ");
    lines += tidy.items[at].address.empty() ? literal(text) : link(tidy.items[at].address, text);
  }
  if (shown < tidy.items.size())
    lines += (lines.empty() ? "- " : "\n- ") + literal(and_more(tidy.phrases, tidy.items.size() - shown));
  return lines;
}

std::string mentions_of(const Message& tidy, std::size_t most) {
  std::string line;
  const std::size_t shown = std::min(most, tidy.mentions.size());
  for (std::size_t at = 0; at < shown; ++at)
    line += (at == 0 ? (literal(tidy.phrases.addressed) + " ") : ", ") + literal(tidy.mentions[at].name);
  if (shown > 0 && shown < tidy.mentions.size())
    line += ", " + literal(and_more(tidy.phrases, tidy.mentions.size() - shown));
  return line;
}

std::string facts_of(const Message& tidy, std::size_t most) {
  std::string lines;
  for (const Fact& fact : tidy.facts) {
    lines += (lines.empty() ? "- " : "\n- ") + literal(cut(fact.name, std::min<std::size_t>(most, 200))) + ": " +
             literal(cut(fact.value, most));
  }
  return lines;
}

json::object write(const Message& tidy, const Sizes& sizes) {
  const std::string title = cut_written(marked_title(tidy), longest_title, literal);
  std::string open;
  if (!tidy.address.empty()) open = link(tidy.address, tidy.button.empty() ? "Open the page" : tidy.button);
  json::array blocks{json::object{{"type", "header"}, {"text", plain(title)}}};
  for (std::string text : {mentions_of(tidy, sizes.mentions), literal(cut(tidy.text, sizes.text)),
                           facts_of(tidy, sizes.fact), items_of(tidy, sizes), open}) {
    if (!text.empty()) blocks.emplace_back(section(std::move(text)));
  }
  std::string footer = literal(cut(tidy.footer, sizes.footer));
  if (!footer.empty()) {
    blocks.emplace_back(json::object{{"type", "divider"}});
    blocks.emplace_back(json::object{{"type", "context"}, {"elements", json::array{plain(std::move(footer))}}});
  }
  return {{"text", title + (open.empty() ? "" : "\n" + open)}, {"blocks", std::move(blocks)}};
}

}  // namespace

json::object zulip_payload(const Message& message) {
  const Message tidy = tidied(message);
  return fitted(
      Sizes{}, [&](const Sizes& sizes) { return write(tidy, sizes); },
      [](const json::object& payload) { return length(json::serialize(payload.at("blocks"))) <= most_characters; });
}

}  // namespace provost::integrations
