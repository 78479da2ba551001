#include "integrations/mail/mail_text.hpp"

#include <algorithm>
#include <string_view>

#include "integrations/mail/header_text.hpp"
#include "integrations/messages/fitting.hpp"

namespace provost::integrations {

namespace {

constexpr std::size_t most_facts = 3;
constexpr std::size_t most_items = 100;

constexpr std::string_view head =
    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light\">\n";
constexpr std::string_view body =
    "<body style=\"margin:0;padding:16px;background-color:#ffffff;color:#1a1a1a;"
    "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5\">\n"
    "<div style=\"max-width:600px;margin:0 auto;overflow-wrap:anywhere;word-break:break-word\">\n";
constexpr std::string_view button_style =
    "display:inline-block;padding:10px 18px;border:2px solid #1a1a1a;border-radius:4px;color:#1a1a1a;"
    "background-color:#ffffff;font-weight:bold;text-decoration:none";

std::string word_for(Tone tone, const Phrases& phrases) {
  switch (tone) {
    case Tone::good:
      return header_line(phrases.good);
    case Tone::warning:
      return header_line(phrases.warning);
    case Tone::urgent:
      return header_line(phrases.urgent);
    case Tone::plain:
      break;
  }
  return {};
}

bool is_link(const std::string& address) {
  const bool web = address.starts_with("https://") || address.starts_with("http://");
  return web && std::ranges::all_of(address, [](unsigned char letter) { return letter > ' ' && letter != 0x7F; });
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

std::string escaped_line(std::string_view text) {
  return escaped(header_line(text));
}

/// dir="auto": a title in Arabic reads from the right though the label before it is English.
std::string paragraph(const std::string& content, std::string_view style = "") {
  return "<p dir=\"auto\" style=\"margin:0 0 16px" + std::string(style) + "\">" + content + "</p>\n";
}

std::string link(const std::string& address, const std::string& label, std::string_view style) {
  return "<a href=\"" + escaped_line(address) + "\" style=\"" + std::string(style) + "\">" + label + "</a>";
}

/// The text with LF only and without blanks at its end; nothing from the caller ends a line in another way.
std::string lines_of(const std::string& text) {
  std::string lines = crlf_lines(text);
  std::erase(lines, '\r');
  lines.erase(lines.find_last_not_of(" \n") + 1);
  return lines;
}

std::string names_of(const std::vector<Mention>& mentions) {
  std::string names;
  for (const auto& mention : mentions) {
    const std::string name = header_line(mention.name);
    if (name.empty()) continue;
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names;
}

std::string title_of(const Message& message) {
  const std::string word = word_for(message.tone, message.phrases);
  return (word.empty() ? std::string() : word + ": ") + header_line(message.title);
}

std::string more_of(const Message& message) {
  if (message.items.size() <= most_items) return {};
  return header_line(and_more(message.phrases, message.items.size() - most_items));
}

std::string plain_text(const Message& message, const std::string& organisation) {
  std::string text = title_of(message) + "\n";
  if (const auto lines = lines_of(message.text); !lines.empty()) text += "\n" + lines + "\n";
  const std::string names = names_of(message.mentions);
  if (!names.empty() || !message.facts.empty()) text += "\n";
  if (!names.empty()) text += header_line(message.phrases.addressed) + ": " + names + "\n";
  for (std::size_t i = 0; i < std::min(most_facts, message.facts.size()); ++i) {
    text += header_line(message.facts[i].name) + ": " + header_line(message.facts[i].value) + "\n";
  }
  if (!message.items.empty()) text += "\n";
  for (std::size_t i = 0; i < std::min(most_items, message.items.size()); ++i) {
    const auto& item = message.items[i];
    text += "- " + header_line(item.text) + "\n";
    if (is_link(item.address)) text += "  " + header_line(item.address) + "\n";
  }
  if (const auto more = more_of(message); !more.empty()) text += "- " + more + "\n";
  if (is_link(message.address)) {
    const std::string label = header_line(message.button);
    text += "\n" + (label.empty() ? std::string() : label + ":\n") + header_line(message.address) + "\n";
  }
  const std::string footer = lines_of(message.footer);
  const std::string name = header_line(organisation);
  // "-- " on its own line: readers' programs leave out what follows when they answer (RFC 3676, section 4.3).
  if (!footer.empty() || !name.empty()) text += "\n-- \n";
  if (!footer.empty()) text += footer + "\n";
  if (!name.empty()) text += name + "\n";
  return text;
}

std::string with_breaks(const std::string& lines) {
  std::string html;
  for (const char letter : escaped(lines)) {
    if (letter == '\n') html += "<br>";
    html += letter;
  }
  return html;
}

std::string items_html(const Message& message) {
  if (message.items.empty()) return {};
  std::string html = "<ul style=\"margin:0 0 16px;padding:0 0 0 20px\">\n";
  const auto add = [&html](const std::string& content) {
    html += "<li dir=\"auto\" style=\"margin:0 0 8px\">" + content + "</li>\n";
  };
  for (std::size_t i = 0; i < std::min(most_items, message.items.size()); ++i) {
    const auto& item = message.items[i];
    const std::string label = escaped_line(item.text);
    add(is_link(item.address) ? link(item.address, label, "color:#1a1a1a;text-decoration:underline") : label);
  }
  if (const auto more = more_of(message); !more.empty()) add(more);
  return html + "</ul>\n";
}

std::string html_text(const Message& message, const std::string& organisation) {
  const std::string title = escaped_line(title_of(message));
  std::string html =
      "<!DOCTYPE html>\n<html>\n<head>\n" + std::string(head) + "<title>" + title + "</title>\n</head>\n";
  html += body;
  html += "<h1 dir=\"auto\" style=\"margin:0 0 16px;font-size:20px;line-height:1.3\">" + title + "</h1>\n";
  if (const auto lines = lines_of(message.text); !lines.empty()) html += paragraph(with_breaks(lines));
  if (const auto names = names_of(message.mentions); !names.empty()) {
    html += paragraph("<strong>" + escaped_line(message.phrases.addressed) + ":</strong> " + escaped(names));
  }
  for (std::size_t i = 0; i < std::min(most_facts, message.facts.size()); ++i) {
    const auto& fact = message.facts[i];
    html += paragraph("<strong>" + escaped_line(fact.name) + ":</strong> " + escaped_line(fact.value));
  }
  html += items_html(message);
  if (is_link(message.address)) {
    const std::string& label = message.button.empty() ? message.address : message.button;
    html += paragraph(link(message.address, escaped_line(label), button_style));
  }
  std::string foot = with_breaks(lines_of(message.footer));
  if (const auto name = escaped_line(organisation); !name.empty()) foot += (foot.empty() ? "" : "<br>\n") + name;
  if (!foot.empty()) html += paragraph(foot, ";padding:12px 0 0;border-top:1px solid #767676;font-size:14px");
  return html + "</div>\n</body>\n</html>\n";
}

}  // namespace

MailText mail_text(const Message& message, const std::string& organisation_name) {
  return {plain_text(message, organisation_name), html_text(message, organisation_name)};
}

}  // namespace provost::integrations
