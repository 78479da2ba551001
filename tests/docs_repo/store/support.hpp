#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "docs_repo/store/document_repository.hpp"

namespace provost::docs_repo::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto name = (std::filesystem::temp_directory_path() / "provost-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Outcome {
  int exit_code;
  std::string output;
};

/// Runs a shell command; standard output and error together.
inline Outcome run(const std::string& command) {
  std::FILE* pipe = popen(("( " + command + " ) 2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell");
  std::string output;
  std::array<char, 4096> piece;
  while (const auto got = std::fread(piece.data(), 1, piece.size(), pipe)) output.append(piece.data(), got);
  const int status = pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, output};
}

/// Runs git in a repository, without anybody's settings.
inline Outcome git(const std::filesystem::path& repository, const std::string& arguments) {
  return run("GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null git -C '" + repository.string() + "' " +
             arguments);
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_file(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

inline constexpr const char* organisation = "organisation-1";
inline const Identity ada{"Ada Lovelace", "ada@example.org", Instant{std::chrono::milliseconds{1700000000987}}};

/// A new document repository in a temporary folder.
class RepositoryTest : public ::testing::Test {
 protected:
  RepositoryTest() : path_(folder_.path() / "documents.git") {
    DocumentRepository::create(path_, organisation, ada);
    repository_.emplace(path_, organisation);
  }

  DocumentRepository& repository() { return *repository_; }
  ObjectId published() { return repository().reference(published_reference).value(); }

  /// A commit on the base with some files and their contents.
  ObjectId commit_files(const std::optional<ObjectId>& base,
                        const std::vector<std::pair<std::string, std::string>>& files,
                        const CommitSigner* signer = nullptr) {
    CommitRequest request;
    request.base = base;
    if (base) request.parents.push_back(*base);
    for (const auto& [path, content] : files) request.changes.push_back({path, repository().write_blob(content)});
    request.author = ada;
    request.message = "Change some files\n";
    request.signer = signer;
    return repository().commit(request);
  }

  void expect_clean_for_git() {
    const auto outcome = git(path_, "fsck --strict --full --no-dangling");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_EQ(outcome.output.find("error"), std::string::npos) << outcome.output;
    EXPECT_EQ(outcome.output.find("warning"), std::string::npos) << outcome.output;
  }

  TemporaryFolder folder_;
  std::filesystem::path path_;
  std::optional<DocumentRepository> repository_;
};

/// The problem a call reports, or nullopt when it succeeds.
template <class Call>
std::optional<RepositoryProblem> problem_of(Call call) {
  try {
    call();
  } catch (const RepositoryError& error) {
    return error.problem();
  }
  return std::nullopt;
}

}  // namespace provost::docs_repo::testing
