#include <algorithm>
#include <filesystem>

#include "docs_repo/store/commit_writing.hpp"
#include "docs_repo/store/document_repository.hpp"
#include "docs_repo/store/durable_files.hpp"
#include "docs_repo/store/git_handles.hpp"
#include "docs_repo/store/repository_layout.hpp"

namespace provost::docs_repo {

namespace {

constexpr std::size_t longest_organisation_id = 64;

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

void refuse_occupied(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return;
  if (std::filesystem::is_directory(path) && std::filesystem::is_empty(path)) return;
  throw RepositoryError(RepositoryProblem::failed, "A document repository cannot be made at " + path.string() +
                                                       ": something is there already. Choose another folder.");
}

GitRepository initialise(const std::filesystem::path& folder) {
  git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
  options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_REINIT | GIT_REPOSITORY_INIT_NO_DOTGIT_DIR;
  options.initial_head = "published";
  GitRepository repository;
  const int result = make_owned(
      repository, [&](git_repository** raw) { return git_repository_init_ext(raw, folder.c_str(), &options); });
  if (result < 0) throw_git_failure(result, folder.string(), "be made");
  return repository;
}

ObjectId write_root_commit(git_repository* repository, std::string_view organisation_id, const Identity& author) {
  const auto text = organisation_text(organisation_id);
  git_oid blob;
  check(git_blob_create_from_buffer(&blob, repository, text.data(), text.size()), repository, "write a file");
  CommitRequest request;
  request.changes.push_back({organisation_file, from_git(blob)});
  request.author = author;
  request.message = "Begin the document repository\n";
  auto root = write_commit(repository, request);
  const auto root_id = to_git(root);
  git_reference* raw = nullptr;
  check(git_reference_create(&raw, repository, std::string(published_reference).c_str(), &root_id, 0, nullptr),
        repository, "make the branch published");
  const GitReference reference(raw);
  return root;
}

/// Sample hooks and the like would be files nobody checks; git needs none of them.
void remove_what_git_adds(const std::filesystem::path& folder) {
  for (const auto* name : {"hooks", "info", "description"}) std::filesystem::remove_all(folder / name);
}

}  // namespace

void check_organisation_id(std::string_view organisation_id) {
  if (!organisation_id.empty() && organisation_id.size() <= longest_organisation_id &&
      std::all_of(organisation_id.begin(), organisation_id.end(), is_id_character)) {
    return;
  }
  throw RepositoryError(RepositoryProblem::failed,
                        "\"" + std::string(organisation_id.substr(0, longest_organisation_id)) +
                            "\" cannot be an organisation's id. Use 1 to 64 letters, digits, '-' or '_'.");
}

std::string organisation_text(std::string_view organisation_id) {
  return "organisation: \"" + std::string(organisation_id) + "\"\n";
}

std::string configuration_text(std::string_view organisation_id, const ObjectId& root) {
  // gc.auto: only the scheduled run may pack. gc.packRefs and repack.updateServerInfo: every reference stays a file of
  // its own whose every byte can be checked, and git writes no lists that go out of date. core.looseCompression: lets
  // the check of loose objects compress them again and compare.
  return "[core]\n"
         "\trepositoryformatversion = 0\n"
         "\tfilemode = true\n"
         "\tbare = true\n"
         "\tlooseCompression = 1\n"
         "[gc]\n"
         "\tauto = 0\n"
         "\tpackRefs = false\n"
         "[repack]\n"
         "\tupdateServerInfo = false\n"
         "[receive]\n"
         "\tdenyNonFastForwards = true\n"
         "\tdenyDeletes = true\n"
         "[provost]\n"
         "\torganisation = \"" +
         std::string(organisation_id) +
         "\"\n"
         "\troot = " +
         root.hex + "\n";
}

void DocumentRepository::create(const std::filesystem::path& path, std::string_view organisation_id,
                                const Identity& author) {
  check_organisation_id(organisation_id);
  const GitLibrary library;
  const auto target = std::filesystem::absolute(path).lexically_normal();
  const auto final_path = target.has_filename() ? target : target.parent_path();
  try {
    refuse_occupied(final_path);
    std::filesystem::create_directories(final_path.parent_path());
    ScratchFolder scratch(final_path.parent_path(), "." + final_path.filename().string() + ".creating-");
    ObjectId root;
    {
      const auto repository = initialise(scratch.path());
      root = write_root_commit(repository.get(), organisation_id, author);
    }
    remove_what_git_adds(scratch.path());
    write_durably(scratch.path() / "config", configuration_text(organisation_id, root));
    write_durably(scratch.path() / "HEAD", head_text);
    sync_everything(scratch.path());
    scratch.keep_as(final_path);
    sync_folder(final_path.parent_path());
  } catch (const std::filesystem::filesystem_error& error) {
    throw_file_failure(error.code().value(), final_path.string(), "make the document repository");
  }
}

}  // namespace provost::docs_repo
