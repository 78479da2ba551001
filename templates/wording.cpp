#include "templates/wording.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cctype>
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

std::string filled(const std::string& text, const data& values) {
  // A parsed template is written to while it is rendered, so each rendering has its own; they are a few lines long.
  mustache one(text);
  if (!one.is_valid()) throw std::runtime_error(one.error_message());
  one.set_custom_escape([](const std::string& value) { return value; });
  return one.render(values);
}

Wording rendered(const std::string& text, const data& values) {
  return parsed(filled(text, values));
}

constexpr std::string_view english = "en";
constexpr std::string_view phrases_file = "phrases";
constexpr std::string_view ending = ".mustache";

/// "months: January, February" of a phrases file.
std::string phrase_in(const std::string& text, std::string_view name) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(':');
    if (colon != std::string::npos && trimmed(line.substr(0, colon)) == name) {
      return trimmed(std::string_view(line).substr(colon + 1));
    }
  }
  return "";
}

std::string month_name(const std::string& months, std::size_t number) {
  std::istringstream names(months);
  std::string name;
  for (std::size_t at = 0; at < number && std::getline(names, name, ',');) ++at;
  return trimmed(name);
}

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char letter) { return letter == '-' || (letter >= '0' && letter <= '9'); });
}

/// Values that can be a day, which is then written as the language does.
constexpr std::array<std::string_view, 6> day_values{"due", "day", "when", "target", "forecast", "planned_end"};

bool may_be_day(std::string_view key) {
  return std::find(day_values.begin(), day_values.end(), key) != day_values.end();
}

bool is_language(std::string_view tag) {
  return (tag.size() == 2 || (tag.size() == 5 && tag[2] == '-')) &&
         std::all_of(tag.begin(), tag.end(), [](char letter) {
           return letter == '-' || std::isalpha(static_cast<unsigned char>(letter)) != 0;
         });
}

}  // namespace

struct WordingTemplates::Texts {
  /// "chat/task_assigned", "mail/de/task_assigned".
  std::map<std::string, std::string, std::less<>> by_path;

  const std::string* find(std::string_view name, Medium medium, std::string_view language) const {
    const auto at = [this, name](std::string_view folder, std::string_view tongue) -> const std::string* {
      const auto path = std::string(folder) + (tongue == english ? "/" : "/" + std::string(tongue) + "/");
      const auto found = by_path.find(path + std::string(name));
      return found == by_path.end() ? nullptr : &found->second;
    };
    for (const auto tongue : {language, english}) {
      if (medium == Medium::mail) {
        if (const auto* text = at("mail", tongue)) return text;
      }
      if (const auto* text = at("chat", tongue)) return text;
    }
    return nullptr;
  }
};

WordingTemplates::WordingTemplates(const std::filesystem::path& override_folder) : texts_(std::make_unique<Texts>()) {
  const std::string prefix = "templates/";
  for (const auto& path : embedded_file_names()) {
    const bool is_wording = path.starts_with(prefix + "chat/") || path.starts_with(prefix + "mail/");
    if (!is_wording || !path.ends_with(ending)) continue;
    texts_->by_path.emplace(path.substr(prefix.size(), path.size() - prefix.size() - ending.size()),
                            std::string(*find_embedded_file(path)));
  }
  if (override_folder.empty()) return;
  for (const auto* medium : {"chat", "mail"}) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(override_folder / medium, ignored)) {
      if (!entry.is_regular_file() || entry.path().extension() != ending) continue;
      const auto path = entry.path().lexically_relative(override_folder).replace_extension().generic_string();
      std::ifstream input(entry.path(), std::ios::binary);
      std::string own{std::istreambuf_iterator<char>(input), {}};
      try {
        if (path.ends_with(phrases_file)) {
          filled(own, data(data::type::object));
        } else {
          rendered(own, data(data::type::object));
        }
        texts_->by_path[path] = std::move(own);
      } catch (const std::runtime_error& error) {
        problems_.push_back("The template " + path + std::string(ending) + " is not used: " + error.what());
      }
    }
  }
}

WordingTemplates::~WordingTemplates() = default;

namespace {

/// "2026-11-30" as the language writes it.
std::string day_in_words(const WordingTemplates& words, std::string_view day, std::string_view language) {
  const auto number = [](std::string_view digits) { return static_cast<std::size_t>(std::stoul(std::string(digits))); };
  data parts(data::type::object);
  parts["day"] = std::to_string(number(day.substr(8)));
  parts["month"] = month_name(words.phrase("months", language), number(day.substr(5, 2)));
  parts["year"] = std::string(day.substr(0, 4));
  return filled(words.phrase("day", language), parts);
}

data members_of(const WordingTemplates& words, const boost::json::object& values, std::string_view language) {
  data members(data::type::object);
  for (const auto& [key, value] : values) {
    const bool day = may_be_day(key) && value.is_string() && is_day(value.get_string());
    members[std::string(key)] = day ? data(day_in_words(words, value.get_string(), language)) : as_data(value);
  }
  return members;
}

}  // namespace

Wording WordingTemplates::render(std::string_view name, const boost::json::object& values, Medium medium,
                                 std::string_view language) const {
  const auto* text = texts_->find(name, medium, language);
  if (text == nullptr) throw std::logic_error("there is no wording " + std::string(name));
  return rendered(*text, members_of(*this, values, language));
}

std::string WordingTemplates::phrase(std::string_view name, std::string_view language) const {
  for (const auto tongue : {language, english}) {
    const auto* text = texts_->find(phrases_file, Medium::chat, tongue);
    if (text == nullptr) continue;
    if (auto phrase = phrase_in(*text, name); !phrase.empty()) return phrase;
  }
  return "";
}

std::string WordingTemplates::phrase(std::string_view name, std::string_view language,
                                     const boost::json::object& values) const {
  return filled(phrase(name, language), members_of(*this, values, language));
}

std::vector<std::string> WordingTemplates::names() const {
  std::vector<std::string> names;
  for (const auto& [path, text] : texts_->by_path) {
    const auto name = path.substr(path.find('/') + 1);
    if (path.starts_with("chat/") && name.find('/') == std::string::npos && name != phrases_file) names.push_back(name);
  }
  return names;
}

std::vector<Language> WordingTemplates::languages() const {
  std::vector<Language> languages{{std::string(english), phrase("language", english)}};
  for (const auto& [path, text] : texts_->by_path) {
    const auto parts = path.substr(path.find('/') + 1);
    const auto slash = parts.find('/');
    if (!path.starts_with("chat/") || slash == std::string::npos || parts.substr(slash + 1) != phrases_file) continue;
    const auto tag = parts.substr(0, slash);
    const auto name = phrase_in(text, "language");
    if (is_language(tag) && !name.empty()) languages.push_back({tag, name});
  }
  return languages;
}

}  // namespace provost::templates
