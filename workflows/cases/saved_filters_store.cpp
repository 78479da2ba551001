#include <algorithm>

#include "workflows/cases/saved_filters.hpp"
#include "workflows/errors.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::cases {

namespace {

constexpr std::size_t most_filters = 30;
constexpr std::size_t longest_name = 60;

}  // namespace

std::vector<SavedFilter> saved_filters_of(store::Session& session, std::int64_t person_id) {
  std::vector<SavedFilter> filters;
  for (const auto& record : session.select("SELECT id, name, address, created_at FROM saved_filters"
                                           " WHERE person_id = :person AND removed_at IS NULL ORDER BY name, id",
                                           {person_id})) {
    filters.push_back(
        {record.integer("id"), record.text("name"), record.text("address"), parse_instant(record.text("created_at"))});
  }
  return filters;
}

std::int64_t SavedFilterService::save(const people::Actor& actor, const std::string& name, const CaseQuery& query) {
  check_line(name, "name", longest_name);
  check_case_query(query);
  const auto address = to_query_string(query);
  // Read back, so that nothing is kept that could not be shown.
  parse_case_query(address);
  store::WriteTransaction transaction(database_, clock_);
  const auto known = saved_filters_of(transaction.session(), actor.person_id);
  if (std::any_of(known.begin(), known.end(), [&name](const auto& filter) { return filter.name == name; })) {
    throw Conflict("You keep a filter named “" + name + "” already. Please give this one another name.");
  }
  if (known.size() >= most_filters) {
    throw Conflict("You keep " + std::to_string(most_filters) + " filters already. Remove one of them first.");
  }
  const auto id = transaction.insert("saved_filters", {{"person_id", actor.person_id},
                                                       {"name", name},
                                                       {"address", address},
                                                       {"shared", std::int64_t{0}},
                                                       {"created_at", to_text(transaction.now())},
                                                       {"removed_at", nullptr}});
  transaction.record(actor.audit(), {"filter.saved", actor.email, {{"name", name}, {"query", address}}});
  transaction.commit();
  return id;
}

void SavedFilterService::remove(const people::Actor& actor, std::int64_t filter_id) {
  store::WriteTransaction transaction(database_, clock_);
  for (const auto& filter : saved_filters_of(transaction.session(), actor.person_id)) {
    if (filter.id != filter_id) continue;
    transaction.update("saved_filters", filter_id, {{"removed_at", to_text(transaction.now())}});
    transaction.record(actor.audit(), {"filter.removed", actor.email, {{"name", filter.name}}});
    transaction.commit();
    return;
  }
  throw NotFound("This filter is gone already.");
}

}  // namespace provost::workflows::cases
