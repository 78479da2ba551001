#include "server/http/request_parser.hpp"

#include <system_error>

namespace provost::http {

namespace beast = boost::beast;

namespace {

constexpr Refusal bad_request{400, "The request is not well-formed HTTP."};
constexpr Refusal long_target{414, "The address of the page is too long."};
constexpr Refusal long_header{431, "The browser sent too much beside the address, for example too many cookies."};

constexpr Refusal other_version{505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};

/// The first line ends as a request line does. Beast calls every other end a wrong version, too.
bool names_a_version(boost::asio::const_buffer bytes) {
  const std::string_view text(static_cast<const char*>(bytes.data()), bytes.size());
  const auto line = text.substr(0, text.find("\r\n"));
  constexpr std::string_view shape = " HTTP/d.d";
  if (line.size() < shape.size() || line.find('\n') != std::string_view::npos) return false;
  const auto end = line.substr(line.size() - shape.size());
  const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  return end.starts_with(" HTTP/") && is_digit(end[6]) && end[7] == '.' && is_digit(end[8]);
}

}  // namespace

RequestParser::RequestParser(std::size_t limit) : header_limit_(limit) {
  eager(false);
  header_limit(static_cast<std::uint32_t>(limit));
  // Limits belong to routes, and Beast does not apply one that is set after the header: BodyReceiver keeps them.
  body_limit(boost::none);
}

RequestParser::Progress RequestParser::refuse(Refusal refusal) {
  refusal_ = refusal;
  return Progress::refused;
}

RequestParser::Progress RequestParser::read_head(beast::flat_buffer& buffer) {
  while (!is_header_done()) {
    if (buffer.size() == 0) return Progress::more;
    error_code error;
    const auto used = put(buffer.data(), error);
    buffer.consume(used);
    consumed_ += used;
    const bool too_long = consumed_ + (is_header_done() ? 0 : buffer.size()) > header_limit_;
    if (error == beast::http::error::header_limit || too_long) {
      return refuse(request_line_read_ ? long_header : long_target);
    }
    if (error == beast::http::error::need_more) return Progress::more;
    if (error == beast::http::error::bad_version && names_a_version(buffer.data())) return refuse(other_version);
    if (error) return refuse(bad_request);
  }
  return Progress::done;
}

RequestParser::Progress RequestParser::read_body(beast::flat_buffer& buffer, BodyReceiver& receiver) {
  receiver_ = &receiver;
  try {
    while (!is_done()) {
      if (buffer.size() == 0) return Progress::more;
      error_code error;
      buffer.consume(put(buffer.data(), error));
      if (error == beast::http::error::need_more) {
        // Chunk extensions and trailers must fit into the buffer.
        return buffer.size() < buffer.max_size() ? Progress::more : refuse(long_header);
      }
      if (error) return refuse(bad_request);
    }
  } catch (const BodyTooLarge&) {
    return refuse({413, "What was sent is larger than allowed here."});
  } catch (const std::system_error& problem) {
    return refuse(refusal_for(problem));
  }
  return Progress::done;
}

void RequestParser::on_request_impl(beast::http::verb, string_view method, string_view target, int version,
                                    error_code& error) {
  error = {};
  request_line_read_ = true;
  head_.method = std::string(method);
  head_.target = std::string(target);
  head_.version = version;
  head_.fields.reserve(16);
}

void RequestParser::on_field_impl(beast::http::field, string_view name, string_view value, error_code& error) {
  error = {};
  if (receiver_ == nullptr) head_.fields.append(std::string(name), std::string(value));
}

void RequestParser::on_header_impl(error_code& error) {
  error = {};
  head_.keep_alive = keep_alive();
  head_.has_body = chunked() || (content_length() && *content_length() > 0);
  if (const auto length = content_length()) head_.content_length = *length;
}

void RequestParser::on_body_init_impl(boost::optional<std::uint64_t> const&, error_code& error) {
  error = {};
}

std::size_t RequestParser::on_body_impl(string_view bytes, error_code& error) {
  error = {};
  receiver_->take({bytes.data(), bytes.size()});
  return bytes.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t, string_view, error_code& error) {
  error = {};
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) {
  return on_body_impl(bytes, error);
}

void RequestParser::on_finish_impl(error_code& error) {
  error = {};
}

}  // namespace provost::http
