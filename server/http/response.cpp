#include "server/http/response.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <stdexcept>

namespace provost::http {

namespace {

Response with_type(std::string body, int status, std::string_view media_type) {
  Response response;
  response.status = status;
  response.fields.append("Content-Type", std::string(media_type));
  response.body = std::move(body);
  return response;
}

/// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos;
  });
}

/// cookie-octet, RFC 6265 section 4.1.1.
bool is_cookie_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    return letter > 0x20 && letter < 0x7f && std::string_view("\",;\\").find(letter) == std::string_view::npos;
  });
}

/// path-value, RFC 6265 section 4.1.1.
bool is_cookie_path(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char letter) { return letter >= 0x20 && letter < 0x7f && letter != ';'; });
}

}  // namespace

Response html(std::string body, int status) {
  return with_type(std::move(body), status, "text/html; charset=utf-8");
}

Response text(std::string body, int status) {
  return with_type(std::move(body), status, "text/plain; charset=utf-8");
}

Response json(std::string body, int status, std::string_view media_type) {
  return with_type(std::move(body), status, media_type);
}

Response redirect(std::string location, int status) {
  Response response;
  response.status = status;
  response.fields.append("Location", std::move(location));
  return response;
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

Response events(std::shared_ptr<EventStream> stream) {
  Response response;
  response.fields.append("Content-Type", "text/event-stream");
  response.fields.append("Cache-Control", "no-store");
  // Proxies that gather answers before they pass them on would keep the news.
  response.fields.append("X-Accel-Buffering", "no");
  response.body = std::move(stream);
  return response;
}

Response file(FileBody body, std::string media_type) {
  Response response;
  response.fields.append("Content-Type", std::move(media_type));
  response.body = std::move(body);
  return response;
}

std::string attachment(std::string_view file_name) {
  std::string plain;
  std::string encoded;
  for (const char letter : file_name) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool alphanumeric = (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
                              (letter >= 'a' && letter <= 'z') || letter == '-' || letter == '.' || letter == '_';
    // Old browsers read the plain form: whatever could mislead them becomes an underscore.
    plain += alphanumeric || letter == ' ' ? letter : '_';
    if (alphanumeric) {
      encoded += letter;
    } else {
      std::array<char, 4> escape{};
      std::snprintf(escape.data(), escape.size(), "%%%02X", static_cast<unsigned>(byte));
      encoded += escape.data();
    }
  }
  auto value = "attachment; filename=\"" + plain + "\"";
  if (plain != file_name) value += "; filename*=UTF-8''" + encoded;
  return value;
}

void set_cookie(Response& response, const Cookie& cookie) {
  if (!is_token(cookie.name)) throw std::invalid_argument("not a cookie name: " + cookie.name);
  if (!is_cookie_value(cookie.value)) throw std::invalid_argument("not a value for the cookie " + cookie.name);
  if (!is_cookie_path(cookie.path)) throw std::invalid_argument("not a path for the cookie " + cookie.name);
  auto value = cookie.name + "=" + cookie.value + "; Path=" + cookie.path;
  if (cookie.max_age) value += "; Max-Age=" + std::to_string(cookie.max_age->count());
  if (cookie.secure) value += "; Secure";
  if (cookie.http_only) value += "; HttpOnly";
  switch (cookie.same_site) {
    case Cookie::SameSite::strict:
      value += "; SameSite=Strict";
      break;
    case Cookie::SameSite::lax:
      value += "; SameSite=Lax";
      break;
    case Cookie::SameSite::none:
      value += "; SameSite=None";
      break;
  }
  response.fields.append("Set-Cookie", std::move(value));
}

std::string http_date(std::chrono::system_clock::time_point time) {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 64> date{};
  std::snprintf(date.data(), date.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                days[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                months[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                parts.tm_sec);
  return date.data();
}

bool names_etag(std::string_view field_value, std::string_view etag, bool weak) {
  const auto opaque = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
  const auto same = [&](std::string_view tag) {
    return weak ? opaque(tag) == opaque(etag) : tag == etag && !tag.starts_with("W/");
  };
  auto rest = field_value;
  for (;;) {
    const auto start = rest.find_first_not_of(" \t,");
    if (start == std::string_view::npos) return false;
    rest.remove_prefix(start);
    if (rest.front() == '*') return true;
    const auto quote = rest.find('"');
    const auto end = quote == std::string_view::npos ? quote : rest.find('"', quote + 1);
    if (end == std::string_view::npos) return false;
    if (same(rest.substr(0, end + 1))) return true;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace provost::http
