#include <gtest/gtest.h>

#include "workflows/journey/journey.hpp"

namespace provost::tests {

namespace {

using namespace workflows::journey;  // NOLINT: the words of the journey
using workflows::Day;
using workflows::parse_day;
using workflows::parse_instant;

Day day(const char* text) {
  return *parse_day(text);
}

Phase phase(const char* title, Phase::Progress progress, const char* planned_end, const char* began = nullptr,
            const char* ended = nullptr) {
  Phase made;
  made.title = title;
  made.progress = progress;
  if (planned_end != nullptr) made.planned_end = day(planned_end);
  if (began != nullptr) made.began = day(began);
  if (ended != nullptr) made.ended = day(ended);
  return made;
}

constexpr auto passed = Phase::Progress::passed;
constexpr auto current = Phase::Progress::current;
constexpr auto ahead = Phase::Progress::ahead;

std::string when(const Forecast& forecast) {
  return forecast.day ? workflows::to_text(*forecast.day) : "no day";
}

std::string assumptions(const Forecast& forecast) {
  std::string text;
  for (const auto& one : forecast.assumptions) text += one + "\n";
  return text;
}

TEST(Forecast, APlanThatIsKeptEndsAsPlanned) {
  const std::vector<Phase> phases{phase("Gap analysis", passed, "2027-01-31", "2027-01-01", "2027-01-31"),
                                  phase("System design", current, "2027-03-02", "2027-01-31"),
                                  phase("Pilot", ahead, "2027-04-01")};
  EXPECT_EQ(when(forecast(phases, day("2027-01-01"), day("2027-02-10"))), "2027-04-01");
}

TEST(Forecast, ASlowStartSlowsDownWhatIsToCome) {
  // Thirty planned days took sixty: the sixty that are left take a hundred and twenty.
  const std::vector<Phase> phases{phase("Gap analysis", passed, "2027-01-31", "2027-01-01", "2027-03-02"),
                                  phase("System design", current, "2027-03-02", "2027-03-02"),
                                  phase("Pilot", ahead, "2027-04-01")};
  EXPECT_EQ(when(forecast(phases, day("2027-01-01"), day("2027-03-02"))), "2027-06-30");
}

TEST(Forecast, AQuickStartPromisesNothing) {
  const std::vector<Phase> phases{phase("Gap analysis", passed, "2027-01-31", "2027-01-01", "2027-01-11"),
                                  phase("System design", current, "2027-03-02", "2027-01-11"),
                                  phase("Pilot", ahead, "2027-04-01")};
  EXPECT_EQ(when(forecast(phases, day("2027-01-01"), day("2027-01-11"))), "2027-03-12");
}

TEST(Forecast, NoDayWithoutAPlan) {
  const std::vector<Phase> phases{phase("Gap analysis", current, "2027-01-31", "2027-01-01"),
                                  phase("Pilot", ahead, nullptr)};
  const auto result = forecast(phases, day("2027-01-01"), day("2027-01-02"));
  EXPECT_EQ(when(result), "no day");
  EXPECT_NE(assumptions(result).find("“Pilot” has no planned end"), std::string::npos);
}

TEST(Forecast, ThePresentPhaseLastsUntilItsLastTaskIsDue) {
  auto present = phase("Gap analysis", current, "2027-01-31", "2027-01-01");
  present.open_work = {{"GAP-1", "A", "", "", parse_instant("2027-02-15T00:00:00.000Z"), false},
                       {"GAP-2", "B", "", "", parse_instant("2027-02-21T00:00:00.000Z"), false},
                       {"GAP-3", "C", "", "", std::nullopt, false}};
  const auto result = forecast({present, phase("Pilot", ahead, "2027-03-02")}, day("2027-01-01"), day("2027-01-02"));
  EXPECT_EQ(when(result), "2027-03-22");
  EXPECT_NE(assumptions(result).find("The last open task of “Gap analysis” is due on 2027-02-20."), std::string::npos)
      << assumptions(result);
}

TEST(Forecast, APhaseThatIsOverItsTimeMovesTheDayOn) {
  auto present = phase("Gap analysis", current, "2027-01-31", "2027-01-01");
  present.exit = {{"a", "A", true, "", ""}, {"b", "B", false, "missing", ""}};
  const std::vector<Phase> phases{present, phase("Pilot", ahead, "2027-03-02")};
  const auto result = forecast(phases, day("2027-01-01"), day("2027-03-01"));
  EXPECT_EQ(when(result), "2027-03-31");
  EXPECT_EQ(when(forecast(phases, day("2027-01-01"), day("2027-03-02"))), "2027-04-01");
  EXPECT_NE(assumptions(result).find("over its planned time with 1 exit condition not met"), std::string::npos)
      << assumptions(result);
}

TEST(Forecast, APhaseThatWasPassedWithoutItsDatesSaysNothingOfThePace) {
  const std::vector<Phase> phases{phase("Gap analysis", passed, nullptr, nullptr, "2027-03-02"),
                                  phase("Pilot", current, "2027-01-31", "2027-03-02")};
  EXPECT_EQ(when(forecast(phases, day("2027-01-01"), day("2027-03-02"))), "2027-04-01");
}

TEST(Forecast, ItSaysWhatItRestsOn) {
  const auto result =
      forecast({phase("Gap analysis", current, "2027-01-31", "2027-01-01")}, day("2027-01-01"), day("2027-01-02"));
  ASSERT_FALSE(result.assumptions.empty());
  EXPECT_EQ(result.assumptions.back(), "Open work keeps its present due dates, and nothing new is found.");
}

TEST(Forecast, NoPhaseAtAllIsNoReasonToFail) {
  EXPECT_NO_THROW(forecast({}, day("2027-01-01"), day("2027-01-02")));
}

}  // namespace

}  // namespace provost::tests
