#pragma once

#include <boost/json/object.hpp>
#include <set>
#include <string>

#include "workflows/engine/situation.hpp"
#include "workflows/store/session.hpp"

namespace provost::workflows::audits {

/// Whether nobody who carries out an internal audit audits their own work (ISO 19011:2018, 4 e). Looks at each row of
/// what is audited: a process (who owns it in the newest system design, and the documents that name it), a department
/// (who belongs to it), a document (its owner, and who wrote or approved any of its versions). Names each person with
/// what they have to do with it. Open while the form asks for one of the fields it looks at: `lead_auditor`,
/// `auditors`, `audited`.
engine::Verdict auditors_are_independent(store::Session& session, const boost::json::object& fields,
                                         const std::set<std::string>& deferred);

}  // namespace provost::workflows::audits
