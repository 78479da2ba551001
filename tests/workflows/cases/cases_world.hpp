#pragma once

#include <map>
#include <string>

#include "tests/workflows/support/world.hpp"
#include "workflows/cases/case_reading.hpp"
#include "workflows/cases/case_register.hpp"
#include "workflows/cases/case_service.hpp"
#include "workflows/cases/case_timers.hpp"
#include "workflows/cases/case_work.hpp"
#include "workflows/cases/delegations.hpp"
#include "workflows/notices/notices.hpp"

namespace provost::tests {

/// Facts that a test decides.
class TestFacts final : public workflows::cases::FactSource {
 public:
  workflows::engine::Verdict answer(workflows::store::Session&, const workflows::cases::AskingCase&,
                                    const std::string& fact, workflows::Instant) const override {
    const auto found = known.find(fact);
    return found != known.end() && found->second ? workflows::engine::Verdict::yes()
                                                 : workflows::engine::Verdict::no("“" + fact + "” does not hold yet.");
  }
  boost::json::array rows(workflows::store::Session&, const workflows::cases::AskingCase&, const std::string&,
                          workflows::Instant) const override {
    return {};
  }
  std::map<std::string, bool> known;
};

/// A workflow with everything cases can do: forms, a signature, a quorum, children, timers, a term on a field.
extern const char* const request_yaml;
/// Its children.
extern const char* const item_yaml;
/// Seen by the people who take part and quality managers only.
extern const char* const secret_yaml;

/// A small organisation with workflows of its own.
class CasesWorld : public World {
 public:
  explicit CasesWorld(DatabaseKind kind);

  workflows::cases::CaseView view_case(const std::string& key, const std::string& person) const;
  std::string open(const std::string& workflow, const std::string& person, boost::json::object fields = {},
                   const std::string& title = "A title");
  void fire(const std::string& key, const std::string& person, const std::string& event,
            boost::json::object fields = {}, const std::string& comment = "", const std::string& secret = "");
  /// Events the person could fire now.
  std::string possible(const std::string& key, const std::string& person) const;
  workflows::cases::CaseTaskPage tasks(const std::string& person) const;
  std::vector<workflows::notices::Notice> notices(const std::string& person) const;
  void publish(const std::string& yaml);

  TestFacts facts;
  workflows::cases::WorkflowCatalogue catalogue;
  workflows::cases::AttachmentFiles files;
  workflows::cases::CaseService cases;
  workflows::cases::CaseTimers timers;
  workflows::cases::DelegationService delegations;
};

/// Runs a test on both databases.
class CasesOnBothDatabases : public testing::TestWithParam<DatabaseKind> {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_available(GetParam())) {
      GTEST_SKIP() << "PROVOST_TEST_POSTGRESQL names no server; run deploy/test.sh";
    }
    world = std::make_unique<CasesWorld>(GetParam());
  }
  std::unique_ptr<CasesWorld> world;
};

}  // namespace provost::tests
