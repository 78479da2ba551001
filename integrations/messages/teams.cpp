#include "integrations/messages/teams.hpp"

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

constexpr std::size_t most_bytes = 28000;
constexpr std::size_t longest_title = 300;

/// "{{DATE(…)}}" and "{{TIME(…)}}" are functions in a TextBlock, "<at>" a mention.
std::string literal(std::string_view text) {
  const std::string calm = replaced(replaced(replaced(text, "{{", "{ {"), "<at>", "‹at›"), "</at>", "‹/at›");
  return backslashed_line_starts(backslashed(without_links(calm), "\\*_[]()#~`"));
}

json::object text_block(std::string text) {
  return {{"type", "TextBlock"}, {"text", std::move(text)}, {"wrap", true}};
}

std::string link(const ListItem& item, std::size_t most) {
  const std::string label = literal(cut(item.text, most));
  return item.address.empty() ? label : "[" + label + "](" + item.address + ")";
}

/// A user principal name or the identifier of a person in Entra.
bool is_teams_address(std::string_view text) {
  const bool printable =
      std::all_of(text.begin(), text.end(), [](char letter) { return letter > ' ' && letter < 127; });
  const bool is_name = text.find('@') != std::string_view::npos;
  const bool is_identifier =
      text.size() == 36 && text.find_first_not_of("0123456789abcdefABCDEF-") == std::string_view::npos;
  return printable && text.size() <= 256 && (is_name || is_identifier);
}

/// The entity's text has to be the very text of the block, so a name that is mentioned keeps no character that any of
/// the two could read in another way.
std::string mention_name(std::string_view name) {
  std::string result;
  for (const char letter : name)
    result += std::string_view("\\*_[]()#~`<>&{}").find(letter) == std::string_view::npos ? letter : ' ';
  return one_line(result);
}

std::string mention_line(const Message& tidy, std::size_t most, json::array& entities) {
  std::string line;
  const std::size_t shown = std::min(most, tidy.mentions.size());
  for (std::size_t at = 0; at < shown; ++at) {
    const Mention& mention = tidy.mentions[at];
    line += at == 0 ? (literal(tidy.phrases.addressed) + " ") : ", ";
    const std::string name = mention_name(mention.name);
    if (!is_teams_address(mention.teams_address) || name.empty()) {
      line += literal(mention.name);
      continue;
    }
    std::string text = "<at>" + name + "</at>";
    line += text;
    entities.emplace_back(json::object{{"type", "mention"},
                                       {"text", std::move(text)},
                                       {"mentioned", json::object{{"id", mention.teams_address}, {"name", name}}}});
  }
  if (shown > 0 && shown < tidy.mentions.size())
    line += ", " + literal(and_more(tidy.phrases, tidy.mentions.size() - shown));
  return line;
}

json::object title_block(const Message& tidy) {
  json::object block = text_block(literal(cut(marked_title(tidy), longest_title)));
  block["weight"] = "Bolder";
  block["size"] = "Large";
  if (tidy.tone == Tone::good) block["color"] = "Good";
  if (tidy.tone == Tone::warning) block["color"] = "Warning";
  if (tidy.tone == Tone::urgent) block["color"] = "Attention";
  return block;
}

json::array facts_of(const Message& tidy, std::size_t most) {
  json::array facts;
  for (const Fact& fact : tidy.facts) {
    facts.emplace_back(json::object{{"title", literal(cut(fact.name, std::min<std::size_t>(most, 200)))},
                                    {"value", literal(cut(fact.value, most))}});
  }
  return facts;
}

void append_items(json::array& body, const Message& tidy, const Sizes& sizes) {
  const std::size_t shown = std::min(sizes.items, tidy.items.size());
  for (std::size_t at = 0; at < shown; ++at) {
    body.emplace_back(text_block("• " + link(tidy.items[at], sizes.item)));
    if (at > 0) body.back().as_object()["spacing"] = "Small";
  }
  if (shown < tidy.items.size())
    body.emplace_back(text_block("• " + literal(and_more(tidy.phrases, tidy.items.size() - shown))));
}

json::object card(const Message& tidy, const Sizes& sizes) {
  json::array body{title_block(tidy)};
  json::array entities;
  const std::string mentions = mention_line(tidy, sizes.mentions, entities);
  if (!mentions.empty()) body.emplace_back(text_block(mentions));
  const std::string text = cut(tidy.text, sizes.text);
  if (!text.empty()) {
    // One line break would be a blank in a TextBlock.
    body.emplace_back(text_block(replaced(literal(replaced(text, "\n\n", "\n")), "\n", "\n\n")));
  }
  if (!tidy.facts.empty()) {
    body.emplace_back(json::object{{"type", "FactSet"}, {"facts", facts_of(tidy, sizes.fact)}});
  }
  append_items(body, tidy, sizes);
  const std::string footer = literal(cut(tidy.footer, sizes.footer));
  if (!footer.empty()) {
    json::object block = text_block(footer);
    block["size"] = "Small";
    block["isSubtle"] = true;
    body.emplace_back(std::move(block));
  }
  json::object content{{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
                       {"type", "AdaptiveCard"},
                       {"version", "1.4"},
                       {"body", std::move(body)}};
  if (!tidy.button.empty() && !tidy.address.empty()) {
    content["actions"] =
        json::array{json::object{{"type", "Action.OpenUrl"}, {"title", tidy.button}, {"url", tidy.address}}};
  }
  content["msteams"] = json::object{{"width", "Full"}, {"entities", std::move(entities)}};
  return content;
}

}  // namespace

json::object teams_payload(const Message& message) {
  const Message tidy = tidied(message);
  return fitted(
      Sizes{.text = 12000},
      [&](const Sizes& sizes) {
        json::object attachment{{"contentType", "application/vnd.microsoft.card.adaptive"},
                                {"contentUrl", nullptr},
                                {"content", card(tidy, sizes)}};
        return json::object{{"type", "message"}, {"attachments", json::array{std::move(attachment)}}};
      },
      [](const json::object& payload) { return json::serialize(payload).size() <= most_bytes; });
}

}  // namespace provost::integrations
