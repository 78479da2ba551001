#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "workflows/cases/case.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::cases {

/// Who is kept out of a case: people named in a field that says `takes_part: false`, as somebody whom a complaint is
/// about. They neither see it nor hear of it, whatever their roles, with one exception: who opened the case knows what
/// stands in it. Derived from the fields of `cases`; keep_out_anew() makes it afresh.

/// Notes who is kept out now; called whenever the fields may have changed.
void note_exclusions(store::Session& session, const Case& one, const engine::Definition& definition);
void keep_out_anew(store::Session& session, const WorkflowCatalogue& catalogue);
/// The same, at the start of a server, where the table does not say what the cases say: after an upgrade.
void keep_out_after_upgrade(store::Database& database, const Clock& clock, const WorkflowCatalogue& catalogue);
/// True when the table says what the cases say.
bool exclusions_fit(store::Session& session, const WorkflowCatalogue& catalogue);

bool is_kept_out(store::Session& session, std::int64_t case_id, std::int64_t person_id);
/// Whether anybody is kept out of a case.
bool keeps_somebody_out(store::Session& session, std::int64_t case_id);
/// Whether everybody in the organisation may know of a case, so that it can be named where others read.
bool is_for_everybody(store::Session& session, const Case& one, const engine::Definition& definition);
/// Whether there is any case a person is kept out of.
bool is_kept_out_of_any(store::Session& session, std::int64_t person_id);
/// Leaves those who may hear of a case.
std::set<std::int64_t> without_those_kept_out(store::Session& session, std::int64_t case_id,
                                              std::set<std::int64_t> people);

/// Tells a person something about a case, unless they are kept out of it.
void tell_of_case(store::WriteTransaction& transaction, std::int64_t person_id, std::int64_t case_id,
                  const std::string& kind, const std::string& text);

}  // namespace provost::workflows::cases
