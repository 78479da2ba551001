#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/integrations/messages/samples.hpp"

namespace provost::tests {

namespace json = boost::json;

/// Slack's table of limits, written without the code under test; each breach is one line.
class SlackLimits {
 public:
  explicit SlackLimits(const json::object& payload) {
    text_within("text", payload.at("text").as_string(), 4000);
    const json::array& blocks = payload.at("blocks").as_array();
    if (blocks.empty() || blocks.size() > 50) breach("number of blocks");
    for (const json::value& block : blocks) check(block.as_object());
    if (code_points(written(blocks)) >= 10000) breach("all blocks together");
  }

  std::vector<std::string> breaches;

 private:
  void breach(const std::string& what) { breaches.push_back(what); }

  void text_within(const std::string& what, std::string_view text, std::size_t most) {
    if (text.empty()) breach(what + " is empty");
    if (code_points(text) > most) breach(what + " has " + std::to_string(code_points(text)));
  }

  void text_object(const std::string& what, const json::object& text, std::size_t most, bool only_plain) {
    const std::string type(text.at("type").as_string());
    if (type != "plain_text" && (only_plain || type != "mrkdwn")) breach(what + " is " + type);
    if (type == "mrkdwn" && text.contains("emoji")) breach(what + " is mrkdwn with emoji");
    if (type == "plain_text" && text.contains("verbatim")) breach(what + " is plain_text with verbatim");
    text_within(what, text.at("text").as_string(), most);
  }

  void button(const json::object& element) {
    if (element.at("type") != "button") breach("element is no button");
    text_object("button", element.at("text").as_object(), 75, true);
    if (!element.contains("url") && !element.contains("value")) breach("button without url and value");
    if (const json::value* url = element.if_contains("url")) text_within("url", url->as_string(), 3000);
    if (const json::value* value = element.if_contains("value")) text_within("value", value->as_string(), 2000);
    text_within("action_id", element.at("action_id").as_string(), 255);
    if (!action_ids_.insert(std::string(element.at("action_id").as_string())).second) breach("action_id twice");
    const json::value* style = element.if_contains("style");
    if (style != nullptr && *style == "primary" && ++primary_ > 1) breach("two primary buttons");
  }

  void check(const json::object& block) {
    const std::string type(block.at("type").as_string());
    if (const json::value* id = block.if_contains("block_id")) text_within("block_id", id->as_string(), 255);
    if (type == "header") {
      text_object("header", block.at("text").as_object(), 150, true);
    } else if (type == "section") {
      if (!block.contains("text") && !block.contains("fields")) breach("section without text and fields");
      if (block.contains("text")) text_object("section", block.at("text").as_object(), 3000, false);
      if (const json::value* fields = block.if_contains("fields")) {
        if (fields->as_array().empty() || fields->as_array().size() > 10) breach("number of fields");
        for (const json::value& field : fields->as_array()) text_object("field", field.as_object(), 2000, false);
      }
    } else if (type == "actions") {
      const json::array& elements = block.at("elements").as_array();
      if (elements.empty() || elements.size() > 25) breach("number of actions");
      for (const json::value& element : elements) button(element.as_object());
    } else if (type == "input") {
      text_object("label", block.at("label").as_object(), 2000, true);
      if (block.at("element").at("type") != "plain_text_input") breach("unknown input");
    } else if (type == "context") {
      const json::array& elements = block.at("elements").as_array();
      if (elements.empty() || elements.size() > 10) breach("number of context elements");
      for (const json::value& element : elements) text_object("context", element.as_object(), 2000, false);
    } else {
      breach("unknown block " + type);
    }
  }

  std::set<std::string> action_ids_;
  int primary_ = 0;
};

}  // namespace provost::tests
