#include "server/hooks/bodies_under_way.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace provost::hooks {

namespace {

using namespace std::chrono_literals;

const auto begin = workflows::parse_instant("2026-11-25T09:00:00.000Z");

TEST(BodiesUnderWay, ASenderHasAFewAtATimeAndHoldsUpNobodyElse) {
  BodiesUnderWay bodies("");
  for (std::size_t at = 0; at < BodiesUnderWay::most_of_a_sender; ++at) {
    EXPECT_TRUE(bodies.may_come("192.0.2.1", "a-" + std::to_string(at), begin));
  }
  EXPECT_FALSE(bodies.may_come("192.0.2.1", "one too many", begin));
  EXPECT_TRUE(bodies.may_come("192.0.2.2", "b", begin));
  bodies.has_come("a-3");
  EXPECT_TRUE(bodies.may_come("192.0.2.1", "next", begin));
  EXPECT_FALSE(bodies.may_come("192.0.2.1", "and next", begin));
}

TEST(BodiesUnderWay, WhatBrokeOffIsForgotten) {
  BodiesUnderWay bodies("");
  for (std::size_t at = 0; at < BodiesUnderWay::most_of_a_sender; ++at) {
    bodies.may_come("192.0.2.1", std::to_string(at), begin);
  }
  EXPECT_FALSE(bodies.may_come("192.0.2.1", "more", begin + 119s));
  EXPECT_TRUE(bodies.may_come("192.0.2.1", "more", begin + 120s));
}

TEST(BodiesUnderWay, NoneMoreComesWhileTheFolderIsFull) {
  const auto folder = std::filesystem::temp_directory_path() / ("provost-bodies-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  BodiesUnderWay bodies(folder);
  EXPECT_TRUE(bodies.may_come("192.0.2.1", "first", begin));
  // A file with a hole, which takes no room.
  std::ofstream(folder / "large").put('x');
  std::filesystem::resize_file(folder / "large", BodiesUnderWay::most_bytes);
  EXPECT_FALSE(bodies.may_come("192.0.2.2", "second", begin + 1s));
  std::filesystem::remove_all(folder);
  EXPECT_TRUE(bodies.may_come("192.0.2.2", "second", begin + 2s));
}

}  // namespace

}  // namespace provost::hooks
