#include "integrations/http_client/name_lookup.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace provost::integrations {

namespace ip = boost::asio::ip;

namespace {

/// Nobody can stop getaddrinfo, so a dead DNS server leaves threads behind for half a minute each: not more than these.
constexpr int most_open = 32;

std::vector<ip::address> ask_system(const std::string& name) {
  boost::asio::io_context io;
  ip::tcp::resolver resolver(io);
  boost::system::error_code error;
  std::vector<ip::address> addresses;
  for (const auto& entry : resolver.resolve(name, "443", ip::resolver_base::numeric_service, error)) {
    addresses.push_back(entry.endpoint().address());
  }
  return addresses;
}

struct Question {
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<std::vector<ip::address>> addresses;
};

}  // namespace

struct NameLookup::Open {
  std::mutex mutex;
  int count = 0;

  bool begin() {
    const std::lock_guard lock(mutex);
    if (count >= most_open) return false;
    ++count;
    return true;
  }

  void end() {
    const std::lock_guard lock(mutex);
    --count;
  }
};

NameLookup::NameLookup() : NameLookup(ask_system) {}

NameLookup::NameLookup(Ask ask) : ask_(std::move(ask)), open_(std::make_shared<Open>()) {}

std::optional<std::vector<ip::address>> NameLookup::addresses(const std::string& host,
                                                              std::chrono::steady_clock::time_point until) const {
  boost::system::error_code error;
  if (const auto literal = ip::make_address(host, error); !error) return std::vector<ip::address>{literal};
  if (!open_->begin()) return std::nullopt;
  const auto question = std::make_shared<Question>();
  // Asio's own asynchronous look-up would make the io_context wait for getaddrinfo when it is destroyed, however long
  // that takes. A detached thread that owns all it touches can be left behind.
  try {
    std::thread([question, open = open_, ask = ask_, host] {
      std::vector<ip::address> found;
      try {
        found = ask(host);
      } catch (const std::exception&) {
        found.clear();
      }
      open->end();
      const std::lock_guard lock(question->mutex);
      question->addresses = std::move(found);
      question->answered.notify_one();
    }).detach();
  } catch (...) {
    open_->end();
    throw;
  }
  std::unique_lock lock(question->mutex);
  if (!question->answered.wait_until(lock, until, [&] { return question->addresses.has_value(); })) {
    return std::nullopt;
  }
  return std::move(question->addresses);
}

}  // namespace provost::integrations
