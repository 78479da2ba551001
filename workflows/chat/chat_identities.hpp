#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/chat/chat_account.hpp"
#include "workflows/people/person.hpp"
#include "workflows/people/sign_in_service.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::chat {

/// How long a link for linking an account works, and then how long the digits do.
inline constexpr std::chrono::minutes link_life{15};
/// How often the digits may be wrong before a new link is needed.
inline constexpr std::int64_t most_wrong_digits = 5;

/// An account in a chat that a person has confirmed as theirs.
struct ChatIdentity {
  std::int64_t id = 0;
  ChatAccount account;
  Instant linked_at{};
};

/// Whose account it is, with access today (in Teams also by a link made in another team, when an administrator said
/// that the links of both count in either; see ChatAppService::share_links); nullopt: nobody's, or of somebody who left
/// or became a guest. Guests use the pages, where each answer they get is noted.
std::optional<people::Person> person_of(store::Session& session, const ChatAccount& account, Instant now);
/// Whether somebody has confirmed the account as theirs, whatever became of them.
bool is_linked_account(store::Session& session, const ChatAccount& account);
/// Those that a person has linked, by service.
std::vector<ChatIdentity> identities_of(store::Session& session, std::int64_t person_id);
/// The member id that a person proved to have in a service; empty: none.
std::string linked_member(store::Session& session, std::int64_t person_id, std::string_view service);
/// The account that a code is for; nullopt when it was used, is too old or unknown, or somebody else than the reader
/// has confirmed it.
std::optional<ChatAccount> account_of_code(store::Session& session, std::string_view code, std::int64_t reader,
                                           Instant now);

/// What somebody who confirmed an account still has to do.
struct LinkOffer {
  ChatAccount account;
  std::string digits;  ///< six, to be said in the chat by that account
};

/// What became of digits that were said in a chat.
enum class LinkOutcome { linked, wrong_digits, nothing_waits };

/// Links accounts in a chat with people, in two steps that only one and the same can do: somebody asks in the chat and
/// gets a code; whoever opens the page with it, signed in, and types their password is shown six digits; and the link
/// is made when the account says these in the chat. So a code that others read, or send to somebody, links nothing: its
/// reader does not speak through the account, and its sender does not see the digits. Thread-safe.
class ChatIdentityService {
 public:
  ChatIdentityService(store::Database& database, const Clock& clock, people::SignInService& sign_in)
      : database_(database), clock_(clock), sign_in_(sign_in) {}

  /// A code that links this account once, within link_life; an earlier one of the account ends. It is told this once,
  /// to whoever asked; only its hash is kept.
  std::string begin(const ChatAccount& account);
  /// Offers the account of a code to this person alone; asked again, there are new digits. Throws NotFound for a code
  /// that is used, too old, unknown or confirmed by somebody else, Forbidden for a guest, Invalid for the field
  /// `secret` when the password is wrong, TooBusy after several wrong ones, Conflict when the account, or another one
  /// of this person in the same place, is linked already.
  LinkOffer confirm(const people::Actor& actor, std::string_view code, std::string_view password);
  /// Makes the link when these are the digits of an offer for the account. The person is told. Digits of an offer for
  /// another account end that offer, because others may have read them.
  LinkOutcome complete(const ChatAccount& account, std::string_view digits);
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
  people::SignInService& sign_in_;
};

}  // namespace provost::workflows::chat
