#include "docs_repo/store/bulk_writer.hpp"

#include <signal.h>
#include <unistd.h>

#include "docs_repo/store/pack_index.hpp"
#include "tests/docs_repo/store/support.hpp"

namespace provost::docs_repo::testing {

namespace {

std::size_t scratch_folders(const std::filesystem::path& repository) {
  std::size_t count = 0;
  for (const auto& item : std::filesystem::directory_iterator(repository)) {
    if (item.path().filename().string().starts_with("provost-bulk-")) ++count;
  }
  return count;
}

Outcome verify_packs(const std::filesystem::path& repository) {
  return run("git verify-pack '" + repository.string() + "'/objects/pack/*.idx");
}

std::string text_of(int number) {
  return std::string(8000, static_cast<char>('a' + number % 26)) + std::to_string(number);
}

CommitRequest request_on(const ObjectId& base) {
  CommitRequest request;
  request.base = base;
  request.parents = {base};
  request.author = ada;
  request.message = "Import\n";
  return request;
}

}  // namespace

TEST_F(RepositoryTest, ABulkIsOnePackThatGitAccepts) {
  BulkWriter bulk(repository());
  auto request = request_on(published());
  for (int i = 0; i < 500; ++i) {
    request.changes.push_back({"documents/PO-" + std::to_string(i) + "/content.md", bulk.write_blob(text_of(i))});
  }
  const auto first = bulk.commit(request);
  auto next = request_on(first);
  next.changes = {{"documents/PO-0/content.md", bulk.write_blob("changed")},
                  {"documents/PO-1/content.md", bulk.write_blob("")},
                  {"documents/PO-2", std::nullopt}};
  const auto second = bulk.commit(next);
  EXPECT_EQ(problem_of([&] { repository().commit_details(second); }), RepositoryProblem::missing);
  bulk.finish();
  repository().move_reference(published_reference, second);
  EXPECT_EQ(repository().entries(first, "documents").size(), 500U);
  EXPECT_EQ(repository().entries(second, "documents").size(), 499U);
  EXPECT_EQ(repository().read_blob(repository().entry(first, "documents/PO-0/content.md").value()), text_of(0));
  EXPECT_EQ(repository().read_blob(repository().entry(second, "documents/PO-0/content.md").value()), "changed");
  EXPECT_EQ(repository().read_blob(repository().entry(second, "documents/PO-1/content.md").value()), "");
  expect_clean_for_git();
  const auto count = git(path_, "count-objects -v").output;
  EXPECT_NE(count.find("packs: 1\n"), std::string::npos) << count;
  EXPECT_NE(count.find("garbage: 0\n"), std::string::npos) << count;
  EXPECT_NE(count.find("count: 3\n"), std::string::npos)
      << "only the three objects of the creation are loose: " << count;
  EXPECT_EQ(verify_packs(path_).exit_code, 0);
  EXPECT_EQ(problem_of([&] { bulk.write_blob("late"); }), RepositoryProblem::failed);
  EXPECT_EQ(problem_of([&] { bulk.finish(); }), RepositoryProblem::failed);
}

TEST_F(RepositoryTest, ABulkKeepsLargeAndIncompressibleContent) {
  std::string noise(3000000, '\0');
  std::uint32_t state = 1;
  for (auto& byte : noise) byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  BulkWriter bulk(repository());
  const auto id = bulk.write_blob(noise);
  EXPECT_EQ(bulk.write_blob(noise), id);
  bulk.finish();
  EXPECT_EQ(repository().read_blob(id), noise);
  EXPECT_EQ(verify_packs(path_).exit_code, 0);
}

TEST_F(RepositoryTest, AnUnfinishedOrEmptyBulkLeavesNothing) {
  ObjectId blob;
  {
    BulkWriter bulk(repository());
    blob = bulk.write_blob("never finished");
  }
  EXPECT_EQ(scratch_folders(path_), 0U);
  EXPECT_EQ(problem_of([&] { repository().read_blob(blob); }), RepositoryProblem::missing);
  { BulkWriter(repository()).finish(); }
  EXPECT_EQ(scratch_folders(path_), 0U);
  EXPECT_TRUE(std::filesystem::is_empty(path_ / "objects/pack"));
}

TEST_F(RepositoryTest, SeveralBulksAtOnceDoNotDisturbEachOther) {
  BulkWriter one(repository());
  BulkWriter two(repository());
  const auto first = one.write_blob("one");
  const auto second = two.write_blob("two");
  one.finish();
  two.finish();
  EXPECT_EQ(repository().read_blob(first), "one");
  EXPECT_EQ(repository().read_blob(second), "two");
  expect_clean_for_git();
}

TEST_F(RepositoryTest, AKilledBulkLeavesTheRepositoryClean) {
  std::array<int, 2> ready;
  ASSERT_EQ(pipe(ready.data()), 0);
  const auto child = fork();
  if (child == 0) {
    DocumentRepository own(path_, organisation);
    BulkWriter bulk(own);
    auto request = request_on(own.reference(published_reference).value());
    for (int i = 0;; ++i) {
      request.changes.push_back({"documents/PO-" + std::to_string(i) + "/content.md", bulk.write_blob(text_of(i))});
      if (i % 100 == 0) bulk.commit(request);
      if (i == 1000 && write(ready[1], "x", 1) != 1) _exit(1);
    }
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  ASSERT_EQ(kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  close(ready[0]);
  close(ready[1]);
  EXPECT_EQ(scratch_folders(path_), 1U);
  expect_clean_for_git();
  EXPECT_TRUE(std::filesystem::is_empty(path_ / "objects/pack"));
  BulkWriter next(repository());
  EXPECT_EQ(scratch_folders(path_), 1U) << "the abandoned folder is gone, the new one is there";
  const auto blob = next.write_blob("after the crash");
  next.finish();
  EXPECT_EQ(repository().read_blob(blob), "after the crash");
}

TEST(PackIndex, NotesOffsetsBeyondTwoGigabytes) {
  const TemporaryFolder folder;
  Sha1Digest low{};
  Sha1Digest high{};
  high.fill(0xff);
  write_file(folder.path() / "index", pack_index({{high, 0x123456789ULL, 7}, {low, 12, 9}}, low));
  EXPECT_EQ(run("git show-index < '" + (folder.path() / "index").string() + "'").output,
            "12 " + std::string(40, '0') + " (00000009)\n4886718345 " + std::string(40, 'f') + " (00000007)\n");
}

}  // namespace provost::docs_repo::testing
