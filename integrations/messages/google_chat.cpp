#include "integrations/messages/google_chat.hpp"

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

constexpr std::size_t most_bytes = 32000;
constexpr std::size_t longest_title = 300;

std::string literal(std::string_view text) {
  return replaced(entities(without_links(text)), "\n", "<br>");
}

std::string link(const ListItem& item, std::size_t most) {
  const std::string label = literal(cut(item.text, most));
  return item.address.empty() ? label : "<a href=\"" + entities(item.address) + "\">" + label + "</a>";
}

json::object paragraph(std::string text) {
  return {{"textParagraph", json::object{{"text", std::move(text)}}}};
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

std::string items_of(const Message& tidy, const Sizes& sizes) {
  std::string lines;
  const std::size_t shown = std::min(sizes.items, tidy.items.size());
  for (std::size_t at = 0; at < shown; ++at) {
    lines += (lines.empty() ? "• " : "<br>• ") + link(tidy.items[at], sizes.item);
  }
  if (shown < tidy.items.size())
    lines += (lines.empty() ? "• " : "<br>• ") + literal(and_more(tidy.phrases, tidy.items.size() - shown));
  return lines;
}

json::array widgets_of(const Message& tidy, const Sizes& sizes) {
  json::array widgets{paragraph("<b>" + literal(cut(marked_title(tidy), longest_title)) + "</b>")};
  for (std::string text : {mentions_of(tidy, sizes.mentions), literal(cut(tidy.text, sizes.text))}) {
    if (!text.empty()) widgets.emplace_back(paragraph(std::move(text)));
  }
  for (const Fact& fact : tidy.facts) {
    json::object content{{"topLabel", literal(cut(fact.name, std::min<std::size_t>(sizes.fact, 200)))},
                         {"text", literal(cut(fact.value, sizes.fact))},
                         {"wrapText", true}};
    widgets.emplace_back(json::object{{"decoratedText", std::move(content)}});
  }
  std::string items = items_of(tidy, sizes);
  if (!items.empty()) widgets.emplace_back(paragraph(std::move(items)));
  if (!tidy.button.empty() && !tidy.address.empty()) {
    json::object button{{"text", tidy.button},
                        {"onClick", json::object{{"openLink", json::object{{"url", tidy.address}}}}}};
    widgets.emplace_back(json::object{{"buttonList", json::object{{"buttons", json::array{std::move(button)}}}}});
  }
  const std::string footer = literal(cut(tidy.footer, sizes.footer));
  if (!footer.empty()) widgets.emplace_back(paragraph("<i>" + footer + "</i>"));
  return widgets;
}

}  // namespace

json::object google_chat_payload(const Message& message) {
  const Message tidy = tidied(message);
  return fitted(
      Sizes{.text = 12000},
      [&](const Sizes& sizes) {
        json::object section{{"widgets", widgets_of(tidy, sizes)}};
        json::object card{{"sections", json::array{std::move(section)}}};
        return json::object{{"fallbackText", cut(marked_title(tidy), longest_title)},
                            {"cardsV2", json::array{json::object{{"cardId", "message"}, {"card", std::move(card)}}}}};
      },
      [](const json::object& payload) { return json::serialize(payload).size() <= most_bytes; });
}

}  // namespace provost::integrations
