#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>

#include "server/http/trusted_proxies.hpp"

namespace boost::asio::ssl {
class context;
}

namespace provost::http {

class Serving;

using Strand = boost::asio::strand<boost::asio::io_context::executor_type>;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Strand>;

/// Serves an accepted connection until it ends. `serving` and `context` must outlive it.
void serve_plain(Socket socket, Serving& serving, Origin origin);
void serve_tls(Socket socket, boost::asio::ssl::context& context, Serving& serving, Origin origin);

}  // namespace provost::http
