#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "server/http/method.hpp"
#include "server/http/response.hpp"

namespace provost::http {

/// An answer that must not be sent: a field holds what would break the message, or its file cannot be opened.
class UnsendableResponse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What an answer has to know of its request.
struct AnswerTo {
  Method method = Method::get;
  int version = 11;
  bool keep_alive = false;
  const Fields* fields = nullptr;  ///< null when the header could not be read
};

/// An answer ready to be written: the header as bytes, and the body in memory or as a part of an open file.
class Outgoing {
 public:
  /// Checks the fields, opens the file, applies Range. Throws UnsendableResponse.
  Outgoing(Response response, const AnswerTo& request);
  ~Outgoing();
  Outgoing(Outgoing&&) noexcept;
  Outgoing& operator=(Outgoing&&) noexcept;

  int status() const;
  std::string_view head() const;

  /// The number of body bytes to write; 0 for HEAD.
  std::uint64_t body_size() const;

  /// The next piece of the body, at most 64 KiB, valid until the next call; empty when all was given. Throws
  /// UnsendableResponse when a file has become shorter or cannot be read.
  std::string_view next();

  /// The stream that follows, after everything that next() gives; null: none.
  const std::shared_ptr<EventStream>& events() const;
  /// Text of the stream as it is written: a chunk of its own where the client knows chunks (RFC 9112 section 7.1).
  std::string framed(const std::string& text) const;
  /// What is written after the last text.
  std::string_view ending() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace provost::http
