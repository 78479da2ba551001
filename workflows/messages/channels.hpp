#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/people/people_service.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::messages {

/// How long the secret of a webhook is still valid after it was changed.
inline constexpr std::chrono::hours former_secret_life{24};
/// The channel of mail, which has no row: it is set up in the configuration.
inline constexpr std::int64_t mail_channel = 0;

/// What a channel is told, and how. The address is a secret: whoever has it can post there.
struct ChannelSettings {
  std::string name;                         ///< as people call it: "Staff room"
  std::string format;                       ///< "slack", "teams", …; see channel_formats()
  std::vector<std::string> events;          ///< names of event_kinds(); empty: none
  std::vector<std::string> workflows;       ///< only these; empty: all
  std::vector<std::string> departments;     ///< only tasks and cases of people of these; empty: all
  std::vector<std::string> roles;           ///< only what concerns people with these, or waits for them; empty: all
  std::vector<std::string> document_types;  ///< of documents only these; empty: all
  std::vector<std::string> grades;          ///< of cases only those with one of these grades; empty: all
  bool mentions = true;                     ///< people are mentioned where they are known there
  bool interactive = false;                 ///< of Slack: the address belongs to the app that may speak to this server,
                                            ///< so messages carry buttons that do something
};

struct Channel : ChannelSettings {
  std::int64_t id = 0;
  std::string address_hint;  ///< the host, which is no secret
  std::int64_t row_version = 0;
  std::optional<Instant> paused_at;
  std::string pause_reason;
  std::optional<Instant> failing_since;
  std::int64_t waiting = 0;  ///< messages; counted by list_channels() only
};

/// What delivery needs beside the settings.
struct ChannelSecrets {
  std::string address;
  std::vector<std::string> signing_secrets;  ///< of a webhook: the present one, and the former one while it is valid
};

/// "slack", "teams", "mattermost", "google_chat", "discord", "zulip", "webhook".
const std::vector<std::string>& channel_formats();

/// By name.
std::vector<Channel> list_channels(store::Session& session);
std::optional<Channel> find_channel(store::Session& session, std::string_view name);
std::optional<Channel> find_channel(store::Session& session, std::int64_t id);
/// How many messages wait for a channel.
std::int64_t count_waiting(store::Session& session, std::int64_t channel_id);
/// The channels that want to be told of an event, without how much waits for them.
std::vector<Channel> channels_for(store::Session& session, std::string_view event);
ChannelSecrets secrets_of(store::Session& session, std::int64_t channel_id, Instant now);
/// The names of the channels that are paused, "mail" among them.
std::vector<std::string> paused_channels(store::Session& session);
/// Why mail waits; empty: it does not.
std::string mail_pause(store::Session& session);

/// Changes channels; quality managers and administrators. Thread-safe. Every function throws Forbidden, NotFound,
/// Invalid.
class ChannelService {
 public:
  ChannelService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// `address`: the whole web address that the other side gave; `secret`: of a webhook, "whsec_…".
  void add(const people::Authority& authority, const ChannelSettings& settings, const std::string& address,
           const std::string& secret);
  /// An empty address keeps the present one.
  void change(const people::Authority& authority, const std::string& name, const ChannelSettings& settings,
              const std::string& address);
  /// The former secret stays valid for former_secret_life.
  void change_secret(const people::Authority& authority, const std::string& name, const std::string& secret);
  /// What waits for it is dropped, and told so in the log.
  void remove(const people::Authority& authority, const std::string& name);
  void pause(const people::Authority& authority, const std::string& name, const std::string& reason);
  void resume(const people::Authority& authority, const std::string& name);

 private:
  store::Database& database_;
  const Clock& clock_;
};

}  // namespace provost::workflows::messages
