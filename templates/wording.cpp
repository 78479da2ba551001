#include "templates/wording.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <kainjow/mustache.hpp>
#include <map>
#include <sstream>
#include <stdexcept>

#include "templates/embedded_files.hpp"

namespace provost::templates {

namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char letter) { return static_cast<unsigned char>(letter) < ' '; }, ' ');
  return line;
}

data as_data(const boost::json::value& value) {
  if (value.is_string() && !value.get_string().empty()) return data(one_line(value.get_string()));
  if (value.is_bool()) return data(value.get_bool() ? data::type::bool_true : data::type::bool_false);
  if (value.is_int64()) return data(std::to_string(value.get_int64()));
  return data(data::type::bool_false);
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

/// Throws std::runtime_error for a line that begins with something else.
Wording parsed(const std::string& text) {
  Wording wording;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (trimmed(line).empty()) continue;
    const auto colon = line.find(':');
    const auto key = trimmed(line.substr(0, colon));
    const auto rest = colon == std::string::npos ? "" : trimmed(std::string_view(line).substr(colon + 1));
    if (key == "title") {
      wording.title = rest;
    } else if (key == "text") {
      if (!rest.empty()) wording.text += (wording.text.empty() ? "" : "\n") + rest;
    } else if (key == "fact") {
      const auto bar = rest.find('|');
      const auto value = bar == std::string::npos ? "" : trimmed(std::string_view(rest).substr(bar + 1));
      if (!value.empty()) wording.facts.emplace_back(trimmed(std::string_view(rest).substr(0, bar)), value);
    } else if (key == "button") {
      wording.button = rest;
    } else if (key == "footer") {
      wording.footer = rest;
    } else {
      throw std::runtime_error("a line begins with “" + key.substr(0, 40) +
                               "”; lines begin with title:, text:, fact:, button: or footer:.");
    }
  }
  return wording;
}

Wording rendered(const std::string& text, const data& values) {
  // A parsed template is written to while it is rendered, so each rendering has its own; they are a few lines long.
  mustache one(text);
  if (!one.is_valid()) throw std::runtime_error(one.error_message());
  one.set_custom_escape([](const std::string& value) { return value; });
  return parsed(one.render(values));
}

}  // namespace

struct WordingTemplates::Texts {
  std::map<std::string, std::string, std::less<>> by_name;
};

WordingTemplates::WordingTemplates(const std::filesystem::path& override_folder) : texts_(std::make_unique<Texts>()) {
  const std::string prefix = "templates/chat/";
  const std::string ending = ".mustache";
  for (const auto& path : embedded_file_names()) {
    if (!path.starts_with(prefix) || !path.ends_with(ending)) continue;
    const auto name = path.substr(prefix.size(), path.size() - prefix.size() - ending.size());
    texts_->by_name.emplace(name, std::string(*find_embedded_file(path)));
    if (override_folder.empty()) continue;
    const auto file = override_folder / "chat" / (name + ending);
    std::ifstream input(file, std::ios::binary);
    if (!input) continue;
    std::string own{std::istreambuf_iterator<char>(input), {}};
    try {
      rendered(own, data(data::type::object));
      texts_->by_name[name] = std::move(own);
    } catch (const std::runtime_error& error) {
      problems_.push_back("The template chat/" + name + ending + " is not used: " + error.what());
    }
  }
}

WordingTemplates::~WordingTemplates() = default;

Wording WordingTemplates::render(std::string_view name, const boost::json::object& values) const {
  const auto found = texts_->by_name.find(name);
  if (found == texts_->by_name.end()) throw std::logic_error("there is no wording " + std::string(name));
  data members(data::type::object);
  for (const auto& [key, value] : values) members[std::string(key)] = as_data(value);
  return rendered(found->second, members);
}

std::vector<std::string> WordingTemplates::names() const {
  std::vector<std::string> names;
  for (const auto& [name, text] : texts_->by_name) names.push_back(name);
  return names;
}

}  // namespace provost::templates
