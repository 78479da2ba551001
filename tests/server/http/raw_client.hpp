#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/fields.hpp"

namespace provost::http::tests {

struct RawResponse {
  int status = 0;
  Fields fields;
  std::string body;
  std::string head;

  std::string field(std::string_view name) const { return std::string(fields.get(name).value_or("")); }
};

/// A client that sends exactly the bytes it is given. Every wait ends after ten seconds, with an exception.
class RawClient {
 public:
  /// `receive_buffer` in bytes; small ones make a slow reader.
  explicit RawClient(std::uint16_t port, std::optional<int> receive_buffer = std::nullopt);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send(std::string_view bytes);

  /// Sends what the server still takes; false when it closed meanwhile.
  bool try_send(std::string_view bytes);

  /// The next answer; its body by Content-Length, left out when `bodyless`.
  RawResponse receive(bool bodyless = false);

  /// Sends and receives.
  RawResponse ask(std::string_view bytes) {
    send(bytes);
    return receive();
  }

  /// Waits for the server to close; what came before it did.
  std::string receive_until_closed();

  /// Closes at once.
  void leave();

 private:
  bool read_more();

  int socket_;
  std::string received_;
};

/// "GET target" with a Host.
std::string get(std::string_view target, std::string_view more_fields = "");

}  // namespace provost::http::tests
