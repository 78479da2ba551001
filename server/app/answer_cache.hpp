#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "server/http/response.hpp"
#include "workflows/time.hpp"

namespace provost::app {

/// Pages made before, to be sent again while nothing has changed. An entry belongs to one session and one address, and
/// is true only while the newest audit entry is the one it was made under: every change to the data has one, a sign-out
/// and a person's disabling included. Thread-safe; bounded in memory; an entry lives one minute at most, so that what
/// depends on the clock stays right.
class AnswerCache {
 public:
  explicit AnswerCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// `generation`: the number of the newest audit entry now.
  std::optional<http::Response> find(const std::string& session, const std::string& target, std::int64_t generation,
                                     workflows::Instant now);
  /// `generation`: the number of the newest audit entry before the page was made. The body is shared from now on.
  void keep(const std::string& session, const std::string& target, std::int64_t generation, workflows::Instant now,
            http::Response& response);

 private:
  using Key = std::pair<std::string, std::string>;
  struct Entry {
    Key key;
    std::int64_t generation;
    workflows::Instant until;
    http::Response response;
    std::size_t bytes;
  };

  void remove(std::list<Entry>::iterator entry);

  std::size_t most_bytes_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<Entry> by_use_;  ///< the most recently used first
  std::map<Key, std::list<Entry>::iterator> by_key_;
};

}  // namespace provost::app
