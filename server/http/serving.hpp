#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <variant>

#include "server/http/connection_registry.hpp"
#include "server/http/outgoing.hpp"
#include "server/http/refusal.hpp"
#include "server/http/request_parser.hpp"
#include "server/http/server.hpp"
#include "server/http/trusted_proxies.hpp"
#include "server/http/work_gate.hpp"

namespace provost::http {

/// What all connections of a server share, and everything about a request that is not input or output. Thread-safe.
class Serving {
 public:
  Serving(ServerOptions options, Application& application, ServerLog log, std::function<void()> released);

  const ServerOptions options;
  WorkGate gate;
  ConnectionRegistry connections;
  std::atomic<bool> stopping = false;

  /// Makes the application's request from a header, whose parts are moved out; or says why it cannot be one. "OPTIONS
  /// *", which concerns the whole server, is answered here.
  std::variant<Request, Response, Refusal> make_request(RequestHead& head, const Origin& direct, std::string id) const;

  /// The application's answers; an exception becomes its server_error(500) and is reported. The first two block: the
  /// caller holds a place of the gate.
  std::variant<BodyPolicy, Response> body_policy(const Request& request) const;
  Response handle(const Request& request) const;
  Response refuse(const Request* request, Refusal refusal) const;

  /// An answer ready to be written; one that must not be sent is reported and replaced.
  Outgoing prepare(Response response, const Request* request, const AnswerTo& to) const;

  void report(std::string_view problem) const;
  void record(const AccessRecord& access) const;

 private:
  Application& application_;
  ServerLog log_;
  TrustedProxies proxies_;
};

}  // namespace provost::http
