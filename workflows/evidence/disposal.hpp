#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/attachment_files.hpp"
#include "workflows/cases/case.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::evidence {

/// The workflow whose open cases keep records from being disposed of.
inline constexpr auto hold_workflow = "legal_hold";

/// The evidence that may go today: replaced or no longer needed, past the day until which it is kept, held by nobody,
/// evidence for no open case, not disposed of yet. Rows with record (its key), title and keep_until, for the effect
/// `take`; at most 300.
boost::json::array due_for_disposal(store::Session& session, Day today);

/// Why records of the table `records` cannot be disposed of today, each in a sentence; empty: nothing.
std::vector<std::string> disposal_problems(store::Session& session, const boost::json::object& fields, Day today);

/// Why a hold holds nothing, or not what it names, each in a sentence; empty: it holds.
std::vector<std::string> hold_problems(store::Session& session, const boost::json::object& fields);

/// Takes the files of the records away and leaves what they were: key, title, dates, links, history, and the name, size
/// and SHA-256 of each file. `by`: the key of the disposal. Throws Conflict when one of them may not go. The files
/// themselves are removed by remove_disposed_files(), after the commit.
void dispose(store::WriteTransaction& transaction, const boost::json::array& records, const std::string& by,
             const store::AuditActor& actor);

/// Notes a stored file that nothing may refer to, because what was to refer to it failed; remove_disposed_files() looks
/// whether that is so.
void forget_file(store::Database& database, const Clock& clock, const std::string& sha256);

/// Removes the files that were disposed of and that no case has attached any more. Safe to call again and again, and
/// after a crash in between.
void remove_disposed_files(store::Database& database, const Clock& clock, const cases::AttachmentFiles& files);

}  // namespace provost::workflows::evidence
