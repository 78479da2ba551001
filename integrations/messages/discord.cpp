#include "integrations/messages/discord.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "integrations/messages/fitting.hpp"
#include "integrations/messages/literal_text.hpp"
#include "integrations/messages/text_cutting.hpp"

namespace provost::integrations {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_content = 2000;
constexpr std::size_t longest_title = 256;
constexpr std::size_t longest_description = 4096;
constexpr std::size_t longest_field_name = 256;
constexpr std::size_t longest_field_value = 1024;
constexpr std::size_t longest_address = 2000;  // not documented for embeds: what browsers' bars and others agree on
constexpr std::size_t altogether = 6000;

std::string literal(std::string_view text) {
  return backslashed_line_starts(backslashed(without_links(text), "\\*_~`|[]<"));
}

std::string link(const std::string& address, std::string_view label) {
  if (address.empty() || address.size() > longest_address) return literal(label);
  return "[" + literal(label) + "](" + address + ")";
}

void append_paragraph(std::string& text, const std::string& paragraph) {
  if (!paragraph.empty()) text += (text.empty() ? "" : "\n\n") + paragraph;
}

std::string description_of(const Message& tidy, const Sizes& sizes) {
  std::string text = literal(cut(tidy.text, sizes.text));
  std::string lines;
  const std::size_t shown = std::min(sizes.items, tidy.items.size());
  for (std::size_t at = 0; at < shown; ++at) {
    lines += (lines.empty() ? "- " : "\n- ") + link(tidy.items[at].address, cut(tidy.items[at].text, sizes.item));
  }
  if (shown < tidy.items.size())
    lines += (lines.empty() ? "- " : "\n- ") + and_more(tidy.phrases, tidy.items.size() - shown);
  append_paragraph(text, lines);
  if (!tidy.button.empty() && !tidy.address.empty()) append_paragraph(text, link(tidy.address, tidy.button));
  return text;
}

json::array fields_of(const Message& tidy, std::size_t most) {
  const auto written = [&](const std::string& text, std::size_t limit) {
    return cut_written(cut(text, most), limit, literal, utf16_length);
  };
  json::array fields;
  for (const Fact& fact : tidy.facts) {
    fields.emplace_back(json::object{{"name", written(fact.name, longest_field_name)},
                                     {"value", written(fact.value, longest_field_value)},
                                     {"inline", true}});
  }
  return fields;
}

int colour(Tone tone) {
  switch (tone) {
    case Tone::good:
      return 0x2E7D32;
    case Tone::warning:
      return 0xB26A00;
    case Tone::urgent:
      return 0xC62828;
    case Tone::plain:
      break;
  }
  return 0x455A64;
}

std::string content_of(const Message& tidy) {
  std::string line;
  for (const Mention& mention : tidy.mentions)
    line += (line.empty() ? (tidy.phrases.addressed + " ") : ", ") + mention.name;
  return cut_written(line, longest_content, literal, utf16_length);
}

json::object write(const Message& tidy, const Sizes& sizes) {
  json::object embed{{"title", cut_written(marked_title(tidy), longest_title, literal, utf16_length)},
                     {"color", colour(tidy.tone)}};
  if (!tidy.address.empty() && tidy.address.size() <= longest_address) embed["url"] = tidy.address;
  std::string description = description_of(tidy, sizes);
  if (!description.empty()) embed["description"] = std::move(description);
  json::array fields = fields_of(tidy, sizes.fact);
  if (!fields.empty()) embed["fields"] = std::move(fields);
  std::string footer = cut(tidy.footer, sizes.footer);
  if (!footer.empty()) embed["footer"] = json::object{{"text", std::move(footer)}};
  json::object payload{{"allowed_mentions", json::object{{"parse", json::array{}}}},
                       {"embeds", json::array{std::move(embed)}}};
  std::string content = content_of(tidy);
  if (!content.empty()) payload["content"] = std::move(content);
  return payload;
}

std::size_t size_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? 0 : utf16_length(value->as_string());
}

bool fits(const json::object& payload) {
  const json::object& embed = payload.at("embeds").as_array().front().as_object();
  const std::size_t description = size_of(embed, "description");
  std::size_t sum = size_of(embed, "title") + description;
  if (const json::value* footer = embed.if_contains("footer")) sum += size_of(footer->as_object(), "text");
  if (const json::value* fields = embed.if_contains("fields")) {
    for (const json::value& field : fields->as_array()) {
      sum += size_of(field.as_object(), "name") + size_of(field.as_object(), "value");
    }
  }
  return description <= longest_description && sum <= altogether;
}

}  // namespace

json::object discord_payload(const Message& message) {
  const Message tidy = tidied(message);
  return fitted(
      Sizes{}, [&](const Sizes& sizes) { return write(tidy, sizes); }, fits);
}

}  // namespace provost::integrations
