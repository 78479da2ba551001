#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace provost::integrations {

/// What a destination understands.
enum class Format { slack, teams, mattermost, google_chat, discord, zulip, webhook };

/// "slack", "teams", "mattermost" (Rocket.Chat too), "google_chat", "discord", "zulip", "webhook".
std::string_view to_text(Format format);

/// The reverse of to_text; nullopt for any other text.
std::optional<Format> parse_format(std::string_view text);

/// What became of a delivery: it arrived; it may arrive later; it never will as long as nobody changes something.
enum class Verdict { delivered, try_again, never };

struct Judgement {
  Verdict verdict;
  std::string reason;                               ///< for people: what happened and what to do; empty when delivered
  std::optional<std::chrono::seconds> retry_after;  ///< the destination's wish, at most one day; only with try_again
};

/// What an answer means. By the destinations' documentation: 3xx and 4xx are for good but 408, 425 and 429; 5xx are
/// not. A 2xx alone is no delivery where the destination says more: Slack and Mattermost say "ok", Zulip
/// {"result":"success"}, and Teams and Google Chat may put an error into a 200. A status of 0 means that there was no
/// answer. `body` may be cut, hold anything and need not be text; at most 200 characters of it are quoted.
/// `retry_after_header`: seconds, or an HTTP date (RFC 9110, 10.2.3), compared with `now`; a JSON "retry_after"
/// (Slack, Discord; rounded up) or "retry-after" (Zulip) counts when it is later. Throws nothing but std::bad_alloc.
Judgement judge(Format format, int status, std::string_view body, std::string_view retry_after_header,
                std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

}  // namespace provost::integrations
