#include "integrations/messages/mattermost.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <string_view>

#include "integrations/messages/fitting.hpp"
#include "integrations/messages/literal_text.hpp"
#include "integrations/messages/text_cutting.hpp"

namespace provost::integrations {

namespace {

namespace json = boost::json;

constexpr std::size_t most_characters = 16383;
constexpr std::size_t longest_title = 300;

/// Only what both programs know an escape for: Rocket.Chat prints the backslash before anything else.
std::string literal(std::string_view text) {
  return backslashed_line_starts(backslashed(without_pings(without_emoji_names(without_links(text))), "\\`*_~#|"));
}

std::string link(const std::string& address, std::string_view label) {
  return address.empty() ? literal(label) : "[" + backslashed(literal(label), "[]") + "](" + address + ")";
}

const char* colour(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "#2E7D32";
    case Tone::warning:
      return "#B26A00";
    case Tone::urgent:
      return "#C62828";
    case Tone::plain:
      break;
  }
  return "#455A64";
}

void append_paragraph(std::string& text, const std::string& paragraph) {
  if (paragraph.empty()) return;
  text += (text.empty() ? "" : "\n\n") + paragraph;
}

std::string facts_of(const Message& tidy, const Sizes& sizes) {
  std::string lines;
  for (const Fact& fact : tidy.facts) {
    lines += (lines.empty() ? "**" : "\n**") + literal(cut(fact.name, std::min<std::size_t>(sizes.fact, 200))) +
             ":** " + literal(cut(fact.value, sizes.fact));
  }
  return lines;
}

std::string items_of(const Message& tidy, const Sizes& sizes) {
  std::string lines;
  const std::size_t shown = std::min(sizes.items, tidy.items.size());
  for (std::size_t at = 0; at < shown; ++at) {
    lines += (lines.empty() ? "- " : "\n- ") + link(tidy.items[at].address, cut(tidy.items[at].text, sizes.item));
  }
  if (shown < tidy.items.size())
    lines += (lines.empty() ? "- " : "\n- ") + literal(and_more(tidy.phrases, tidy.items.size() - shown));
  return lines;
}

std::string title_of(const Message& tidy, const Sizes& sizes) {
  std::string text = "**" + link(tidy.address, cut(marked_title(tidy), longest_title)) + "**";
  const std::size_t shown = std::min(sizes.mentions, tidy.mentions.size());
  for (std::size_t at = 0; at < shown; ++at)
    text += (at == 0 ? "\n" + literal(tidy.phrases.addressed) + " " : ", ") + literal(tidy.mentions[at].name);
  if (shown > 0 && shown < tidy.mentions.size())
    text += ", " + literal(and_more(tidy.phrases, tidy.mentions.size() - shown));
  return text;
}

json::object write(const Message& tidy, const Sizes& sizes) {
  std::string body;
  append_paragraph(body, literal(cut(tidy.text, sizes.text)));
  append_paragraph(body, facts_of(tidy, sizes));
  append_paragraph(body, items_of(tidy, sizes));
  if (!tidy.button.empty() && !tidy.address.empty()) append_paragraph(body, link(tidy.address, tidy.button));
  json::object payload{{"text", title_of(tidy, sizes)}};
  const std::string footer = cut(tidy.footer, sizes.footer);
  if (body.empty() && footer.empty()) return payload;
  json::object attachment{{"fallback", without_pings(cut(marked_title(tidy), longest_title))},
                          {"color", colour(tidy.tone)},
                          {"text", body}};
  if (!footer.empty()) attachment["footer"] = without_pings(footer);
  payload["attachments"] = json::array{std::move(attachment)};
  return payload;
}

}  // namespace

json::object mattermost_payload(const Message& message) {
  const Message tidy = tidied(message);
  return fitted(
      Sizes{.text = 8000}, [&](const Sizes& sizes) { return write(tidy, sizes); },
      [](const json::object& payload) { return length(json::serialize(payload)) <= most_characters; });
}

}  // namespace provost::integrations
