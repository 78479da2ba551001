#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>

namespace provost::http {

/// An answer without an end of its own: text that is put in from any thread, and sent by the server as it comes,
/// without a thread or a worker that waits for it (server-sent events, HTML Living Standard 9.2). It ends when either
/// side wants so; the server lets go of it when the client has left. Thread-safe.
class EventStream {
 public:
  /// Adds text to what is to be sent. Does nothing once it is over.
  void put(std::string_view text);
  /// Ends the answer after what was put in.
  void end();

  /// Whether it ended: from this side, or because the client left or was too slow.
  bool is_over() const;
  /// How many bytes wait for the client. Whoever puts in stops while this is large, so that memory stays bounded.
  std::size_t waiting() const;

  // For the server, which is the only one to take out.

  struct Piece {
    std::string text;
    bool over = false;  ///< nothing comes after it
  };
  /// All that waits.
  Piece take();
  /// Called whenever something was put in or it was ended, by the thread that did so. Empty: nobody any more.
  void on_news(std::function<void()> wake);

 private:
  mutable std::mutex mutex_;
  std::string text_;
  bool over_ = false;
  std::function<void()> wake_;
};

}  // namespace provost::http
