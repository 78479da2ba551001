#pragma once

#include <string>

#include "tests/workflows/support/world.hpp"
#include "workflows/cases/case_reading.hpp"
#include "workflows/cases/case_service.hpp"
#include "workflows/cases/case_timers.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/journey/case_facts.hpp"
#include "workflows/standards/standard_library.hpp"

namespace provost::tests {

/// A small organisation with the workflows that the program ships, and facts from its real data.
class JourneyWorld : public World {
 public:
  explicit JourneyWorld(DatabaseKind kind);

  std::string open(const std::string& workflow, const std::string& person, boost::json::object fields = {},
                   const std::string& title = "A title");
  /// Takes a step, signed, with a comment.
  void fire(const std::string& key, const std::string& person, const std::string& event,
            boost::json::object fields = {});
  workflows::cases::CaseView view_case(const std::string& key, const std::string& person) const;
  std::string state_of(const std::string& key, const std::string& person) const {
    return view_case(key, person).one.state;
  }
  /// "yes", or what is missing. Asked for the case of that key.
  std::string fact(const std::string& name, const std::string& key) const;

  workflows::standards::StandardLibrary standards;
  workflows::journey::CaseFacts facts;
  workflows::cases::WorkflowCatalogue catalogue;
  workflows::cases::AttachmentFiles files;
  workflows::cases::CaseService cases;
  workflows::cases::CaseTimers timers;
};

/// Runs a test on both databases.
class JourneyOnBothDatabases : public testing::TestWithParam<DatabaseKind> {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_available(GetParam())) {
      GTEST_SKIP() << "PROVOST_TEST_POSTGRESQL names no server; run deploy/test.sh";
    }
    world = std::make_unique<JourneyWorld>(GetParam());
  }
  std::unique_ptr<JourneyWorld> world;
};

}  // namespace provost::tests
