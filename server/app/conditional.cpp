#include "server/app/conditional.hpp"

#include "workflows/hashing.hpp"

namespace provost::app {

namespace {

constexpr std::size_t digits_of_hash = 16;

std::string_view text_of(const http::Response& response) {
  if (const auto* text = std::get_if<std::string>(&response.body)) return *text;
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) return **shared;
  return {};
}

}  // namespace

void answer_conditionally(const http::Request& request, http::Response& response) {
  const bool reads = request.method == http::Method::get || request.method == http::Method::head;
  const bool succeeded = response.status == 200 || response.status == 201;
  if (!succeeded || std::holds_alternative<http::FileBody>(response.body) ||
      std::holds_alternative<std::shared_ptr<http::EventStream>>(response.body)) {
    return;
  }
  if (!reads && !response.fields.get("ETag")) return;
  const auto hash = workflows::sha256_hex(text_of(response)).substr(0, digits_of_hash);
  std::string version(response.fields.get("ETag").value_or(""));
  std::erase(version, '"');
  const auto tag = "\"" + (version.empty() ? hash : version + "." + hash) + "\"";
  response.fields.set("ETag", tag);
  if (reads && !response.fields.get("Cache-Control")) response.fields.set("Cache-Control", "private, no-cache");
  const auto known = request.fields.get("If-None-Match");
  if (!reads || !known || !http::names_etag(*known, tag, true)) return;
  response.status = 304;
  response.body = std::string();
  response.fields.remove("Content-Type");
}

}  // namespace provost::app
