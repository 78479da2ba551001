#pragma once

#include "workflows/cases/case.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::evidence {

/// What lists and gap analyses ask of each piece of evidence, as columns of their own. Derived from `cases`;
/// note_pieces_anew() makes it afresh.

/// Notes the clauses that a piece leads to now; other cases are passed over.
void note_links(store::Session& session, std::int64_t case_id);
/// Notes a case that was opened or changed; cases of other workflows are passed over.
void note_piece(store::Session& session, const cases::Case& one);
void note_pieces_anew(store::Session& session);
/// The same, at the start of a server, where the table does not say what the cases say: after an upgrade.
void note_pieces_after_upgrade(store::Database& database, const Clock& clock);
/// True when the pieces are what the cases say.
bool pieces_fit(store::Session& session);

}  // namespace provost::workflows::evidence
