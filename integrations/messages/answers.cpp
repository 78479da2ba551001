#include "integrations/messages/answers.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>
#include <utility>

#include "integrations/messages/retry_after.hpp"
#include "integrations/messages/text_cutting.hpp"

namespace provost::integrations {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_quotation = 200;

struct Named {
  Format format;
  std::string_view text;
  std::string_view spoken;
};

constexpr std::array<Named, 7> formats = {{{Format::slack, "slack", "Slack"},
                                           {Format::teams, "teams", "Microsoft Teams"},
                                           {Format::mattermost, "mattermost", "Mattermost or Rocket.Chat"},
                                           {Format::google_chat, "google_chat", "Google Chat"},
                                           {Format::discord, "discord", "Discord"},
                                           {Format::zulip, "zulip", "Zulip"},
                                           {Format::webhook, "webhook", "The receiver"}}};

const Named& named(Format format) {
  return *std::find_if(formats.begin(), formats.end(), [&](const Named& one) { return one.format == format; });
}

std::string spoken(Format format) {
  return std::string(named(format).spoken);
}

/// What Slack answers for good, and what to do about it (Slack, "Handling errors" of incoming webhooks).
struct SlackError {
  std::string_view code;
  std::string_view advice;
};

constexpr std::array<SlackError, 12> slack_errors = {{
    {"invalid_payload", "Please report this: Provost wrote a message that Slack does not accept."},
    {"invalid_blocks", "Please report this: Provost wrote a message that Slack does not accept."},
    {"no_text", "Please report this: Provost wrote a message without text."},
    {"too_many_attachments", "Please report this: Provost wrote a message that Slack does not accept."},
    {"user_not_found", "The person this address writes to no longer exists: make a new webhook in Slack."},
    {"action_prohibited", "A Slack administrator has restricted who may post there: ask them to allow it."},
    {"invalid_token", "The webhook was withdrawn: make a new one in Slack and enter its address."},
    {"channel_not_found", "The channel no longer exists: make a webhook for another channel."},
    {"channel_is_archived", "The channel is archived: bring it back in Slack, or make a webhook for another channel."},
    {"no_service", "The webhook was removed or switched off: make a new one in Slack and enter its address."},
    {"no_active_hooks", "The webhook was switched off: switch it on in Slack, or make a new one."},
    {"no_team", "The Slack workspace no longer exists: enter the address of another one."},
}};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t from = text.find_first_not_of(blanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

std::optional<json::object> object_in(std::string_view body) {
  boost::system::error_code error;
  json::value value = json::parse(body, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string());
}

/// The error in a JSON answer, in any of the ways of the destinations; empty: none.
std::string error_in(std::string_view body) {
  const auto object = object_in(body);
  if (!object) return {};
  if (const json::value* error = object->if_contains("error")) {
    if (error->is_object()) {
      const std::string code = text_of(error->get_object(), "code");
      const std::string message = text_of(error->get_object(), "message");
      if (!code.empty() && !message.empty()) return code + ": " + message;
      return code + message + (code.empty() && message.empty() ? "unnamed error" : "");
    }
    if (error->is_string()) return std::string(error->get_string());
    if (!error->is_null()) return "unnamed error";
  }
  const json::value* success = object->if_contains("success");
  if (success != nullptr && success->is_bool() && !success->get_bool()) return "unnamed error";
  if (text_of(*object, "result") == "error") return text_of(*object, "code") + ": " + text_of(*object, "msg");
  return {};
}

std::string quoted(std::string_view text) {
  const std::string line = cut(one_line(text.substr(0, 4 * longest_quotation)), longest_quotation);
  return line.empty() ? "nothing" : "“" + line + "”";
}

bool passes(std::string_view error) {
  static constexpr std::array<std::string_view, 8> words = {
      "hrottl",     "TooManyRequests",    "imeout",      "navailable", "rate_limited",
      "RATE_LIMIT", "RESOURCE_EXHAUSTED", "rollup_error"};
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return error.find(word) != error.npos; });
}

Judgement delivered() {
  return {Verdict::delivered, {}, std::nullopt};
}

Judgement later(std::string reason) {
  return {Verdict::try_again, std::move(reason) + " Provost tries again by itself.", std::nullopt};
}

Judgement never(std::string reason) {
  return {Verdict::never, std::move(reason), std::nullopt};
}

/// An answer that says success by its status and an error by its text.
Judgement error_despite_success(Format format, const std::string& error) {
  if (passes(error)) return later(spoken(format) + " is too busy at the moment: " + quoted(error) + ".");
  return never(spoken(format) + " did not take the message: " + quoted(error) +
               ". Check the address and the rights behind it, then send a test message.");
}

Judgement unexpected(Format format, std::string_view body) {
  return later("The answer is none that " + spoken(format) + " gives: " + quoted(body) +
               ". Check that the address is the right one and that no proxy answers in its place.");
}

std::optional<Judgement> slack_judgement(std::string_view body) {
  std::string error = error_in(body);
  if (error.empty()) error = std::string(trimmed(body));
  for (const SlackError& known : slack_errors) {
    if (error == known.code) return never("Slack says " + quoted(error) + ". " + std::string(known.advice));
  }
  if (passes(error)) return later("Slack is too busy at the moment: " + quoted(error) + ".");
  return std::nullopt;
}

Judgement judge_success(Format format, int status, std::string_view body) {
  if (format == Format::webhook) return delivered();
  const std::string error = error_in(body);
  const std::string_view text = trimmed(body);
  const auto object = object_in(body);
  const auto unless_error = [&](bool arrived) {
    if (!error.empty()) return error_despite_success(format, error);
    return arrived ? delivered() : unexpected(format, body);
  };
  switch (format) {
    case Format::slack:
      if (status == 200 && text == "ok") return delivered();
      return slack_judgement(body).value_or(unexpected(format, body));
    case Format::teams:
      return unless_error(status == 200 || status == 202);
    case Format::mattermost: {
      const json::value* success = object ? object->if_contains("success") : nullptr;  // Rocket.Chat
      return unless_error(status == 200 && (text == "ok" || (success != nullptr && success->is_bool())));
    }
    case Format::google_chat:
      return unless_error(status == 200 && object.has_value());
    case Format::discord:
      return unless_error(status == 204 || (status == 200 && object.has_value()));
    case Format::zulip:
      return unless_error(status == 200 && object && text_of(*object, "result") == "success");
    case Format::webhook:
      break;
  }
  return delivered();
}

std::string advice_for(Format format, int status) {
  switch (status) {
    case 401:
    case 403:
      return format == Format::teams
                 ? "The address is no longer accepted: copy it again, whole, from the flow in Teams (Workflows)."
                 : "The address or its key is no longer accepted: make a new one there and enter it here.";
    case 404:
    case 410:
      return format == Format::teams
                 ? "The flow is gone, perhaps with the account of its owner: make a new one in Teams (Workflows), with "
                   "a "
                   "co-owner, and enter its address."
                 : "There is nothing at this address any more: make a new one there and enter it here.";
    case 413:
      return "The message is too large for it. Please report this.";
    default:
      return "Check the address and what it accepts, then send a test message.";
  }
}

Judgement judge_refusal(Format format, int status, std::string_view body) {
  if (format == Format::slack) {
    if (auto known = slack_judgement(body); known && known->verdict == Verdict::never) return *known;
  }
  const std::string error = error_in(body);
  const std::string said = error.empty() ? "" : ", and says " + quoted(error);
  return never(spoken(format) + " refuses the message (" + std::to_string(status) + ")" + said + ". " +
               advice_for(format, status));
}

Judgement judge_status(Format format, int status, std::string_view body) {
  if (status == 408) return later(spoken(format) + " gave up waiting for the message (408).");
  if (status == 425 || status == 429) {
    return later(spoken(format) + " asks for fewer messages at a time (" + std::to_string(status) + ").");
  }
  if (status >= 200 && status < 300) return judge_success(format, status, body);
  if (status >= 300 && status < 400) {
    return never("The address sends to another address (" + std::to_string(status) +
                 "), which Provost does not follow. Enter the address it leads to, if you trust that.");
  }
  if (status >= 400 && status < 500) return judge_refusal(format, status, body);
  if (status >= 500 && status < 600) {
    return later(spoken(format) + " has a fault at the moment (" + std::to_string(status) + ").");
  }
  return later(spoken(format) + " gave no answer that can be understood.");
}

}  // namespace

std::string_view to_text(Format format) {
  return named(format).text;
}

std::optional<Format> parse_format(std::string_view text) {
  for (const Named& one : formats) {
    if (one.text == text) return one.format;
  }
  return std::nullopt;
}

Judgement judge(Format format, int status, std::string_view body, std::string_view retry_after_header,
                std::chrono::system_clock::time_point now) {
  Judgement judgement = judge_status(format, status, body);
  if (judgement.verdict == Verdict::try_again) {
    // nullopt is less than any wait.
    judgement.retry_after = std::max(header_wait(retry_after_header, now), body_wait(body));
  }
  return judgement;
}

}  // namespace provost::integrations
