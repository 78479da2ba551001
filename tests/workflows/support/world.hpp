#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/documents/document_import.hpp"
#include "workflows/documents/document_reading.hpp"
#include "workflows/documents/document_service.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/people/sign_in_service.hpp"

namespace provost::tests {

/// A clock that stands still until a test moves it.
class ManualClock final : public workflows::Clock {
 public:
  workflows::Instant now() const override { return now_; }
  void move(std::chrono::milliseconds by) { now_ += by; }

 private:
  workflows::Instant now_ = workflows::parse_instant("2026-11-23T09:00:00.000Z");
};

/// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void write_file(const std::filesystem::path& path, const std::string& content);

enum class DatabaseKind { sqlite, postgresql };
std::string name_of(const testing::TestParamInfo<DatabaseKind>& info);

/// An empty database of one kind, removed with the test. PostgreSQL: a schema of its own on the server that the
/// environment variable PROVOST_TEST_POSTGRESQL names.
class TestDatabase {
 public:
  TestDatabase(DatabaseKind kind, const std::filesystem::path& folder);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  /// False when there is no PostgreSQL server to test with.
  static bool is_available(DatabaseKind kind);
  const workflows::store::DatabaseLocation& location() const { return location_; }

 private:
  std::string schema_;
  workflows::store::DatabaseLocation location_;
};

/// A small organisation on real storage: people in every role, a repository, all services.
class World {
 public:
  explicit World(DatabaseKind kind);

  workflows::people::Actor actor(const std::string& email) const;
  workflows::documents::DocumentView view(const std::string& number, const std::string& email) const;
  /// Adds a policy by the author with one reviewer and one approver; returns its number.
  std::string new_policy(const std::string& markdown = "# Attendance\n\nLearners attend.\n");
  void transition(const std::string& number, const std::string& email, workflows::documents::Event event,
                  const std::string& comment = "");
  /// Takes a draft to being in force.
  void release(const std::string& number);
  std::int64_t audit_entries() const;

  static constexpr auto password = "a long enough password";

  TemporaryFolder folder;
  ManualClock clock;
  TestDatabase storage;
  workflows::store::Database database;
  docs_repo::DocumentRepository repository;
  workflows::people::PasswordHasher hasher;
  workflows::people::SignInService sign_in;
  workflows::people::PeopleService people;
  workflows::organisation::OrganisationService organisation;
  workflows::documents::ReferenceKeeper references;
  workflows::documents::DocumentService documents;
  workflows::documents::DocumentImporter importer;
};

/// Runs a test on both databases; skips PostgreSQL, saying so, when there is no server.
class OnBothDatabases : public testing::TestWithParam<DatabaseKind> {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_available(GetParam())) {
      GTEST_SKIP() << "PROVOST_TEST_POSTGRESQL names no server; run deploy/test.sh";
    }
    world = std::make_unique<World>(GetParam());
  }
  std::unique_ptr<World> world;
};

}  // namespace provost::tests

// Instantiates a fixture derived from OnBothDatabases.
#define PROVOST_ON_BOTH_DATABASES(fixture)                                                                        \
  INSTANTIATE_TEST_SUITE_P(                                                                                       \
      , fixture, testing::Values(provost::tests::DatabaseKind::sqlite, provost::tests::DatabaseKind::postgresql), \
      provost::tests::name_of)
