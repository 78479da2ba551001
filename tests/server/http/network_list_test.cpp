#include "server/http/network_list.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace provost::tests {

using http::NetworkList;

TEST(NetworkList, HoldsAddressesAndNetworks) {
  const NetworkList list({"203.0.113.7", "10.20.0.0/16", "2001:db8::/32"});
  for (const char* inside : {"203.0.113.7", "10.20.0.0", "10.20.255.255", "2001:db8::1", "::ffff:10.20.3.4"}) {
    EXPECT_TRUE(list.contains(inside)) << inside;
  }
  for (const char* outside : {"203.0.113.8", "10.21.0.0", "2001:db9::1", "::ffff:10.21.3.4", "", "10.20.0.0/16", "x"}) {
    EXPECT_FALSE(list.contains(outside)) << outside;
  }
  EXPECT_FALSE(list.empty());
  EXPECT_TRUE(NetworkList().empty());
  EXPECT_FALSE(NetworkList().contains("10.20.0.0"));
}

TEST(NetworkList, RefusesWhatIsNone) {
  for (const char* wrong : {"", "everywhere", "10.0.0.0/33", "10.0.0", "proxy.example", "fd00::/129", "10.0.0.0/8 "}) {
    EXPECT_FALSE(NetworkList::is_network(wrong)) << wrong;
    EXPECT_THROW(NetworkList({wrong}), std::invalid_argument) << wrong;
  }
}

}  // namespace provost::tests
