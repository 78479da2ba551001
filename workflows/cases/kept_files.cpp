#include "workflows/cases/kept_files.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace provost::workflows::cases {

namespace {

/// Whether a value is a text, or holds it anywhere in its rows.
bool names_text(const boost::json::value& value, std::string_view text) {
  if (value.is_string()) return value.get_string() == text;
  if (value.is_array()) {
    return std::any_of(value.get_array().begin(), value.get_array().end(),
                       [text](const auto& entry) { return names_text(entry, text); });
  }
  return value.is_object() && std::any_of(value.get_object().begin(), value.get_object().end(),
                                          [text](const auto& entry) { return names_text(entry.value(), text); });
}

}  // namespace

std::optional<std::string> why_file_stays(const Case& one, const engine::Definition& definition,
                                          std::string_view sha256) {
  if (one.final) return one.key + " is finished: its evidence stays as it is.";
  const bool is_answer = std::any_of(one.fields.begin(), one.fields.end(),
                                     [sha256](const auto& field) { return names_text(field.value(), sha256); });
  if (is_answer) return "The file is an answer in the form of " + one.key + " and stays with it.";
  if (definition.keeps_files && one.state != definition.start) {
    return one.key + " is handed in: its files stay as they are. Write a comment to correct something.";
  }
  return std::nullopt;
}

}  // namespace provost::workflows::cases
