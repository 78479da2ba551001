#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/application.hpp"

namespace provost::http {

struct TlsFiles {
  std::filesystem::path certificate_chain;  ///< PEM, the server's certificate first
  std::filesystem::path private_key;        ///< PEM, without a pass phrase
};

/// How the server listens and what it bears. The defaults suit one organisation on one machine.
struct ServerOptions {
  std::string address = "127.0.0.1";  ///< an IP address; "::" and "0.0.0.0" listen everywhere
  std::uint16_t port = 8080;          ///< 0: any free port
  std::optional<TlsFiles> tls;
  std::size_t workers = 4;              ///< requests handled at once, 1 or more
  std::size_t queue_limit = 256;        ///< requests that may wait for a worker; further ones are answered 503
  std::size_t connection_limit = 1000;  ///< connections open at once; further ones wait until one ends
  std::filesystem::path spool_folder;   ///< for large bodies; created when missing, spool files in it are removed
  std::chrono::milliseconds header_timeout{10'000};    ///< from a request's first byte to the end of its header
  std::chrono::milliseconds body_timeout{30'000};      ///< for each 64 KiB of a request's body
  std::chrono::milliseconds idle_timeout{60'000};      ///< between two requests of a connection
  std::chrono::milliseconds write_timeout{30'000};     ///< for each 64 KiB of an answer
  std::chrono::milliseconds shutdown_timeout{10'000};  ///< for answers under way once stop() is called
  std::size_t header_limit = 16'384;                   ///< bytes of request line and fields
  std::vector<std::string> trusted_proxies;  ///< addresses or networks ("10.0.0.0/8") whose X-Forwarded-* are believed
};

/// One answered request, for an access log.
struct AccessRecord {
  std::string_view id;
  std::string_view remote_address;
  std::string_view method;  ///< "" when the header could not be read
  std::string_view target;  ///< as sent; "" when the header could not be read
  int status = 0;
  std::uint64_t body_size = 0;           ///< of the answer, bytes
  std::chrono::microseconds duration{};  ///< from the end of the request's header to the last byte of the answer
};

/// Where the server reports to. Each may be empty; each is called from several threads at once and must not throw.
struct ServerLog {
  std::function<void(std::string_view problem)> problem;  ///< what an operator should know, one sentence
  std::function<void(const AccessRecord&)> access;
};

/// An HTTP/1.1 server. Handlers run on its threads, at most `workers` at a time; slow ones hold up neither other
/// connections nor time-outs.
class Server {
 public:
  /// `application` must outlive the server. Opens nothing yet.
  Server(ServerOptions options, Application& application, ServerLog log = {});

  /// Stops and waits.
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Empties the spool folder, binds and begins to answer. Throws std::runtime_error with a sentence for the operator:
  /// port in use, address not of this machine, certificate unreadable, key that does not fit …
  void start();

  /// The port bound by start().
  std::uint16_t port() const;

  /// Begins a graceful end and returns at once: no more connections, idle ones are closed, running handlers finish and
  /// their answers are written until shutdown_timeout, then the rest is closed. May be called from any thread, twice
  /// too.
  void stop();

  /// Returns when the server has ended after stop(). Not to be called from a handler.
  void wait();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace provost::http
