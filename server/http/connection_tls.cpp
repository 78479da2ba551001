#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "server/http/connection.hpp"

namespace provost::http {

void serve_tls(Socket socket, boost::asio::ssl::context& context, Serving& serving, Origin origin) {
  using Stream = boost::asio::ssl::stream<Socket>;
  origin.secure = true;
  std::make_shared<Connection<Stream>>(Stream(std::move(socket), context), serving, std::move(origin))->start();
}

}  // namespace provost::http
