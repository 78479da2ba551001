#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>

namespace provost::http {

/// What the server can ask of an open connection. Every function may be called from any thread.
class ConnectionControl {
 public:
  virtual ~ConnectionControl() = default;

  /// Ends the wait for the client when its time is up.
  virtual void check_deadline(std::chrono::steady_clock::time_point now) = 0;

  /// Waits for the next request of a client that was served before.
  virtual bool is_idle() const = 0;

  /// Closes if it waits for a request, else after the answer under way.
  virtual void finish() = 0;

  /// Closes whatever is under way.
  virtual void abort() = 0;
};

/// The open connections, oldest first. Thread-safe.
class ConnectionRegistry {
 public:
  using Place = std::list<ConnectionControl*>::iterator;

  /// `released` is called after each removal.
  explicit ConnectionRegistry(std::function<void()> released) : released_(std::move(released)) {}

  Place add(ConnectionControl& connection);
  void remove(Place place);
  std::size_t size() const;

  /// `action` must only post work: it runs under the registry's lock.
  void for_each(const std::function<void(ConnectionControl&)>& action);

  /// Lets the oldest idle connection go, to make room for a new one.
  void finish_one_idle();

 private:
  mutable std::mutex mutex_;
  std::list<ConnectionControl*> connections_;
  std::function<void()> released_;
};

}  // namespace provost::http
