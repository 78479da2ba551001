#pragma once

#include <boost/asio/ssl/context.hpp>

#include "server/http/server.hpp"

namespace provost::http {

/// TLS 1.2 and later with the operator's certificate. Throws std::runtime_error with a sentence that names the file.
boost::asio::ssl::context make_tls_context(const TlsFiles& files);

}  // namespace provost::http
