#include "server/http/fields.hpp"

#include <algorithm>

namespace provost::http {

namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<std::string_view> Fields::get(std::string_view name) const {
  for (const auto& field : fields_) {
    if (same_name(field.first, name)) return field.second;
  }
  return std::nullopt;
}

std::vector<std::string_view> Fields::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& field : fields_) {
    if (same_name(field.first, name)) values.emplace_back(field.second);
  }
  return values;
}

std::size_t Fields::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(),
                                                [name](const Field& field) { return same_name(field.first, name); }));
}

void Fields::set(std::string name, std::string value) {
  remove(name);
  append(std::move(name), std::move(value));
}

void Fields::remove(std::string_view name) {
  std::erase_if(fields_, [name](const Field& field) { return same_name(field.first, name); });
}

}  // namespace provost::http
