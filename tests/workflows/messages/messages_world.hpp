#pragma once

#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/workflows/cases/cases_world.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/message_content.hpp"
#include "workflows/messages/message_log.hpp"
#include "workflows/messages/outbox.hpp"
#include "workflows/messages/queueing.hpp"

namespace provost::tests {

/// A small organisation with an outbox, channels and what people prefer.
class MessagesTest : public CasesOnBothDatabases {
 protected:
  void SetUp() override {
    CasesOnBothDatabases::SetUp();
    if (!world) return;
    channels = std::make_unique<workflows::messages::ChannelService>(world->database, world->clock);
    preferences = std::make_unique<workflows::messages::PreferenceService>(world->database, world->clock);
    outbox = std::make_unique<workflows::messages::Outbox>(world->database, world->clock, [] { return 0.5; });
  }
  void add_channel(const std::string& name, std::vector<std::string> events, const std::string& format = "mattermost") {
    workflows::messages::ChannelSettings settings;
    settings.name = name;
    settings.format = format;
    settings.events = std::move(events);
    channels->add(workflows::people::Authority::of(world->actor("quality")), settings,
                  "https://chat.example.org/hook/secretpart",
                  format == "webhook" ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" : "");
  }
  std::int64_t queue(const std::string& channel, const std::string& text) {
    workflows::store::WriteTransaction transaction(world->database, world->clock);
    const auto id = workflows::messages::queue_at_once(
        transaction, workflows::messages::find_channel(transaction.session(), channel)->id,
        {workflows::messages::case_opened, {}, {}, {}, {}, text, ""});
    transaction.commit();
    return id;
  }
  static workflows::messages::Attempt delivered() {
    workflows::messages::Attempt attempt;
    attempt.verdict = "delivered";
    attempt.status = 200;
    return attempt;
  }
  static workflows::messages::Attempt busy(std::optional<std::chrono::seconds> wait = std::nullopt) {
    workflows::messages::Attempt attempt;
    attempt.verdict = "try_again";
    attempt.reason = "It is busy.";
    attempt.status = 503;
    attempt.retry_after = wait;
    return attempt;
  }
  std::string state(std::int64_t id) {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return workflows::messages::find_message(snapshot.session(), id)->state;
  }
  std::vector<workflows::messages::Outgoing> log(const std::string& wanted = "") {
    const workflows::store::ReadSnapshot snapshot(world->database);
    workflows::messages::LogQuery query;
    query.state = wanted;
    query.limit = 100;
    return workflows::messages::read_log(snapshot.session(), query).messages;
  }
  workflows::messages::Channel channel(const std::string& name) {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return *workflows::messages::find_channel(snapshot.session(), name);
  }
  workflows::messages::Rendering render(const workflows::messages::Outgoing& message) {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return workflows::messages::read_content(snapshot.session(), world->catalogue, message, world->clock.now());
  }
  void prefer(const std::string& person, const std::string& pace, const std::string& way = "mail") {
    workflows::messages::Preferences wanted;
    wanted.pace = pace;
    wanted.way = way;
    preferences->change(world->actor(person), wanted);
  }
  std::string asked() {
    auto key = world->open("request", "teacher", {{"what", "Ten microscopes"}}, "Microscopes");
    world->fire(key, "teacher", "ask",
                {{"approvers", boost::json::array{"approver@example.org"}},
                 {"amount", "1200 EUR"},
                 {"wanted_by", "2026-12-31"}});
    return key;
  }

  std::unique_ptr<workflows::messages::ChannelService> channels;
  std::unique_ptr<workflows::messages::PreferenceService> preferences;
  std::unique_ptr<workflows::messages::Outbox> outbox;
};

}  // namespace provost::tests
