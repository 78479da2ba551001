#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "workflows/store/list_order.hpp"

namespace provost::tests {

/// What left a list while it was read.
using Gone = std::set<std::string>;

struct Told {
  std::vector<std::string> names;
  Gone gone;
};

/// Reads a list part by part and lets something happen after each part.
inline Told told_in_parts(
    const std::function<std::pair<std::vector<std::string>, std::optional<workflows::store::ListPlace>>(
        const std::optional<workflows::store::ListPlace>&)>& read,
    const std::function<void(Gone&)>& between) {
  Told told;
  std::optional<workflows::store::ListPlace> after;
  for (int parts = 0; parts < 100; ++parts) {
    const auto [names, next] = read(after);
    told.names.insert(told.names.end(), names.begin(), names.end());
    if (!next) return told;
    after = next;
    between(told.gone);
  }
  ADD_FAILURE() << "the list does not end";
  return told;
}

/// Everything that was there at the beginning and stayed was told, and nothing twice.
inline void expect_each_once(const std::vector<std::string>& there, const Told& told) {
  EXPECT_GT(told.names.size(), 3U);
  for (const auto& name : there) {
    const auto times = std::count(told.names.begin(), told.names.end(), name);
    if (told.gone.contains(name)) {
      EXPECT_LE(times, 1) << name;
    } else {
      EXPECT_EQ(times, 1) << name;
    }
  }
  EXPECT_EQ(std::set(told.names.begin(), told.names.end()).size(), told.names.size()) << "something came twice";
}

}  // namespace provost::tests
