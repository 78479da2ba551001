#pragma once

#include <memory>
#include <string>
#include <vector>

namespace provost::http {

/// Addresses and networks of the internet protocol. Immutable, so thread-safe; copies share what was read.
class NetworkList {
 public:
  NetworkList() : NetworkList(std::vector<std::string>{}) {}
  /// "127.0.0.1", "10.0.0.0/8", "fd00::/8". Throws std::invalid_argument naming what is none.
  explicit NetworkList(const std::vector<std::string>& networks);

  static bool is_network(const std::string& text);
  bool empty() const;
  /// Whether an address is among them; an IPv4 address written as IPv6 ("::ffff:10.0.0.1") is the IPv4 one. False for
  /// what is no address.
  bool contains(const std::string& address) const;

 private:
  struct Networks;
  std::shared_ptr<const Networks> networks_;
};

}  // namespace provost::http
