#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "server/http/fields.hpp"

namespace provost::http {

class EventStream;

/// A file sent in pieces, with constant memory; the server answers a single Range of it. It must not change meanwhile.
struct FileBody {
  std::filesystem::path path;
  std::shared_ptr<const void> keeper;  ///< kept until the answer is sent, e.g. the owner of a temporary file
};

/// An answer. The server adds Content-Length, Date, Connection and, for a file, Accept-Ranges and Content-Range;
/// setting Content-Length, Transfer-Encoding or Connection here has no effect. A field whose name is no token or whose
/// value holds a control character (CR, LF, NUL …) makes the server answer 500 in its place.
struct Response {
  int status = 200;
  Fields fields;
  std::variant<std::string, std::shared_ptr<const std::string>, FileBody, std::shared_ptr<EventStream>> body;
};

/// UTF-8 answers of the usual kinds.
Response html(std::string body, int status = 200);
Response text(std::string body, int status = 200);
Response json(std::string body, int status = 200, std::string_view media_type = "application/json");

/// 303 See Other by default: the browser fetches `location` with GET. The caller vouches for the location.
Response redirect(std::string location, int status = 303);
Response no_content();

/// Server-sent events; see EventStream. The connection is closed after it.
Response events(std::shared_ptr<EventStream> stream);

/// A file sent whole or in part; media_type e.g. "application/pdf".
Response file(FileBody body, std::string media_type);

/// A Content-Disposition value that makes browsers save under `file_name`, whatever letters it has (RFC 6266, RFC
/// 8187).
std::string attachment(std::string_view file_name);

/// A cookie to set. By default it lasts for the browser's session, scripts cannot read it and other sites' forms do not
/// send it.
struct Cookie {
  enum class SameSite { strict, lax, none };
  std::string name;   ///< a token (RFC 6265)
  std::string value;  ///< no control characters, spaces, quotes, commas, semicolons or backslashes
  std::string path = "/";
  std::optional<std::chrono::seconds> max_age{};  ///< 0 removes the cookie
  bool secure = true;
  bool http_only = true;
  SameSite same_site = SameSite::lax;
};

/// Appends a Set-Cookie field. Throws std::invalid_argument when name, value or path holds a forbidden character.
void set_cookie(Response& response, const Cookie& cookie);

/// A time as HTTP writes it: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7).
std::string http_date(std::chrono::system_clock::time_point time);

/// True when an If-None-Match or If-Match value names `etag` (with its quotes) or is "*"; weak tags count as equal when
/// `weak` (RFC 9110 section 8.8.3.2: weak for If-None-Match, strong for If-Match).
bool names_etag(std::string_view field_value, std::string_view etag, bool weak);

}  // namespace provost::http
