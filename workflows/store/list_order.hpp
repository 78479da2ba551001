#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "workflows/store/value.hpp"

namespace provost::workflows::store {

/// Where a list goes on: the values by which the last row of a part was sorted. What is added or removed before it
/// moves nothing, so that a reader misses nothing that stays and is told nothing twice.
using ListPlace = std::vector<Value>;

/// One of the things by which a list is sorted.
struct SortKey {
  std::string expression;  ///< SQL; never NULL
  bool descending = false;
  bool number = false;  ///< BIGINT instead of TEXT
};

/// The order of a list, for reading it part by part with LIMIT and without OFFSET. Immutable.
class ListOrder {
 public:
  /// The last key differs in each row. `order`: the same order as ORDER BY should write it, where an index serves a
  /// column and not the expression; empty: the keys.
  explicit ListOrder(std::vector<SortKey> keys, std::string order = "");

  /// What comes after ORDER BY.
  const std::string& text() const { return order_; }
  /// ", expression AS place_0, …", for the end of what is selected.
  std::string columns() const;
  /// The place of a row that was selected with columns().
  ListPlace place_of(const Record& record) const;
  /// A condition for what comes after a place, with its values; they are named :place1 and on. Throws Invalid for the
  /// field `cursor` when the place is one of another order.
  std::pair<std::string, std::vector<Value>> after(const ListPlace& place) const;

 private:
  std::vector<SortKey> keys_;
  std::string order_;
};

}  // namespace provost::workflows::store
