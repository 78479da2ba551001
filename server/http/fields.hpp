#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace provost::http {

/// The header fields of a message, in order. Names are compared without regard to case. A value type; not synchronised.
class Fields {
 public:
  using Field = std::pair<std::string, std::string>;

  Fields() = default;
  Fields(std::initializer_list<Field> fields) : fields_(fields) {}

  /// The value of the first field of that name. Valid until the fields change.
  std::optional<std::string_view> get(std::string_view name) const;

  /// Every value of that name, in order. Valid until the fields change.
  std::vector<std::string_view> all(std::string_view name) const;

  /// How many fields have that name.
  std::size_t count(std::string_view name) const;

  /// Adds one more field, beside others of the same name.
  void append(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

  /// Puts this one in place of all fields of that name.
  void set(std::string name, std::string value);

  void remove(std::string_view name);
  void reserve(std::size_t count) { fields_.reserve(count); }
  void clear() { fields_.clear(); }
  bool empty() const { return fields_.empty(); }
  std::size_t size() const { return fields_.size(); }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<Field> fields_;
};

/// Equal but for the case of ASCII letters, as field names are compared.
bool same_name(std::string_view left, std::string_view right);

}  // namespace provost::http
