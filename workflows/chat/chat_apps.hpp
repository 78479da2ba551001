#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/people/people_service.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::chat {

/// An app in a chat service that may speak to this server: Slack's one, or an outgoing webhook of a team in Teams.
struct ChatApp {
  std::int64_t id = 0;
  std::string service;  ///< "slack" or "teams"
  std::string address;  ///< last part of the web address that it calls: "slack", or random
  std::string name;     ///< for people: "Staff team"
  Instant added_at{};
  bool has_secret = false;    ///< without it, everything from there is refused
  bool shares_links = false;  ///< of Teams: links made in other such teams of the same tenant count here, and back
};

/// By the time they were added.
std::vector<ChatApp> list_apps(store::Session& session);
std::optional<ChatApp> find_app(store::Session& session, std::string_view address);
/// What signs its requests: Slack's signing secret, or the security token of Teams. Never shown. Empty: there is none
/// yet, and nothing is genuine.
std::string secret_of(store::Session& session, const ChatApp& app);

/// Decides which apps may speak to this server; administrators only, since whoever knows a secret can speak as
/// everybody linked through its app. Thread-safe. Throws Forbidden, Invalid, NotFound.
class ChatAppService {
 public:
  ChatAppService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// A team of Teams gets an address to call. Teams gives the token only after that, so it comes with set_secret().
  std::string add_team(const people::Authority& authority, const std::string& name);
  /// Slack has one app, at "slack", which is there with its first secret. A secret takes the place of the present one.
  void set_secret(const people::Authority& authority, const std::string& address, const std::string& secret);
  /// Whether people who linked their account in one such team need not do so in the others. Whoever holds the token of
  /// any of them can then speak as everybody linked in all of them: so this is for teams whose tokens the same
  /// administrators keep.
  void share_links(const people::Authority& authority, std::string_view address, bool shares);
  /// From now on, what it sends is refused. Links of people stay.
  void remove(const people::Authority& authority, std::string_view address);

 private:
  store::Database& database_;
  const Clock& clock_;
};

}  // namespace provost::workflows::chat
