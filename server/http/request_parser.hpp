#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "server/http/body_receiver.hpp"
#include "server/http/fields.hpp"
#include "server/http/refusal.hpp"

namespace provost::http {

/// A request's header as it arrived.
struct RequestHead {
  std::string method;
  std::string target;
  int version = 11;  ///< 10 or 11
  Fields fields;
  bool keep_alive = false;
  bool has_body = false;
  std::optional<std::uint64_t> content_length;
};

/// Reads one request from bytes as they come, on top of Beast's parser. Trailers are checked for form and dropped: they
/// must not pass for fields.
class RequestParser : private boost::beast::http::basic_parser<true> {
 public:
  enum class Progress { more, done, refused };

  explicit RequestParser(std::size_t header_limit);

  /// Consumes from the buffer until the header is whole.
  Progress read_head(boost::beast::flat_buffer& buffer);

  /// Consumes from the buffer until the body is whole. `more` when the buffer has to grow.
  Progress read_body(boost::beast::flat_buffer& buffer, BodyReceiver& receiver);

  /// Some bytes of the request have been consumed.
  bool begun() const { return consumed_ > 0; }

  RequestHead& head() { return head_; }

  /// Set once a call returned `refused`.
  Refusal refusal() const { return refusal_; }

 private:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb, string_view method, string_view target, int version,
                       error_code& error) override;
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(boost::beast::http::field, string_view name, string_view value, error_code& error) override;
  void on_header_impl(error_code& error) override;
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code& error) override;
  std::size_t on_body_impl(string_view bytes, error_code& error) override;
  void on_chunk_header_impl(std::uint64_t, string_view, error_code& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) override;
  void on_finish_impl(error_code& error) override;

  Progress refuse(Refusal refusal);

  std::size_t header_limit_;
  std::size_t consumed_ = 0;
  bool request_line_read_ = false;
  RequestHead head_;
  BodyReceiver* receiver_ = nullptr;
  Refusal refusal_{400, {}};
};

}  // namespace provost::http
