#include "tests/server/http/server_fixture.hpp"

#include <stdlib.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace provost::http::tests {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "provost-http-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::size_t TemporaryFolder::count() const {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
}

void Door::pass() {
  std::unique_lock lock(mutex_);
  ++waiting_;
  changed_.notify_all();
  changed_.wait_for(lock, std::chrono::seconds(10), [this] { return open_; });
}

void Door::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

bool Door::await(std::size_t count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return waiting_ >= count; });
}

std::variant<BodyPolicy, Response> ScriptedApplication::body_policy(const Request& head) {
  ++asked_for_body;
  if (on_body) return on_body(head);
  return BodyPolicy{1 << 20, true};
}

Response ScriptedApplication::handle(const Request& request) {
  ++handled;
  return on_request ? on_request(request) : text("path " + request.path);
}

Response ScriptedApplication::server_error(const Request*, int status, std::string_view reason) {
  return on_error ? on_error(status) : text("problem: " + std::string(reason), status);
}

bool eventually(const std::function<bool()>& condition) {
  const auto last = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > last) return false;
    std::this_thread::yield();
  }
  return true;
}

ServerFixture::ServerFixture() {
  options.port = 0;
  options.spool_folder = spool.path();
}

ServerFixture::~ServerFixture() = default;

void ServerFixture::start() {
  ServerLog log;
  log.problem = [this](std::string_view problem) {
    const std::lock_guard lock(mutex_);
    problems_.emplace_back(problem);
  };
  log.access = on_access;
  server = std::make_unique<Server>(options, application, std::move(log));
  server->start();
}

std::vector<std::string> ServerFixture::problems() const {
  const std::lock_guard lock(mutex_);
  return problems_;
}

}  // namespace provost::http::tests
