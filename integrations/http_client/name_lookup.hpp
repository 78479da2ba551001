#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace provost::integrations {

/// Asks for the addresses of host names, with a deadline. Thread-safe.
class NameLookup {
 public:
  /// Returns all addresses of a name, none when it has none; may throw (which counts as none). Called on a thread of
  /// its own, several at once, possibly still running when NameLookup is gone: it must own what it uses.
  using Ask = std::function<std::vector<boost::asio::ip::address>(const std::string& name)>;

  /// Asks the system (getaddrinfo(3): hosts file, DNS and whatever else is set up).
  NameLookup();

  /// Asks `ask`, for tests and for a DNS of one's own.
  explicit NameLookup(Ask ask);

  /// All addresses of `host`, without asking when it is an address itself. nullopt: no answer until `until`, or too
  /// many earlier questions still without one. Throws std::system_error when the system has no thread left.
  std::optional<std::vector<boost::asio::ip::address>> addresses(const std::string& host,
                                                                 std::chrono::steady_clock::time_point until) const;

 private:
  struct Open;

  Ask ask_;
  std::shared_ptr<Open> open_;
};

}  // namespace provost::integrations
