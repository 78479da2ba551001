#include "integrations/http_client/wire.hpp"

#include <algorithm>

#include "integrations/http_client/unreachable.hpp"

namespace provost::integrations {

namespace asio = boost::asio;
using asio::ip::tcp;

void Wire::connect(const std::vector<asio::ip::address>& addresses, std::uint16_t port, const std::string& place,
                   Clock::time_point connected_until) {
  boost::system::error_code error = asio::error::timed_out;
  auto left = static_cast<Clock::rep>(addresses.size());
  for (const auto& address : addresses) {
    const auto now = Clock::now();
    const auto share = std::max(connected_until - now, Clock::duration::zero()) / left--;
    address_ = address.to_string();
    const tcp::endpoint endpoint(address, port);
    error = wait([&](auto handler) { socket_.async_connect(endpoint, std::move(handler)); }, now + share);
    if (!error) return;
    boost::system::error_code ignored;
    socket_.close(ignored);
  }
  if (error == asio::error::timed_out) {
    throw Unreachable(Unreachable::Kind::timed_out, place + " (" + address_ + ") did not answer in time.");
  }
  throw Unreachable(Unreachable::Kind::no_connection,
                    "No connection to " + place + " (" + address_ + "): " + error.message() + ".");
}

}  // namespace provost::integrations
