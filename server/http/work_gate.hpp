#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace provost::http {

/// Bounds how many handlers run at once and how many requests wait for their turn. Handlers run on the threads that do
/// the input and output, of which there is always one more than places: a request that finds a place free needs no
/// change of thread, and slow handlers never stop the rest. Thread-safe.
class WorkGate {
 public:
  enum class Entry { entered, full, closed };

  /// A place held; given to the next in the queue at destruction.
  class Place {
   public:
    explicit Place(WorkGate& gate) : gate_(gate) {}
    ~Place() { gate_.leave(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    WorkGate& gate_;
  };

  WorkGate(std::size_t places, std::size_t queue_limit) : places_(places), queue_limit_(queue_limit) {}

  /// Takes a place when one is free. Who entered makes a Place.
  bool try_enter();

  /// Completes with `entered` when a place is free, at once with `full` when too many wait already, with `closed` after
  /// close(). Always through the executor of the handler.
  template <class Token>
  auto async_enter(Token&& token) {
    return boost::asio::async_initiate<Token, void(Entry)>(
        [](auto handler, WorkGate* gate) {
          auto executor = boost::asio::get_associated_executor(handler);
          auto guard = boost::asio::make_work_guard(executor);
          auto shared = std::make_shared<decltype(handler)>(std::move(handler));
          gate->enqueue([shared, guard](Entry entry) {
            boost::asio::post(guard.get_executor(), [shared, entry] { std::move (*shared)(entry); });
          });
        },
        token, this);
  }

  /// Turns away all who wait and all who come.
  void close();

 private:
  using Waiter = std::function<void(Entry)>;

  void enqueue(Waiter waiter);
  void leave();

  std::mutex mutex_;
  const std::size_t places_;
  const std::size_t queue_limit_;
  std::size_t taken_ = 0;
  bool closed_ = false;
  std::deque<Waiter> queue_;
};

}  // namespace provost::http
