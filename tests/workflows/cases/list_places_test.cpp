// Lists read part by part while things come and go between the parts.
#include <gtest/gtest.h>

#include "tests/workflows/cases/cases_world.hpp"
#include "tests/workflows/support/parts.hpp"
#include "workflows/cases/work_list.hpp"
#include "workflows/documents/document_register.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using namespace workflows;  // NOLINT: the domain under test

class ListPlacesTest : public CasesOnBothDatabases {
 protected:
  cases::CasePage page(const cases::CaseQuery& query) const {
    const store::ReadSnapshot snapshot(world->database);
    return cases::read_cases(snapshot.session(), world->catalogue, world->actor("quality"), query, world->clock.now());
  }
  documents::RegisterPage page(const documents::RegisterQuery& query) const {
    const store::ReadSnapshot snapshot(world->database);
    return documents::read_register(snapshot.session(), world->actor("quality"), query,
                                    day_in_zone(world->clock.now(), "Europe/London"));
  }
  std::string request_by(const std::string& day) {
    const auto key = world->open("request", "teacher", {{"what", "Microscopes"}});
    world->fire(key, "teacher", "ask",
                {{"approvers", boost::json::array{"approver@example.org"}}, {"amount", "1 EUR"}, {"wanted_by", day}});
    return key;
  }
  std::string for_approval() {
    const auto number = world->new_policy();
    world->transition(number, "author", documents::Event::submit);
    world->transition(number, "reviewer", documents::Event::review);
    return number;
  }
  std::string whisper(int i) { return world->open("whisper", "teacher", {}, "Case " + std::to_string(i % 3)); }
};
PROVOST_ON_BOTH_DATABASES(ListPlacesTest);

TEST_P(ListPlacesTest, CasesThatStayAreToldOnceInEachOrder) {
  for (int i = 0; i < 6; ++i) {
    whisper(i);
    world->open("request", "teacher", {{"what", "Chalk"}}, "Case " + std::to_string(i % 4));
    if (i % 2 == 0) world->clock.move(std::chrono::hours(24));
  }
  int more = 0;
  for (const auto* sort : {"changed", "opened", "title", "due", "workflow"}) {
    for (const bool descending : {false, true}) {
      SCOPED_TRACE(std::string(sort) + (descending ? " descending" : ""));
      cases::CaseQuery query;
      query.sort = sort;
      query.descending = descending;
      query.limit = 200;
      std::vector<std::string> there;
      for (const auto& row : page(query).rows) there.push_back(row.key);
      query.limit = 3;
      const auto told = told_in_parts(
          [&](const std::optional<store::ListPlace>& after) {
            query.after = after;
            const auto found = page(query);
            std::vector<std::string> keys;
            for (const auto& row : found.rows) keys.push_back(row.key);
            return std::pair(keys, found.next);
          },
          [&](Gone& gone) {
            whisper(++more);
            // One that was told already and one that was not.
            for (const auto from_behind : {false, true}) {
              auto keys = there;
              if (from_behind) std::reverse(keys.begin(), keys.end());
              const auto found = std::find_if(keys.begin(), keys.end(), [&](const std::string& key) {
                return key.starts_with("WHI") && !gone.contains(key);
              });
              if (found == keys.end() || gone.size() > 3) continue;
              world->fire(*found, "quality", "close");
              gone.insert(*found);
            }
          });
      expect_each_once(there, told);
    }
  }
}

TEST_P(ListPlacesTest, DocumentsThatStayAreToldOnceInEachOrder) {
  for (int i = 0; i < 8; ++i) world->new_policy();
  for (const auto* sort : {"number", "title", "type", "owner", "next_review", "changed", "state"}) {
    for (const bool descending : {false, true}) {
      SCOPED_TRACE(std::string(sort) + (descending ? " descending" : ""));
      documents::RegisterQuery query;
      query.state = "draft";
      query.sort = sort;
      query.descending = descending;
      std::vector<std::string> there;
      query.limit = 200;
      for (const auto& row : page(query).rows) there.push_back(row.number);
      query.limit = 3;
      const auto told = told_in_parts(
          [&](const std::optional<store::ListPlace>& after) {
            query.after = after;
            const auto found = page(query);
            std::vector<std::string> numbers;
            for (const auto& row : found.rows) numbers.push_back(row.number);
            return std::pair(numbers, found.next);
          },
          [&](Gone& gone) {
            if (!gone.empty()) return;
            world->new_policy();
            world->new_policy();
            for (const auto& number : {there.front(), there.back()}) {
              world->transition(number, "author", documents::Event::submit);
              gone.insert(number);
            }
          });
      expect_each_once(there, told);
    }
  }
}

TEST_P(ListPlacesTest, TasksThatStayAreToldOnce) {
  for (int i = 0; i < 9; ++i) {
    world->open("request", "teacher", {{"what", "Chalk"}});
    if (i % 3 == 0) world->clock.move(std::chrono::hours(24));
  }
  std::vector<std::string> there;
  for (const auto& row : world->tasks("teacher").rows) there.push_back(row.key);
  const auto told = told_in_parts(
      [&](const std::optional<store::ListPlace>& after) {
        const store::ReadSnapshot snapshot(world->database);
        const auto actor = world->actor("teacher");
        const auto found =
            after ? cases::read_tasks_after(snapshot.session(), world->catalogue, actor, *after, 2, world->clock.now())
                  : cases::read_tasks(snapshot.session(), world->catalogue, actor, 0, 2, world->clock.now());
        std::vector<std::string> keys;
        for (const auto& row : found.rows) keys.push_back(row.key);
        return std::pair(keys, found.next);
      },
      [&](Gone& gone) {
        world->open("request", "teacher", {{"what", "Chalk"}});
        if (!gone.empty()) return;
        for (const auto& key : {there.front(), there[7]}) {
          world->fire(key, "teacher", "ask",
                      {{"approvers", boost::json::array{"approver@example.org"}}, {"amount", "1 EUR"}});
          gone.insert(key);
        }
      });
  expect_each_once(there, told);
}

TEST_P(ListPlacesTest, WorkThatStaysIsToldOnceWhileTheClockGoesOn) {
  for (int i = 0; i < 4; ++i) {
    request_by("2026-11-" + std::to_string(25 + i));
    request_by("2027-03-1" + std::to_string(i));
    for_approval();
  }
  const auto names_of = [](const cases::WorkPage& page) {
    std::vector<std::string> names;
    for (const auto& item : page.items) {
      const auto* task = std::get_if<cases::CaseTaskRow>(&item);
      names.push_back(task != nullptr ? task->key : std::get<documents::Task>(item).number);
    }
    return names;
  };
  const auto read = [&](const std::optional<store::ListPlace>& after, std::int64_t limit) {
    const store::ReadSnapshot snapshot(world->database);
    const auto actor = world->actor("approver");
    const auto view = cases::WorkView::waiting;
    const auto now = world->clock.now();
    return after ? cases::read_work_after(snapshot.session(), world->catalogue, actor, view, *after, limit, now)
                 : cases::read_work(snapshot.session(), world->catalogue, actor, view, 0, limit, now);
  };
  const auto there = names_of(read(std::nullopt, 200));
  ASSERT_EQ(there.size(), 12U);
  int more = 0;
  const auto told = told_in_parts(
      [&](const std::optional<store::ListPlace>& after) {
        const auto page = read(after, 2);
        return std::pair(names_of(page), page.next);
      },
      [&](Gone& gone) {
        // With the clock, tasks of documents move behind tasks of cases that fell due.
        world->clock.move(std::chrono::hours(24));
        if (++more > 4) return;
        for_approval();
        request_by("2027-04-01");
        if (!gone.empty()) return;
        for (const auto* key : {"REQ-1", "REQ-8"}) {
          world->fire(key, "approver", "send_back", {}, "Too many");
          gone.insert(key);
        }
      });
  expect_each_once(there, told);
}

TEST_P(ListPlacesTest, PeopleAreToldOnceWhileOthersAreAdded) {
  const auto read = [&] {
    const store::ReadSnapshot snapshot(world->database);
    return people::list_people(snapshot.session());
  };
  std::vector<std::string> there;
  for (const auto& person : read()) there.push_back(person.email);
  int more = 0;
  const auto told = told_in_parts(
      [&](const std::optional<store::ListPlace>& after) {
        const store::ReadSnapshot snapshot(world->database);
        auto rest =
            after ? people::list_people_after(snapshot.session(), *after) : people::list_people(snapshot.session());
        std::vector<std::string> emails;
        std::optional<store::ListPlace> next;
        for (const auto& person : rest) {
          if (emails.size() == 2) break;
          emails.push_back(person.email);
          next = people::place_of(person);
        }
        if (rest.size() <= 2) next.reset();
        return std::pair(emails, next);
      },
      [&](Gone&) {
        if (++more > 3) return;
        world->people.add(people::Authority::operator_of_data(), {"aaa" + std::to_string(more) + "@example.org",
                                                                  "Aaron",
                                                                  {people::Role::staff},
                                                                  std::nullopt,
                                                                  World::password,
                                                                  false});
      });
  expect_each_once(there, told);
}

TEST_P(ListPlacesTest, APlaceOfAnotherOrderIsRefused) {
  whisper(1);
  cases::CaseQuery query;
  query.after = store::ListPlace{std::int64_t{1}};
  EXPECT_THROW(page(query), Invalid) << "that of the order by opening";
  query.after = store::ListPlace{std::string("2026"), std::string("1")};
  EXPECT_THROW(page(query), Invalid) << "a text for a number";
  query.sort = "opened";
  query.after = store::ListPlace{std::int64_t{1}};
  EXPECT_NO_THROW(page(query));
}

}  // namespace

}  // namespace provost::tests
