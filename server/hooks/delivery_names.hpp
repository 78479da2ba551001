#pragma once

#include <chrono>
#include <string>

#include "server/http/request.hpp"
#include "workflows/time.hpp"

namespace provost::hooks {

/// What a delivery is known by when it comes again.
struct DeliveryName {
  std::string key;  ///< the same on each repetition; see Incoming::key
  /// How long the same body counts as the same delivery whatever its key; 0: not at all.
  std::chrono::seconds equal_body_known_for{0};
};

/// The name that a sender gives a delivery; a hash where that would be long. Where it gives none, or one that is not
/// signed with the body, the body counts too: whoever saw a delivery could send it again under another name. But an
/// equal body may be another event, e.g. of a script that reports each night; so it counts
///   for as long as deliveries are known, where the sender's events carry their own names in the body (GitHub, Moodle,
///     Typeform, SurveyMonkey, SmartSurvey, Teams);
///   for as long as a signature stays valid, where the time is signed (Slack, Stripe);
///   for an hour elsewhere.
/// `event`: what names a CloudEvent; may be empty. Names of the sender are known for 30 days.
DeliveryName name_of_delivery(const http::Request& request, const std::string& scheme, const std::string& event,
                              const std::string& body_sha256, workflows::Instant now);

/// The same rule in a sentence for people.
std::string repetition_rule(const std::string& scheme);

}  // namespace provost::hooks
