#include <iostream>

#include "integrations/messages/standard_webhook.hpp"
#include "server/app/services.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/files.hpp"
#include "server/cli/terminal.hpp"
#include "server/jobs/message_sender.hpp"
#include "workflows/errors.hpp"
#include "workflows/local_moment.hpp"
#include "workflows/messages/message_log.hpp"
#include "workflows/messages/message_samples.hpp"

namespace provost::cli {

namespace {

namespace messages = workflows::messages;
using workflows::people::Authority;

/// The data directory with what sends messages.
class MessagesOfData {
 public:
  explicit MessagesOfData(const NotifyArguments& arguments)
      : directory_(arguments.data), config_(directory_.read_config(arguments.config)) {
    directory_.require_initialised(config_);
    services_.emplace(directory_, config_, clock_, 3);
    sender_.emplace(*services_, config_);
  }
  app::Services& services() { return *services_; }
  jobs::MessageSender& sender() { return *sender_; }

 private:
  app::DataDirectory directory_;
  config::Config config_;
  workflows::SystemClock clock_;
  std::optional<app::Services> services_;
  std::optional<jobs::MessageSender> sender_;
};

}  // namespace

int notify_list(const NotifyArguments& arguments) {
  MessagesOfData data(arguments);
  const workflows::store::ReadSnapshot snapshot(data.services().database);
  auto& session = snapshot.session();
  for (const auto& channel : messages::list_channels(session)) {
    std::cout << "channel\t" << channel.name << "\t" << channel.format << "\t" << channel.address_hint << "\t"
              << (channel.paused_at ? "paused: " + channel.pause_reason : "works") << "\t" << channel.waiting
              << " waiting\n";
  }
  messages::LogQuery query;
  query.state = arguments.state;
  query.limit = 50;
  for (const auto& message : messages::read_log(session, query).messages) {
    std::cout << "message\t" << message.id << "\t" << workflows::to_text(message.created_at) << "\t" << message.event
              << "\t" << message.state << "\t" << message.text << "\t" << message.outcome << "\n";
  }
  return 0;
}

int notify_add(const NotifyArguments& arguments) {
  MessagesOfData data(arguments);
  messages::ChannelSettings settings;
  settings.name = arguments.channel;
  settings.format = arguments.format;
  settings.events = arguments.events;
  settings.workflows = arguments.workflows;
  settings.departments = arguments.departments;
  settings.roles = arguments.roles;
  settings.document_types = arguments.document_types;
  settings.grades = arguments.grades;
  const auto secret = settings.format == "webhook" ? integrations::new_secret() : std::string();
  data.services().channels.add(Authority::operator_of_data(), settings, read_secret_file(arguments.address_file),
                               secret);
  std::cout << "Added " << settings.name << ".\n";
  if (!secret.empty()) std::cout << "Its secret, which is not shown again: " << secret << "\n";
  return 0;
}

int notify_test(const NotifyArguments& arguments) {
  MessagesOfData data(arguments);
  const auto message = data.services().outbox.begin_test(Authority::operator_of_data(), arguments.channel);
  const auto result = data.sender().send(message);
  if (!result.attempt) {
    data.services().outbox.drop(message, result.moot);
    throw CliFailure(result.moot);
  }
  data.services().outbox.settle(message, *result.attempt);
  const auto& attempt = *result.attempt;
  if (attempt.status != 0) std::cout << "The answer was " << attempt.status << ": " << attempt.answer << "\n";
  if (attempt.verdict != "delivered") throw CliFailure("It did not arrive. " + attempt.reason);
  std::cout << "The other side took it. Look whether the message is there.\n";
  return 0;
}

int notify_retry(const NotifyArguments& arguments) {
  MessagesOfData data(arguments);
  data.services().outbox.send_again(Authority::operator_of_data(), arguments.message);
  std::cout << "Message " << arguments.message << " waits to be sent again.\n";
  return 0;
}

int notify_replay(const NotifyArguments& arguments) {
  MessagesOfData data(arguments);
  const auto since = workflows::parse_local_moment(arguments.since, data.services().organisation_at_start.time_zone);
  if (!since) throw CliFailure("--since is a day as 2026-11-20 or a moment as 2026-11-20T08:00.");
  const auto count = data.services().outbox.replay(Authority::operator_of_data(), arguments.channel, *since);
  std::cout << count << (count == 1 ? " message waits" : " messages wait") << " to be sent again.\n";
  return 0;
}

int notify_preview(const NotifyArguments& arguments) {
  MessagesOfData data(arguments);
  try {
    std::cout << data.sender().preview(messages::sample_content(arguments.event), arguments.format, "msg_preview")
              << "\n";
  } catch (const std::invalid_argument& problem) {
    throw CliFailure(problem.what());
  }
  return 0;
}

}  // namespace provost::cli
