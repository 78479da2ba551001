#include "server/hooks/reception.hpp"

#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <fstream>

#include "server/app/error_answers.hpp"
#include "server/hooks/delivery_reading.hpp"
#include "server/http/forms.hpp"
#include "server/http/network_list.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"
#include "workflows/text_rules.hpp"

namespace provost::hooks {

namespace {

/// A body up to this size never lies on the disk while it comes (http::BodyPolicy).
constexpr std::int64_t kept_in_memory = 64 * 1024;

namespace sources = workflows::evidence_sources;

/// How often one sender may ask for what is not there, or is switched off.
constexpr std::int64_t misses_a_minute = 60;
constexpr int wait_seconds = 30;

integrations::HeaderFields header_fields(const http::Request& request) {
  integrations::HeaderFields fields(request.fields.begin(), request.fields.end());
  if (const auto secret = request.query.get("secret"))
    fields.emplace_back(integrations::address_secret_field, std::string(*secret));
  return fields;
}

std::int64_t seconds_of(workflows::Instant instant) {
  return std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count();
}

http::Response problem(const http::Request& request, int status, const std::string& sentence) {
  auto made = app::problem_of(status, sentence);
  if (status == 429) made.retry_after = wait_seconds;
  auto response = app::problem_json(made, request.id);
  if (status == 401) response.fields.remove("WWW-Authenticate");  // there is no one way for all senders
  return response;
}

/// Calls take(bytes) for each piece of the body as it was sent.
template <class Take>
void each_piece(const http::Request& request, const Take& take) {
  if (!request.spool) {
    take(std::string_view(request.body));
    return;
  }
  std::ifstream input(request.spool->path(), std::ios::binary);
  if (!input) throw std::runtime_error("cannot read " + request.spool->path().string());
  std::vector<char> piece(std::size_t{256} * 1024);
  while (input.read(piece.data(), static_cast<std::streamsize>(piece.size())), input.gcount() > 0)
    take(std::string_view(piece.data(), static_cast<std::size_t>(input.gcount())));
}

/// What Content-Length says; nullopt: nothing that can be read.
std::optional<std::int64_t> announced_size(const http::Request& head) {
  std::int64_t length = 0;
  const auto text = head.fields.get("Content-Length").value_or("");
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return length;
}

std::int64_t size_of(const http::Request& request) {
  return static_cast<std::int64_t>(request.spool ? request.spool->size() : request.body.size());
}

/// The name a sender gives a delivery, the same on each repetition; a hash where that would be long. Where the sender
/// gives none, or the name is not signed with the body, the body itself is the name.
std::string delivery_key(const http::Request& request, const std::string& scheme, const std::string& event,
                         const std::string& body_sha256) {
  static constexpr std::array<std::string_view, 6> names{"Idempotency-Key",  "webhook-id",          "X-GitHub-Delivery",
                                                         "X-Gitea-Delivery", "X-Gitlab-Event-UUID", "svix-id"};
  constexpr std::size_t longest_key = 200;
  std::string key;
  if (scheme == "standard") key = "webhook-id:" + std::string(request.fields.get("webhook-id").value_or(""));
  for (const auto name : names) {
    if (!key.empty()) break;
    const auto value = request.fields.get(name);
    if (value && !value->empty()) key = std::string(name) + ":" + std::string(*value);
  }
  if (key.empty() && !event.empty()) key = "event:" + event;
  if (key.empty()) return "sha256:" + body_sha256;
  if (key.size() > longest_key || !workflows::is_utf8(key)) key = "hash:" + workflows::sha256_hex(key);
  return key;
}

/// Moodle puts its token into the body, and the body is kept and shown.
std::string without_token(const std::string& body) {
  boost::system::error_code error;
  auto document = boost::json::parse(body, error);
  if (error || !document.is_object() || !document.as_object().contains("token")) return body;
  document.as_object()["token"] = "";
  return boost::json::serialize(document);
}

/// Whether only the body is signed: then whoever once saw a delivery could send it again under another name.
bool only_body_is_signed(const std::string& scheme) {
  const auto known = integrations::signature_scheme(scheme);
  return known && !integrations::covers_time(*known) && *known != integrations::SignatureScheme::bearer &&
         *known != integrations::SignatureScheme::gitlab && *known != integrations::SignatureScheme::moodle &&
         *known != integrations::SignatureScheme::address;
}

}  // namespace

Reception::Reception(app::Services& services, std::function<void()> received, const std::filesystem::path& spool_folder)
    : services_(services),
      received_(std::move(received)),
      refusals_(services.deliveries, services.clock),
      bodies_(spool_folder) {}

std::optional<Reception::Known> Reception::known(const std::string& source_name) {
  const workflows::store::ReadSnapshot snapshot(services_.database);
  auto source = sources::find_source(snapshot.session(), source_name);
  if (!source) return std::nullopt;
  auto secrets = sources::secrets_of(snapshot.session(), source->id, services_.clock.now());
  return Known{std::move(*source), std::move(secrets)};
}

http::Response Reception::refuse(const http::Request& request, const Known& found, int status, const std::string& kind,
                                 const std::string& reason, const std::string& sentence) {
  refusals_.count_and_write(found.source.id, kind, reason, request.remote_address);
  return problem(request, status, sentence);
}

std::optional<http::Response> Reception::refusal_of_header(const http::Request& head, const std::string& source_name,
                                                           const std::optional<Known>& found) {
  const auto now = services_.clock.now();
  const auto sender = sender_of(head.remote_address);
  if (!found || !found->source.enabled) {
    if (found) {
      refusals_.count_and_write(found->source.id, "off", "The source is switched off.", head.remote_address);
    }
    const bool patient = limits_.take("nothing there|" + sender, misses_a_minute, now);
    return problem(head, patient ? 404 : 429, patient ? "There is nothing at this address." : "Please ask less often.");
  }
  const auto& source = found->source;
  const auto too_often = [&](const std::string& who) {
    return refuse(head, *found, 429, "rate",
                  who + " sent more than " + std::to_string(source.rate_limit) + " in a minute.",
                  "Too many deliveries came within a minute. Please send the rest later.");
  };
  // Each sender for itself first, so that a stranger's flood takes nothing away from the real one.
  if (!limits_.take(source_name + "|" + sender, source.rate_limit, now)) return too_often("The address");
  if (!source.allowed_addresses.empty() && !http::NetworkList(source.allowed_addresses).contains(head.remote_address)) {
    return refuse(head, *found, 403, "address",
                  head.remote_address + " is none of the addresses that this source may send from.",
                  "Deliveries are not taken from this address.");
  }
  if (!limits_.has_room(source_name, source.rate_limit, now)) return too_often("The source");
  const auto encoding = head.fields.get("Content-Encoding").value_or("");
  if (!encoding.empty() && !http::same_name(encoding, "identity")) {
    return refuse(head, *found, 415, "encoding",
                  "The body is packed (Content-Encoding: " + workflows::shortened(encoding, 40) + ").",
                  "Please send the body as it is, without Content-Encoding.");
  }
  if (const auto length = announced_size(head); length && *length > source.size_limit) {
    return refuse(head, *found, 413, "size",
                  std::to_string(*length) + " bytes were announced; the source may send " +
                      std::to_string(source.size_limit) + ".",
                  "What was sent is larger than allowed here.");
  }
  integrations::SignatureCheck check(configuration_of(source.proof), header_fields(head), found->secrets,
                                     seconds_of(now));
  if (check.is_refused())
    return refuse(head, *found, 401, "signature", check.finish().reason, "The delivery is not signed as agreed.");
  // Before the whole body has come, nothing proves that it is from who it says; so little of that is held at a time.
  if (announced_size(head).value_or(source.size_limit) > kept_in_memory && !bodies_.may_come(sender, head.id, now)) {
    refusals_.count(source.id, "room", "Too much was on its way at once, or the disk is nearly full.",
                    head.remote_address);
    auto response = problem(head, 503, "Too much is on its way at once. Please send it again in a minute.");
    response.fields.set("Retry-After", "60");
    return response;
  }
  return std::nullopt;
}

std::variant<http::BodyPolicy, http::Response> Reception::admit(const http::Request& head,
                                                                const std::string& source_name) {
  try {
    const auto found = known(source_name);
    if (auto refusal = refusal_of_header(head, source_name, found)) return std::move(*refusal);
    {
      const std::lock_guard lock(mutex_);
      admitted_[source_name] = found->source.id;
    }
    return http::BodyPolicy{static_cast<std::uint64_t>(found->source.size_limit), true};
  } catch (...) {
    return app::problem_json(app::problem_of(std::current_exception()), head.id);
  }
}

http::Response Reception::receive(const http::Request& request, const std::string& source_name) {
  const auto found = known(source_name);
  // A request without a body was not asked about before.
  if (request.body.empty() && !request.spool) {
    if (auto refusal = refusal_of_header(request, source_name, found)) return std::move(*refusal);
  }
  bodies_.has_come(request.id);
  if (!found || !found->source.enabled) return problem(request, 404, "There is nothing at this address.");
  return take_in(request, *found, false);
}

http::Response Reception::receive_sample(const http::Request& request, const std::string& source_name) {
  const auto found = known(source_name);
  if (!found) throw workflows::NotFound("There is no such source.");
  return take_in(request, *found, true);
}

http::Response Reception::take_in(const http::Request& request, const Known& found, bool sample) {
  const auto& source = found.source;
  const auto now = services_.clock.now();
  integrations::SignatureCheck check(configuration_of(source.proof), header_fields(request), found.secrets,
                                     seconds_of(now));
  workflows::Sha256 hash;
  each_piece(request, [&](std::string_view bytes) {
    check.add(bytes);
    hash.add(bytes);
  });
  if (const auto verdict = check.finish(); !verdict.genuine)
    return refuse(request, found, 401, "signature", verdict.reason, "The delivery is not signed as agreed.");
  if (!sample && !limits_.take(source.name, source.rate_limit, now)) {
    return refuse(request, found, 429, "rate",
                  "The source sent more than " + std::to_string(source.rate_limit) + " in a minute.",
                  "Too many deliveries came within a minute. Please send the rest later.");
  }
  std::string event;
  try {
    event = event_identity(read_delivery(request, source.proof, source.proof.scheme == "moodle").content.document);
  } catch (const http::BodyRefused& refused) {
    return refuse(request, found, refused.status(), "content", refused.what(), refused.what());
  }
  sources::Incoming incoming;
  incoming.source_id = source.id;
  incoming.body_sha256 = hash.hex();
  incoming.key = sample ? "sample:" + workflows::random_hex(16)
                        : delivery_key(request, source.proof.scheme, event, incoming.body_sha256);
  incoming.body_is_its_name = !sample && only_body_is_signed(source.proof.scheme);
  incoming.size = size_of(request);
  incoming.headers = kept_headers(request.fields, source.proof);
  incoming.remote_address = request.remote_address;
  incoming.sample = sample;
  try {
    std::optional<sources::Receipt> receipt;
    {
      const workflows::store::ReadSnapshot snapshot(services_.database);
      receipt = services_.deliveries.earlier(snapshot.session(), incoming);
    }
    if (!receipt) {
      const bool fits_a_column =
          !request.spool && workflows::is_utf8(request.body) && request.body.find('\0') == std::string::npos;
      if (fits_a_column) {
        incoming.body = source.proof.scheme == "moodle" ? without_token(request.body) : request.body;
      } else {
        incoming.body_file = request.spool ? services_.delivery_bodies.keep(request.spool->path())
                                           : services_.delivery_bodies.keep_bytes(request.body);
      }
      receipt = services_.deliveries.receive(incoming);
      if (receipt->repeated && incoming.body_file) services_.delivery_bodies.remove(*incoming.body_file);
      if (!receipt->repeated && received_) received_();
    }
    auto response = http::json(receipt->answer + "\n", static_cast<int>(receipt->status));
    if (receipt->repeated) {
      response.fields.set("Idempotency-Replayed", "true");
      refusals_.count(source.id, "again", "It had come before and was answered as then; nothing more was made of it.",
                      request.remote_address);
    }
    return response;
  } catch (const workflows::Invalid& refused) {
    return refuse(request, found, 422, "repeated", refused.what(), refused.what());
  }
}

void Reception::refused_by_server(const std::string& source_name, int status, std::string_view reason,
                                  const std::string& remote_address) {
  const std::lock_guard lock(mutex_);
  const auto found = admitted_.find(source_name);
  if (found == admitted_.end()) return;
  refusals_.count(found->second, status == 413 ? "size" : "content",
                  status == 413 ? "The body grew larger than the source may send." : std::string(reason),
                  remote_address);
}

bool Reception::is_open(const std::string& source_name, const std::string& remote_address) {
  const auto found = known(source_name);
  if (found && found->source.enabled) return true;
  const auto sender = sender_of(remote_address);
  if (limits_.take("nothing there|" + sender, misses_a_minute, services_.clock.now())) return false;
  throw workflows::TooBusy("Please ask less often.", std::chrono::seconds(60));
}

}  // namespace provost::hooks
