#include "docs_repo/store/bulk_writer.hpp"

#include "docs_repo/store/commit_writing.hpp"
#include "docs_repo/store/durable_files.hpp"
#include "docs_repo/store/git_handles.hpp"
#include "docs_repo/store/pack_backend.hpp"
#include "docs_repo/store/pack_file.hpp"
#include "docs_repo/store/repository_pool.hpp"

namespace provost::docs_repo {

struct BulkWriter::Parts {
  explicit Parts(const std::filesystem::path& path)
      : scratch(path, "provost-bulk-"), pack(scratch.path()), repository(open_repository(path)) {
    write_into_pack(repository.get(), pack, failure);
  }

  void refuse_after_finish() const {
    if (repository) return;
    throw RepositoryError(RepositoryProblem::failed, "This import has been finished. Begin a new one to add more.");
  }

  GitLibrary library;
  ScratchFolder scratch;
  PackFile pack;
  std::exception_ptr failure;
  GitRepository repository;
};

BulkWriter::BulkWriter(DocumentRepository& repository) : parts_(std::make_unique<Parts>(repository.path())) {}

BulkWriter::~BulkWriter() = default;

ObjectId BulkWriter::write_blob(std::string_view content) {
  parts_->refuse_after_finish();
  git_oid id;
  check(git_odb_hash(&id, content.data(), content.size(), GIT_OBJECT_BLOB), parts_->repository.get(), "store a file");
  // Also when the repository has it: a loose file that nothing refers to might be cleaned away any moment.
  parts_->pack.add(id, GIT_OBJECT_BLOB, content);
  return from_git(id);
}

ObjectId BulkWriter::commit(const CommitRequest& request) {
  parts_->refuse_after_finish();
  try {
    return write_commit(parts_->repository.get(), request);
  } catch (const RepositoryError&) {
    if (parts_->failure) std::rethrow_exception(parts_->failure);
    throw;
  }
}

void BulkWriter::finish() {
  parts_->refuse_after_finish();
  const std::filesystem::path objects =
      std::filesystem::path(git_repository_path(parts_->repository.get())) / "objects";
  parts_->repository.reset();
  if (parts_->pack.is_empty()) return;
  const auto name = parts_->pack.finish();
  const auto packs = objects / "pack";
  std::filesystem::create_directories(packs);
  // The pack is nothing to git before its index is there.
  for (const auto* ending : {".pack", ".idx"}) {
    rename_file(parts_->scratch.path() / (name + ending), packs / (name + ending));
  }
  sync_folder(packs);
  sync_folder(objects);
}

}  // namespace provost::docs_repo
