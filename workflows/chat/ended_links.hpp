#pragma once

#include <cstdint>
#include <string>

#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::chat {

/// Ends all links of a person with accounts in chat, and those about to be made, e.g. because their password was set
/// anew: whoever knew the old one may have made them. They are told why, and it is in the audit trail.
void end_links(store::WriteTransaction& transaction, const store::AuditActor& actor, std::int64_t person_id,
               const std::string& why);
/// Tells a person which accounts still act for them, if there are any.
void tell_of_links(store::WriteTransaction& transaction, std::int64_t person_id, const std::string& why);

}  // namespace provost::workflows::chat
