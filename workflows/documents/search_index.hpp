#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/store/session.hpp"

namespace provost::workflows::documents {

/// Puts the text of a document's effective version into the full-text index, in place of what was there. Derived data:
/// `provost rebuild` makes it anew.
void put_search_entry(store::Session& session, std::int64_t document_id, const std::string& number,
                      const std::string& title, const std::string& body);
void remove_search_entry(store::Session& session, std::int64_t document_id);
void clear_search_entries(store::Session& session);

/// What a person typed, as a condition on documents d: SQL text with placeholders, and their values in order. Finds
/// number, title (any part) and words of the effective text (each word or its beginning, all of them). An empty text
/// for input without a word.
struct SearchCondition {
  std::string sql;
  std::vector<store::Value> values;
};
SearchCondition search_condition(bool postgresql, std::string_view typed);

}  // namespace provost::workflows::documents
