#include "docs_repo/store/integrity.hpp"

#include <zlib.h>

#include "docs_repo/signatures/ssh_signature.hpp"
#include "docs_repo/store/bulk_writer.hpp"
#include "docs_repo/store/git_handles.hpp"
#include "docs_repo/store/loose_object.hpp"
#include "tests/docs_repo/store/support.hpp"

namespace provost::docs_repo::testing {

namespace {

std::string description(const std::optional<IntegrityProblem>& problem) {
  return problem ? problem->where + ": " + problem->what : "no problem";
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) {
    if (item.is_regular_file()) files.push_back(item.path());
  }
  return files;
}

/// Replaces a file by another, as packs and objects may be mapped into memory and are write-protected.
void replace_file(const std::filesystem::path& file, const std::string& content) {
  write_file(file.string() + ".new", content);
  std::filesystem::rename(file.string() + ".new", file);
}

std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 1;
  for (auto& byte : bytes) byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

}  // namespace

class IntegrityTest : public RepositoryTest {
 protected:
  /// Loose objects, a pack of git's, a pack of ours, signed commits, a draft branch, a commit graph.
  void fill() {
    const SshCommitSigner signer(pair_);
    auto tip = published();
    for (int i = 0; i < 5; ++i) {
      tip = commit_files(tip,
                         {{"documents/PO-00" + std::to_string(i) + "/content.md", "Text " + std::to_string(i)},
                          {"documents/PO-00" + std::to_string(i) + "/content.pdf", noise(40000)}},
                         &signer);
    }
    repository().move_reference(published_reference, tip);
    ASSERT_EQ(git(path_, "gc -q").exit_code, 0);
    BulkWriter bulk(repository());
    CommitRequest request;
    request.base = tip;
    request.parents = {tip};
    request.author = ada;
    request.message = "Import\n";
    request.changes = {{"documents/PO-100/content.md", bulk.write_blob("Imported text")}};
    tip = bulk.commit(request);
    bulk.finish();
    repository().move_reference(published_reference, tip);
    repository().move_reference("refs/heads/drafts/PO-001",
                                commit_files(tip,
                                             {{"documents/PO-001/content.md", std::string(3000, 'x')},
                                              {"documents/PO-001/content.bin", noise(100000)}},
                                             &signer));
    repository().write_blob("Nothing refers to this");
    write_file(folder_.path() / "upload", std::string(300000, 'x') + noise(1000) + std::string(300000, 'y'));
    repository().write_blob(folder_.path() / "upload");
  }

  std::optional<IntegrityProblem> problem() {
    return first_problem(repository(), [](std::size_t, std::size_t) {});
  }

  KeyPair pair_ = generate_key_pair();
};

TEST_F(IntegrityTest, ASoundRepositoryHasNone) {
  EXPECT_EQ(description(problem()), "no problem");
  fill();
  std::size_t last = 0;
  std::size_t all = 0;
  const auto found = first_problem(repository(), [&](std::size_t done, std::size_t total) {
    EXPECT_GE(done, last);
    last = done;
    all = total;
  });
  EXPECT_EQ(description(found), "no problem");
  EXPECT_EQ(last, all);
  EXPECT_GT(all, 25U);
}

TEST_F(IntegrityTest, FindsOneChangedByteInAnyFile) {
  fill();
  for (const auto& file : files_below(path_)) {
    const auto name = file.lexically_relative(path_).string();
    if (name == "provost-moving.lock") continue;
    const auto content = read_file(file);
    ASSERT_FALSE(content.empty()) << name;
    const auto end = content.size();
    for (const auto offset : {std::size_t{0}, std::size_t{1}, end / 4, end / 2, 3 * end / 4, end - 2, end - 1}) {
      for (const int flip : {1, 128}) {
        auto changed = content;
        changed[offset] = static_cast<char>(changed[offset] ^ flip);
        replace_file(file, changed);
        const auto found = problem();
        EXPECT_TRUE(found) << name << " at " << offset << " of " << end;
        if (found && name.starts_with("objects/") && name.find("commit-graph") == std::string::npos) {
          EXPECT_EQ(found->where, name);
        }
      }
    }
    replace_file(file, content);
  }
  EXPECT_EQ(description(problem()), "no problem");
}

TEST_F(IntegrityTest, FindsEachMissingFile) {
  fill();
  const auto unreachable = git(path_, "fsck --unreachable --no-reflogs").output;
  for (const auto& file : files_below(path_)) {
    const auto name = file.lexically_relative(path_).string();
    // Git makes these again from the packs.
    if (name.ends_with(".rev") || name.ends_with(".bitmap") || name.ends_with("commit-graph")) continue;
    // Only those who keep a list can miss a draft or an object nothing refers to.
    const auto id = file.parent_path().filename().string() + file.filename().string();
    if (name == "provost-moving.lock" || name.starts_with("refs/heads/drafts") ||
        unreachable.find(id) != std::string::npos) {
      continue;
    }
    const auto content = read_file(file);
    std::filesystem::remove(file);
    EXPECT_TRUE(problem()) << name;
    replace_file(file, content);
  }
  EXPECT_EQ(description(problem()), "no problem");
}

TEST_F(IntegrityTest, FindsARewrittenHistory) {
  fill();
  repository().move_reference(
      published_reference, commit_files(std::nullopt, {{"organisation.yaml", "organisation: \"organisation-1\"\n"}}));
  ASSERT_TRUE(problem());
  EXPECT_EQ(problem()->where, published_reference);
}

TEST_F(IntegrityTest, FindsWhatMakesGitReadSomethingElse) {
  fill();
  for (const auto* name : {"objects/info/alternates", "shallow", "info/grafts"}) {
    std::filesystem::create_directories((path_ / name).parent_path());
    write_file(path_ / name, "x\n");
    ASSERT_TRUE(problem()) << name;
    EXPECT_EQ(problem()->where, name);
    std::filesystem::remove(path_ / name);
  }
  ASSERT_EQ(git(path_, "replace published published~1").exit_code, 0);
  ASSERT_TRUE(problem());
}

TEST_F(IntegrityTest, KnowsPackedReferences) {
  fill();
  ASSERT_EQ(git(path_, "pack-refs --all").exit_code, 0);
  EXPECT_EQ(description(problem()), "no problem");
  const auto packed = read_file(path_ / "packed-refs");
  const auto lines = packed.find('\n') + 1;
  for (const auto offset : {std::size_t{3}, lines, lines + 20, lines + 40, packed.size() - 1}) {
    auto changed = packed;
    changed[offset] = static_cast<char>(changed[offset] ^ 1);
    replace_file(path_ / "packed-refs", changed);
    EXPECT_TRUE(problem()) << offset;
  }
}

TEST_F(IntegrityTest, IsNotDisturbedByScratchFiles) {
  fill();
  BulkWriter bulk(repository());
  bulk.write_blob("not finished");
  write_file(path_ / "objects/pack/tmp_pack_Abc123", "half a pack");
  write_file(path_ / "objects/tmp_object_git2_abc", "half an object");
  write_file(path_ / "refs/heads/published.lock", "");
  EXPECT_EQ(description(problem()), "no problem");
}

namespace {

/// A loose object's file as git writes it.
std::string loose_file(const std::string& content, git_oid& id) {
  const GitLibrary library;
  git_odb_hash(&id, content.data(), content.size(), GIT_OBJECT_BLOB);
  const auto whole = "blob " + std::to_string(content.size()) + std::string(1, '\0') + content;
  auto size = compressBound(static_cast<uLong>(whole.size()));
  std::string file(size, '\0');
  compress2(reinterpret_cast<Bytef*>(file.data()), &size, reinterpret_cast<const Bytef*>(whole.data()),
            static_cast<uLong>(whole.size()), 1);
  file.resize(size);
  return file;
}

}  // namespace

TEST(LooseObject, EveryBitOfTheFileCounts) {
  std::string table;
  for (int i = 0; i < 20; ++i) table += "|---|---|---|\n| a | b | " + std::to_string(i) + " |\n";
  for (const auto& content : {std::string("Hello world"), std::string(3000, 'x'), table, noise(100000)}) {
    git_oid id;
    const auto file = loose_file(content, id);
    ASSERT_EQ(check_loose_object(file, id).problem.value_or(""), "");
    EXPECT_EQ(check_loose_object(file, id).type, GIT_OBJECT_BLOB);
    // All of a short file, both ends of a long one and some places between.
    for (std::size_t at = 0; at < file.size(); at += at < 200 || at + 200 > file.size() ? 1 : 997) {
      for (int flip = 1; flip < 256; flip *= 2) {
        auto changed = file;
        changed[at] = static_cast<char>(changed[at] ^ flip);
        EXPECT_TRUE(check_loose_object(changed, id).problem) << at << " flip " << flip;
      }
    }
    EXPECT_TRUE(check_loose_object(file + "x", id).problem);
    EXPECT_TRUE(check_loose_object(file.substr(0, file.size() - 1), id).problem);
  }
}

TEST(LooseObject, AnotherCompressionIsNoDamage) {
  git_oid id;
  const std::string content = "A text that is long enough, a text that is long enough to be compressed, compressed.";
  loose_file(content, id);
  const auto whole = "blob " + std::to_string(content.size()) + std::string(1, '\0') + content;
  auto size = compressBound(static_cast<uLong>(whole.size()));
  std::string file(size, '\0');
  compress2(reinterpret_cast<Bytef*>(file.data()), &size, reinterpret_cast<const Bytef*>(whole.data()),
            static_cast<uLong>(whole.size()), 0);
  EXPECT_EQ(check_loose_object(file.substr(0, size), id).problem.value_or(""), "");
}

TEST(LooseObject, RefusesWhatIsNoObject) {
  git_oid id{};
  EXPECT_TRUE(check_loose_object("", id).problem);
  EXPECT_TRUE(check_loose_object("x", id).problem);
}

}  // namespace provost::docs_repo::testing
