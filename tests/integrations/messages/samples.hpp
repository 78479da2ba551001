#pragma once

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "integrations/messages/message.hpp"

namespace provost::tests {

inline std::string times(std::string_view text, int number) {
  std::string result;
  for (int at = 0; at < number; ++at) result += text;
  return result;
}

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

inline std::string written(const boost::json::value& value) {
  return boost::json::serialize(value);
}

/// Code points, counted without the code under test.
inline std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

/// An everyday reminder.
inline integrations::Message reminder() {
  integrations::Message message;
  message.title = "Review POL_01 Safeguarding";
  message.text = "The review is due.\nPlease read it.";
  message.facts = {{"Due", "12 March 2027"}, {"Owner", "Ada"}, {"Clause", "7.5"}, {"Fourth", "is not shown"}};
  message.items = {{"POL_02 Admissions", "https://school.example/documents/2?tab=a&b=c"}, {"No link", ""}};
  message.button = "Open the review";
  message.address = "https://school.example/tasks/17?from=chat&x=1";
  message.mentions = {{"Ada", "U012AB3CD", "ada@school.example"}, {"Bob", "", ""}};
  message.footer = "Sent by Provost, as you own this document.";
  message.tone = integrations::Tone::warning;
  return message;
}

/// What somebody may type who wants to disturb, in every place.
inline std::string mischief() {
  return "<!channel> <@U1> <@U012AB3CD> @channel @all x@here @**all** | ` ```code``` *bold* _it_ ~no~ **b** "
         "[a](https://evil.example/x) ![p](/p.png) https://evil.example www.evil.example <https://evil.example|ok> "
         ":smile: & <b>html</b> <users/all> <at>Ada</at> {{DATE(2027-01-01T00:00:00Z)}} \u202Eedisrever\u202C "
         "\u2066isolated \\ \" \x01 end";
}

inline integrations::Message mischievous() {
  integrations::Message message;
  const std::string text = mischief();
  message.title = text;
  message.text = "# " + text + "\n> quote\n- list\n1. one\n" + text;
  message.facts = {{text, text}, {text, text}, {text, text}};
  message.items = {{text, "https://school.example/a|b>c)d\"e"}, {text, "javascript:alert(1)"}};
  message.button = text;
  message.address = "https://school.example/x";
  message.mentions = {{text, "U1|<!channel>", text}, {"<!here>", "u012ab3cd", "two words@x"}};
  message.footer = text;
  return message;
}

/// Everything far too long.
inline integrations::Message endless(std::string_view unit = "👩🏽‍🎓") {
  integrations::Message message;
  const std::string text = times(unit, 5000);
  message.title = text;
  message.text = text;
  message.facts = {{text, text}, {text, text}, {text, text}, {text, text}};
  const std::string address = "https://school.example/" + std::string(2900, 'a');
  for (int at = 0; at < 100; ++at) message.items.push_back({text, address});
  message.button = text;
  message.address = address;
  for (int at = 0; at < 100; ++at) message.mentions.push_back({text, "U012AB3CD", "ada@school.example"});
  message.footer = text;
  message.tone = integrations::Tone::urgent;
  return message;
}

/// A digest of a hundred short lines.
inline integrations::Message digest() {
  integrations::Message message;
  message.title = "100 tasks are due";
  for (int at = 1; at <= 100; ++at) {
    message.items.push_back({"Task " + std::to_string(at), "https://school.example/tasks/" + std::to_string(at)});
  }
  return message;
}

}  // namespace provost::tests
