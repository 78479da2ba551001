#pragma once

#include <functional>
#include <optional>
#include <string>

#include "integrations/http_client/http_client.hpp"
#include "integrations/mail/mail_sender.hpp"
#include "integrations/messages/message.hpp"
#include "server/app/services.hpp"
#include "server/config/config.hpp"
#include "templates/wording.hpp"
#include "workflows/messages/message_content.hpp"
#include "workflows/messages/outbox.hpp"

namespace provost::jobs {

/// Makes a message of the outbox from the present state, in the words of the templates and in the format of its
/// destination, and sends it. Thread-safe.
class MessageSender {
 public:
  /// Throws std::invalid_argument for settings that make no sense.
  MessageSender(app::Services& services, const config::Config& config);

  /// What became of a try; nullopt and `moot` when the message no longer matters.
  struct Result {
    std::optional<workflows::messages::Attempt> attempt;
    std::string moot;
  };
  Result send(const workflows::messages::Outgoing& message);

  /// How a message would go out, as text: a JSON body, or a mail with its headers. `format`: one of channel_formats()
  /// or "mail". Throws what templates and formats throw.
  std::string preview(const workflows::messages::MessageContent& content, const std::string& format,
                      const std::string& key) const;
  /// The same message before any format.
  /// `interactive`: with buttons that do something, where there is something to do.
  integrations::Message worded(const workflows::messages::MessageContent& content, bool mentions,
                               templates::Medium medium = templates::Medium::chat, bool interactive = false) const;

  bool sends_mail() const { return mail_.has_value(); }
  /// Without it, messages have no links.
  bool has_public_address() const { return !public_url_.empty(); }
  const std::vector<std::string>& wording_problems() const { return wording_.problems(); }
  std::vector<templates::Language> languages() const { return wording_.languages(); }

 private:
  std::string language_for(const workflows::messages::MessageContent& content, templates::Medium medium) const;
  /// `address`: set to that of the channel, so that it can be taken out of what came back.
  Result send_now(const workflows::messages::Outgoing& message, std::string& address) const;
  workflows::messages::Attempt send_mail(const workflows::messages::MessageContent& content,
                                         const workflows::messages::Outgoing& message) const;
  workflows::messages::Attempt send_to_channel(const workflows::messages::MessageContent& content,
                                               const workflows::messages::Channel& channel,
                                               const workflows::messages::ChannelSecrets& secrets,
                                               const workflows::messages::Outgoing& message) const;
  integrations::Mail mail_of(const workflows::messages::MessageContent& content, const std::string& key) const;
  /// The steps of the task that need nothing more than a press, by their own names, and “later”.
  std::vector<integrations::MessageAction> actions_of(const workflows::messages::MessageContent& content,
                                                      const std::string& language) const;
  std::string body_of(const workflows::messages::MessageContent& content, const std::string& format,
                      const std::string& event, bool mentions, bool interactive = false) const;

  app::Services& services_;
  std::string public_url_;
  templates::WordingTemplates wording_;
  std::string language_;  ///< of whoever chose none
  integrations::HttpClient client_;
  std::optional<integrations::MailSender> mail_;
  std::string mail_domain_;
};

}  // namespace provost::jobs
