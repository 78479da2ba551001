#include <gmock/gmock.h>

#include <fstream>

#include "tests/workflows/support/verified.hpp"
#include "tests/workflows/support/world.hpp"
#include "workflows/documents/document_register.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

using testing::HasSubstr;
using workflows::documents::Event;
using workflows::integrity::VerificationReport;

class VerificationTest : public OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    number = world->new_policy();
    world->release(number);
    world->transition(number, "author", Event::revise, "Next year");
  }
  VerificationReport verify() { return verified(*world); }
  /// Changes the database behind the program's back.
  void tamper(const std::string& sql) {
    const auto borrowed = world->database.borrow();
    borrowed.session().execute_directly(sql);
  }
  std::string where() {
    const auto report = verify();
    return report.first_discrepancy ? report.first_discrepancy->where + ": " + report.first_discrepancy->what : "";
  }
  std::string number;
};
PROVOST_ON_BOTH_DATABASES(VerificationTest);

TEST_P(VerificationTest, FindsNothingInSoundData) {
  const auto report = verify();
  EXPECT_FALSE(report.first_discrepancy) << where();
  EXPECT_EQ(report.signatures, 1);
  EXPECT_GT(report.audit_entries, 15);
  EXPECT_EQ(report.versions, 3);
}

TEST_P(VerificationTest, FindsEveryChangedValueOfEveryJournaledTable) {
  const std::vector<std::pair<std::string, std::string>> changes{
      {"organisation", "name = 'Southbridge College'"},
      {"people", "name = 'Somebody else' WHERE id = 7"},
      {"people", "roles = '[\"administrator\"]' WHERE id = 12"},
      {"people", "password_hash = 'x' WHERE id = 7"},
      {"signing_keys", "public_key = '00' WHERE id = 7"},
      {"documents", "title = 'Attendence' WHERE id = 1"},
      {"documents", "owner_id = 2 WHERE id = 1"},
      {"document_versions", "content_sha256 = '0' WHERE id = 1"},
      {"document_versions", "state = 'draft' WHERE id = 1"},
      {"sign_offs", "comment = 'never said' WHERE id = 1"},
      {"sign_offs", "printed_name = 'Another' WHERE id = 2"},
      {"number_series", "highest = 0 WHERE id = 1"},
      {"git_references", "commit_id = '0' WHERE id = 1"},
  };
  for (const auto& [table, change] : changes) {
    const auto copy = "CREATE TABLE kept AS SELECT * FROM " + table;
    tamper(copy);
    tamper("UPDATE " + table + " SET " + change);
    EXPECT_THAT(where(), HasSubstr("table " + table)) << change;
    const auto column = change.substr(0, change.find(' '));
    tamper("UPDATE " + table + " SET " + column + " = (SELECT k." + column + " FROM kept k WHERE k.id = " + table +
           ".id)");
    tamper("DROP TABLE kept");
    EXPECT_EQ(where(), "") << change;
  }
}

TEST_P(VerificationTest, FindsAChangedAMissingAndACutAuditEntry) {
  tamper("UPDATE audit_events SET details = '{\"title\":\"Other\"}' WHERE sequence = 16");
  EXPECT_THAT(where(), HasSubstr("audit trail entry 16"));
  tamper("DELETE FROM audit_events WHERE sequence = 16");
  EXPECT_THAT(where(), HasSubstr("number 16, is missing"));
  tamper("DELETE FROM audit_events WHERE sequence > 16");
  EXPECT_NE(where(), "");
}

TEST_P(VerificationTest, FindsARowThatWasSlippedInAndOneThatWasRemoved) {
  tamper("INSERT INTO departments (id, name, retired) VALUES (99, 'Shadow', 0)");
  EXPECT_THAT(where(), HasSubstr("table departments, row 99"));
  tamper("DELETE FROM departments WHERE id = 99");
  EXPECT_EQ(where(), "");
  tamper("DELETE FROM sign_offs WHERE id = 1");
  EXPECT_THAT(where(), HasSubstr("table sign_offs, row 1"));
}

TEST_P(VerificationTest, FindsAReferenceMovedBehindItsBack) {
  const auto draft = workflows::documents::draft_reference(number);
  const auto published = *world->repository.reference(docs_repo::published_reference);
  world->repository.move_reference(draft, published);
  EXPECT_THAT(where(), HasSubstr(draft));
}

TEST_P(VerificationTest, RebuildPutsRightWhatTheTrailKnows) {
  tamper("UPDATE documents SET title = 'Wrong', row_version = 1 WHERE id = 1");
  tamper("DELETE FROM document_people");
  tamper("DELETE FROM search_entries");
  EXPECT_NE(where(), "");
  const auto report = rebuilt(*world);
  EXPECT_EQ(report.restored_rows, 2);
  EXPECT_EQ(where(), "");
  workflows::documents::RegisterQuery query;
  query.search = "learners attend";
  const workflows::store::ReadSnapshot snapshot(world->database);
  const auto found = workflows::documents::read_register(snapshot.session(), world->actor("teacher"), query,
                                                         *workflows::parse_day("2026-11-23"));
  EXPECT_EQ(found.total, 1);
}

}  // namespace provost::tests
