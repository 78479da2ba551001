#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <variant>

#include "server/http/request.hpp"
#include "server/http/response.hpp"

namespace provost::http {

/// How much body a request may bring. A body over 64 KiB goes to a file when `spool`, else it stays in memory.
struct BodyPolicy {
  std::uint64_t limit = 0;  ///< bytes; 0 refuses every body
  bool spool = false;
};

using Handler = std::function<Response(const Request&)>;

/// What the outside supplies to the server. Called from many threads at once.
class Application {
 public:
  virtual ~Application() = default;

  /// Asked when a request brings a body, after its header and before its body; may block. Request::body is empty. A
  /// Response (401, 404, 413 …) is sent in place of reading the body, and the connection is closed after it. Requests
  /// without a body go straight to handle().
  virtual std::variant<BodyPolicy, Response> body_policy(const Request& head) = 0;

  /// Answers a whole request; may block. The answer to HEAD is that to GET: the server leaves the body out. Must not
  /// throw; if it does, the server reports it and answers server_error(500).
  virtual Response handle(const Request& request) = 0;

  /// The answer to what the server itself refuses, so that its errors look like the application's: 400, 408, 413, 414,
  /// 417, 431, 500, 501, 503, 505, 507. `reason` is a sentence for the person who asked. `request` is null when the
  /// header could not be read. Must be quick and not block: it runs outside the bounded workers.
  virtual Response server_error(const Request* request, int status, std::string_view reason) = 0;
};

}  // namespace provost::http
