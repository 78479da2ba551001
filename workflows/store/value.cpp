#include "workflows/store/value.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace provost::workflows::store {

const Value& Record::value(std::string_view name) const {
  const auto found = std::find(names_->begin(), names_->end(), name);
  if (found == names_->end()) throw std::logic_error("the query has no column " + std::string(name));
  return values_[static_cast<std::size_t>(found - names_->begin())];
}

const std::string& Record::text(std::string_view name) const {
  const auto* text = std::get_if<std::string>(&value(name));
  if (text == nullptr) throw std::logic_error("column " + std::string(name) + " holds no text");
  return *text;
}

std::int64_t Record::integer(std::string_view name) const {
  const auto& present = value(name);
  if (const auto* number = std::get_if<std::int64_t>(&present)) return *number;
  // SQLite tells no type for an expression, so a count may come as text.
  if (const auto* text = std::get_if<std::string>(&present)) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), number);
    if (parsed.ec == std::errc{} && parsed.ptr == text->data() + text->size()) return number;
  }
  throw std::logic_error("column " + std::string(name) + " holds no number");
}

bool Record::is_null(std::string_view name) const {
  return std::holds_alternative<std::nullptr_t>(value(name));
}

std::optional<std::string> Record::optional_text(std::string_view name) const {
  return is_null(name) ? std::nullopt : std::optional<std::string>(text(name));
}

std::optional<std::int64_t> Record::optional_integer(std::string_view name) const {
  return is_null(name) ? std::nullopt : std::optional<std::int64_t>(integer(name));
}

}  // namespace provost::workflows::store
