#include "docs_repo/store/pack_backend.hpp"

#include <git2/sys/odb_backend.h>

#include <memory>

#include "docs_repo/store/git_handles.hpp"

namespace provost::docs_repo {

namespace {

/// Before loose files and packs in libgit2's order.
constexpr int first_of_all = 100;

struct Backend {
  git_odb_backend base;
  PackFile* pack;
  std::exception_ptr* failure;
};

Backend& backend_of(git_odb_backend* base) {
  return *reinterpret_cast<Backend*>(base);
}

template <class Action>
int guarded(git_odb_backend* base, Action action) noexcept {
  try {
    return action(*backend_of(base).pack);
  } catch (...) {
    *backend_of(base).failure = std::current_exception();
    git_error_set_str(GIT_ERROR_ODB, "the pack file could not be used");
    return GIT_ERROR;
  }
}

int read(void** data, size_t* size, git_object_t* type, git_odb_backend* base, const git_oid* id) {
  return guarded(base, [&](PackFile& pack) -> int {
    const auto* object = pack.find(*id);
    if (object == nullptr) return GIT_ENOTFOUND;
    // libgit2 frees it, and expects a byte after the end.
    auto* memory = static_cast<char*>(git_odb_backend_data_alloc(base, object->size + 1));
    if (memory == nullptr) return GIT_ERROR;
    try {
      pack.read(*object, memory);
    } catch (...) {
      git_odb_backend_data_free(base, memory);
      throw;
    }
    memory[object->size] = '\0';
    *data = memory;
    *size = object->size;
    *type = object->type;
    return GIT_OK;
  });
}

int read_header(size_t* size, git_object_t* type, git_odb_backend* base, const git_oid* id) {
  return guarded(base, [&](PackFile& pack) -> int {
    const auto* object = pack.find(*id);
    if (object == nullptr) return GIT_ENOTFOUND;
    *size = object->size;
    *type = object->type;
    return GIT_OK;
  });
}

int write(git_odb_backend* base, const git_oid* id, const void* data, size_t size, git_object_t type) {
  return guarded(base, [&](PackFile& pack) -> int {
    pack.add(*id, type, {static_cast<const char*>(data), size});
    return GIT_OK;
  });
}

int exists(git_odb_backend* base, const git_oid* id) {
  return backend_of(base).pack->find(*id) == nullptr ? 0 : 1;
}

void free_backend(git_odb_backend* base) {
  delete &backend_of(base);
}

}  // namespace

void write_into_pack(git_repository* repository, PackFile& pack, std::exception_ptr& failure) {
  GitOdb odb;
  check(make_owned(odb, [&](git_odb** raw) { return git_repository_odb(raw, repository); }), repository,
        "open its objects");
  auto backend = std::make_unique<Backend>();
  check(git_odb_init_backend(&backend->base, GIT_ODB_BACKEND_VERSION), repository, "open its objects");
  backend->base.read = read;
  backend->base.read_header = read_header;
  backend->base.write = write;
  backend->base.exists = exists;
  backend->base.free = free_backend;
  backend->pack = &pack;
  backend->failure = &failure;
  check(git_odb_add_backend(odb.get(), &backend->base, first_of_all), repository, "open its objects");
  // From here on the object database owns it.
  static_cast<void>(backend.release());
}

}  // namespace provost::docs_repo
