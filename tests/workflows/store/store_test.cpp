#include <gmock/gmock.h>

#include <thread>

#include "tests/workflows/support/world.hpp"
#include "workflows/errors.hpp"
#include "workflows/store/migrations.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::tests {

using namespace workflows::store;
using testing::HasSubstr;

class StoreTest : public OnBothDatabases {
 protected:
  std::int64_t departments() {
    const ReadSnapshot snapshot(world->database);
    return snapshot.session().number("SELECT COUNT(*) AS n FROM departments");
  }
  static Row department(const std::string& name) { return {{"name", name}, {"retired", std::int64_t{0}}}; }
  AuditActor somebody{"somebody@example.org", "Somebody", "api"};
};
PROVOST_ON_BOTH_DATABASES(StoreTest);

TEST_P(StoreTest, WhatIsNotCommittedDidNotHappen) {
  {
    WriteTransaction transaction(world->database, world->clock);
    transaction.insert("departments", department("Science"));
    transaction.record(somebody, {"department.added", "Science", {}});
  }
  EXPECT_EQ(departments(), 0);
}

TEST_P(StoreTest, AClockThatFailsLeavesNoTransactionOpen) {
  class BrokenClock final : public workflows::Clock {
   public:
    workflows::Instant now() const override { throw std::runtime_error("no time"); }
  };
  // As often as there are connections, so that a spoilt one would come round.
  for (int tried = 0; tried < 20; ++tried) {
    EXPECT_THROW(WriteTransaction(world->database, BrokenClock()), std::runtime_error);
  }
  for (int tried = 0; tried < 20; ++tried) {
    EXPECT_NO_THROW(ReadSnapshot(world->database).session().first("SELECT id FROM people"));
    EXPECT_NO_THROW(WriteTransaction(world->database, world->clock));
  }
}

TEST_P(StoreTest, AChangeWithoutAnAuditEntryCannotBeCommitted) {
  WriteTransaction transaction(world->database, world->clock);
  transaction.insert("departments", department("Science"));
  EXPECT_THROW(transaction.commit(), std::logic_error);
}

TEST_P(StoreTest, AnUpdateRecordsOldAndNewValueAndNothingForTheSameValue) {
  WriteTransaction transaction(world->database, world->clock);
  const auto id = transaction.insert("departments", department("Science"));
  transaction.record(somebody, {"department.added", "Science", {}});
  transaction.update("departments", id, {{"name", std::string("Sciences")}, {"retired", std::int64_t{0}}});
  transaction.record(somebody, {"department.renamed", "Sciences", {}});
  const auto event = transaction.session().first("SELECT changes FROM audit_events ORDER BY sequence DESC LIMIT 1");
  EXPECT_EQ(event->text("changes"),
            "[{\"table\":\"departments\",\"id\":1,\"before\":{\"name\":\"Science\"},"
            "\"after\":{\"name\":\"Sciences\"}}]");
}

TEST_P(StoreTest, LargeNumbersAndEveryLetterComeBackAsTheyWere) {
  const std::string text = "Ünïcödé 漢字 🎓 'quoted' \"double\" \\ :colon % _";
  {
    WriteTransaction transaction(world->database, world->clock);
    transaction.insert("number_series", {{"prefix", text}, {"highest", std::int64_t{9'007'199'254'740'993}}});
    transaction.record(somebody, {"test", text, {}});
    transaction.commit();
  }
  const ReadSnapshot snapshot(world->database);
  const auto record =
      snapshot.session().first("SELECT prefix, highest FROM number_series WHERE prefix = :prefix", {text});
  ASSERT_TRUE(record);
  EXPECT_EQ(record->text("prefix"), text);
  EXPECT_EQ(record->integer("highest"), 9'007'199'254'740'993);
}

TEST_P(StoreTest, WritersTakeTurnsAndTheChainHolds) {
  const auto before = world->audit_entries();
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([this, writer] {
      for (int i = 0; i < 25; ++i) {
        const auto name = std::to_string(writer) + "-" + std::to_string(i);
        WriteTransaction transaction(world->database, world->clock);
        transaction.insert("departments", department(name));
        transaction.record(somebody, {"department.added", name, {}});
        transaction.commit();
      }
    });
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(departments(), 100);
  EXPECT_EQ(world->audit_entries(), before + 100);
}

TEST_P(StoreTest, AReadSnapshotSeesOneMoment) {
  const ReadSnapshot snapshot(world->database);
  const auto count = [&snapshot] { return snapshot.session().number("SELECT COUNT(*) AS n FROM departments"); };
  EXPECT_EQ(count(), 0);
  {
    WriteTransaction transaction(world->database, world->clock);
    transaction.insert("departments", department("Science"));
    transaction.record(somebody, {"department.added", "Science", {}});
    transaction.commit();
  }
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(departments(), 1);
}

TEST_P(StoreTest, ADatabaseOfANewerProgramIsRefused) {
  {
    const auto borrowed = world->database.borrow();
    borrowed.session().execute_directly("UPDATE schema_version SET version = 99");
  }
  try {
    const Database newer(world->storage.location(), 1);
    FAIL() << "a newer database was opened";
  } catch (const workflows::Unusable& error) {
    EXPECT_THAT(error.what(), HasSubstr("newer Provost"));
  }
}

TEST_P(StoreTest, OpeningTwiceMigratesOnce) {
  EXPECT_NO_THROW(Database(world->storage.location(), 2));
  const ReadSnapshot snapshot(world->database);
  EXPECT_EQ(snapshot.session().number("SELECT version FROM schema_version"), newest_schema_version());
}

}  // namespace provost::tests
