#include "workflows/engine/duration.hpp"

#include <gtest/gtest.h>

namespace provost::tests {

namespace {

using namespace workflows::engine;  // NOLINT: the engine's own words
using workflows::Day;
using workflows::parse_day;
using workflows::parse_instant;

Day day(const char* text) {
  return *parse_day(text);
}

struct Read {
  const char* text;
  const char* means;  ///< empty: no duration
};

class DurationText : public testing::TestWithParam<Read> {};

TEST_P(DurationText, IsReadOrRefused) {
  const auto duration = parse_duration(GetParam().text);
  EXPECT_EQ(duration ? to_text(*duration) : "", GetParam().means);
}

INSTANTIATE_TEST_SUITE_P(, DurationText,
                         testing::Values(Read{"1 day", "1 day"}, Read{"1 days", "1 day"}, Read{"14 days", "14 days"},
                                         Read{"5 working days", "5 working days"},
                                         Read{"1 working day", "1 working day"}, Read{"6 hours", "6 hours"},
                                         Read{"2 weeks", "2 weeks"}, Read{"3 months", "3 months"},
                                         Read{"100 years", "100 years"}, Read{"1 calendar year", "1 calendar year"},
                                         Read{"0 days", "0 days"}, Read{"101 years", ""}, Read{"-1 days", ""},
                                         Read{"1.5 days", ""}, Read{"days", ""}, Read{"5", ""}, Read{"5  days", ""},
                                         Read{"5 Days", ""}, Read{"5 days ", ""}, Read{" 5 days", ""},
                                         Read{"99999999999999999999 days", ""}, Read{"", ""}, Read{"two days", ""},
                                         Read{"5 fortnights", ""}));

struct Move {
  const char* from;
  const char* duration;
  const char* later;
  const char* earlier;
};

class DurationMove : public testing::TestWithParam<Move> {};

TEST_P(DurationMove, FindsTheDay) {
  WorkingCalendar calendar;
  calendar.holidays = {day("2026-12-25"), day("2026-12-28")};
  const auto duration = *parse_duration(GetParam().duration);
  EXPECT_EQ(workflows::to_text(later_day(day(GetParam().from), duration, calendar)), GetParam().later);
  EXPECT_EQ(workflows::to_text(earlier_day(day(GetParam().from), duration, calendar)), GetParam().earlier);
}

INSTANTIATE_TEST_SUITE_P(
    , DurationMove,
    testing::Values(Move{"2026-11-23", "1 day", "2026-11-24", "2026-11-22"},
                    Move{"2026-11-23", "0 days", "2026-11-23", "2026-11-23"},
                    Move{"2026-11-23", "12 hours", "2026-11-23", "2026-11-23"},
                    Move{"2026-11-23", "2 weeks", "2026-12-07", "2026-11-09"},
                    Move{"2026-11-20", "1 working day", "2026-11-23", "2026-11-19"},   // Friday
                    Move{"2026-11-21", "1 working day", "2026-11-23", "2026-11-20"},   // Saturday
                    Move{"2026-12-24", "1 working day", "2026-12-29", "2026-12-23"},   // over Christmas
                    Move{"2026-12-30", "2 working days", "2027-01-01", "2026-12-24"},  // back over Christmas
                    Move{"2027-01-31", "1 month", "2027-02-28", "2026-12-31"},
                    Move{"2028-01-31", "1 month", "2028-02-29", "2027-12-31"},
                    Move{"2028-02-29", "1 year", "2029-02-28", "2027-02-28"},
                    Move{"2026-11-30", "3 months", "2027-02-28", "2026-08-30"},
                    Move{"2027-03-10", "1 calendar year", "2028-12-31", "2026-01-01"},
                    Move{"2027-12-31", "2 calendar years", "2029-12-31", "2025-01-01"}));

TEST(Duration, ACalendarWithoutWorkingDaysCountsEveryDay) {
  WorkingCalendar calendar;
  calendar.free_weekdays = {1, 2, 3, 4, 5, 6, 7};
  EXPECT_EQ(later_day(day("2026-11-23"), *parse_duration("3 working days"), calendar), day("2026-11-26"));
}

TEST(Duration, OtherWeekendsAreKept) {
  WorkingCalendar calendar;
  calendar.free_weekdays = {5, 6};
  EXPECT_EQ(later_day(day("2026-11-26"), *parse_duration("1 working day"), calendar), day("2026-11-29"));  // Thursday
}

struct End {
  const char* zone;
  const char* start;
  const char* duration;
  const char* end;
};

class DurationEnd : public testing::TestWithParam<End> {};

TEST_P(DurationEnd, IsTheEndOfTheDayThere) {
  WorkingCalendar calendar;
  calendar.time_zone = GetParam().zone;
  const auto end = end_of(parse_instant(GetParam().start), *parse_duration(GetParam().duration), calendar);
  EXPECT_EQ(workflows::to_text(end), GetParam().end);
}

INSTANTIATE_TEST_SUITE_P(
    , DurationEnd,
    testing::Values(End{"UTC", "2026-11-23T09:00:00.000Z", "1 day", "2026-11-25T00:00:00.000Z"},
                    End{"UTC", "2026-11-23T09:00:00.000Z", "6 hours", "2026-11-23T15:00:00.000Z"},
                    // It is Tuesday there already.
                    End{"Asia/Tokyo", "2026-11-23T16:00:00.000Z", "1 day", "2026-11-25T15:00:00.000Z"},
                    // Summer time begins on 28 March 2027 and ends on 31 October 2027.
                    End{"Europe/Berlin", "2027-03-26T12:00:00.000Z", "2 days", "2027-03-28T22:00:00.000Z"},
                    End{"Europe/Berlin", "2027-03-27T12:00:00.000Z", "24 hours", "2027-03-28T12:00:00.000Z"},
                    End{"Europe/Berlin", "2027-10-29T12:00:00.000Z", "2 days", "2027-10-31T23:00:00.000Z"},
                    // At midnight the clock goes from 00:00 to 01:00: the day begins at one.
                    End{"Africa/Cairo", "2027-04-28T12:00:00.000Z", "1 day", "2027-04-29T22:00:00.000Z"}));

}  // namespace

}  // namespace provost::tests
