#include <boost/asio/ssl/context.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "server/http/connection.hpp"

namespace provost::http {

void serve_tls(Socket socket, boost::asio::ssl::context& context, Serving& serving, Origin origin) {
  using Stream = boost::beast::ssl_stream<Socket>;
  origin.secure = true;
  std::make_shared<Connection<Stream>>(Stream(std::move(socket), context), serving, std::move(origin))->start();
}

}  // namespace provost::http
