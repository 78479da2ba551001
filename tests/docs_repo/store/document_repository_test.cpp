#include "docs_repo/store/document_repository.hpp"

#include <sys/stat.h>

#include <thread>

#include "tests/docs_repo/store/support.hpp"

namespace provost::docs_repo::testing {

using std::chrono::milliseconds;

TEST_F(RepositoryTest, IsARepositoryGitAccepts) {
  expect_clean_for_git();
  EXPECT_EQ(git(path_, "symbolic-ref HEAD").output, "refs/heads/published\n");
  EXPECT_EQ(git(path_, "show published:organisation.yaml").output, "organisation: \"organisation-1\"\n");
  EXPECT_EQ(git(path_, "config --get provost.organisation").output, "organisation-1\n");
  EXPECT_EQ(git(path_, "log -1 --format='%an|%ae|%at|%cn|%ct'").output,
            "Ada Lovelace|ada@example.org|1700000000|Ada Lovelace|1700000000\n");
}

TEST_F(RepositoryTest, LeavesNoScratchFolderBehind) {
  std::size_t items = 0;
  for (const auto& item : std::filesystem::directory_iterator(folder_.path())) items += item.exists() ? 1 : 0;
  EXPECT_EQ(items, 1U);
}

TEST_F(RepositoryTest, RemovesWhatAKilledCreationLeft) {
  const auto left = folder_.path() / ".other.git.creating-Abc123";
  std::filesystem::create_directories(left / "objects");
  DocumentRepository::create(folder_.path() / "other.git", organisation, ada);
  EXPECT_FALSE(std::filesystem::exists(left));
}

TEST_F(RepositoryTest, IsNotMadeTwice) {
  const auto before = read_file(path_ / "config");
  EXPECT_EQ(problem_of([&] { DocumentRepository::create(path_, "other", ada); }), RepositoryProblem::failed);
  EXPECT_EQ(read_file(path_ / "config"), before);
}

TEST_F(RepositoryTest, TakesAnEmptyFolder) {
  std::filesystem::create_directories(folder_.path() / "empty");
  DocumentRepository::create(folder_.path() / "empty/", organisation, ada);
  EXPECT_NO_THROW(DocumentRepository(folder_.path() / "empty", organisation));
}

TEST_F(RepositoryTest, RefusesAnUnfitOrganisationId) {
  for (const auto* id : {"", "two words", "a\"b", "line\nbreak"}) {
    EXPECT_EQ(problem_of([&] { DocumentRepository::create(folder_.path() / "new", id, ada); }),
              RepositoryProblem::failed)
        << id;
  }
}

TEST_F(RepositoryTest, MissingForeignAndDamagedRepositoriesAreToldApart) {
  EXPECT_EQ(problem_of([&] { DocumentRepository(folder_.path() / "nowhere", organisation); }),
            RepositoryProblem::missing);
  EXPECT_EQ(problem_of([&] { DocumentRepository(path_, "organisation-2"); }), RepositoryProblem::foreign);
  std::filesystem::create_directories(folder_.path() / "plain");
  EXPECT_EQ(problem_of([&] { DocumentRepository(folder_.path() / "plain", organisation); }),
            RepositoryProblem::foreign);
  git(folder_.path(), "init -q --bare strange");
  EXPECT_EQ(problem_of([&] { DocumentRepository(folder_.path() / "strange", organisation); }),
            RepositoryProblem::foreign);
  std::filesystem::remove(path_ / "refs/heads/published");
  EXPECT_EQ(problem_of([&] { DocumentRepository(path_, organisation); }), RepositoryProblem::damaged);
}

TEST_F(RepositoryTest, TheRootCommitCountsAsWellAsTheConfiguration) {
  const auto other = folder_.path() / "other.git";
  DocumentRepository::create(other, "organisation-2", ada);
  git(other, "config provost.organisation organisation-1");
  EXPECT_EQ(problem_of([&] { DocumentRepository(other, organisation); }), RepositoryProblem::foreign);
}

TEST_F(RepositoryTest, ADamagedConfigurationOrReferenceIsCalledDamaged) {
  const auto config = read_file(path_ / "config");
  for (const auto& text : {std::string("[core"), config.substr(0, config.find("\troot"))}) {
    write_file(path_ / "config", text);
    EXPECT_EQ(problem_of([&] { DocumentRepository(path_, organisation); }), RepositoryProblem::damaged) << text;
  }
  write_file(path_ / "config", config);
  write_file(path_ / "refs/heads/published", "not a commit\n");
  EXPECT_EQ(problem_of([&] { DocumentRepository(path_, organisation); }), RepositoryProblem::damaged);
}

TEST_F(RepositoryTest, AFileAndAFolderOfOneNameAreRefused) {
  const auto base = commit_files(published(), {{"documents/PO-001/content.md", "one"}});
  EXPECT_EQ(problem_of([&] {
              commit_files(base, {{"documents/PO-001/content.md/more", "x"}});
            }),
            RepositoryProblem::failed);
}

TEST_F(RepositoryTest, TheErrorNamesTheFolderAndARemedy) {
  const auto nowhere = folder_.path() / "nowhere";
  try {
    const DocumentRepository opened(nowhere, organisation);
    FAIL();
  } catch (const RepositoryError& error) {
    EXPECT_NE(std::string(error.what()).find(nowhere.string()), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("backup"), std::string::npos) << error.what();
  }
}

TEST_F(RepositoryTest, KeepsBlobsByteForByte) {
  const std::string content("a\r\nb\0c\xff", 7);
  const auto id = repository().write_blob(content);
  EXPECT_EQ(repository().read_blob(id), content);
  EXPECT_EQ(repository().blob_size(id), 7U);
  EXPECT_EQ(git(path_, "cat-file blob " + id.hex).output, content);
  EXPECT_EQ(repository().write_blob(std::string_view{}).hex, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

TEST_F(RepositoryTest, StoresAFileInPieces) {
  std::string content;
  while (content.size() < 300000) content += "Line " + std::to_string(content.size()) + "\r\n";
  write_file(folder_.path() / "file", content);
  const auto id = repository().write_blob(folder_.path() / "file");
  EXPECT_EQ(id, repository().write_blob(content));
  std::string read;
  std::size_t pieces = 0;
  repository().read_blob_in_pieces(id, [&](std::string_view piece) {
    read += piece;
    ++pieces;
    EXPECT_LE(piece.size(), 65536U);
  });
  EXPECT_EQ(read, content);
  EXPECT_GT(pieces, 4U);
  EXPECT_EQ(problem_of([&] { repository().write_blob(folder_.path() / "no such file"); }), RepositoryProblem::failed);
}

TEST_F(RepositoryTest, NamesAMissingOrDamagedObject) {
  const ObjectId absent{std::string(40, '1')};
  EXPECT_EQ(problem_of([&] { repository().read_blob(absent); }), RepositoryProblem::missing);
  EXPECT_EQ(problem_of([&] { repository().read_blob(published()); }), RepositoryProblem::missing);
  EXPECT_EQ(problem_of([&] { repository().read_blob({"abc"}); }), RepositoryProblem::failed);
  const auto id = repository().write_blob("some content that is read again");
  const auto file = path_ / "objects" / id.hex.substr(0, 2) / id.hex.substr(2);
  auto bytes = read_file(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  std::filesystem::remove(file);
  write_file(file, bytes);
  try {
    repository().read_blob(id);
    FAIL();
  } catch (const RepositoryError& error) {
    EXPECT_EQ(error.problem(), RepositoryProblem::damaged);
    EXPECT_NE(std::string(error.what()).find(id.hex), std::string::npos) << error.what();
  }
}

TEST_F(RepositoryTest, CommitsChangeTheTreeOfTheirBase) {
  const auto first =
      commit_files(published(), {{"documents/PO-001/content.md", "one"}, {"documents/PO-002/a.md", "x"}});
  const auto second = commit_files(first, {{"documents/PO-001/content.md", "two"}});
  EXPECT_EQ(repository().read_blob(repository().entry(first, "documents/PO-001/content.md").value()), "one");
  EXPECT_EQ(repository().read_blob(repository().entry(second, "documents/PO-001/content.md").value()), "two");
  EXPECT_TRUE(repository().entry(second, "organisation.yaml"));
  EXPECT_FALSE(repository().entry(second, "documents/PO-001"));
  EXPECT_FALSE(repository().entry(second, "documents/PO-009/content.md"));
  const auto entries = repository().entries(second, "documents");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].path, "documents/PO-001/content.md");
  EXPECT_EQ(entries[1].path, "documents/PO-002/a.md");
  EXPECT_EQ(repository().entries(second, "").size(), 3U);
  EXPECT_TRUE(repository().entries(second, "nothing/here").empty());
  EXPECT_TRUE(repository().is_ancestor(first, second));
  EXPECT_TRUE(repository().is_ancestor(first, first));
  EXPECT_FALSE(repository().is_ancestor(second, first));
  repository().move_reference(published_reference, second);
  expect_clean_for_git();
}

TEST_F(RepositoryTest, RemovesFilesAndTheFoldersLeftEmpty) {
  const auto base =
      commit_files(published(), {{"documents/PO-001/deep/content.md", "one"}, {"documents/PO-002/a.md", "x"}});
  CommitRequest request;
  request.base = base;
  request.author = ada;
  request.changes = {{"documents/PO-001/deep/content.md", std::nullopt}, {"documents/PO-404", std::nullopt}};
  const auto without_one = repository().commit(request);
  EXPECT_EQ(git(path_, "ls-tree -r -t --name-only " + without_one.hex).output,
            "documents\ndocuments/PO-002\ndocuments/PO-002/a.md\norganisation.yaml\n");
  request.changes = {{"documents", std::nullopt}, {"documents/PO-001", std::nullopt}};
  const auto without_any = repository().commit(request);
  EXPECT_EQ(git(path_, "ls-tree -r -t --name-only " + without_any.hex).output, "organisation.yaml\n");
  request.changes = {{"documents", std::nullopt}, {"organisation.yaml", std::nullopt}};
  EXPECT_TRUE(repository().entries(repository().commit(request), "").empty());
  request.changes = {{"documents/PO-001", std::nullopt},
                     {"documents/PO-001/content.md", repository().write_blob("new")},
                     {"documents/PO-001/content.md", repository().write_blob("newer")}};
  const auto replaced = repository().commit(request);
  EXPECT_EQ(git(path_, "ls-tree -r --name-only " + replaced.hex).output,
            "documents/PO-001/content.md\ndocuments/PO-002/a.md\norganisation.yaml\n");
  EXPECT_EQ(repository().read_blob(repository().entry(replaced, "documents/PO-001/content.md").value()), "newer");
}

TEST_F(RepositoryTest, ReportsTheDetailsOfACommit) {
  const auto first = commit_files(std::nullopt, {{"a.md", "a"}});
  CommitRequest request;
  request.base = first;
  request.parents = {published(), first};
  request.author = {"Zoë <the second>\n", "zoë@example.org", Instant{milliseconds{-5}}};
  request.message = std::string("\nSubject\0 end\n\nTrailer: yes\n", 28);
  const auto id = repository().commit(request);
  const auto details = repository().commit_details(id);
  EXPECT_EQ(details.parents, request.parents);
  EXPECT_EQ(details.author.name, "Zoë  the second");
  EXPECT_EQ(details.author.email, "zoë@example.org");
  EXPECT_EQ(details.author.when, Instant{});
  EXPECT_EQ(details.message, "\nSubject  end\n\nTrailer: yes\n");
  EXPECT_TRUE(details.signature.empty());
  EXPECT_TRUE(details.signed_payload.empty());
  EXPECT_EQ(repository().commit_details(published()).author.when, Instant{milliseconds{1700000000000}});
  request.author = {"", " <> ", ada.when};
  EXPECT_EQ(repository().commit_details(repository().commit(request)).author.name, "unknown");
}

TEST_F(RepositoryTest, RefusesPathsThatAreNotSafeEverywhere) {
  const auto blob = repository().write_blob("x");
  for (const std::string path : {"", "/a", "a/", "a//b", "../a", "a/../b", ".git/config", "a/.hidden", "-option", "a b",
                                 "a\\b", "a:b", "CON", "nul.md", "documents/Com1.txt", "end.", "\xc3\xa4.md"}) {
    CommitRequest request;
    request.author = ada;
    request.changes = {{path, blob}};
    EXPECT_EQ(problem_of([&] { repository().commit(request); }), RepositoryProblem::failed) << path;
  }
}

TEST_F(RepositoryTest, ACommitNeedsItsBlobs) {
  CommitRequest request;
  request.author = ada;
  request.changes = {{"a.md", ObjectId{std::string(40, '1')}}};
  EXPECT_NE(problem_of([&] { repository().commit(request); }), std::nullopt);
}

TEST_F(RepositoryTest, MovesReferences) {
  const auto first = commit_files(published(), {{"a.md", "a"}});
  EXPECT_FALSE(repository().reference("refs/heads/drafts/PO-001"));
  repository().move_reference("refs/heads/drafts/PO-001", first);
  repository().move_reference("refs/heads/drafts/PO-001", first);
  EXPECT_EQ(repository().reference("refs/heads/drafts/PO-001"), first);
  const std::map<std::string, ObjectId> expected{{"refs/heads/drafts/PO-001", first},
                                                 {"refs/heads/published", published()}};
  EXPECT_EQ(repository().references(), expected);
  repository().move_reference("refs/heads/drafts/PO-001", published());
  EXPECT_EQ(repository().reference("refs/heads/drafts/PO-001"), published());
  EXPECT_EQ(problem_of([&] { repository().move_reference("refs/heads/x", {std::string(40, '1')}); }),
            RepositoryProblem::missing);
  for (const auto* name : {"HEAD", "refs/tags/x", "refs/heads/", "refs/heads/../../config", "refs/heads/x.lock"}) {
    EXPECT_EQ(problem_of([&] { repository().move_reference(name, first); }), RepositoryProblem::failed) << name;
  }
}

TEST_F(RepositoryTest, ManyThreadsMoveOneReference) {
  constexpr int movers = 4;
  constexpr int moves = 50;
  std::vector<ObjectId> targets;
  targets.reserve(movers);
  for (int i = 0; i < movers; ++i) targets.push_back(commit_files(published(), {{"a.md", std::to_string(i)}}));
  std::vector<std::thread> threads;
  threads.reserve(movers);
  std::atomic<int> failures = 0;
  for (int i = 0; i < movers; ++i) {
    threads.emplace_back([&, i] {
      for (int move = 0; move < moves; ++move) {
        try {
          repository().move_reference("refs/heads/drafts/PO-001",
                                      targets[static_cast<std::size_t>((i + move) % movers)]);
          repository().read_blob(repository().write_blob(std::to_string(i * moves + move)));
        } catch (const RepositoryError&) {
          ++failures;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_NE(std::find(targets.begin(), targets.end(), repository().reference("refs/heads/drafts/PO-001").value()),
            targets.end());
  expect_clean_for_git();
}

TEST_F(RepositoryTest, WaitsForALockThatIsInUse) {
  const auto target = commit_files(published(), {{"a.md", "a"}});
  const auto lock = path_ / "refs/heads/published.lock";
  write_file(lock, "");
  std::thread owner([&] {
    // The lock changes as a living owner's does: each time it is another file.
    for (int i = 0; i < 20; ++i) {
      std::this_thread::sleep_for(milliseconds{10});
      write_file(folder_.path() / "next", std::to_string(i));
      std::filesystem::rename(folder_.path() / "next", lock);
    }
    EXPECT_NE(DocumentRepository(path_, organisation).reference(published_reference), target);
    std::filesystem::remove(lock);
  });
  DocumentRepository patient(path_, organisation, {milliseconds{5000}, milliseconds{60000}});
  patient.move_reference(published_reference, target);
  owner.join();
  EXPECT_EQ(published(), target);
}

TEST_F(RepositoryTest, ALockLeftByAKilledProcessDoesNotBlockForEver) {
  const auto target = commit_files(published(), {{"a.md", "a"}});
  write_file(path_ / "refs/heads/published.lock", "");
  DocumentRepository patient(path_, organisation, {milliseconds{50}, milliseconds{60000}});
  patient.move_reference(published_reference, target);
  EXPECT_EQ(published(), target);
  EXPECT_FALSE(std::filesystem::exists(path_ / "refs/heads/published.lock"));
}

TEST_F(RepositoryTest, GivesUpWithAClearSentence) {
  const auto target = commit_files(published(), {{"a.md", "a"}});
  write_file(path_ / "refs/heads/published.lock", "");
  DocumentRepository hasty(path_, organisation, {milliseconds{60000}, milliseconds{20}});
  EXPECT_EQ(problem_of([&] { hasty.move_reference(published_reference, target); }), RepositoryProblem::failed);
}

TEST_F(RepositoryTest, GoesOnAfterGitHasPackedEverything) {
  const auto first = commit_files(published(), {{"documents/PO-001/content.md", "one"}});
  repository().move_reference(published_reference, first);
  ASSERT_EQ(git(path_, "gc -q --prune=now").exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(path_ / "objects" / first.hex.substr(0, 2) / first.hex.substr(2)));
  const auto second = commit_files(first, {{"documents/PO-001/content.md", "two"}});
  repository().move_reference(published_reference, second);
  ASSERT_EQ(git(path_, "gc -q --prune=now").exit_code, 0);
  EXPECT_EQ(repository().read_blob(repository().entry(first, "documents/PO-001/content.md").value()), "one");
  EXPECT_EQ(repository().read_blob(repository().entry(second, "documents/PO-001/content.md").value()), "two");
  EXPECT_FALSE(std::filesystem::exists(path_ / "packed-refs"));
  expect_clean_for_git();
}

TEST_F(RepositoryTest, IgnoresEverybodysGitSettings) {
  // libgit2 looks for ~/.gitconfig by $HOME; a broken one would fail every open.
  write_file(folder_.path() / ".gitconfig", "[broken");
  const auto* present = getenv("HOME");
  const std::string home = present == nullptr ? "" : present;
  setenv("HOME", folder_.path().c_str(), 1);
  repository_.reset();
  EXPECT_NO_THROW(DocumentRepository(path_, organisation));
  setenv("HOME", home.c_str(), 1);
}

}  // namespace provost::docs_repo::testing
