#include "workflows/store/list_order.hpp"

#include <variant>

#include "workflows/errors.hpp"

namespace provost::workflows::store {

namespace {

const char* direction(const SortKey& key) {
  return key.descending ? " DESC" : " ASC";
}

}  // namespace

ListOrder::ListOrder(std::vector<SortKey> keys, std::string order) : keys_(std::move(keys)), order_(std::move(order)) {
  if (!order_.empty()) return;
  for (const auto& key : keys_) order_ += (order_.empty() ? "" : ", ") + key.expression + direction(key);
}

std::string ListOrder::columns() const {
  std::string text;
  for (std::size_t at = 0; at < keys_.size(); ++at) {
    text += ", " + keys_[at].expression + " AS place_" + std::to_string(at);
  }
  return text;
}

ListPlace ListOrder::place_of(const Record& record) const {
  ListPlace place;
  for (std::size_t at = 0; at < keys_.size(); ++at) {
    auto value = record.value("place_" + std::to_string(at));
    // SQLite knows no type of an expression, so its numbers come as texts.
    if (const auto* text = std::get_if<std::string>(&value); keys_[at].number && text != nullptr) {
      value = static_cast<std::int64_t>(std::stoll(*text));
    }
    place.push_back(std::move(value));
  }
  return place;
}

std::pair<std::string, std::vector<Value>> ListOrder::after(const ListPlace& place) const {
  bool fits = place.size() == keys_.size();
  for (std::size_t at = 0; fits && at < keys_.size(); ++at) {
    fits = keys_[at].number ? std::holds_alternative<std::int64_t>(place[at])
                            : std::holds_alternative<std::string>(place[at]);
  }
  if (!fits) throw Invalid("cursor", "This cursor is not one that this list gave. Begin without a cursor.");
  // (a, b, c) after (x, y, z), where each may go another way: a > x OR (a = x AND (b > y OR (b = y AND c > z))). The
  // first key is bounded once more by itself, so that an index of it is used.
  std::string text;
  std::string closing;
  std::vector<Value> values;
  const auto placed = [&](const char* comparison, std::size_t at) {
    values.push_back(place[at]);
    return keys_[at].expression + comparison + ":place" + std::to_string(values.size());
  };
  for (std::size_t at = 0; at < keys_.size(); ++at) {
    const bool descending = keys_[at].descending;
    const auto* beyond = descending ? " < " : " > ";
    if (at + 1 == keys_.size()) {
      text += placed(beyond, at);
      break;
    }
    if (at == 0) text += placed(descending ? " <= " : " >= ", at) + " AND ";
    text += "(" + placed(beyond, at) + " OR (" + placed(" = ", at) + " AND ";
    closing += "))";
  }
  return {text + closing, std::move(values)};
}

}  // namespace provost::workflows::store
