#include "tests/integrations/http_client/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

namespace provost::tests {

namespace ssl = boost::asio::ssl;

// Defined in stub_server.cpp, for this stream as well.
template <class Stream>
Received receive(Stream& stream);

namespace {

constexpr long version_3 = 2;

void add_extension(X509* certificate, int kind, const std::string& value) {
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()), X509_EXTENSION_free);
  if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) throw std::runtime_error("extension");
}

Certificate unsigned_certificate(const std::string& name, const X509_NAME* issuer, long from, long to) {
  Certificate made{{X509_new(), X509_free}, {EVP_EC_gen("P-256"), EVP_PKEY_free}};
  auto* certificate = made.certificate.get();
  X509_set_version(certificate, version_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1 + static_cast<long>(std::hash<std::string>()(name) % 100'000));
  X509_gmtime_adj(X509_getm_notBefore(certificate), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate), to);
  X509_set_pubkey(certificate, made.key.get());
  auto* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate, issuer ? issuer : subject);
  return made;
}

}  // namespace

std::string Certificate::pem() const {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_X509(memory.get(), certificate.get());
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

Certificate make_authority(const std::string& name) {
  auto authority = unsigned_certificate(name, nullptr, -3600, 3600);
  add_extension(authority.certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(authority.certificate.get(), NID_key_usage, "critical,keyCertSign");
  X509_sign(authority.certificate.get(), authority.key.get(), EVP_sha256());
  return authority;
}

Certificate issue(const Certificate& authority, const std::string& alternative_name, long from, long to) {
  auto made = unsigned_certificate("test", X509_get_subject_name(authority.certificate.get()), from, to);
  add_extension(made.certificate.get(), NID_subject_alt_name, alternative_name);
  X509_sign(made.certificate.get(), authority.key.get(), EVP_sha256());
  return made;
}

StubServer::Behaviour answering_with_tls(TlsStub stub) {
  return [stub = std::move(stub)](Socket& socket) {
    ssl::context context(ssl::context::tls_server);
    auto* native = context.native_handle();
    // Level 0: OpenSSL itself would not offer TLS 1.1 otherwise.
    SSL_CTX_set_cipher_list(native, "ALL:@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(native, 0);
    if (stub.newest_version != 0) SSL_CTX_set_max_proto_version(native, stub.newest_version);
    SSL_CTX_use_certificate(native, stub.certificate.certificate.get());
    SSL_CTX_use_PrivateKey(native, stub.certificate.key.get());
    ssl::stream<Socket&> stream(socket, context);
    stream.handshake(ssl::stream_base::server);
    const auto* name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
    if (stub.name) *stub.name = name ? name : "";
    receive(stream);
    boost::asio::write(stream, boost::asio::buffer(stub.answer));
    boost::system::error_code ignored;
    if (stub.says_goodbye) stream.shutdown(ignored);
  };
}

}  // namespace provost::tests
