#include "server/http/request_target.hpp"

#include <gtest/gtest.h>

namespace provost::http {
namespace {

using Segments = std::vector<std::string>;

TEST(RequestTarget, KeepsEverySegment) {
  EXPECT_EQ(parse_request_target("/", "")->segments, Segments{});
  EXPECT_EQ(parse_request_target("/a", "")->segments, Segments{"a"});
  EXPECT_EQ(parse_request_target("/a/", "")->segments, (Segments{"a", ""}));
  EXPECT_EQ(parse_request_target("/a//b", "")->segments, (Segments{"a", "", "b"}));
  EXPECT_EQ(parse_request_target("/a/b/c?d/e", "")->segments, (Segments{"a", "b", "c"}));
  EXPECT_EQ(parse_request_target("/...", "")->segments, Segments{"..."});
}

TEST(RequestTarget, PathIsTheSegmentsJoined) {
  for (const auto* text : {"/", "/a", "/a/", "/a//b", "/a/b/c", "/a//"}) {
    EXPECT_EQ(parse_request_target(text, "")->path, text);
  }
  EXPECT_EQ(parse_request_target("/%61%20%25", "")->path, "/a %");
}

TEST(RequestTarget, PlusIsASpaceOnlyInTheQuery) {
  const auto target = parse_request_target("/a+b?c+d=e+f%2B", "");
  EXPECT_EQ(target->path, "/a+b");
  EXPECT_EQ(target->query.get("c d"), "e f+");
}

TEST(RequestTarget, KeepsDuplicatesAndEmptyValues) {
  const auto query = parse_request_target("/?a=1&b&a=2&c=&=d&&a", "")->query;
  EXPECT_EQ(query.all("a"), (std::vector<std::string_view>{"1", "2", ""}));
  EXPECT_EQ(query.get("b"), "");
  EXPECT_EQ(query.get("c"), "");
  EXPECT_EQ(query.get(""), "d");
  EXPECT_EQ(query.get("A"), std::nullopt);
  EXPECT_EQ(query.size(), 6U);
}

TEST(RequestTarget, TheAbsoluteFormNeedsTheSameHost) {
  EXPECT_EQ(parse_request_target("http://a:80/b", "a:80")->path, "/b");
  EXPECT_EQ(parse_request_target("https://a", "A")->path, "/");
  EXPECT_FALSE(parse_request_target("http://a/b", "a:80"));
  EXPECT_FALSE(parse_request_target("http:///b", ""));
  EXPECT_FALSE(parse_request_target("", ""));
}

TEST(Host, IsANameWithAnOptionalPort) {
  for (const auto* host : {"a", "a:1", "[::1]", "[::1]:80", "127.0.0.1"}) EXPECT_TRUE(is_host(host)) << host;
  for (const auto* host : {"", ":80", "a:b", "u@a", "a/b", "a b", "a,b", "[::1", "a?b", "a#b"}) {
    EXPECT_FALSE(is_host(host)) << host;
  }
}

}  // namespace
}  // namespace provost::http
