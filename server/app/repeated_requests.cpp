#include "server/app/repeated_requests.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fstream>

#include "workflows/hashing.hpp"
#include "workflows/idempotency/repeatable_requests.hpp"

namespace provost::app {

namespace {

namespace idempotency = workflows::idempotency;
namespace json = boost::json;

constexpr std::string_view key_field = "Idempotency-Key";
constexpr std::size_t longest_key = 200;
/// The fields of an answer that say something of it; the others are made afresh.
constexpr std::array<const char*, 3> kept_fields{"Content-Type", "Location", "ETag"};

/// A structured-field string ("…") or bare; nullopt for anything that is no visible ASCII.
std::optional<std::string> key_of(const http::Request& request) {
  std::string_view key = *request.fields.get(key_field);
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
  const bool readable = std::all_of(key.begin(), key.end(), [](char letter) { return letter > ' ' && letter < 127; });
  if (key.empty() || key.size() > longest_key || !readable) return std::nullopt;
  return std::string(key);
}

std::string fingerprint_of(const http::Request& request, const std::string& key) {
  workflows::Sha256 hash;
  const auto add = [&hash](std::string_view text) {
    hash.add(std::to_string(text.size()) + ":");
    hash.add(text);
  };
  add(key);
  add(request.target);
  add(request.fields.get("Content-Type").value_or(""));
  add(request.fields.get("If-Match").value_or(""));
  if (!request.spool) {
    add(request.body);
    return hash.hex();
  }
  std::ifstream file(request.spool->path(), std::ios::binary);
  std::array<char, 64 * 1024> piece{};
  while (file.read(piece.data(), piece.size()) || file.gcount() > 0) {
    hash.add({piece.data(), static_cast<std::size_t>(file.gcount())});
  }
  return hash.hex();
}

http::Response replayed(const idempotency::KeptAnswer& kept) {
  http::Response response;
  response.status = kept.status;
  const auto fields = json::parse(kept.fields);
  for (const auto& [name, value] : fields.as_object()) {
    response.fields.set(std::string(name), std::string(value.get_string()));
  }
  response.fields.set("Idempotent-Replayed", "true");
  response.body = kept.body;
  return response;
}

std::string fields_to_keep(const http::Response& response) {
  json::object fields;
  for (const auto* name : kept_fields) {
    if (const auto value = response.fields.get(name)) fields[name] = *value;
  }
  return json::serialize(fields);
}

/// Answers that say nothing of the request: the same one may well succeed a moment later.
bool is_worth_another_try(int status) {
  return status >= 500 || status == 408 || status == 412 || status == 429;
}

void settle(const Route& route, const http::Response& response, const std::string& claim,
            idempotency::RepeatableRequests& requests) {
  if (is_worth_another_try(response.status)) return requests.forget(claim);
  const auto* text = std::get_if<std::string>(&response.body);
  if (text == nullptr || (route.description.tells_secret && response.status < 300)) return requests.finish(claim);
  requests.keep(claim, {response.status, fields_to_keep(response), *text});
}

Problem problem_of_done(const idempotency::DoneBefore& done) {
  return problem_of(409,
                    "This request was carried out already, on " + workflows::to_text(done.begun_at) +
                        (done.subject.empty() ? "" : " (" + done.subject + ")") +
                        ". Its answer was not kept, and nothing was done twice. Please look at the present state.");
}

}  // namespace

bool may_come_again(const Route& route, const http::Request& request) {
  return route.surface == Surface::api && route.method == http::Method::post && request.fields.get(key_field);
}

http::Response answer_once(const Route& route, const http::Request& request, const workflows::people::Actor& actor,
                           idempotency::RepeatableRequests& requests,
                           const std::function<http::Response(const workflows::people::Actor&)>& carry_out,
                           const std::function<http::Response(const Problem&)>& refuse) {
  const auto key = key_of(request);
  if (!key) return refuse(problem_of(422, "An Idempotency-Key has 1 to 200 visible letters, for example a UUID."));
  const auto name = std::string(http::to_text(route.method)) + " " + route.pattern;
  const auto beginning = requests.begin({actor.person_id, name, *key, fingerprint_of(request, *key)});
  if (const auto* kept = std::get_if<idempotency::KeptAnswer>(&beginning)) return replayed(*kept);
  if (const auto* done = std::get_if<idempotency::DoneBefore>(&beginning)) return refuse(problem_of_done(*done));
  if (std::holds_alternative<idempotency::OtherRequest>(beginning)) {
    return refuse(problem_of(422, "This Idempotency-Key came with another request before. Choose a new one."));
  }
  if (std::holds_alternative<idempotency::InFlight>(beginning)) {
    auto problem = problem_of(409, "A request with this Idempotency-Key is being carried out. Please wait a moment.");
    problem.retry_after = 1;
    return refuse(problem);
  }
  auto acting = actor;
  acting.claim = std::get<idempotency::Begun>(beginning).claim;
  auto response = carry_out(acting);
  try {
    settle(route, response, acting.claim, requests);
  } catch (const workflows::DomainError&) {
    // The answer is right although it could not be kept; that the request had its effect was noted with the effect.
  }
  return response;
}

}  // namespace provost::app
