#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace provost::workflows::store {

/// What a column can hold: both databases know only TEXT and BIGINT here, so that they behave alike.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string>;

/// A column and its value, in the order in which an INSERT or UPDATE names them.
struct Column {
  std::string name;
  Value value;
};
using Row = std::vector<Column>;

inline Value nullable(const std::optional<std::string>& text) {
  return text ? Value{*text} : Value{nullptr};
}
inline Value nullable(const std::optional<std::int64_t>& number) {
  return number ? Value{*number} : Value{nullptr};
}

/// One row that a SELECT gave. Throws std::logic_error for a name that the SELECT does not have or a wrong type.
class Record {
 public:
  Record(std::shared_ptr<const std::vector<std::string>> names, std::vector<Value> values)
      : names_(std::move(names)), values_(std::move(values)) {}

  const Value& value(std::string_view name) const;
  const std::string& text(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  bool flag(std::string_view name) const { return integer(name) != 0; }
  bool is_null(std::string_view name) const;
  std::optional<std::string> optional_text(std::string_view name) const;
  std::optional<std::int64_t> optional_integer(std::string_view name) const;
  const std::vector<std::string>& names() const { return *names_; }
  const std::vector<Value>& values() const { return values_; }

 private:
  std::shared_ptr<const std::vector<std::string>> names_;
  std::vector<Value> values_;
};

}  // namespace provost::workflows::store
