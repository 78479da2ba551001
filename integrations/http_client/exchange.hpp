#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "integrations/http_client/http_client.hpp"
#include "integrations/http_client/web_address.hpp"

namespace boost::asio::ssl {
class context;
}

namespace provost::integrations {

/// What is decided before anything is sent. The references must outlive exchange().
struct Plan {
  const HttpRequest& request;  ///< checked: every part can be sent as it is
  const WebAddress& target;
  boost::asio::ssl::context& tls;
  /// Where to connect: the checked addresses of the target, or the proxy's. Tried in this order; not empty.
  std::vector<boost::asio::ip::address> addresses;
  std::uint16_t port = 0;
  std::string proxy;  ///< "host:port" of the proxy that `addresses` belong to; empty: none
  std::chrono::steady_clock::time_point connected_until;
  std::chrono::steady_clock::time_point until;
};

/// One request and its answer over a connection of its own. Throws Unreachable. Thread-safe.
HttpAnswer exchange(const Plan& plan);

}  // namespace provost::integrations
