#include "server/http/trusted_proxies.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace provost::http {
namespace {

const Fields forwarded{{"X-Forwarded-For", "6.6.6.6, 203.0.113.7"}, {"X-Forwarded-Proto", "https"}};

TEST(TrustedProxies, StrangersAreNotBelieved) {
  for (const auto& networks : {std::vector<std::string>{}, {"10.0.0.0/8", "::1"}}) {
    const auto origin = TrustedProxies(networks).origin({"192.0.2.1", false}, forwarded);
    EXPECT_EQ(origin.address, "192.0.2.1");
    EXPECT_FALSE(origin.secure);
  }
}

TEST(TrustedProxies, TheLastAddressIsTheClients) {
  const TrustedProxies proxies({"127.0.0.1"});
  const auto origin = proxies.origin({"127.0.0.1", false}, forwarded);
  EXPECT_EQ(origin.address, "203.0.113.7");
  EXPECT_TRUE(origin.secure);
}

TEST(TrustedProxies, ChainsOfProxiesAreFollowed) {
  const TrustedProxies proxies({"127.0.0.1", "10.0.0.0/8", "fd00::/8"});
  EXPECT_EQ(proxies
                .origin({"127.0.0.1", false},
                        {{"X-Forwarded-For", "6.6.6.6, 2001:db8::7,10.1.2.3"}, {"x-forwarded-for", "fd00::9"}})
                .address,
            "2001:db8::7");
  EXPECT_EQ(proxies.origin({"127.0.0.1", false}, {{"X-Forwarded-For", "10.1.2.3"}}).address, "10.1.2.3");
}

TEST(TrustedProxies, NonsenseEndsTheChain) {
  const TrustedProxies proxies({"127.0.0.1", "10.0.0.0/8"});
  EXPECT_EQ(proxies.origin({"127.0.0.1", false}, {{"X-Forwarded-For", "8.8.8.8, nonsense, 10.0.0.1"}}).address,
            "10.0.0.1");
  EXPECT_EQ(proxies.origin({"127.0.0.1", false}, {{"X-Forwarded-For", ""}}).address, "127.0.0.1");
  EXPECT_EQ(proxies.origin({"127.0.0.1", true}, {}).secure, true);
  EXPECT_EQ(proxies.origin({"127.0.0.1", true}, {{"X-Forwarded-Proto", "https, http"}}).secure, false);
}

TEST(TrustedProxies, AWrongOneIsNamed) {
  for (const auto* network : {"proxy.example", "10.0.0.0/33", "1.2.3", "::1/129", ""}) {
    try {
      const TrustedProxies proxies({network});
      FAIL() << network;
    } catch (const std::runtime_error& problem) {
      EXPECT_NE(std::string(problem.what()).find("\"" + std::string(network) + "\""), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace provost::http
