#include "server/http/network_list.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <stdexcept>

namespace provost::http {

namespace ip = boost::asio::ip;

struct NetworkList::Networks {
  std::vector<ip::network_v4> v4;
  std::vector<ip::network_v6> v6;

  bool add(const std::string& text) {
    boost::system::error_code error;
    const bool whole = text.find('/') != std::string::npos;
    if (text.find(':') == std::string::npos) {
      v4.push_back(ip::make_network_v4(whole ? text : text + "/32", error).canonical());
    } else {
      v6.push_back(ip::make_network_v6(whole ? text : text + "/128", error).canonical());
    }
    return !error;
  }
};

NetworkList::NetworkList(const std::vector<std::string>& networks) {
  auto read = std::make_shared<Networks>();
  for (const auto& network : networks) {
    if (!read->add(network)) throw std::invalid_argument("\"" + network + "\" is no address and no network.");
  }
  networks_ = std::move(read);
}

bool NetworkList::is_network(const std::string& text) {
  return Networks().add(text);
}

bool NetworkList::empty() const {
  return networks_->v4.empty() && networks_->v6.empty();
}

bool NetworkList::contains(const std::string& text) const {
  boost::system::error_code error;
  auto address = ip::make_address(text, error);
  if (error) return false;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
  if (address.is_v4()) {
    const ip::network_v4 host(address.to_v4(), 32);
    return std::any_of(networks_->v4.begin(), networks_->v4.end(),
                       [&](const auto& network) { return network == host || host.is_subnet_of(network); });
  }
  const ip::network_v6 host(address.to_v6(), 128);
  return std::any_of(networks_->v6.begin(), networks_->v6.end(),
                     [&](const auto& network) { return network == host || host.is_subnet_of(network); });
}

}  // namespace provost::http
