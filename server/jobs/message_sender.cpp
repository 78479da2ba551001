#include "server/jobs/message_sender.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "integrations/http_client/unreachable.hpp"
#include "integrations/mail/mail_text.hpp"
#include "integrations/messages/answers.hpp"
#include "integrations/messages/payload.hpp"
#include "integrations/messages/standard_webhook.hpp"
#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/chat/chat_steps.hpp"
#include "workflows/errors.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::jobs {

namespace {

namespace json = boost::json;
namespace messages = workflows::messages;
using integrations::Format;
using messages::Attempt;
using messages::MessageContent;

constexpr std::size_t longest_logged = 20'000;
/// Steps offered below a message; more are found on the page.
constexpr std::size_t most_steps = 3;

integrations::ClientSettings client_settings(const config::Config& config) {
  integrations::ClientSettings settings;
  settings.allowed = config.outgoing.allowed;
  settings.proxy = config.outgoing.proxy;
  settings.certificate_authorities = config.outgoing.certificate_authorities;
  return settings;
}

std::optional<integrations::MailSender> mail_sender(const config::Mail& mail) {
  using Security = integrations::MailSettings::Security;
  if (mail.host.empty()) return std::nullopt;
  integrations::MailSettings settings;
  settings.host = mail.host;
  settings.port = mail.port;
  settings.security = mail.security == "tls"    ? Security::tls
                      : mail.security == "none" ? Security::none
                                                : Security::starttls;
  settings.user = mail.user;
  settings.password = mail.password;
  settings.from_address = mail.from_address;
  settings.from_name = mail.from_name;
  settings.certificate_authorities = mail.certificate_authorities;
  return integrations::MailSender(settings);
}

Attempt refused(const std::string& reason, bool channel_is_gone) {
  Attempt attempt;
  attempt.verdict = "never";
  attempt.reason = reason;
  attempt.channel_is_gone = channel_is_gone;
  return attempt;
}

/// What closes a destination for every message, until somebody looks after it.
bool closes_channel(int status) {
  return status == 401 || status == 403 || status == 404 || status == 410 || (status >= 300 && status < 400);
}

/// What came from outside as text that any database keeps: other bytes become question marks.
std::string as_text(std::string text) {
  std::replace(text.begin(), text.end(), '\0', '?');
  if (workflows::is_utf8(text)) return text;
  std::replace_if(
      text.begin(), text.end(), [](char byte) { return static_cast<unsigned char>(byte) > 0x7F; }, '?');
  return text;
}

/// Servers like to tell what address was asked for, and for chat that is the secret.
std::string without_secrets(std::string text, const std::string& address) {
  constexpr std::size_t shortest_secret = 8;
  const auto scheme = address.find("://");
  if (scheme == std::string::npos) return text;
  auto rest = std::string_view(address).substr(scheme + 3);
  rest.remove_prefix(std::min(rest.size(), rest.find_first_of("/?#")));
  while (!rest.empty()) {
    const auto end = std::min(rest.size(), rest.find_first_of("/?#&="));
    const auto part = rest.substr(0, end);
    if (part.size() >= shortest_secret) {
      for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at))
        text.replace(at, part.size(), "…");
    }
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  return text;
}

const char* verdict_text(integrations::Verdict verdict) {
  switch (verdict) {
    case integrations::Verdict::delivered:
      return "delivered";
    case integrations::Verdict::try_again:
      return "try_again";
    case integrations::Verdict::never:
      return "never";
  }
  return "";
}

}  // namespace

MessageSender::MessageSender(app::Services& services, const config::Config& config)
    : services_(services),
      public_url_(config.public_url),
      wording_(config.templates),
      language_(config.language),
      client_(client_settings(config)),
      mail_(mail_sender(config.mail)),
      mail_domain_(config.mail.from_address.empty()
                       ? "provost.example"
                       : config.mail.from_address.substr(config.mail.from_address.find('@') + 1)) {}

MessageSender::Result MessageSender::send(const messages::Outgoing& message) {
  const auto began = std::chrono::steady_clock::now();
  Result result;
  std::string address;
  try {
    result = send_now(message, address);
  } catch (const std::exception& error) {
    // Tried again by the ladder, so that one message that cannot be made does not stand before all others for ever.
    Attempt attempt;
    attempt.verdict = "try_again";
    attempt.reason = "The message could not be made: " + std::string(error.what());
    result.attempt = std::move(attempt);
  }
  if (!result.attempt) return result;
  auto& attempt = *result.attempt;
  attempt.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  attempt.request = workflows::shortened(as_text(attempt.request), longest_logged);
  attempt.answer = workflows::shortened(without_secrets(as_text(attempt.answer), address), longest_logged);
  attempt.reason = without_secrets(as_text(attempt.reason), address);
  return result;
}

MessageSender::Result MessageSender::send_now(const messages::Outgoing& message, std::string& address) const {
  std::optional<MessageContent> content;
  std::optional<messages::Channel> channel;
  messages::ChannelSecrets secrets;
  {
    const workflows::store::ReadSnapshot snapshot(services_.database);
    auto& session = snapshot.session();
    if (message.channel_id != messages::mail_channel) {
      channel = messages::find_channel(session, message.channel_id);
      if (!channel) return {std::nullopt, "The channel was removed."};
      secrets = messages::secrets_of(session, channel->id, services_.clock.now());
      address = secrets.address;
    }
    auto rendering = messages::read_content(session, services_.catalogue, message, services_.clock.now());
    if (!rendering.content) return {std::nullopt, rendering.moot};
    content = std::move(rendering.content);
  }
  return {channel ? send_to_channel(*content, *channel, secrets, message) : send_mail(*content, message), ""};
}

std::string MessageSender::language_for(const MessageContent& content, templates::Medium medium) const {
  // A channel is read by others too, so it speaks the organisation's language.
  const auto& own = content.preferences.language;
  return medium == templates::Medium::mail && !own.empty() ? own : language_;
}

integrations::Message MessageSender::worded(const MessageContent& content, bool mentions, templates::Medium medium,
                                            bool interactive) const {
  const auto language = language_for(content, medium);
  const auto words = wording_.render(content.wording, content.values, medium, language);
  integrations::Message message;
  message.phrases = {wording_.phrase("addressed", language), wording_.phrase("more", language),
                     wording_.phrase("good", language), wording_.phrase("warning", language),
                     wording_.phrase("urgent", language)};
  message.title = words.title;
  message.text = words.text;
  for (const auto& [name, value] : words.facts) message.facts.push_back({name, value});
  message.footer = words.footer;
  if (has_public_address()) {
    message.button = words.button;
    message.address = public_url_ + content.path;
  }
  for (const auto& line : content.lines) {
    message.items.push_back(
        {wording_.phrase("line", language, {{"what", line.text}, {"due", line.due}, {"is_overdue", line.is_overdue}}),
         has_public_address() ? public_url_ + line.path : std::string()});
  }
  if (content.person && mentions) {
    // The line of the mention says already for whom it is.
    std::erase_if(message.facts, [&content](const auto& fact) { return fact.value == content.person->name; });
    message.mentions.push_back(
        {content.person->name, content.preferences.slack_member, content.preferences.teams_address});
  }
  if (interactive && content.task_id) message.actions = actions_of(content, language);
  if (content.overdue) message.tone = integrations::Tone::urgent;
  return message;
}

std::vector<integrations::MessageAction> MessageSender::actions_of(const MessageContent& content,
                                                                   const std::string& language) const {
  const auto task_id = *content.task_id;
  const auto task = " task:" + std::to_string(task_id);
  const auto later =
      integrations::MessageAction{wording_.phrase("tomorrow_button", language), "snooze" + task + " tomorrow"};
  const workflows::store::ReadSnapshot snapshot(services_.database);
  auto& session = snapshot.session();
  const auto one = workflows::cases::case_of_task(session, task_id);
  const auto named =
      one && workflows::cases::is_for_everybody(
                 session, *one, *services_.catalogue.version(session, one->workflow_version_id).definition);
  // Others read the channel: of a case that is not for everybody, the step is not named.
  if (!named) return {{wording_.phrase("done_button", language), "done" + task}, later};
  if (!content.person) return {{wording_.phrase("done_button", language, content.values), "done" + task}, later};
  std::vector<integrations::MessageAction> actions;
  const auto now = services_.clock.now();
  const auto actor = workflows::people::as_actor(*content.person, "chat");
  const auto view = workflows::cases::read_case(session, services_.catalogue, services_.facts, actor, one->key, now);
  const auto zone = workflows::organisation::present_organisation(session).time_zone;
  for (const auto& step : workflows::chat::steps_from_chat(view, workflows::day_in_zone(now, zone))) {
    if (actions.size() == most_steps) break;
    actions.push_back({step.title, "done" + task + " " + step.event});
  }
  actions.push_back(later);
  return actions;
}

std::string MessageSender::body_of(const MessageContent& content, const std::string& format, const std::string& event,
                                   bool mentions, bool interactive) const {
  if (format != "webhook") {
    return json::serialize(integrations::payload_for(*integrations::parse_format(format),
                                                     worded(content, mentions, templates::Medium::chat, interactive)));
  }
  auto data = content.values;
  if (has_public_address()) data["address"] = public_url_ + content.path;
  return json::serialize(json::object{
      {"type", event}, {"timestamp", workflows::to_text(services_.clock.now())}, {"data", std::move(data)}});
}

std::string MessageSender::preview(const MessageContent& content, const std::string& format,
                                   const std::string& key) const {
  if (format == "mail") {
    auto mail = mail_of(content, key);
    if (mail.from_address.empty()) mail.from_address = "provost@" + mail_domain_;
    return integrations::mail_bytes(mail);
  }
  return body_of(content, format, content.wording, true);
}

Attempt MessageSender::send_to_channel(const MessageContent& content, const messages::Channel& channel,
                                       const messages::ChannelSecrets& secrets,
                                       const messages::Outgoing& message) const {
  integrations::HttpRequest request;
  request.address = secrets.address;
  request.body = body_of(content, channel.format, message.event, channel.mentions, channel.interactive);
  request.headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", message.key}};
  if (channel.format == "webhook") {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(services_.clock.now().time_since_epoch()).count();
    const auto signature = integrations::sign(message.key, seconds, request.body, secrets.signing_secrets);
    for (const auto& header : signature.headers()) request.headers.push_back(header);
  }
  Attempt attempt;
  try {
    const auto answer = client_.send(request);
    const auto judgement = integrations::judge(*integrations::parse_format(channel.format), answer.status, answer.body,
                                               answer.header("Retry-After"));
    attempt.verdict = verdict_text(judgement.verdict);
    attempt.reason = judgement.reason;
    attempt.retry_after = judgement.retry_after;
    attempt.status = answer.status;
    attempt.answer = answer.body;
    attempt.channel_is_gone = judgement.verdict == integrations::Verdict::never && closes_channel(answer.status);
  } catch (const integrations::Unreachable& error) {
    attempt.verdict = error.worth_another_try() ? "try_again" : "never";
    attempt.reason = error.what();
    attempt.channel_is_gone = !error.worth_another_try();
  }
  attempt.request = request.body;
  return attempt;
}

integrations::Mail MessageSender::mail_of(const MessageContent& content, const std::string& key) const {
  const auto message = worded(content, false, templates::Medium::mail);
  const auto organisation = content.values.if_contains("organisation");
  const auto text = integrations::mail_text(
      message, organisation != nullptr && organisation->is_string() ? std::string(organisation->get_string()) : "");
  integrations::Mail mail;
  mail.to_address = content.person->email;
  mail.to_name = content.person->name;
  mail.subject = message.title;
  mail.text = text.text;
  mail.html = text.html;
  mail.message_id = "<" + key + "@" + mail_domain_ + ">";
  // Everything about one case stands together in the reader's mailbox.
  if (const auto* about = content.values.if_contains("key"); about != nullptr && about->is_string()) {
    mail.in_reply_to = "<case-" + std::string(about->get_string()) + "@" + mail_domain_ + ">";
  }
  if (has_public_address() && !content.unsubscribe_code.empty()) {
    mail.unsubscribe_address = public_url_ + "/unsubscribe/" + content.unsubscribe_code;
  }
  mail.date = services_.clock.now();
  return mail;
}

Attempt MessageSender::send_mail(const MessageContent& content, const messages::Outgoing& message) const {
  if (!mail_) return refused("No mail server is set up: see “mail” in the configuration.", false);
  if (!content.person) return refused("The message has nobody to go to.", false);
  const auto mail = mail_of(content, message.key);
  const auto answer = mail_->send(mail);
  using Verdict = integrations::MailAnswer::Verdict;
  Attempt attempt;
  attempt.verdict = answer.verdict == Verdict::delivered   ? "delivered"
                    : answer.verdict == Verdict::try_again ? "try_again"
                                                           : "never";
  attempt.reason = answer.reason;
  attempt.answer = answer.answer;
  attempt.request = "To: " + mail.to_address + "\nSubject: " + mail.subject + "\n\n" + mail.text;
  return attempt;
}

}  // namespace provost::jobs
