#include "workflows/messages/preferences.hpp"

#include "tests/workflows/support/world.hpp"
#include "workflows/cases/delegations.hpp"
#include "workflows/errors.hpp"
#include "workflows/organisation/working_calendar.hpp"

namespace provost::tests {

using namespace workflows;            // NOLINT: names of the errors
using namespace workflows::messages;  // NOLINT: the words of messages

class PreferencesTest : public OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (world) service = std::make_unique<PreferenceService>(world->database, world->clock);
  }
  std::string allowed(const Preferences& preferences, const char* wanted) {
    const store::ReadSnapshot snapshot(world->database);
    return to_text(allowed_moment(snapshot.session(), preferences, parse_instant(wanted)));
  }
  std::string digest_after(const Preferences& preferences, const char* now) {
    const store::ReadSnapshot snapshot(world->database);
    return to_text(digest_moment(snapshot.session(), preferences, parse_instant(now)));
  }
  static Preferences in(const std::string& zone) {
    Preferences preferences;
    preferences.time_zone = zone;
    return preferences;
  }
  std::unique_ptr<PreferenceService> service;
};
PROVOST_ON_BOTH_DATABASES(PreferencesTest);

TEST_P(PreferencesTest, NothingComesInQuietHoursAndNothingIsLost) {
  const auto london = in("Europe/London");
  EXPECT_EQ(allowed(london, "2026-11-24T10:00:00.000Z"), "2026-11-24T10:00:00.000Z");
  EXPECT_EQ(allowed(london, "2026-11-24T18:59:00.000Z"), "2026-11-24T18:59:00.000Z");
  EXPECT_EQ(allowed(london, "2026-11-24T19:00:00.000Z"), "2026-11-25T07:00:00.000Z");
  EXPECT_EQ(allowed(london, "2026-11-24T23:30:00.000Z"), "2026-11-25T07:00:00.000Z");
  EXPECT_EQ(allowed(london, "2026-11-25T06:59:00.000Z"), "2026-11-25T07:00:00.000Z");
  EXPECT_EQ(allowed(london, "2026-11-25T07:00:00.000Z"), "2026-11-25T07:00:00.000Z");
}

TEST_P(PreferencesTest, TheHoursAreThoseOfThePersonsOwnZone) {
  // 19:00 in Tokyo is 10:00 in London.
  EXPECT_EQ(allowed(in("Asia/Tokyo"), "2026-11-24T10:00:00.000Z"), "2026-11-24T22:00:00.000Z");
  EXPECT_EQ(allowed(in("Asia/Tokyo"), "2026-11-24T09:59:00.000Z"), "2026-11-24T09:59:00.000Z");
}

TEST_P(PreferencesTest, WeekendsAndHolidaysWaitForTheNextWorkingDay) {
  const auto london = in("Europe/London");
  EXPECT_EQ(allowed(london, "2026-11-28T12:00:00.000Z"), "2026-11-30T07:00:00.000Z");
  EXPECT_EQ(allowed(london, "2026-11-27T20:00:00.000Z"), "2026-11-30T07:00:00.000Z");
  organisation::CalendarService(world->database, world->clock)
      .add_holiday(people::Authority::operator_of_data(), {*parse_day("2026-11-30"), "St Andrew's Day"});
  EXPECT_EQ(allowed(london, "2026-11-28T12:00:00.000Z"), "2026-12-01T07:00:00.000Z");
  EXPECT_EQ(digest_after(london, "2026-11-27T08:00:00.000Z"), "2026-12-01T07:30:00.000Z");
}

TEST_P(PreferencesTest, WithoutQuietHoursOnlyFreeDaysAreLeftOut) {
  auto preferences = in("Europe/London");
  preferences.quiet_from = preferences.quiet_until = "00:00";
  EXPECT_EQ(allowed(preferences, "2026-11-24T23:30:00.000Z"), "2026-11-24T23:30:00.000Z");
  EXPECT_EQ(allowed(preferences, "2026-11-28T12:00:00.000Z"), "2026-11-30T00:00:00.000Z");
}

TEST_P(PreferencesTest, TheMorningStaysTheMorningWhenTheClocksChange) {
  const auto berlin = in("Europe/Berlin");
  // Winter time ends on 28 March 2027, a Sunday: 07:30 is 06:30 UTC before and 05:30 UTC after.
  EXPECT_EQ(digest_after(berlin, "2027-03-25T12:00:00.000Z"), "2027-03-26T06:30:00.000Z");
  EXPECT_EQ(digest_after(berlin, "2027-03-26T12:00:00.000Z"), "2027-03-29T05:30:00.000Z");
  // A digest in the hour that does not exist comes when it is over, once.
  auto night = in("Europe/Berlin");
  night.digest_at = "02:30";
  EXPECT_EQ(digest_after(night, "2027-03-26T12:00:00.000Z"), "2027-03-29T00:30:00.000Z");
}

TEST_P(PreferencesTest, WhatApersonChoseIsKeptAndNonsenseIsNot) {
  Preferences wanted = in("Europe/Berlin");
  wanted.way = "none";
  wanted.pace = "digest";
  wanted.digest_at = "08:15";
  service->change(world->actor("teacher"), wanted);
  {
    const store::ReadSnapshot snapshot(world->database);
    const auto kept = preferences_of(snapshot.session(), world->actor("teacher").person_id);
    EXPECT_EQ(kept.way, "none");
    EXPECT_EQ(kept.digest_at, "08:15");
    EXPECT_EQ(preferences_of(snapshot.session(), world->actor("author").person_id).way, "mail");
  }
  const auto refused = [&](auto change) {
    auto wrong = wanted;
    change(wrong);
    EXPECT_THROW(service->change(world->actor("teacher"), wrong), Invalid);
  };
  refused([](Preferences& one) { one.way = "pigeon"; });
  refused([](Preferences& one) { one.pace = "hourly"; });
  refused([](Preferences& one) { one.digest_at = "24:00"; });
  refused([](Preferences& one) { one.quiet_from = "7:00"; });
  refused([](Preferences& one) { one.time_zone = "Middle/Earth"; });
  refused([](Preferences& one) { one.language = "Klingon"; });
}

TEST_P(PreferencesTest, TheLinkInAMailEndsMailAndBringsItBack) {
  const auto teacher = world->actor("teacher").person_id;
  {
    store::WriteTransaction transaction(world->database, world->clock);
    give_unsubscribe_code(transaction, teacher);
    give_unsubscribe_code(transaction, teacher);
    transaction.commit();
  }
  const auto way = [&] {
    const store::ReadSnapshot snapshot(world->database);
    return preferences_of(snapshot.session(), teacher).way;
  };
  std::string code;
  {
    const store::ReadSnapshot snapshot(world->database);
    code = unsubscribe_code_of(snapshot.session(), teacher);
    EXPECT_EQ(code.size(), 32U);
    EXPECT_EQ(person_of_code(snapshot.session(), code)->id, teacher);
    EXPECT_FALSE(person_of_code(snapshot.session(), ""));
  }
  service->stop_mail(code);
  EXPECT_EQ(way(), "none");
  const auto entries = world->audit_entries();
  service->stop_mail(code);
  EXPECT_EQ(world->audit_entries(), entries) << "a second click changes nothing";
  service->send_mail_again(code);
  EXPECT_EQ(way(), "mail");
  EXPECT_THROW(service->stop_mail("0123"), NotFound);
}

TEST_P(PreferencesTest, NothingComesOnOwnFreeDaysNorWhileSomebodyStandsIn) {
  auto part_time = in("UTC");
  part_time.free_weekdays = {1, 2};
  EXPECT_EQ(digest_after(part_time, "2026-11-27T12:00:00.000Z"), "2026-12-02T07:30:00.000Z") << "a Wednesday";
  service->change(world->actor("teacher"), part_time);
  auto kept = [&] {
    const store::ReadSnapshot snapshot(world->database);
    return preferences_of(snapshot.session(), world->actor("teacher").person_id);
  };
  EXPECT_EQ(kept().free_weekdays, (std::set<unsigned>{1, 2}));
  cases::DelegationService delegations(world->database, world->clock);
  delegations.delegate(world->actor("teacher"), "teacher@example.org", "author@example.org",
                       parse_day("2026-11-25").value(), parse_day("2026-12-03").value(), "A trip");
  EXPECT_EQ(allowed(kept(), "2026-11-25T10:00:00.000Z"), "2026-12-04T07:00:00.000Z");
  part_time.free_weekdays = {1, 2, 3, 4, 5};
  EXPECT_THROW(service->change(world->actor("teacher"), part_time), Invalid);
  part_time.free_weekdays = {0};
  EXPECT_THROW(service->change(world->actor("teacher"), part_time), Invalid);
}

}  // namespace provost::tests
