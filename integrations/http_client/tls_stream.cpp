#include "integrations/http_client/tls_stream.hpp"

#include <openssl/ssl.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <stdexcept>

#include "integrations/http_client/unreachable.hpp"
#include "integrations/http_client/wire.hpp"

namespace provost::integrations {

namespace asio = boost::asio;
namespace ssl = asio::ssl;

namespace {

std::string why_not_valid(long result) {
  switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "has run out";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "is not valid yet";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "was issued by an authority that this server does not know";
    case X509_V_ERR_UNSPECIFIED:  // What is left when only host_name_verification has said no.
      return "is made out to another name";
    default:
      return std::string("is not valid: ") + X509_verify_cert_error_string(result);
  }
}

Unreachable handshake_failure(const boost::system::error_code& error, TlsStream& stream, const std::string& where) {
  using Kind = Unreachable::Kind;
  if (error == asio::error::timed_out) return {Kind::timed_out, where + " did not agree on TLS in time."};
  // Not by `error`: the first of several that OpenSSL noted, such as the one of the signature's arithmetic.
  if (const auto result = SSL_get_verify_result(stream.native_handle()); result != X509_V_OK) {
    return {Kind::certificate, "The certificate of " + where + " " + why_not_valid(result) + "."};
  }
  if (error.category() == asio::error::get_ssl_category()) {
    return {Kind::bad_answer, where + " does not speak TLS as it must: " + error.message() + "."};
  }
  return {Kind::no_connection, where + " closed the connection before TLS was agreed on."};
}

}  // namespace

ssl::context make_client_context(const std::optional<std::filesystem::path>& certificate_authorities) {
  ssl::context context(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(ssl::verify_peer);
  boost::system::error_code error;
  // A machine without authorities trusts nobody: then each request says so.
  context.set_default_verify_paths(error);
  if (certificate_authorities) {
    context.load_verify_file(certificate_authorities->string(), error);
    if (error) {
      throw std::invalid_argument("The file of certificate authorities " + certificate_authorities->string() +
                                  " cannot be read, or has no PEM certificate.");
    }
  }
  return context;
}

void secure(TlsStream& stream, Wire& wire, const std::string& host, const std::string& place) {
  boost::system::error_code error;
  asio::ip::make_address(host, error);
  // SNI is for names only (RFC 6066, section 3).
  if (error) SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
  stream.set_verify_callback(ssl::host_name_verification(host));
  error = wire.wait([&](auto handler) { stream.async_handshake(ssl::stream_base::client, std::move(handler)); });
  if (error) throw handshake_failure(error, stream, place + " (" + wire.address() + ")");
}

}  // namespace provost::integrations
