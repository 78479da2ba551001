#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <filesystem>
#include <optional>
#include <string>

namespace provost::integrations {

class Wire;

using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

/// TLS 1.2 and later, trusting the system's authorities and those in the PEM file. Throws std::invalid_argument with a
/// sentence that names the file when it has none. The result may serve several streams of several threads.
boost::asio::ssl::context make_client_context(const std::optional<std::filesystem::path>& certificate_authorities);

/// Makes `stream`, which is over wire's socket, one with `host` (a name, sent as SNI, or an address), which must have a
/// valid certificate for it. `place` names it in messages. Throws Unreachable.
void secure(TlsStream& stream, Wire& wire, const std::string& host, const std::string& place);

}  // namespace provost::integrations
