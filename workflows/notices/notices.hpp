#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/store/write_transaction.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::notices {

/// Something a person was told.
struct Notice {
  std::int64_t id = 0;
  std::string kind;  ///< "mention", "reminder", "overdue", …
  std::string text;
  std::string key;  ///< of the case it is about; may be empty
  Instant created_at{};
  bool read = false;
};

/// Tells a person something, about a case or about nothing in particular.
void tell(store::WriteTransaction& transaction, std::int64_t person_id, std::optional<std::int64_t> case_id,
          const std::string& kind, const std::string& text);
/// Whether a person was told these very words before.
bool was_told(store::Session& session, std::int64_t person_id, const std::string& text);

/// Newest first, at most `limit`.
std::vector<Notice> read_notices(store::Session& session, std::int64_t person_id, bool only_unread, std::int64_t limit);
/// Marks everything a person was told as read; returns how much was unread.
std::size_t mark_all_read(store::WriteTransaction& transaction, std::int64_t person_id);

}  // namespace provost::workflows::notices
