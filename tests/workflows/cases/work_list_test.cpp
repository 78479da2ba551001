#include "workflows/cases/work_list.hpp"

#include "tests/workflows/cases/cases_world.hpp"

namespace provost::tests {

namespace {

using namespace workflows;  // NOLINT: the domain under test

class WorkListTest : public CasesOnBothDatabases {
 protected:
  cases::WorkPage work(const std::string& person, cases::WorkView view = cases::WorkView::waiting,
                       std::int64_t offset = 0, std::int64_t limit = 50) {
    const auto actor = world->actor(person);
    const store::ReadSnapshot snapshot(world->database);
    return cases::read_work(snapshot.session(), world->catalogue, actor, view, offset, limit, world->clock.now());
  }
  static std::string name(const cases::WorkItem& item) {
    const auto* of_case = std::get_if<cases::CaseTaskRow>(&item);
    return of_case != nullptr ? of_case->key : std::get<documents::Task>(item).number;
  }
  static std::string names(const cases::WorkPage& page) {
    std::string text;
    for (const auto& item : page.items) text += (text.empty() ? "" : " ") + name(item);
    return text;
  }
  /// A task for the approver, due when the day is over.
  void request_by(const std::string& day) {
    const auto key = world->open("request", "teacher", {{"what", "Microscopes"}});
    world->fire(key, "teacher", "ask",
                {{"approvers", boost::json::array{"approver@example.org"}}, {"amount", "1 EUR"}, {"wanted_by", day}});
  }
};

TEST_P(WorkListTest, PutsCasesAndDocumentsInOneOrder) {
  request_by("2027-03-31");  // REQ-1: due on 28 March
  request_by("2026-11-27");  // REQ-2: due on 24 November
  const auto number = world->new_policy();
  world->transition(number, "author", documents::Event::submit);
  world->transition(number, "reviewer", documents::Event::review);
  EXPECT_EQ(names(work("approver")), number + " REQ-2 REQ-1");
  world->clock.move(std::chrono::hours(24 * 3));
  const auto page = work("approver");
  EXPECT_EQ(names(page), "REQ-2 " + number + " REQ-1");
  EXPECT_EQ(page.total, 3);
  EXPECT_EQ(page.overdue, 1);
  const auto overdue = work("approver", cases::WorkView::overdue);
  EXPECT_EQ(names(overdue), "REQ-2");
  EXPECT_EQ(overdue.total, 1);
  EXPECT_EQ(overdue.overdue, 1);
}

TEST_P(WorkListTest, EveryPageGoesOnWhereTheLastOneEnded) {
  std::vector<std::string> numbers;
  for (int i = 0; i < 12; ++i) {
    request_by(i % 2 == 0 ? "2026-11-25" : "2027-01-" + std::to_string(10 + i));
    if (i % 3 != 0) continue;
    const auto number = world->new_policy();
    world->transition(number, "author", documents::Event::submit);
    world->transition(number, "reviewer", documents::Event::review);
  }
  world->clock.move(std::chrono::hours(24));
  const auto whole = work("approver");
  ASSERT_EQ(whole.total, 16);
  ASSERT_EQ(whole.items.size(), 16U);
  for (const std::int64_t size : {1, 3, 5, 7}) {
    std::string joined;
    for (std::int64_t offset = 0; offset < whole.total; offset += size) {
      joined += (joined.empty() ? "" : " ") + names(work("approver", cases::WorkView::waiting, offset, size));
    }
    EXPECT_EQ(joined, names(whole)) << size;
  }
  EXPECT_TRUE(work("approver", cases::WorkView::waiting, 100).items.empty());
}

TEST_P(WorkListTest, CountsWhatIsGivenToThePersonAndToTheirRolesUpToALimit) {
  for (int i = 0; i < 4; ++i) request_by("2027-01-11");
  const auto waiting = [this](const std::string& person, std::int64_t most) {
    const auto actor = world->actor(person);
    const store::ReadSnapshot snapshot(world->database);
    return cases::waiting_tasks(snapshot.session(), actor, most, world->clock.now());
  };
  EXPECT_EQ(waiting("approver", 100), 4);
  EXPECT_EQ(waiting("approver", 3), 3);
  EXPECT_EQ(waiting("auditor", 100), 0);
  world->open("whisper", "teacher");
  EXPECT_EQ(waiting("quality", 100), 1);
}

PROVOST_ON_BOTH_DATABASES(WorkListTest);

}  // namespace

}  // namespace provost::tests
