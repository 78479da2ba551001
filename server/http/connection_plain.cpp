#include "server/http/connection.hpp"

namespace provost::http {

void serve_plain(Socket socket, Serving& serving, Origin origin) {
  std::make_shared<Connection<Socket>>(std::move(socket), serving, std::move(origin))->start();
}

}  // namespace provost::http
