#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/case_query.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::cases {

/// A filter of the list of cases under a name that somebody gave it, for themselves.
struct SavedFilter {
  std::int64_t id = 0;
  std::string name;
  std::string query;  ///< as to_query_string() writes it
  Instant saved_at{};
};

/// The filters a person keeps, by name.
std::vector<SavedFilter> saved_filters_of(store::Session& session, std::int64_t person_id);

/// Keeps filters under names: at most 30 for each person, each name once and of at most 60 characters. Thread-safe.
class SavedFilterService {
 public:
  SavedFilterService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// Returns the id. Throws Invalid (name), Conflict (the name is taken, or there are 30 already).
  std::int64_t save(const people::Actor& actor, const std::string& name, const CaseQuery& query);
  /// Throws NotFound, also for somebody else's.
  void remove(const people::Actor& actor, std::int64_t filter_id);

 private:
  store::Database& database_;
  const Clock& clock_;
};

}  // namespace provost::workflows::cases
