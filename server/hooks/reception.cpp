#include "server/hooks/reception.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <fstream>

#include "server/app/error_answers.hpp"
#include "server/hooks/delivery_names.hpp"
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
constexpr int wait_seconds_when_full = 600;
constexpr std::chrono::seconds kept_counted_for{2};

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

/// Moodle puts its token into the body, which is kept and shown: what may be kept of it. Throws BodyRefused for what
/// the token cannot be taken out of.
std::string without_token(const std::string& body, const std::vector<std::string>& secrets) {
  boost::system::error_code error;
  auto document = boost::json::parse(body, error);
  if (error || !document.is_object()) throw http::BodyRefused(400, "This is no event of Moodle.");
  document.as_object()["token"] = "";
  auto kept = boost::json::serialize(document);
  for (const auto& secret : secrets) {
    if (!secret.empty() && kept.find(secret) != std::string::npos)
      throw http::BodyRefused(400, "The secret stands in the event where it does not belong.");
  }
  return kept;
}

/// No event of Moodle comes near this; so its token never lies on the disk.
constexpr std::int64_t largest_moodle_event = kept_in_memory;

std::int64_t size_limit_of(const sources::Source& source) {
  return source.proof.scheme == "moodle" ? std::min(source.size_limit, largest_moodle_event) : source.size_limit;
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
  refusals_.count(found.source.id, kind, reason, request.remote_address);
  return problem(request, status, sentence);
}

std::optional<http::Response> Reception::refusal_of_header(const http::Request& head, const std::string& source_name,
                                                           const std::optional<Known>& found) {
  const auto now = services_.clock.now();
  const auto sender = sender_of(head.remote_address);
  if (!found || !found->source.enabled) {
    if (found) {
      refusals_.count(found->source.id, "off", "The source is switched off.", head.remote_address);
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
  if (const auto length = announced_size(head); length && *length > size_limit_of(source)) {
    return refuse(head, *found, 413, "size",
                  std::to_string(*length) + " bytes were announced; the source may send " +
                      std::to_string(size_limit_of(source)) + ".",
                  "What was sent is larger than allowed here.");
  }
  integrations::SignatureCheck check(configuration_of(source.proof), header_fields(head), found->secrets,
                                     seconds_of(now));
  if (check.is_refused())
    return refuse(head, *found, 401, "signature", check.finish().reason, "The delivery is not signed as agreed.");
  // Before the whole body has come, nothing proves that it is from who it says; so little of that is held at a time.
  if (announced_size(head).value_or(size_limit_of(source)) > kept_in_memory &&
      !bodies_.may_come(sender, head.id, now)) {
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
    return http::BodyPolicy{static_cast<std::uint64_t>(size_limit_of(found->source)), true};
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
  std::optional<std::string> moodle_event;
  try {
    if (source.proof.scheme == "moodle") {
      if (request.spool) throw http::BodyRefused(413, "No event of Moodle is as large as this.");
      moodle_event = without_token(request.body, found.secrets);
    }
    event = event_identity(read_delivery(request, source.proof, source.proof.scheme == "moodle").content.document);
  } catch (const http::BodyRefused& refused) {
    return refuse(request, found, refused.status(), "content", refused.what(), refused.what());
  }
  sources::Incoming incoming;
  incoming.source_id = source.id;
  incoming.body_sha256 = hash.hex();
  if (sample) {
    incoming.key = "sample:" + workflows::random_hex(16);
  } else {
    auto name = name_of_delivery(request, source.proof.scheme, event, incoming.body_sha256, now);
    incoming.key = std::move(name.key);
    incoming.equal_body_known_for = name.equal_body_known_for;
  }
  incoming.size = size_of(request);
  incoming.headers = kept_headers(request.fields, source.proof);
  incoming.remote_address = request.remote_address;
  incoming.sample = sample;
  try {
    std::optional<sources::Receipt> receipt;
    std::string full;
    {
      const workflows::store::ReadSnapshot snapshot(services_.database);
      receipt = services_.deliveries.earlier(snapshot.session(), incoming);
      if (!receipt && !sample) full = full_because(snapshot.session(), source, incoming.size);
    }
    if (!full.empty()) {
      // Senders that give up on any other 4xx take this for "later" (Typeform, GitLab, Standard Webhooks, Brevo).
      auto response = refuse(request, found, 429, "full", full,
                             "No more deliveries are kept from here for now. Please send it again later.");
      response.fields.set("Retry-After", std::to_string(wait_seconds_when_full));
      return response;
    }
    if (!receipt) {
      const bool fits_a_column = !moodle_event && !request.spool && workflows::is_utf8(request.body) &&
                                 request.body.find('\0') == std::string::npos;
      if (moodle_event) {
        incoming.body = std::move(moodle_event);
      } else if (fits_a_column) {
        incoming.body = request.body;
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

std::string Reception::full_because(workflows::store::Session& session, const sources::Source& source,
                                    std::int64_t size) {
  const auto now = services_.clock.now();
  std::optional<sources::Kept> known;
  {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(source.id);
    if (found != kept_.end() && now - found->second.at < kept_counted_for) known = found->second.kept;
  }
  const auto at = known ? std::nullopt : std::optional(now);
  if (!known) known = sources::kept_of(session, source.id);
  auto full = sources::full_because(source, *known, size);
  const std::lock_guard lock(mutex_);
  auto& counted = kept_[source.id];
  if (at) counted = {*known, *at};
  if (full.empty()) {
    counted.kept.bytes += size + sources::bytes_beside_a_body;
  } else {
    full_[source.id] = full;
  }
  return full;
}

void Reception::do_what_waits() {
  refusals_.flush();
  std::map<std::int64_t, std::string> full;
  {
    const std::lock_guard lock(mutex_);
    full.swap(full_);
  }
  for (const auto& [id, reason] : full) sources::tell_of_full_source(services_.database, services_.clock, id, reason);
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
