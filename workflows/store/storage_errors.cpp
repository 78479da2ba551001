#include "workflows/store/storage_errors.hpp"

#include <stdexcept>
#include <string>

#include "workflows/errors.hpp"

namespace provost::workflows::store {

void rethrow_as_domain_error(const std::exception& error) {
  const std::string text = error.what();
  const auto mentions = [&text](const char* part) { return text.find(part) != std::string::npos; };
  if (mentions("database or disk is full") || mentions("No space left on device") || mentions("disk I/O error")) {
    throw StorageFull(
        "The disk that holds the database is full or cannot be written. Nothing was changed. Free some space, then try "
        "again.");
  }
  if (mentions("database is locked") || mentions("database table is locked")) {
    throw TooBusy("The database is busy with a long change. Nothing was changed. Please try again in a moment.",
                  std::chrono::seconds(5));
  }
  if (mentions("file is not a database") || mentions("database disk image is malformed")) {
    throw Unusable("The database is damaged. Run `provost verify` to see where, then restore the latest backup.");
  }
  if (mentions("readonly database")) {
    throw Unusable("The database cannot be written: the file or its folder is read-only for this user.");
  }
  throw std::runtime_error("database: " + text);
}

}  // namespace provost::workflows::store
