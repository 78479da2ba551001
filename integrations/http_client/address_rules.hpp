#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace provost::integrations {

/// IPv4 for an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2: the kernel connects to the IPv4), otherwise
/// `address` itself.
boost::asio::ip::address without_mapping(const boost::asio::ip::address& address);

/// Whether anybody on the internet may be reached there. False for this machine, private networks (RFC 1918, RFC 4193,
/// RFC 6598), link-local addresses and clouds' metadata services, multicast, reserved ranges, and IPv6 addresses that
/// carry an IPv4 inside for a translator or tunnel (NAT64, Teredo, 6to4), since that may be any of these. IPv4-mapped
/// and IPv4-compatible addresses are judged by their IPv4; an address with a scope is never public.
bool is_public(const boost::asio::ip::address& address);

/// What the operator allows besides the public internet (the setting outgoing.allowed). Immutable, so thread-safe.
class AllowList {
 public:
  AllowList() = default;

  /// Each entry is an address ("127.0.0.1", "fd00::5"), a network ("10.0.0.0/8", "fd00::/8") or a host name
  /// ("chat.school.local"), and may end with a port ("chat.school.local:8065", "[fd00::5]:8065"): then it allows that
  /// port only. Throws std::invalid_argument with a sentence for people that names the wrong entry.
  explicit AllowList(const std::vector<std::string>& entries);

  /// Whether `host`, which has `address`, may be reached on `port`. A host name in the list allows every address of
  /// that host; an address or network allows every host that has such an address. Names are compared without regard
  /// to case or a dot at the end; a name does not include the names below it.
  bool allows(std::string_view host, std::uint16_t port, const boost::asio::ip::address& address) const;

  /// Whether the operator named `host` on `port`, without looking it up: by its name, or as the address that it is.
  bool names(std::string_view host, std::uint16_t port) const;

 private:
  struct Entry {
    std::string name;  // empty: the network counts
    boost::asio::ip::address network;
    unsigned prefix = 0;
    std::optional<std::uint16_t> port;
  };

  static Entry parse(const std::string& text);

  std::vector<Entry> entries_;
};

}  // namespace provost::integrations
