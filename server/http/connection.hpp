#pragma once

#include <sys/socket.h>

#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <cerrno>
#include <chrono>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "server/http/connection_start.hpp"
#include "server/http/event_stream.hpp"
#include "server/http/head_rules.hpp"
#include "server/http/request_id.hpp"
#include "server/http/serving.hpp"

namespace provost::http {

/// One client's connection: reads requests one after the other, has them handled, writes the answers. Everything runs
/// on the connection's strand; a handler runs there too, while it holds a place of the gate.
///
/// Time-outs are a deadline that the server checks every now and then: one timer for all connections costs less than
/// one for each read and write, and a connection that timed out can still be told so.
///
/// Stream is Socket or a TLS stream over it.
template <class Stream>
class Connection final : public ConnectionControl, public std::enable_shared_from_this<Connection<Stream>> {
  using Clock = std::chrono::steady_clock;

 public:
  Connection(Stream stream, Serving& serving, Origin origin)
      : stream_(std::move(stream)),
        serving_(serving),
        origin_(std::move(origin)),
        buffer_(serving.options.header_limit + body_read_size),
        place_(serving.connections.add(*this)) {}

  ~Connection() override { serving_.connections.remove(place_); }

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start() {
    auto completion = [self = this->shared_from_this()](const std::exception_ptr& problem) {
      if (problem) self->serving_.report("A connection ended with an unexpected problem.");
    };
    boost::asio::co_spawn(stream_.get_executor(), run(), std::move(completion));
  }

  void check_deadline(Clock::time_point now) override {
    if (deadline_.load(std::memory_order_relaxed) > now.time_since_epoch().count()) return;
    on_strand([this, now] {
      if (deadline_.load(std::memory_order_relaxed) > now.time_since_epoch().count()) return;
      deadline_.store(never, std::memory_order_relaxed);
      timed_out_ = true;
      cancel();
    });
  }

  bool is_idle() const override { return phase_.load(std::memory_order_relaxed) == Phase::idle; }

  void finish() override {
    on_strand([this] {
      finishing_ = true;
      if (news_) news_->cancel();
      if (phase_.load(std::memory_order_relaxed) != Phase::busy) cancel();
    });
  }

  void abort() override {
    on_strand([this] {
      boost::system::error_code ignored;
      socket().close(ignored);
    });
  }

 private:
  template <class T>
  using Awaitable = boost::asio::awaitable<T, Strand>;
  using Progress = RequestParser::Progress;
  enum class Phase { fresh, idle, busy, lingering };
  enum class Next { another, close, linger };

  static constexpr std::size_t head_read_size = 4'096;
  static constexpr std::size_t body_read_size = 16'384;
  static constexpr std::uint64_t progress_size = 65'536;
  static constexpr std::chrono::seconds goodbye_timeout{5};
  static constexpr Clock::rep never = std::numeric_limits<Clock::rep>::max();
  static constexpr bool is_tls = !std::is_same_v<Stream, Socket>;
  static constexpr auto use_strand = boost::asio::use_awaitable_t<Strand>{};
  static constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable_t<Strand>{});

  Socket& socket() {
    if constexpr (is_tls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  template <class Action>
  void on_strand(Action action) {
    // The registry may still list a connection whose last owner is just letting go.
    auto self = this->weak_from_this().lock();
    if (!self) return;
    boost::asio::post(stream_.get_executor(), [self = std::move(self), action] { action(); });
  }

  void cancel() {
    boost::system::error_code ignored;
    socket().cancel(ignored);
  }

  void set_deadline(Clock::duration time) {
    timed_out_ = false;
    deadline_.store((Clock::now() + time).time_since_epoch().count(), std::memory_order_relaxed);
  }

  Awaitable<void> run() {
    const bool open_now = co_await open();
    if (open_now) {
      auto next = Next::another;
      while (next == Next::another) next = co_await exchange();
      co_await close(next == Next::linger);
    }
  }

  Awaitable<bool> open() {
    set_deadline(serving_.options.header_timeout);
    if constexpr (is_tls) {
      const auto [error] = co_await stream_.async_handshake(boost::asio::ssl::stream_base::server, as_tuple);
      co_return !error;
    } else {
      co_return true;
    }
  }

  /// One request and its answer.
  Awaitable<Next> exchange() {
    RequestParser parser(serving_.options.header_limit);
    const auto progress = co_await read_head(parser);
    if (progress == Progress::more) {
      if (!timed_out_ || !has_begun(parser)) co_return Next::close;
      co_return co_await turn_away({408, "The request took too long to arrive."});
    }
    if (progress == Progress::refused) co_return co_await turn_away(parser.refusal());

    started_ = Clock::now();
    ++served_;
    auto& head = parser.head();
    AnswerTo to;
    to.version = head.version;
    to.keep_alive = head.keep_alive;
    const bool continue_expected = expects_continue(head);
    auto made = serving_.make_request(head, origin_, ids_.next());
    if (const auto* refusal = std::get_if<Refusal>(&made)) co_return co_await turn_away(*refusal);
    if (auto* response = std::get_if<Response>(&made)) {
      to.keep_alive = to.keep_alive && !head.has_body;
      co_return co_await answer(std::move(*response), nullptr, to);
    }
    auto& request = std::get<Request>(made);
    to.method = request.method;
    to.fields = &request.fields;

    if (head.has_body) {
      const auto outcome = co_await read_body(parser, request, to, continue_expected);
      if (outcome) co_return *outcome;
    }
    const auto entry = co_await enter();
    if (entry != WorkGate::Entry::entered) co_return co_await answer_busy(entry, request, to);
    auto outgoing = handle(request, to);
    co_return co_await send(outgoing, &request, to);
  }

  bool has_begun(const RequestParser& parser) const { return parser.begun() || buffer_.size() > 0; }

  /// `more` when the client left, or time was up.
  Awaitable<Progress> read_head(RequestParser& parser) {
    const bool first = served_ == 0;
    bool begun = buffer_.size() > 0;
    set_deadline(first || begun ? serving_.options.header_timeout : serving_.options.idle_timeout);
    for (;;) {
      const auto progress = parser.read_head(buffer_);
      begun = has_begun(parser);
      if (progress != Progress::more) {
        phase_.store(Phase::busy, std::memory_order_relaxed);
        co_return progress;
      }
      phase_.store(begun ? Phase::busy : (first ? Phase::fresh : Phase::idle), std::memory_order_relaxed);
      if (!begun && (finishing_ || serving_.stopping)) co_return Progress::more;
      const bool arrived = co_await read(head_read_size);
      if (!arrived) co_return Progress::more;
      if (!begun && !first) set_deadline(serving_.options.header_timeout);
    }
  }

  /// Nothing when the body is in the request, else what to do after the answer that was given in its place.
  Awaitable<std::optional<Next>> read_body(RequestParser& parser, Request& request, AnswerTo to,
                                           bool continue_expected) {
    const auto entry = co_await enter();
    to.keep_alive = false;
    if (entry != WorkGate::Entry::entered) co_return co_await answer_busy(entry, request, to);
    auto decision = decide(request);
    if (auto* response = std::get_if<Response>(&decision)) {
      co_return co_await answer(std::move(*response), &request, to);
    }
    const auto policy = std::get<BodyPolicy>(decision);
    if (parser.head().content_length.value_or(0) > policy.limit) {
      co_return co_await refuse({413, "What was sent is larger than allowed here."}, request, to);
    }
    if (continue_expected && buffer_.size() == 0) {
      const bool written = co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
      if (!written) co_return Next::close;
    }
    set_deadline(serving_.options.body_timeout);
    BodyReceiver receiver(policy, serving_.options.spool_folder);
    std::uint64_t mark = progress_size;
    for (;;) {
      const auto progress = parser.read_body(buffer_, receiver);
      if (progress == Progress::refused) co_return co_await refuse(parser.refusal(), request, to);
      if (progress == Progress::done) break;
      if (receiver.size() >= mark) {
        mark = receiver.size() + progress_size;
        set_deadline(serving_.options.body_timeout);
      }
      const bool arrived = co_await read(body_read_size);
      if (!arrived) {
        if (!timed_out_) co_return Next::close;
        co_return co_await refuse({408, "What was sent took too long to arrive."}, request, to);
      }
    }
    if (const auto refusal = receiver.finish(request)) co_return co_await refuse(*refusal, request, to);
    co_return std::nullopt;
  }

  /// Appends to the buffer; false when the client left, time was up or the server wants to end.
  Awaitable<bool> read(std::size_t most) {
    const auto room = std::min(most, buffer_.max_size() - buffer_.size());
    const auto place = buffer_.prepare(room);
    const auto [error, count] = co_await stream_.async_read_some(place, as_tuple);
    buffer_.commit(count);
    co_return !error && count > 0;
  }

  Awaitable<WorkGate::Entry> enter() {
    if (serving_.gate.try_enter()) co_return WorkGate::Entry::entered;
    co_return co_await serving_.gate.async_enter(use_strand);
  }

  std::variant<BodyPolicy, Response> decide(const Request& request) {
    const WorkGate::Place place(serving_.gate);
    return serving_.body_policy(request);
  }

  Outgoing handle(const Request& request, AnswerTo& to) {
    const WorkGate::Place place(serving_.gate);
    auto response = serving_.handle(request);
    return prepare(std::move(response), &request, to);
  }

  Outgoing prepare(Response response, const Request* request, AnswerTo& to) {
    if (finishing_ || serving_.stopping) to.keep_alive = false;
    return serving_.prepare(std::move(response), request, to);
  }

  /// Answers a request whose header could not be taken.
  Awaitable<Next> turn_away(Refusal refusal) {
    AnswerTo to;
    started_ = Clock::now();
    co_return co_await answer(serving_.refuse(nullptr, refusal), nullptr, to);
  }

  Awaitable<Next> refuse(Refusal refusal, const Request& request, AnswerTo to) {
    to.keep_alive = false;
    co_return co_await answer(serving_.refuse(&request, refusal), &request, to);
  }

  Awaitable<Next> answer_busy(WorkGate::Entry entry, const Request& request, AnswerTo to) {
    if (entry == WorkGate::Entry::closed) co_return Next::close;
    const Refusal refusal{503, "The server is busy just now. Please try again in a moment."};
    co_return co_await answer(serving_.refuse(&request, refusal), &request, to);
  }

  Awaitable<Next> answer(Response response, const Request* request, AnswerTo to) {
    auto outgoing = prepare(std::move(response), request, to);
    co_return co_await send(outgoing, request, to);
  }

  Awaitable<Next> send(Outgoing& outgoing, const Request* request, AnswerTo to) {
    auto first = outgoing.head();
    bool whole = false;
    for (;;) {
      const auto piece = next_piece(outgoing);
      if (!piece) break;
      whole = piece->empty() && first.empty();
      if (whole) break;
      const bool written = co_await write(first, *piece);
      if (!written) break;
      first = {};
    }
    if (whole && outgoing.events()) {
      whole = co_await follow(outgoing);
      to.keep_alive = false;
    }
    record(outgoing, request);
    if (!whole) co_return Next::close;
    co_return to.keep_alive ? Next::another : Next::linger;
  }

  /// Writes what comes into a stream until it ends, the client leaves or the server ends; true when it ended as it
  /// should. Nothing is read from the client meanwhile: whatever it sends, or that it left, ends the stream.
  Awaitable<bool> follow(const Outgoing& outgoing) {
    const auto events = outgoing.events();
    news_.emplace(stream_.get_executor());
    events->on_news([weak = this->weak_from_this()] {
      if (const auto self = weak.lock()) self->on_strand([connection = self.get()] { connection->wake(); });
    });
    watch_client();
    bool whole = false;
    for (;;) {
      const auto piece = events->take();
      const auto text = piece.text.empty() ? std::string() : outgoing.framed(piece.text);
      bool written = true;
      if (!text.empty()) written = co_await write(text, {});
      deadline_.store(never, std::memory_order_relaxed);
      if (!written || client_spoke_) break;
      if (piece.over || finishing_ || serving_.stopping) {
        whole = co_await write(outgoing.ending(), {});
        break;
      }
      if (!text.empty()) continue;
      news_->expires_at(Clock::time_point::max());
      co_await news_->async_wait(as_tuple);
    }
    events->on_news({});
    events->end();
    co_return whole;
  }

  /// Notes when the client sends something or leaves. A wait that ended proves neither: on a busy machine the system's
  /// word of bytes that were read long ago may be acted upon late.
  void watch_client() {
    socket().async_wait(Socket::wait_read, [self = this->shared_from_this()](const boost::system::error_code& error) {
      if (!error && !self->has_word_of_client()) return self->watch_client();
      self->client_spoke_ = true;
      self->wake();
    });
  }

  /// Whether there are bytes to read, or the client's end.
  bool has_word_of_client() {
    char next = 0;
    const auto count = ::recv(socket().native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
    return count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
  }

  void wake() {
    if (news_) news_->cancel();
  }

  /// Both texts, one after the other.
  Awaitable<bool> write(std::string_view first, std::string_view second) {
    set_deadline(serving_.options.write_timeout);
    const auto total = first.size() + second.size();
    if constexpr (is_tls) {
      // A TLS stream makes a record of its own for every buffer, however short.
      const auto joined = std::string(first).append(second);
      const auto bytes = boost::asio::buffer(joined);
      const auto [error, count] = co_await boost::asio::async_write(stream_, bytes, as_tuple);
      co_return !error && count == total;
    } else {
      const std::array<boost::asio::const_buffer, 2> both{boost::asio::buffer(first.data(), first.size()),
                                                          boost::asio::buffer(second.data(), second.size())};
      const auto [error, count] = co_await boost::asio::async_write(stream_, both, as_tuple);
      co_return !error && count == total;
    }
  }

  /// Nothing when a file failed while it was sent: only closing tells the client that the rest is missing.
  std::optional<std::string_view> next_piece(Outgoing& outgoing) {
    try {
      return outgoing.next();
    } catch (const UnsendableResponse& problem) {
      serving_.report(std::string("An answer broke off: ") + problem.what());
      return std::nullopt;
    }
  }

  void record(const Outgoing& outgoing, const Request* request) {
    AccessRecord access;
    access.remote_address = origin_.address;
    if (request != nullptr) {
      access.id = request->id;
      access.remote_address = request->remote_address;
      access.method = to_text(request->method);
      access.target = request->target;
    }
    access.status = outgoing.status();
    access.body_size = outgoing.body_size();
    access.duration = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started_);
    serving_.record(access);
  }

  /// Says goodbye. Closing with bytes unread would reset the connection and could destroy the answer on its way, so
  /// what the client still sends is read and dropped for a while when `linger`.
  Awaitable<void> close(bool linger) {
    phase_.store(Phase::lingering, std::memory_order_relaxed);
    boost::system::error_code ignored;
    if constexpr (is_tls) {
      set_deadline(goodbye_timeout);
      co_await stream_.async_shutdown(as_tuple);
    }
    socket().shutdown(Socket::shutdown_send, ignored);
    set_deadline(serving_.stopping ? Clock::duration(goodbye_timeout) : Clock::duration(serving_.options.body_timeout));
    while (linger && !timed_out_) {
      buffer_.clear();
      const auto place = buffer_.prepare(body_read_size);
      const auto [error, count] = co_await socket().async_read_some(place, as_tuple);
      if (error) break;
    }
    deadline_.store(never, std::memory_order_relaxed);
    socket().close(ignored);
  }

  Stream stream_;
  Serving& serving_;
  const Origin origin_;
  RequestIds ids_;
  boost::beast::flat_buffer buffer_;
  Clock::time_point started_{};
  std::uint64_t served_ = 0;
  bool timed_out_ = false;
  bool finishing_ = false;
  bool client_spoke_ = false;
  std::optional<boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Strand>> news_;
  std::atomic<Phase> phase_ = Phase::fresh;
  std::atomic<Clock::rep> deadline_ = never;
  const ConnectionRegistry::Place place_;
};

}  // namespace provost::http
