#include "integrations/http_client/exchange.hpp"

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "integrations/http_client/tls_stream.hpp"
#include "integrations/http_client/wire.hpp"

namespace provost::integrations {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Kind = Unreachable::Kind;

namespace {

constexpr std::uint32_t longest_header = 16 * 1024;
// Room for a whole header with the start of what follows; what a server sends beyond it waits in the kernel.
constexpr std::size_t buffer_size = std::size_t{2} * longest_header;
constexpr std::size_t kept_body = 20'000;
constexpr int http_1_1 = 11;
constexpr unsigned switching_protocols = 101;
constexpr unsigned first_final_status = 200;
constexpr unsigned proxy_wants_password = 407;

using Parser = http::response_parser<http::buffer_body>;

Unreachable failure(const boost::system::error_code& error, const std::string& where) {
  if (error == asio::error::timed_out) return {Kind::timed_out, where + " did not answer in full in time."};
  if (error == http::error::partial_message) return {Kind::bad_answer, where + " broke off its answer."};
  if (error == http::error::end_of_stream || error == asio::error::eof || error == asio::ssl::error::stream_truncated) {
    return {Kind::no_connection, where + " closed the connection without an answer."};
  }
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return {Kind::bad_answer, where + " answered with a header of more than 16 KB."};
  }
  if (error.category() == http::make_error_code(http::error::bad_version).category()) {
    return {Kind::bad_answer, where + " did not answer in HTTP/1.1."};
  }
  return {Kind::no_connection, "The connection to " + where + " broke: " + error.message() + "."};
}

template <class Stream>
boost::system::error_code read_header(Stream& stream, Wire& wire, boost::beast::flat_buffer& buffer,
                                      http::basic_parser<false>& parser) {
  parser.header_limit(longest_header);
  return wire.wait([&](auto handler) { http::async_read_header(stream, buffer, parser, std::move(handler)); });
}

/// Reads what is kept of the body. Returns whether there was, or may have been, more.
template <class Stream>
bool read_body(Stream& stream, Wire& wire, boost::beast::flat_buffer& buffer, Parser& parser, std::string& body,
               const std::string& where) {
  // One byte more than is kept tells whether there is more.
  body.resize(kept_body + 1);
  std::size_t used = 0;
  bool cut = false;
  while (!parser.is_done() && used < body.size()) {
    auto& room = parser.get().body();
    room.data = body.data() + used;
    room.size = body.size() - used;
    const auto error =
        wire.wait([&](auto handler) { http::async_read_some(stream, buffer, parser, std::move(handler)); });
    used = body.size() - room.size;
    if (error == asio::ssl::error::stream_truncated && parser.need_eof() && !parser.chunked()) {
      // A body that lasts until the connection ends, and no goodbye of TLS: many servers are so careless.
      cut = true;
      break;
    }
    if (error == asio::ssl::error::stream_truncated) throw failure(http::error::partial_message, where);
    if (error && error != http::error::need_buffer) throw failure(error, where);
  }
  cut = cut || used > kept_body;
  body.resize(std::min(used, kept_body));
  body.shrink_to_fit();
  return cut;
}

template <class Stream>
HttpAnswer read_answer(Stream& stream, Wire& wire, bool head_only, const std::string& where) {
  boost::beast::flat_buffer buffer(buffer_size);
  while (true) {
    Parser parser;
    parser.body_limit(boost::none);
    parser.skip(head_only);
    if (const auto error = read_header(stream, wire, buffer, parser)) throw failure(error, where);
    const auto& message = parser.get();
    const auto status = message.result_int();
    if (status == switching_protocols) throw failure(http::error::bad_status, where);
    if (status < first_final_status) continue;  // Interim answers (RFC 9110, section 15.2).
    HttpAnswer answer;
    answer.status = static_cast<int>(status);
    for (const auto& field : message) {
      answer.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    answer.cut = read_body(stream, wire, buffer, parser, answer.body, where);
    return answer;
  }
}

template <class Stream>
HttpAnswer converse(Stream& stream, Wire& wire, const Plan& plan, const std::string& target, const std::string& where) {
  http::request<http::string_body> message;
  message.version(http_1_1);
  message.method_string(plan.request.method);
  message.target(target);
  for (const auto& [name, value] : plan.request.headers) message.insert(name, value);
  message.set(http::field::host, plan.target.authority());
  message.set(http::field::user_agent, "Provost");
  message.set(http::field::connection, "close");
  message.body() = plan.request.body;
  message.prepare_payload();
  const auto error = wire.wait([&](auto handler) { http::async_write(stream, message, std::move(handler)); });
  if (error == asio::error::timed_out) throw Unreachable(Kind::timed_out, where + " did not take the request in time.");
  // A server that refuses a long body may answer and close before it has read all: then that answer counts, and
  // without one reading says what happened.
  return read_answer(stream, wire, plan.request.method == "HEAD", where);
}

/// Has the proxy connect to the target (RFC 9110, section 9.3.6).
void open_tunnel(Wire& wire, const Plan& plan, const std::string& where) {
  auto& socket = wire.socket();
  http::request<http::empty_body> message(http::verb::connect, plan.target.place(), http_1_1);
  message.set(http::field::host, plan.target.place());
  message.set(http::field::user_agent, "Provost");
  if (const auto error = wire.wait([&](auto handler) { http::async_write(socket, message, std::move(handler)); })) {
    throw failure(error, where);
  }
  boost::beast::flat_buffer buffer(buffer_size);
  http::response_parser<http::empty_body> parser;
  parser.skip(true);
  if (const auto error = read_header(socket, wire, buffer, parser)) throw failure(error, where);
  const auto status = parser.get().result_int();
  if (status == proxy_wants_password) {
    throw Unreachable(Kind::no_connection, where + " asks for a password, which Provost cannot give.");
  }
  if (http::to_status_class(status) != http::status_class::successful) {
    throw Unreachable(Kind::no_connection, where + " does not connect to " + plan.target.place() + ": it answers " +
                                               std::to_string(status) + ".");
  }
  // Nothing may come from the target before TLS begins; what does was never protected.
  if (buffer.size() > 0) throw failure(http::error::bad_value, where);
}

}  // namespace

HttpAnswer exchange(const Plan& plan) {
  const auto& target = plan.target;
  const bool proxied = !plan.proxy.empty();
  const auto peer = proxied ? "The proxy " + plan.proxy : target.place();
  Wire wire(plan.until);
  wire.connect(plan.addresses, plan.port, proxied ? "the proxy " + plan.proxy : peer,
               std::min(plan.connected_until, plan.until));
  const auto where = peer + " (" + wire.address() + ")";
  if (!target.secure) {
    // A proxy needs the whole address (RFC 9112, section 3.2.2).
    const auto line = proxied ? "http://" + target.authority() + target.target : target.target;
    return converse(wire.socket(), wire, plan, line, proxied ? target.place() + " through the proxy" : where);
  }
  if (proxied) open_tunnel(wire, plan, where);
  TlsStream stream(wire.socket(), plan.tls);
  secure(stream, wire, target.host, target.place());
  return converse(stream, wire, plan, target.target, proxied ? target.place() + " through the proxy" : where);
}

}  // namespace provost::integrations
