#include "integrations/webhook_signatures/claimed_signature.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "integrations/webhook_signatures/codes.hpp"

namespace provost::integrations {

namespace {

constexpr std::int64_t tolerance = 300;  // seconds, as Standard Webhooks, Slack and Stripe advise
constexpr std::size_t most_claims = 16;  // signatures in one field: each costs a comparison, Ed25519 far more

/// Ends the reading of the fields; caught in claimed_signature only.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool same_name(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view field(const HeaderFields& fields, std::string_view name) {
  const std::string* value = nullptr;
  for (const auto& [field_name, field_value] : fields) {
    if (!same_name(field_name, name)) continue;
    if (value != nullptr) throw Refused("The field " + std::string(name) + " is there twice.");
    value = &field_value;
  }
  if (value == nullptr || value->empty()) throw Refused("The field " + std::string(name) + " is missing.");
  return *value;
}

std::vector<std::string_view> parts(std::string_view text, char separator) {
  std::vector<std::string_view> list;
  while (true) {
    const auto end = text.find(separator);
    list.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return list;
    text.remove_prefix(end + 1);
  }
}

std::string length_text(std::int64_t seconds) {
  constexpr std::int64_t minute = 60;
  constexpr std::int64_t hour = 60 * minute;
  constexpr std::int64_t day = 24 * hour;
  if (seconds < 2 * hour) return std::to_string(seconds / minute) + " minutes";
  if (seconds < 2 * day) return std::to_string(seconds / hour) + " hours";
  return std::to_string(seconds / day) + " days";
}

void check_time(std::string_view text, std::int64_t now) {
  std::int64_t moment = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), moment);
  constexpr std::size_t most_digits = 12;
  if (error != std::errc() || end != text.data() + text.size() || text.size() > most_digits || moment < 0)
    throw Refused("The time is not a number of seconds.");
  if (moment < now - tolerance) {
    throw Refused("The time is more than five minutes old (" + length_text(now - moment) +
                  "): the delivery was held back or repeated, or a clock is wrong.");
  }
  if (moment > now + tolerance) {
    throw Refused("The time is more than five minutes ahead (" + length_text(moment - now) + "): a clock is wrong.");
  }
}

std::string decoded(std::string_view text, SignatureEncoding encoding, SignatureDigest digest) {
  const auto code = encoding == SignatureEncoding::hex ? from_hex(text) : from_base64(text);
  if (!code || code->size() != (digest == SignatureDigest::sha1 ? 20U : 32U)) {
    throw Refused(std::string("The signature is not ") +
                  (encoding == SignatureEncoding::hex ? "hexadecimal" : "base64") + " of the right length.");
  }
  return *code;
}

/// One code of the body alone.
ClaimedSignature body_code(const HeaderFields& fields, std::string_view name, std::string_view prefix,
                           SignatureEncoding encoding, SignatureDigest digest = SignatureDigest::sha256) {
  std::string_view value = field(fields, name);
  if (!value.starts_with(prefix))
    throw Refused("The field " + std::string(name) + " does not begin with \"" + std::string(prefix) + "\".");
  value.remove_prefix(prefix.size());
  ClaimedSignature claim;
  claim.digest = digest;
  claim.codes.push_back(decoded(value, encoding, digest));
  return claim;
}

ClaimedSignature standard(const HeaderFields& fields, std::int64_t now) {
  const auto id = field(fields, "webhook-id");
  const auto time = field(fields, "webhook-timestamp");
  const auto list = field(fields, "webhook-signature");
  // A dot in the id would let one signature stand for two messages.
  if (id.find('.') != std::string_view::npos) throw Refused("The field webhook-id holds a dot.");
  check_time(time, now);
  ClaimedSignature claim;
  claim.before_body = std::string(id) + "." + std::string(time) + ".";
  for (const auto entry : parts(list, ' ')) {
    const auto comma = entry.find(',');
    if (comma == std::string_view::npos) continue;
    const auto version = entry.substr(0, comma);
    auto bytes = from_base64(entry.substr(comma + 1));
    if (!bytes) continue;
    if (version == "v1" && bytes->size() == 32) claim.codes.push_back(std::move(*bytes));
    if (version == "v1a" && bytes->size() == 64) claim.signatures.push_back(std::move(*bytes));
  }
  if (claim.codes.empty() && claim.signatures.empty())
    throw Refused("The field webhook-signature holds no signature of version v1 or v1a.");
  return claim;
}

ClaimedSignature slack(const HeaderFields& fields, std::int64_t now) {
  const auto time = field(fields, "X-Slack-Request-Timestamp");
  ClaimedSignature claim = body_code(fields, "X-Slack-Signature", "v0=", SignatureEncoding::hex);
  check_time(time, now);
  claim.before_body = "v0:" + std::string(time) + ":";
  return claim;
}

ClaimedSignature stripe(const HeaderFields& fields, std::string_view name, std::int64_t now) {
  std::optional<std::string_view> time;
  ClaimedSignature claim;
  for (const auto entry : parts(field(fields, name), ',')) {
    if (entry.starts_with("t=")) {
      if (time) throw Refused("The signature holds two times.");
      time = entry.substr(2);
    } else if (entry.starts_with("v1=")) {
      const auto code = from_hex(entry.substr(3));
      if (code && code->size() == 32) claim.codes.push_back(*code);
    }
  }
  if (!time) throw Refused("The signature holds no time \"t=\".");
  if (claim.codes.empty()) throw Refused("The signature holds no code \"v1=\".");
  check_time(*time, now);
  claim.before_body = std::string(*time) + ".";
  return claim;
}

ClaimedSignature presented(std::string_view token) {
  ClaimedSignature claim;
  claim.token = token;
  return claim;
}

ClaimedSignature bearer(const HeaderFields& fields, std::string_view name) {
  if (!name.empty() && !same_name(name, "Authorization")) return presented(field(fields, name));
  std::string_view value = field(fields, "Authorization");
  constexpr std::string_view word = "bearer ";
  if (!same_name(value.substr(0, word.size()), word) || value.size() == word.size())
    throw Refused("The field Authorization does not begin with \"Bearer \".");
  return presented(value.substr(word.size()));
}

std::string_view address_secret(const HeaderFields& fields) {
  for (const auto& [name, value] : fields) {
    if (name == address_secret_field && !value.empty()) return value;
  }
  throw Refused("The address does not end in “?secret=…”.");
}

std::string_view name_or(const std::string& name, std::string_view otherwise) {
  return name.empty() ? otherwise : std::string_view(name);
}

ClaimedSignature read(const SignatureConfiguration& configuration, const HeaderFields& fields, std::int64_t now) {
  switch (configuration.scheme) {
    case SignatureScheme::standard:
      return standard(fields, now);
    case SignatureScheme::github:
      return body_code(fields, "X-Hub-Signature-256", "sha256=", SignatureEncoding::hex);
    case SignatureScheme::gitlab:
      return presented(field(fields, "X-Gitlab-Token"));
    case SignatureScheme::slack:
      return slack(fields, now);
    case SignatureScheme::teams:
      return body_code(fields, "Authorization", "HMAC ", SignatureEncoding::base64);
    case SignatureScheme::typeform:
      return body_code(fields, "Typeform-Signature", "sha256=", SignatureEncoding::base64);
    case SignatureScheme::survey_monkey:
      return body_code(fields, "Sm-Signature", "", SignatureEncoding::base64, SignatureDigest::sha1);
    case SignatureScheme::smart_survey:
      return body_code(fields, "X-SmartSurvey-Signature", "", SignatureEncoding::hex);
    case SignatureScheme::stripe:
      return stripe(fields, name_or(configuration.header, "Stripe-Signature"), now);
    case SignatureScheme::bearer:
      return bearer(fields, configuration.header);
    case SignatureScheme::hmac:
      return body_code(fields, name_or(configuration.header, "X-Signature"), configuration.prefix,
                       configuration.encoding, configuration.digest);
    case SignatureScheme::moodle:
      return {};
    case SignatureScheme::address:
      return presented(address_secret(fields));
  }
  throw Refused("The scheme is unknown.");
}

}  // namespace

ClaimedSignature claimed_signature(const SignatureConfiguration& configuration, const HeaderFields& fields,
                                   std::int64_t now) {
  try {
    ClaimedSignature claim = read(configuration, fields, now);
    if (claim.codes.size() + claim.signatures.size() > most_claims) throw Refused("There are too many signatures.");
    return claim;
  } catch (const Refused& refused) {
    ClaimedSignature claim;
    claim.refusal = refused.what();
    return claim;
  }
}

}  // namespace provost::integrations
