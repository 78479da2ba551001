#pragma once

#include <algorithm>
#include <cstdint>

namespace provost::web {

/// Reads the page of a list that was asked for, counted from 1, or its last one when the list has become shorter since,
/// so that nobody is told that a list with something in it is empty. `page` becomes the one that was read.
/// `read` takes how many rows to leave out and returns something with `total`, the number of rows of all pages.
template <typename Read>
auto page_or_last(std::int64_t& page, std::int64_t rows_on_a_page, const Read& read) {
  auto found = read((page - 1) * rows_on_a_page);
  if (page > 1 && (page - 1) * rows_on_a_page >= found.total) {
    page = std::max<std::int64_t>(1, (found.total + rows_on_a_page - 1) / rows_on_a_page);
    found = read((page - 1) * rows_on_a_page);
  }
  return found;
}

}  // namespace provost::web
