#include "integrations/chat_actions/json_reading.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "integrations/chat_actions/unreadable.hpp"

namespace provost::integrations {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_id = 200;

}  // namespace

json::object read_object(std::string_view text) {
  boost::system::error_code error;
  auto value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) throw Unreadable("The body is not the JSON object it should be.");
  return std::move(value.get_object());
}

std::string text_at(const json::object& object, std::initializer_list<std::string_view> path) {
  const json::object* present = &object;
  std::size_t left = path.size();
  for (const auto name : path) {
    const auto* value = present->if_contains(json::string_view(name.data(), name.size()));
    if (value == nullptr) return "";
    if (--left == 0) return value->is_string() ? std::string(value->get_string()) : "";
    if (!value->is_object()) return "";
    present = &value->get_object();
  }
  return "";
}

std::string checked_id(const std::string& text, std::string_view what) {
  const bool fits = !text.empty() && text.size() <= longest_id &&
                    std::all_of(text.begin(), text.end(), [](char letter) { return letter > ' ' && letter <= '~'; });
  if (!fits) throw Unreadable("It does not say who it is from: " + std::string(what) + " is missing or no id.");
  return text;
}

std::string id_at(const json::object& object, std::initializer_list<std::string_view> path) {
  return checked_id(text_at(object, path), *(path.end() - 1));
}

}  // namespace provost::integrations
