#include <sys/mount.h>

#include "docs_repo/store/bulk_writer.hpp"
#include "docs_repo/store/integrity.hpp"
#include "tests/docs_repo/store/support.hpp"

namespace provost::docs_repo::testing {

namespace {

/// A file system of one megabyte, when this account may mount one.
class SmallDisk {
 public:
  SmallDisk() { mounted_ = mount("provost-test", folder_.path().c_str(), "tmpfs", 0, "size=1m") == 0; }
  ~SmallDisk() {
    if (mounted_) umount(folder_.path().c_str());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_mounted() const { return mounted_; }
  const std::filesystem::path& path() const { return folder_.path(); }

  void fill_up() {
    std::ofstream filler(path() / "filler", std::ios::binary | std::ios::app);
    for (;;) {
      filler << std::string(4096, 'x') << std::flush;
      if (!filler) return;
    }
  }
  void free_up() { std::filesystem::remove(path() / "filler"); }

 private:
  TemporaryFolder folder_;
  bool mounted_;
};

std::string noise(std::size_t size, std::uint32_t seed) {
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
  return bytes;
}

CommitRequest change_on(const ObjectId& base, const ObjectId& blob) {
  CommitRequest request;
  request.base = base;
  request.parents = {base};
  request.changes = {{"documents/PO-001/content.md", blob}};
  request.author = ada;
  request.message = "Change\n";
  return request;
}

}  // namespace

class StorageFullTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!disk_.is_mounted()) GTEST_SKIP() << "This account may not mount a small file system to fill up.";
    DocumentRepository::create(path(), organisation, ada);
    repository_.emplace(path(), organisation);
  }
  std::filesystem::path path() const { return disk_.path() / "documents.git"; }

  void expect_sound() {
    const auto found = first_problem(*repository_, [](std::size_t, std::size_t) {});
    EXPECT_FALSE(found) << found->where << found->what;
    const auto outcome = git(path(), "fsck --strict --full --no-dangling");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  }

  SmallDisk disk_;
  std::optional<DocumentRepository> repository_;
};

TEST_F(StorageFullTest, EveryWriteSaysSoAndNothingIsHalfDone) {
  const auto base = repository_->reference(published_reference).value();
  const auto blob = repository_->write_blob("Before the disk was full");
  const auto request = change_on(base, blob);
  const auto commit = repository_->commit(request);
  const TemporaryFolder elsewhere;
  write_file(elsewhere.path() / "upload", noise(200000, 7));
  disk_.fill_up();
  const auto full = RepositoryProblem::storage_full;
  EXPECT_EQ(problem_of([&] { repository_->write_blob(noise(50000, 1)); }), full);
  EXPECT_EQ(problem_of([&] { repository_->write_blob("small"); }), full);
  EXPECT_EQ(problem_of([&] { repository_->write_blob(elsewhere.path() / "upload"); }), full);
  auto other = request;
  other.message = "Another\n";
  EXPECT_EQ(problem_of([&] { repository_->commit(other); }), full);
  EXPECT_EQ(problem_of([&] { repository_->move_reference(published_reference, commit); }), full);
  EXPECT_EQ(problem_of([&] { DocumentRepository::create(disk_.path() / "new.git", organisation, ada); }), full);
  EXPECT_EQ(problem_of([&] {
              BulkWriter bulk(*repository_);
              bulk.write_blob(noise(50000, 2));
              bulk.finish();
            }),
            full);
  EXPECT_FALSE(std::filesystem::exists(disk_.path() / "new.git"));
  EXPECT_EQ(repository_->read_blob(blob), "Before the disk was full");
  EXPECT_EQ(repository_->reference(published_reference), base);
  expect_sound();
  disk_.free_up();
  repository_->move_reference(published_reference, commit);
  EXPECT_EQ(repository_->reference(published_reference), commit);
  repository_->commit(other);
  expect_sound();
}

TEST_F(StorageFullTest, ALargeImportSaysSoAndDisappears) {
  EXPECT_EQ(problem_of([&] {
              BulkWriter bulk(*repository_);
              for (std::uint32_t i = 0; i < 1000; ++i) bulk.write_blob(noise(8000, i));
              bulk.finish();
            }),
            RepositoryProblem::storage_full);
  expect_sound();
  EXPECT_TRUE(std::filesystem::is_empty(path() / "objects/pack"));
  EXPECT_NO_THROW(repository_->write_blob(noise(100000, 1)));
}

TEST_F(StorageFullTest, TheSentenceNamesFolderAndRemedy) {
  disk_.fill_up();
  try {
    repository_->write_blob(noise(50000, 1));
    FAIL();
  } catch (const RepositoryError& error) {
    EXPECT_NE(std::string(error.what()).find(path().string()), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("Free some space"), std::string::npos) << error.what();
  }
}

}  // namespace provost::docs_repo::testing
