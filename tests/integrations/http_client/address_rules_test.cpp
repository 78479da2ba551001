#include "integrations/http_client/address_rules.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace provost::tests {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::make_address;
using integrations::AllowList;
using integrations::is_public;

struct Edges {
  const char* before;  // the last public address below the range; nullptr: none of this kind
  const char* first;
  const char* last;
  const char* after;
};

class PrivateRange : public testing::TestWithParam<Edges> {};

TEST_P(PrivateRange, BeginsAndEndsWhereItMust) {
  const auto& edges = GetParam();
  EXPECT_FALSE(is_public(make_address(edges.first))) << edges.first;
  EXPECT_FALSE(is_public(make_address(edges.last))) << edges.last;
  for (const auto* outside : {edges.before, edges.after}) {
    if (outside) {
      EXPECT_TRUE(is_public(make_address(outside))) << outside;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(IPv4, PrivateRange,
                         testing::Values(Edges{nullptr, "0.0.0.0", "0.255.255.255", "1.0.0.0"},
                                         Edges{"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"},
                                         Edges{"100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"},
                                         Edges{"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"},
                                         Edges{"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"},
                                         Edges{"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"},
                                         Edges{"191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"},
                                         Edges{"192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"},
                                         Edges{"198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"},
                                         Edges{"223.255.255.255", "224.0.0.0", "239.255.255.255", nullptr},
                                         Edges{nullptr, "240.0.0.0", "255.255.255.255", nullptr},
                                         Edges{"168.63.129.15", "168.63.129.16", "168.63.129.16", "168.63.129.17"}));

INSTANTIATE_TEST_SUITE_P(
    IPv6, PrivateRange,
    testing::Values(
        Edges{nullptr, "::", "::1", "0:0:0:0:0:1::"},
        Edges{"fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::"},
        Edges{"fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::"},
        Edges{"64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", "64:ff9b::", "64:ff9b::ffff:ffff", "64:ff9b:0:0:0:1::"},
        Edges{"64:ff9b:0:ffff:ffff:ffff:ffff:ffff", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "64:ff9b:2::"},
        Edges{"2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "2001:1::"},
        Edges{"2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::"},
        Edges{"feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
              nullptr}));

// The same rules hold for an IPv4 inside an IPv6 address: the kernel connects to the IPv4.
INSTANTIATE_TEST_SUITE_P(
    IPv4InIPv6, PrivateRange,
    testing::Values(Edges{"::ffff:9.255.255.255", "::ffff:10.0.0.0", "::ffff:10.255.255.255", "::ffff:11.0.0.0"},
                    Edges{"::ffff:126.255.255.255", "::ffff:127.0.0.0", "::ffff:127.255.255.255", "::ffff:128.0.0.0"},
                    Edges{nullptr, "::ffff:0.0.0.0", "::ffff:0.255.255.255", "::ffff:1.0.0.0"},
                    Edges{nullptr, "::0.0.0.2", "::0.255.255.255", "::1.0.0.0"},
                    Edges{"::192.167.255.255", "::192.168.0.0", "::192.168.255.255", "::192.169.0.0"},
                    Edges{"::223.255.255.255", "::224.0.0.0", "::255.255.255.255", nullptr}));

TEST(AddressRules, AnAddressWithAScopeIsNeverPublic) {
  auto scoped = make_address("2606:4700::1111").to_v6();
  EXPECT_TRUE(is_public(scoped));
  scoped.scope_id(2);
  EXPECT_FALSE(is_public(scoped));
}

bool allows(const std::vector<std::string>& entries, const char* host, std::uint16_t port, const char* where) {
  return AllowList(entries).allows(host, port, make_address(where));
}

TEST(AllowList, AnEmptyOneAllowsNothing) {
  EXPECT_FALSE(AllowList().allows("chat.school.local", 443, make_address("10.0.0.5")));
  EXPECT_FALSE(allows({}, "", 443, "10.0.0.5"));
}

TEST(AllowList, NamesAreComparedWhole) {
  const std::vector<std::string> entries{"Chat.school.local"};
  EXPECT_TRUE(allows(entries, "chat.SCHOOL.local", 443, "10.0.0.5"));
  EXPECT_TRUE(allows(entries, "chat.school.local.", 1, "10.9.9.9"));
  for (const auto* other : {"xchat.school.local", "a.chat.school.local", "chat.school.local.example", "school.local"}) {
    EXPECT_FALSE(allows(entries, other, 443, "10.0.0.5")) << other;
  }
}

TEST(AllowList, APortAllowsThatPortOnly) {
  for (const auto* entry : {"chat.school.local:8065", "10.0.0.5:8065", "10.0.0.0/8:8065"}) {
    EXPECT_TRUE(allows({entry}, "chat.school.local", 8065, "10.0.0.5")) << entry;
    EXPECT_FALSE(allows({entry}, "chat.school.local", 443, "10.0.0.5")) << entry;
  }
  EXPECT_TRUE(allows({"[fd00::5]:8065"}, "x", 8065, "fd00::5"));
  EXPECT_FALSE(allows({"[fd00::5]:8065"}, "x", 8066, "fd00::5"));
}

TEST(AllowList, AddressesAndNetworksAllowEveryName) {
  EXPECT_TRUE(allows({"10.0.0.5"}, "any.example", 443, "10.0.0.5"));
  EXPECT_FALSE(allows({"10.0.0.5"}, "any.example", 443, "10.0.0.6"));
  EXPECT_TRUE(allows({"10.0.0.5"}, "any.example", 443, "::ffff:10.0.0.5"));
  EXPECT_TRUE(allows({"::ffff:10.0.0.5"}, "any.example", 443, "10.0.0.5"));
  EXPECT_TRUE(allows({"172.16.0.0/12"}, "any.example", 443, "172.31.255.255"));
  EXPECT_FALSE(allows({"172.16.0.0/12"}, "any.example", 443, "172.32.0.0"));
  EXPECT_TRUE(allows({"[fd00::5]"}, "any.example", 443, "fd00::5"));
  EXPECT_TRUE(allows({"fd00::/9"}, "any.example", 443, "fd7f::1"));
  EXPECT_FALSE(allows({"fd00::/9"}, "any.example", 443, "fd80::1"));
}

TEST(AllowList, ANetworkOfOneKindSaysNothingAboutTheOther) {
  EXPECT_FALSE(allows({"::/0"}, "any.example", 443, "10.0.0.5"));
  EXPECT_FALSE(allows({"0.0.0.0/0"}, "any.example", 443, "fd00::1"));
}

TEST(AllowList, OneOfSeveralEntriesIsEnough) {
  const std::vector<std::string> entries{"192.168.0.0/16", "chat.school.local:80", "chat.school.local:8065"};
  EXPECT_TRUE(allows(entries, "chat.school.local", 8065, "10.0.0.5"));
  EXPECT_FALSE(allows(entries, "chat.school.local", 443, "10.0.0.5"));
}

TEST(AllowList, AWrongEntryIsNamed) {
  const std::string long_label(64, 'a');
  for (const std::string entry : {"",
                                  "*",
                                  "*.school.local",
                                  "http://chat.school.local",
                                  "chat.school.local/",
                                  "chat.school.local:",
                                  "chat:0",
                                  "chat:65536",
                                  "chat:x",
                                  "chat:+80",
                                  ":80",
                                  "10.0.0.0/33",
                                  "10.0.0.0/",
                                  "10.0.0.0/-1",
                                  "10.0.0.0/8x",
                                  "10.1",
                                  "0x7f.1",
                                  "300.1.1.1",
                                  "fd00::/129",
                                  "[fd00::1",
                                  "[fd00::1]80",
                                  "[fd00::1]:",
                                  "[10.0.0.1]",
                                  "fe80::1%1",
                                  "a b",
                                  "a..b",
                                  "schüle.local",
                                  "1::2::3",
                                  long_label.c_str()}) {
    try {
      const AllowList list({"fine.example", entry});
      ADD_FAILURE() << entry;
    } catch (const std::invalid_argument& problem) {
      EXPECT_NE(std::string(problem.what()).find("\"" + entry + "\""), std::string::npos);
      EXPECT_NE(std::string(problem.what()).find("outgoing.allowed"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace provost::tests
