#include "workflows/store/migrations.hpp"

#include <boost/json.hpp>

#include "tests/workflows/journey/journey_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/cases/case_exclusions.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using boost::json::array;

class MigrationsTest : public JourneyOnBothDatabases {};
PROVOST_ON_BOTH_DATABASES(MigrationsTest);

TEST_P(MigrationsTest, TheFourthVersionKeepsPeopleOutOfComplaintsThatAreThereAlready) {
  const auto key = world->open("complaint", "teacher",
                               {{"kind", "complaint"},
                                {"complaint", "It was loud"},
                                {"about", array{"quality@example.org", "author@example.org"}}});
  world->open("complaint", "teacher", {{"kind", "complaint"}, {"complaint", "It was loud again"}});
  const auto course = world->open("training_course", "quality", {{"objective", "Fire safety"}});
  world->fire(course, "quality", "submit",
              {{"content", "c"}, {"method", "online"}, {"evaluation_method", "A test"}, {"required_completion", 90}});
  world->fire(course, "principal", "approve");
  world->fire(course, "quality", "schedule",
              {{"planned_on", "2026-11-23"},
               {"complete_by", "2026-12-23"},
               {"trainer", "quality@example.org"},
               {"participants", array{"teacher@example.org", "author@example.org"}}});
  {
    auto lease = world->database.borrow();
    auto& session = lease.session();
    for (const auto* statement : {"CREATE TABLE kept AS SELECT * FROM library_versions",
                                  "DROP TABLE library_versions",
                                  "DROP TABLE clause_assessments",
                                  "DROP TABLE clause_results",
                                  "DROP TABLE case_exclusions",
                                  "DROP TABLE course_completions",
                                  "DROP TABLE evidence_pieces",
                                  "ALTER TABLE people DROP COLUMN access_until",
                                  "ALTER TABLE people DROP COLUMN shown_clauses",
                                  "ALTER TABLE documents DROP COLUMN issuer",
                                  "ALTER TABLE documents DROP COLUMN edition",
                                  "ALTER TABLE documents DROP COLUMN source_address",
                                  "DROP TABLE evidence_clauses",
                                  "DROP TABLE disposed_files",
                                  "DROP TABLE task_snoozes",
                                  "DROP TABLE unsubscribe_codes",
                                  "DROP TABLE message_preferences",
                                  "DROP TABLE evidence_sources",
                                  "DROP TABLE received_deliveries",
                                  "DROP TABLE received_refusals",
                                  "DROP TABLE full_sources",
                                  "DROP TABLE chat_apps",
                                  "DROP TABLE chat_identities",
                                  "DROP TABLE chat_link_codes",
                                  "DROP TABLE chat_requests",
                                  "DROP TABLE channels",
                                  "DROP TABLE outgoing_messages",
                                  "DROP TABLE delivery_attempts",
                                  "DROP TABLE channel_states",
                                  "ALTER TABLE api_tokens DROP COLUMN scopes",
                                  "ALTER TABLE api_tokens DROP COLUMN expires_on",
                                  "DROP TABLE repeatable_requests",
                                  "DROP INDEX imported_files_of_document",
                                  "UPDATE schema_version SET version = 3"}) {
      session.execute(statement);
    }
    workflows::store::migrate(session);
    session.execute("INSERT INTO library_versions SELECT * FROM kept");
  }
  workflows::cases::keep_out_after_upgrade(world->database, world->clock, world->catalogue);
  const auto report = verified(*world, world->catalogue);
  EXPECT_FALSE(report.first_discrepancy) << report.first_discrepancy->where;
  EXPECT_THROW(world->view_case(key, "quality"), workflows::NotFound);
  EXPECT_NO_THROW(world->view_case(key, "teacher"));
}

}  // namespace

}  // namespace provost::tests
