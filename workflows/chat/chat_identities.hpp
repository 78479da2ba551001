#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/chat/chat_account.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::chat {

/// How long a link for linking an account works.
inline constexpr std::chrono::minutes link_life{15};

/// An account in a chat that a person has confirmed as theirs.
struct ChatIdentity {
  std::int64_t id = 0;
  ChatAccount account;
  Instant linked_at{};
};

/// Whose account it is, with access today; nullopt: nobody's, or of somebody who left or became a guest. Guests use the
/// pages, where each answer they get is noted.
std::optional<people::Person> person_of(store::Session& session, const ChatAccount& account, Instant now);
/// Whether somebody has confirmed the account as theirs, whatever became of them.
bool is_linked_account(store::Session& session, const ChatAccount& account);
/// Those that a person has linked, by service.
std::vector<ChatIdentity> identities_of(store::Session& session, std::int64_t person_id);
/// The member id that a person proved to have in a service; empty: none.
std::string linked_member(store::Session& session, std::int64_t person_id, std::string_view service);
/// The account that a code is for; nullopt when the code was used, is too old or unknown.
std::optional<ChatAccount> account_of_code(store::Session& session, std::string_view code, Instant now);

/// Links accounts in a chat with people, once: somebody asks in the chat and gets a code, and whoever opens the page
/// with it and is signed in confirms. Thread-safe.
class ChatIdentityService {
 public:
  ChatIdentityService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// A code that links this account once, within link_life; an earlier one of the account ends. It is told this once,
  /// to whoever asked; only its hash is kept.
  std::string begin(const ChatAccount& account);
  /// Throws NotFound for a code that is used, too old or unknown, Forbidden for a guest, Conflict when the account, or
  /// another one of this person in the same place, is linked already.
  ChatAccount confirm(const people::Actor& actor, std::string_view code);
  /// Ends a link of the person's own; throws NotFound.
  void end(const people::Actor& actor, std::int64_t identity_id);
  /// Ends a link of any person, for administrators; throws Forbidden, NotFound.
  void end_of(const people::Actor& administrator, std::int64_t person_id, std::int64_t identity_id);
  /// Ends the link of an account, whoever it is linked with, for whoever speaks through it: they may have been linked
  /// with the wrong person. Does nothing when there is none.
  void end(const ChatAccount& account);

 private:
  store::Database& database_;
  const Clock& clock_;
};

}  // namespace provost::workflows::chat
