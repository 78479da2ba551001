#include "server/http/trusted_proxies.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <stdexcept>
#include <string_view>

namespace provost::http {

namespace ip = boost::asio::ip;

struct TrustedProxies::Networks {
  std::vector<ip::network_v4> v4;
  std::vector<ip::network_v6> v6;

  void add(const std::string& text) {
    boost::system::error_code error;
    const bool whole = text.find('/') != std::string::npos;
    if (text.find(':') == std::string::npos) {
      v4.push_back(ip::make_network_v4(whole ? text : text + "/32", error).canonical());
    } else {
      v6.push_back(ip::make_network_v6(whole ? text : text + "/128", error).canonical());
    }
    if (error) throw std::runtime_error("A trusted proxy must be an address or a network, not \"" + text + "\".");
  }
};

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  auto parsed = std::make_unique<Networks>();
  for (const auto& network : networks) parsed->add(network);
  networks_ = std::move(parsed);
}

TrustedProxies::~TrustedProxies() = default;

bool TrustedProxies::contains(const std::string& text) const {
  boost::system::error_code error;
  const auto address = ip::make_address(text, error);
  if (error) return false;
  if (address.is_v4()) {
    const ip::network_v4 host(address.to_v4(), 32);
    return std::any_of(networks_->v4.begin(), networks_->v4.end(),
                       [&](const auto& network) { return network == host || host.is_subnet_of(network); });
  }
  const ip::network_v6 host(address.to_v6(), 128);
  return std::any_of(networks_->v6.begin(), networks_->v6.end(),
                     [&](const auto& network) { return network == host || host.is_subnet_of(network); });
}

Origin TrustedProxies::origin(const Origin& direct, const Fields& fields) const {
  if ((networks_->v4.empty() && networks_->v6.empty()) || !contains(direct.address)) return direct;
  Origin origin = direct;
  if (const auto schemes = fields.all("X-Forwarded-Proto"); !schemes.empty()) {
    auto scheme = schemes.back();
    if (const auto comma = scheme.rfind(','); comma != std::string_view::npos) scheme.remove_prefix(comma + 1);
    scheme.remove_prefix(std::min(scheme.find_first_not_of(' '), scheme.size()));
    origin.secure = same_name(scheme, "https");
  }
  std::string chain;
  for (const auto value : fields.all("X-Forwarded-For")) chain.append(chain.empty() ? "" : ",").append(value);
  while (!chain.empty() && contains(origin.address)) {
    const auto comma = chain.rfind(',');
    auto last = chain.substr(comma == std::string::npos ? 0 : comma + 1);
    chain.resize(comma == std::string::npos ? 0 : comma);
    std::erase(last, ' ');
    boost::system::error_code error;
    const auto address = ip::make_address(last, error);
    if (error) break;
    origin.address = address.to_string();
  }
  return origin;
}

}  // namespace provost::http
