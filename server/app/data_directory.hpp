#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "server/config/config.hpp"
#include "workflows/store/database.hpp"

namespace provost::app {

/// The one folder that holds everything of an organisation.
class DataDirectory {
 public:
  explicit DataDirectory(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path database_file() const { return root_ / "provost.db"; }
  std::filesystem::path repository() const { return root_ / "documents.git"; }
  std::filesystem::path spool() const { return root_ / "spool"; }
  /// Files attached to cases.
  std::filesystem::path attachments() const { return root_ / "attachments"; }
  /// What software outside sent and does not fit the database.
  std::filesystem::path deliveries() const { return root_ / "deliveries"; }
  std::filesystem::path config_file() const { return root_ / "provost.yaml"; }

  /// The configuration: the file given, else DIR/provost.yaml when it is there, else the defaults.
  config::Config read_config(const std::optional<std::filesystem::path>& file) const;
  workflows::store::DatabaseLocation database(const config::Config& config) const;

  /// Throws Unusable, naming the remedy, unless the folder was initialised.
  void require_initialised(const config::Config& config) const;

 private:
  std::filesystem::path root_;
};

/// Held by a server for as long as it serves a data directory with its own SQLite file. Throws Unusable when another
/// server holds it. The operating system gives it back when the process ends, however it ends.
class ServerLock {
 public:
  explicit ServerLock(const DataDirectory& directory);
  ~ServerLock();
  ServerLock(const ServerLock&) = delete;
  ServerLock& operator=(const ServerLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace provost::app
