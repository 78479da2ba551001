#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "workflows/people/person.hpp"
#include "workflows/store/session.hpp"

namespace provost::workflows::people {

/// The stored password hash of a person.
std::string password_hash_of(store::Session& session, std::int64_t person_id);
/// How many administrators can sign in.
std::int64_t active_administrators(store::Session& session);
/// The id of a department by name.
std::optional<std::int64_t> department_id(store::Session& session, std::string_view name);

/// The key a person signs with now.
struct StoredSigningKey {
  std::int64_t id;
  std::string public_key;  ///< hexadecimal
  std::string sealed_key;  ///< hexadecimal
};
std::optional<StoredSigningKey> present_signing_key(store::Session& session, std::int64_t person_id);

/// The day it is in the organisation's time zone; in UTC before there is an organisation.
Day today_at(store::Session& session, Instant now);
/// How many tokens of a person still stand.
std::int64_t count_tokens(store::Session& session, std::int64_t person_id);
/// Ends all sessions of a person, but for the one whose token hash is given.
void end_sessions(store::Session& session, std::int64_t person_id, std::string_view except_token_hash);

}  // namespace provost::workflows::people
