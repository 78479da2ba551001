#include "workflows/local_moment.hpp"

#include <gtest/gtest.h>

namespace provost::workflows {

namespace {

std::string read(std::string_view text) {
  const auto moment = parse_local_moment(text, "Europe/Berlin");
  return moment ? to_text(*moment) : "nothing";
}

TEST(LocalMoment, IsADayOrAMinuteInTheZone) {
  EXPECT_EQ(read("2026-11-20"), "2026-11-19T23:00:00.000Z");
  EXPECT_EQ(read("2026-11-20T08:00"), "2026-11-20T07:00:00.000Z");
  EXPECT_EQ(read("2026-07-20 08:30"), "2026-07-20T06:30:00.000Z") << "in summer";
}

TEST(LocalMoment, AnythingElseIsNothing) {
  for (const auto* text : {"", "soon", "2026-02-30", "2026-11-20T", "2026-11-20T24:00", "2026-11-20T08:60",
                           "2026-11-20T08:0x", "2026-11-20T08:00:00", "2026-11-20X08:00"}) {
    EXPECT_EQ(read(text), "nothing") << text;
  }
}

}  // namespace

}  // namespace provost::workflows
