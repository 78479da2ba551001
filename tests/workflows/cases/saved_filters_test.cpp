#include "workflows/cases/saved_filters.hpp"

#include "tests/workflows/cases/cases_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using namespace workflows;  // NOLINT: names of the errors
using cases::CaseQuery;

class SavedFiltersTest : public CasesOnBothDatabases {
 protected:
  void SetUp() override {
    CasesOnBothDatabases::SetUp();
    if (world) service = std::make_unique<cases::SavedFilterService>(world->database, world->clock);
  }
  std::int64_t save(const std::string& person, const std::string& name, const std::string& query) {
    return service->save(world->actor(person), name, cases::parse_case_query(query));
  }
  std::vector<cases::SavedFilter> filters_of(const std::string& person) {
    const auto id = world->actor(person).person_id;
    const store::ReadSnapshot snapshot(world->database);
    return cases::saved_filters_of(snapshot.session(), id);
  }
  std::unique_ptr<cases::SavedFilterService> service;
};

TEST_P(SavedFiltersTest, AreThePersonsOwnAndComeByName) {
  save("teacher", "Overdue", "status=overdue");
  save("teacher", "About microscopes", "q=ten+microscopes%21&sort=title");
  save("author", "Overdue", "owner=me");
  const auto filters = filters_of("teacher");
  ASSERT_EQ(filters.size(), 2U);
  EXPECT_EQ(filters[0].name, "About microscopes");
  EXPECT_EQ(filters[0].query, "q=ten%20microscopes%21&sort=title");
  EXPECT_EQ(filters[1].query, "status=overdue");
  EXPECT_EQ(filters_of("author").at(0).query, "owner=me");
}

TEST_P(SavedFiltersTest, AreRefusedWithAReason) {
  save("teacher", "Overdue", "status=overdue");
  const auto entries = world->audit_entries();
  EXPECT_THROW(save("teacher", "Overdue", "owner=me"), Conflict);
  EXPECT_THROW(save("teacher", "", "owner=me"), Invalid);
  EXPECT_THROW(save("teacher", std::string(61, 'n'), "owner=me"), Invalid);
  EXPECT_THROW(save("teacher", "A\nB", "owner=me"), Invalid);
  CaseQuery odd, long_search;
  odd.status = "nothing";
  long_search.search = std::string(201, 'x');
  EXPECT_THROW(service->save(world->actor("teacher"), "Odd", odd), Invalid);
  EXPECT_THROW(service->save(world->actor("teacher"), "Long", long_search), Invalid);
  EXPECT_EQ(world->audit_entries(), entries);
  EXPECT_EQ(filters_of("teacher").size(), 1U);
}

TEST_P(SavedFiltersTest, AreAtMostThirtyForEachPerson) {
  for (int i = 0; i < 30; ++i) save("teacher", "Filter " + std::to_string(i), "owner=me");
  EXPECT_THROW(save("teacher", "One more", "owner=me"), Conflict);
  save("author", "Another person's", "owner=me");
  service->remove(world->actor("teacher"), filters_of("teacher").front().id);
  save("teacher", "One more", "owner=me");
}

TEST_P(SavedFiltersTest, AreRemovedByTheirOwnerOnly) {
  const auto id = save("teacher", "Overdue", "status=overdue");
  EXPECT_THROW(service->remove(world->actor("admin"), id), NotFound);
  service->remove(world->actor("teacher"), id);
  EXPECT_TRUE(filters_of("teacher").empty());
  EXPECT_THROW(service->remove(world->actor("teacher"), id), NotFound);
  save("teacher", "Overdue", "status=overdue");
}

TEST_P(SavedFiltersTest, LeaveATrailThatCanBeVerified) {
  const auto before = world->audit_entries();
  service->remove(world->actor("teacher"), save("teacher", "Overdue", "status=overdue"));
  EXPECT_EQ(world->audit_entries(), before + 2);
  const auto report = verified(*world, world->catalogue);
  EXPECT_FALSE(report.first_discrepancy) << report.first_discrepancy->where << " " << report.first_discrepancy->what;
}

TEST_P(SavedFiltersTest, AStateCountsOnlyWithItsWorkflow) {
  world->open("request", "teacher", {{"what", "Ten microscopes"}});
  const auto total = [&](const std::string& query) {
    const auto actor = world->actor("teacher");
    const store::ReadSnapshot snapshot(world->database);
    return cases::read_cases(snapshot.session(), world->catalogue, actor, cases::parse_case_query(query),
                             world->clock.now())
        .total;
  };
  EXPECT_EQ(total("workflow=request&state=open"), 1);
  EXPECT_EQ(total("workflow=request&state=buying"), 0);
  EXPECT_EQ(total("state=buying"), 1);
  EXPECT_EQ(total("owner=me"), 1);
  EXPECT_EQ(total("owner=author%40example.org"), 0);
}

PROVOST_ON_BOTH_DATABASES(SavedFiltersTest);

TEST(CaseQueryText, KeepsWhatDiffersFromTheDefaults) {
  for (const std::string text :
       {"", "q=a%20%26%20b", "status=any", "sort=changed", "workflow=pilot&state=planned&sort=-due",
        "q=%C3%A9cole&workflow=complaint&status=closed&owner=me&participant=ada%40example.org&sort=opened"}) {
    EXPECT_EQ(cases::to_query_string(cases::parse_case_query(text)), text);
  }
  EXPECT_EQ(cases::to_query_string(cases::parse_case_query("sort=-changed&status=open&owner=")), "");
  EXPECT_EQ(cases::to_query_string(cases::parse_case_query("state=planned")), "");
}

TEST(CaseQueryText, TakesNothingElse) {
  for (const std::string text :
       {"https://evil.example.org/?q=x", "//evil.example.org", "/cases?q=x", "page=2", "next=%2Fsign-out", "q=%zz",
        "q=%00", "q=%0d%0aLocation", "q=%FF", "status=nothing", "sort=nothing", "sort=-", "q=a#b"}) {
    EXPECT_THROW(cases::parse_case_query(text), Invalid) << text;
  }
  EXPECT_THROW(cases::parse_case_query("q=" + std::string(3000, 'x')), Invalid);
}

}  // namespace

}  // namespace provost::tests
