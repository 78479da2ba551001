#include "integrations/http_client/web_address.hpp"

#include <gtest/gtest.h>

#include "integrations/http_client/unreachable.hpp"

namespace provost::tests {
namespace {

using integrations::parse_web_address;
using integrations::Unreachable;

struct Reading {
  std::string text;
  bool secure;
  std::string host;
  unsigned port;
  std::string target;
  std::string authority;
};

class WebAddressReading : public testing::TestWithParam<Reading> {};

TEST_P(WebAddressReading, GivesItsParts) {
  const auto& wanted = GetParam();
  const auto address = parse_web_address(wanted.text);
  EXPECT_EQ(address.secure, wanted.secure);
  EXPECT_EQ(address.host, wanted.host);
  EXPECT_EQ(address.port, wanted.port);
  EXPECT_EQ(address.target, wanted.target);
  EXPECT_EQ(address.authority(), wanted.authority);
}

INSTANTIATE_TEST_SUITE_P(
    Whole, WebAddressReading,
    testing::Values(
        Reading{"https://hooks.example/a/b?c=d&sig=%2Fx%2b#part", true, "hooks.example", 443, "/a/b?c=d&sig=%2Fx%2b",
                "hooks.example"},
        Reading{"HTTPS://Hooks.Example.", true, "hooks.example", 443, "/", "hooks.example"},
        Reading{"https://hooks.example:443/", true, "hooks.example", 443, "/", "hooks.example"},
        Reading{"https://hooks.example:/", true, "hooks.example", 443, "/", "hooks.example"},
        Reading{"https://hooks.example:80?x=1", true, "hooks.example", 80, "/?x=1", "hooks.example:80"},
        Reading{"http://my_host:8065//x", false, "my_host", 8065, "//x", "my_host:8065"},
        Reading{"http://10.0.0.5", false, "10.0.0.5", 80, "/", "10.0.0.5"},
        Reading{"https://[FD00::5]:1/", true, "fd00::5", 1, "/", "[fd00::5]:1"},
        Reading{"https://[fd00:0::5]/", true, "fd00::5", 443, "/", "[fd00::5]"},
        Reading{"https://8.8.8.8.nip.test:8080/", true, "8.8.8.8.nip.test", 8080, "/", "8.8.8.8.nip.test:8080"},
        Reading{"https://h.test/a@b:c//d?e/f?g", true, "h.test", 443, "/a@b:c//d?e/f?g", "h.test"},
        Reading{"https://xn--schle-kva.example/", true, "xn--schle-kva.example", 443, "/", "xn--schle-kva.example"}));

// One host has many spellings, and the rules must see the one that is meant.
INSTANTIATE_TEST_SUITE_P(Disguised, WebAddressReading,
                         testing::Values(Reading{"https://2130706433/", true, "127.0.0.1", 443, "/", "127.0.0.1"},
                                         Reading{"https://0x7f.1/", true, "127.0.0.1", 443, "/", "127.0.0.1"},
                                         Reading{"https://127.1/", true, "127.0.0.1", 443, "/", "127.0.0.1"},
                                         Reading{"https://0177.0.0.1/", true, "127.0.0.1", 443, "/", "127.0.0.1"},
                                         Reading{"https://127.0.0.1./", true, "127.0.0.1", 443, "/", "127.0.0.1"},

                                         Reading{"https://[::ffff:7f00:1]/", true, "127.0.0.1", 443, "/",
                                                 "127.0.0.1"}));

TEST(WebAddress, WhatCannotBeUsedIsRefusedWithoutTellingTheSecret) {
  for (const auto* text : {"",
                           "secret",
                           "/secret",
                           "//host/secret",
                           "https:secret",
                           "https:///secret",
                           "https:/host/secret",
                           "ftp://host/secret",
                           "https.://host/secret",
                           "xhttps://host/secret",
                           "file:///secret",
                           "mailto:a@host",
                           "https://user:secret@host/secret",
                           "https://user@host/",
                           "https://@host/",
                           "https://:443/secret",
                           "https://host:0/secret",
                           "https://host:65536/secret",
                           "https://host:x/secret",
                           "https://host:443:443/secret",
                           "https://[::1/secret",
                           "https://[fe80::1%25eth0]/secret",
                           "https://[v1.x]/secret",
                           "https://[127.0.0.1]/secret",
                           "https://[::1]x/secret",
                           "https://[::1]:/\\secret",
                           "https://h%6Fst/secret",
                           "https://host\\@8.8.8.8/secret",
                           "https://host/secret%zz",
                           "https://host:+1/secret",
                           "https://host?\"secret",
                           "https://ho st/secret",
                           "https://host/sec ret",
                           "https://host/\r\nX: secret",
                           "https://sch\xc3\xbcle/secret",
                           "https://sch%C3%BCle/secret",
                           "https://host%00.example/secret",
                           "https://a%2Fsecret/",
                           "https://a..b/secret",
                           "https://*/secret",
                           "https://1.2.3.256/secret",
                           "https://host.0x/secret",
                           "https://1.2.3.4.5/secret",
                           " https://host/secret"}) {
    try {
      parse_web_address(text);
      ADD_FAILURE() << text;
    } catch (const Unreachable& problem) {
      EXPECT_EQ(problem.kind(), Unreachable::Kind::bad_address) << text;
      EXPECT_EQ(std::string(problem.what()).find("secret"), std::string::npos) << problem.what();
    }
  }
}

TEST(Unreachable, OnlyWhatAPersonMustChangeIsNotTriedAgain) {
  using Kind = Unreachable::Kind;
  for (const auto kind :
       {Kind::no_such_host, Kind::no_connection, Kind::certificate, Kind::timed_out, Kind::bad_answer}) {
    EXPECT_TRUE(Unreachable(kind, "").worth_another_try());
  }
  EXPECT_FALSE(Unreachable(Kind::refused_address, "").worth_another_try());
  EXPECT_FALSE(Unreachable(Kind::bad_address, "").worth_another_try());
}

}  // namespace
}  // namespace provost::tests
