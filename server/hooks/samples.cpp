#include "server/hooks/samples.hpp"

#include <boost/json.hpp>

#include "integrations/webhook_signatures/signing.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence_sources/ready_made.hpp"
#include "workflows/hashing.hpp"
#include "workflows/text_rules.hpp"

namespace provost::hooks {

namespace {

namespace json = boost::json;
namespace sources = workflows::evidence_sources;

const sources::SourceKind& kind_of(const sources::Source& source) {
  const auto* kind = sources::find_source_kind(source.kind);
  if (kind == nullptr) throw workflows::Conflict("This kind of source is not known here.");
  return *kind;
}

void add_places(const json::value& value, const std::string& place, std::size_t most,
                std::vector<std::pair<std::string, std::string>>& places) {
  if (places.size() >= most) return;
  const auto escaped = [](std::string_view name) {
    std::string text;
    for (const char letter : name) text += letter == '~' ? "~0" : letter == '/' ? "~1" : std::string(1, letter);
    return text;
  };
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    for (const auto& [name, member] : *object)
      add_places(member, place + "/" + escaped({name.data(), name.size()}), most, places);
  } else if (const auto* list = value.if_array();
             list != nullptr && !list->empty() && (list->front().is_object() || list->front().is_array())) {
    for (std::size_t at = 0; at < list->size(); ++at)
      add_places((*list)[at], place + "/" + std::to_string(at), most, places);
  } else {
    const auto text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    places.emplace_back(place, workflows::shortened(text, 200));
  }
}

/// A text between single quotes for a POSIX shell.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char letter : text) result += letter == '\'' ? "'\\''" : std::string(1, letter);
  return result + "'";
}

}  // namespace

http::Response send_sample(app::Services& services, Reception& reception, const workflows::people::Authority& authority,
                           const std::string& source_name, const std::filesystem::path& spool_folder) {
  sources::require_keeper(authority);
  std::optional<sources::Source> source;
  std::vector<std::string> secrets;
  {
    const workflows::store::ReadSnapshot snapshot(services.database);
    source = sources::find_source(snapshot.session(), source_name);
    if (!source) throw workflows::NotFound("There is no such source.");
    secrets = sources::secrets_of(snapshot.session(), source->id, services.clock.now());
  }
  const auto& kind = kind_of(*source);
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(services.clock.now().time_since_epoch()).count();
  integrations::SignedRequest made;
  try {
    made = integrations::sign_request(configuration_of(source->proof), secrets.front(),
                                      "msg_" + workflows::random_hex(12), now, kind.sample);
  } catch (const std::invalid_argument& problem) {
    throw workflows::Conflict(problem.what());
  }
  http::Request request;
  request.method = http::Method::post;
  request.id = workflows::random_hex(8);
  request.remote_address = "this server";
  request.spool_folder = spool_folder;
  request.fields.append("Content-Type", "application/json");
  for (const auto& [name, value] : kind.sample_headers) request.fields.append(name, value);
  for (auto& [name, value] : made.fields) {
    if (name == integrations::address_secret_field) {
      request.query.append("secret", value);
    } else {
      request.fields.append(std::move(name), std::move(value));
    }
  }
  request.body = std::move(made.body);
  services.audit.record(authority.audit, {"source.tested", source_name, {}});
  return reception.receive_sample(request, source_name);
}

std::string curl_example(const sources::Source& source, const std::string& address) {
  const auto& kind = kind_of(source);
  const auto configuration = configuration_of(source.proof);
  using integrations::SignatureScheme;
  const auto binary_code = [&](const std::string& digest, const std::string& key) {
    return "printf '%s' \"$BODY\" | openssl dgst -" + digest + " -mac HMAC -macopt " + key;
  };
  const std::string plain_key = "\"key:$SECRET\"";
  std::string before = "BODY=" + quoted(kind.sample) + "\n";
  std::vector<std::string> fields = {"'Content-Type: application/json'"};
  std::string target = quoted(address);
  for (const auto& [name, value] : kind.sample_headers) fields.push_back(quoted(name + ": " + value));
  const auto hex = [&](const std::string& digest) { return binary_code(digest, plain_key) + " -r | cut -d' ' -f1"; };
  const auto base64 = [&](const std::string& digest, const std::string& key) {
    return binary_code(digest, key) + " -binary | openssl base64 -A";
  };
  switch (configuration.scheme) {
    case SignatureScheme::standard:
      before +=
          "ID=msg_$(openssl rand -hex 12)\nTIME=$(date +%s)\nKEY=$(printf '%s' \"${SECRET#whsec_}\" | openssl base64 "
          "-d -A"
          " | od -An -tx1 | tr -d ' \\n')\nSIGNATURE=$(printf '%s' \"$ID.$TIME.$BODY\" | openssl dgst -sha256 -mac HMAC"
          " -macopt \"hexkey:$KEY\" -binary | openssl base64 -A)\n";
      fields.insert(fields.end(),
                    {"\"webhook-id: $ID\"", "\"webhook-timestamp: $TIME\"", "\"webhook-signature: v1,$SIGNATURE\""});
      break;
    case SignatureScheme::github:
      before += "SIGNATURE=$(" + hex("sha256") + ")\n";
      fields.insert(fields.end(),
                    {"\"X-Hub-Signature-256: sha256=$SIGNATURE\"", "\"X-GitHub-Delivery: $(openssl rand -hex 16)\""});
      break;
    case SignatureScheme::gitlab:
      fields.insert(fields.end(), {"\"X-Gitlab-Token: $SECRET\"", "\"X-Gitlab-Event-UUID: $(openssl rand -hex 16)\""});
      break;
    case SignatureScheme::slack:
      before +=
          "TIME=$(date +%s)\nSIGNATURE=$(printf '%s' \"v0:$TIME:$BODY\" | openssl dgst -sha256 -mac HMAC -macopt " +
          plain_key + " -r | cut -d' ' -f1)\n";
      fields.insert(fields.end(), {"\"X-Slack-Request-Timestamp: $TIME\"", "\"X-Slack-Signature: v0=$SIGNATURE\""});
      break;
    case SignatureScheme::teams:
      before += "KEY=$(printf '%s' \"$SECRET\" | openssl base64 -d -A | od -An -tx1 | tr -d ' \\n')\nSIGNATURE=$(" +
                base64("sha256", "\"hexkey:$KEY\"") + ")\n";
      fields.emplace_back("\"Authorization: HMAC $SIGNATURE\"");
      break;
    case SignatureScheme::typeform:
      before += "SIGNATURE=$(" + base64("sha256", plain_key) + ")\n";
      fields.emplace_back("\"Typeform-Signature: sha256=$SIGNATURE\"");
      break;
    case SignatureScheme::survey_monkey:
      before += "SIGNATURE=$(" + base64("sha1", plain_key) + ")\n";
      fields.emplace_back("\"Sm-Signature: $SIGNATURE\"");
      break;
    case SignatureScheme::smart_survey:
      before += "SIGNATURE=$(" + hex("sha256") + ")\n";
      fields.emplace_back("\"X-SmartSurvey-Signature: $SIGNATURE\"");
      break;
    case SignatureScheme::stripe:
      before += "TIME=$(date +%s)\nSIGNATURE=$(printf '%s' \"$TIME.$BODY\" | openssl dgst -sha256 -mac HMAC -macopt " +
                plain_key + " -r | cut -d' ' -f1)\n";
      fields.push_back("\"" + (configuration.header.empty() ? "Stripe-Signature" : configuration.header) +
                       ": t=$TIME,v1=$SIGNATURE\"");
      break;
    case SignatureScheme::bearer:
      fields.push_back(configuration.header.empty() ? "\"Authorization: Bearer $SECRET\""
                                                    : "\"" + configuration.header + ": $SECRET\"");
      break;
    case SignatureScheme::hmac: {
      const std::string digest = source.proof.digest;
      before += "SIGNATURE=$(" + (source.proof.encoding == "hex" ? hex(digest) : base64(digest, plain_key)) + ")\n";
      fields.push_back("\"" + (configuration.header.empty() ? "X-Signature" : configuration.header) + ": " +
                       configuration.prefix + "$SIGNATURE\"");
      break;
    }
    case SignatureScheme::moodle: {
      // The last member ends before the line with the closing brace.
      auto sample = kind.sample;
      sample.insert(sample.rfind("\n}"), ",\n  \"token\": \"'\"$SECRET\"'\"");
      before = "BODY='" + sample + "'\n";
      break;
    }
    case SignatureScheme::address:
      target = "\"" + address + "?secret=$SECRET\"";
      break;
  }
  std::string command = before + "curl --fail-with-body " + target;
  for (const auto& field : fields) command += " \\\n  -H " + field;
  return command + " \\\n  --data-raw \"$BODY\"";
}

std::vector<std::pair<std::string, std::string>> places_of(const json::value& document, std::size_t most) {
  std::vector<std::pair<std::string, std::string>> places;
  add_places(document, "", most, places);
  return places;
}

}  // namespace provost::hooks
