#include "server/http/trusted_proxies.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <stdexcept>
#include <string_view>

namespace provost::http {

namespace ip = boost::asio::ip;

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks)
    : networks_([&] {
        for (const auto& network : networks) {
          if (!NetworkList::is_network(network))
            throw std::runtime_error("A trusted proxy must be an address or a network, not \"" + network + "\".");
        }
        return NetworkList(networks);
      }()) {}

bool TrustedProxies::contains(const std::string& text) const {
  return networks_.contains(text);
}

Origin TrustedProxies::origin(const Origin& direct, const Fields& fields) const {
  if (networks_.empty() || !contains(direct.address)) return direct;
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
