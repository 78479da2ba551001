#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/http/server.hpp"
#include "tests/server/http/raw_client.hpp"

namespace provost::http::tests {

/// A folder of its own, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

  /// Files and folders directly inside.
  std::size_t count() const;

 private:
  std::filesystem::path path_;
};

/// Holds handlers back until it is opened.
class Door {
 public:
  /// Called by a handler: waits until open() (at most ten seconds).
  void pass();
  void open();

  /// Waits until so many handlers stand at the door.
  bool await(std::size_t count);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t waiting_ = 0;
  bool open_ = false;
};

/// Answers with what a test says; echoes the path otherwise. The answers to the server's own errors begin with
/// "problem".
class ScriptedApplication : public Application {
 public:
  std::function<Response(const Request&)> on_request;
  std::function<std::variant<BodyPolicy, Response>(const Request&)> on_body;
  std::function<Response(int status)> on_error;
  std::atomic<int> handled = 0;
  std::atomic<int> asked_for_body = 0;

  std::variant<BodyPolicy, Response> body_policy(const Request& head) override;
  Response handle(const Request& request) override;
  Response server_error(const Request* request, int status, std::string_view reason) override;
};

/// True as soon as `condition` holds, false after ten seconds.
bool eventually(const std::function<bool()>& condition);

class ServerFixture : public ::testing::Test {
 protected:
  ServerFixture();
  ~ServerFixture() override;

  /// Starts the server with `options`.
  void start();
  std::uint16_t port() const { return server->port(); }
  std::vector<std::string> problems() const;

  TemporaryFolder spool;
  ServerOptions options;
  ScriptedApplication application;
  std::unique_ptr<Server> server;
  std::function<void(const AccessRecord&)> on_access;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> problems_;
};

}  // namespace provost::http::tests
