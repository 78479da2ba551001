#include "server/http/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <fstream>
#include <stdexcept>

namespace provost::http {

namespace ssl = boost::asio::ssl;

namespace {

void check_readable(const std::filesystem::path& file, const std::string& what) {
  if (!std::ifstream(file)) throw std::runtime_error("The " + what + " " + file.string() + " cannot be read.");
}

}  // namespace

ssl::context make_tls_context(const TlsFiles& files) {
  check_readable(files.certificate_chain, "TLS certificate");
  check_readable(files.private_key, "TLS private key");
  ssl::context context(ssl::context::tls_server);
  context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                      ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  // Renegotiation is a cheap way to keep the server busy, and nothing here needs it.
  SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_RENEGOTIATION);
  boost::system::error_code error;
  context.use_certificate_chain_file(files.certificate_chain.string(), error);
  if (error) {
    throw std::runtime_error("The TLS certificate " + files.certificate_chain.string() + " is not a PEM certificate.");
  }
  // OpenSSL would ask on the terminal for a pass phrase.
  context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); });
  context.use_private_key_file(files.private_key.string(), ssl::context::pem, error);
  if (error && ERR_GET_REASON(static_cast<unsigned long>(error.value())) == X509_R_KEY_VALUES_MISMATCH) {
    throw std::runtime_error("The TLS private key " + files.private_key.string() +
                             " does not belong to the certificate " + files.certificate_chain.string() + ".");
  }
  if (error) {
    throw std::runtime_error("The TLS private key " + files.private_key.string() +
                             " is not a PEM key without a pass phrase.");
  }
  return context;
}

}  // namespace provost::http
