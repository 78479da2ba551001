#include "server/hooks/delivery_names.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "integrations/webhook_signatures/signature_scheme.hpp"
#include "workflows/evidence_sources/deliveries.hpp"
#include "workflows/hashing.hpp"
#include "workflows/text_rules.hpp"

namespace provost::hooks {

namespace {

using integrations::SignatureScheme;

/// A signature is taken five minutes before and after its time, which has whole seconds: the minute more leaves no
/// moment in which a repetition is neither known nor too late.
constexpr std::chrono::minutes signature_life{11};
constexpr std::chrono::hours unnamed_body_life{1};

enum class Naming { signed_name, in_the_body, timed, nothing_but_the_body, none };

Naming naming_of(const std::string& scheme_name) {
  const auto scheme = integrations::signature_scheme(scheme_name);
  if (!scheme) return Naming::none;
  switch (*scheme) {
    case SignatureScheme::standard:
      return Naming::signed_name;
    case SignatureScheme::github:
    case SignatureScheme::moodle:
    case SignatureScheme::typeform:
    case SignatureScheme::survey_monkey:
    case SignatureScheme::smart_survey:
    case SignatureScheme::teams:
      return Naming::in_the_body;
    case SignatureScheme::slack:
    case SignatureScheme::stripe:
      return Naming::timed;
    case SignatureScheme::hmac:
      return Naming::nothing_but_the_body;
    case SignatureScheme::gitlab:
    case SignatureScheme::bearer:
    case SignatureScheme::address:
      break;
  }
  return Naming::none;
}

std::string name_of_sender(const http::Request& request, const std::string& scheme, const std::string& event) {
  static constexpr std::array<std::string_view, 6> names{"Idempotency-Key",  "webhook-id",          "X-GitHub-Delivery",
                                                         "X-Gitea-Delivery", "X-Gitlab-Event-UUID", "svix-id"};
  if (scheme == "standard") return "webhook-id:" + std::string(request.fields.get("webhook-id").value_or(""));
  for (const auto name : names) {
    const auto value = request.fields.get(name);
    if (value && !value->empty()) return std::string(name) + ":" + std::string(*value);
  }
  return event.empty() ? "" : "event:" + event;
}

}  // namespace

DeliveryName name_of_delivery(const http::Request& request, const std::string& scheme, const std::string& event,
                              const std::string& body_sha256, workflows::Instant now) {
  constexpr std::size_t longest_key = 200;
  const auto naming = naming_of(scheme);
  DeliveryName name{name_of_sender(request, scheme, event), std::chrono::seconds(0)};
  switch (naming) {
    case Naming::signed_name:
      break;
    case Naming::in_the_body:
      name.equal_body_known_for = workflows::evidence_sources::deliveries_kept;
      break;
    case Naming::timed:
      name.equal_body_known_for = signature_life;
      break;
    case Naming::nothing_but_the_body:
      name.equal_body_known_for = unnamed_body_life;
      break;
    case Naming::none:
      // Whoever knows the secret may name it as they like, so a name is believed.
      if (name.key.empty()) name.equal_body_known_for = unnamed_body_life;
      break;
  }
  if (name.key.empty()) {
    // With the time, because the same body may come again as something new.
    name.key = "sha256:" + body_sha256 + "@" + workflows::to_text(now);
  } else if (name.key.size() > longest_key || !workflows::is_utf8(name.key)) {
    name.key = "hash:" + workflows::sha256_hex(name.key);
  }
  return name;
}

std::string repetition_rule(const std::string& scheme) {
  const std::string known =
      "A delivery that comes again under the same name (e.g. Idempotency-Key) within 30 days is answered as the first "
      "time, and nothing more is made of it. ";
  switch (naming_of(scheme)) {
    case Naming::signed_name:
      return known + "The same content under another name is something new.";
    case Naming::in_the_body:
      return known + "So is the same content, because this software names each event in it.";
    case Naming::timed:
      return known + "So is the same content within eleven minutes; after that it is something new.";
    case Naming::nothing_but_the_body:
      return known + "So is the same content within an hour, whatever its name; after that it is something new.";
    case Naming::none:
      break;
  }
  return known + "Without a name, so is the same content within an hour; after that it is something new.";
}

}  // namespace provost::hooks
