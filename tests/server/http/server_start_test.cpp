#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <fstream>

#include "tests/server/http/server_fixture.hpp"

namespace provost::http::tests {
namespace {

namespace asio = boost::asio;

/// Writes a fresh key and a certificate of its own for "localhost".
TlsFiles make_certificate(const std::filesystem::path& folder, const std::string& name) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  auto* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const TlsFiles files{folder / (name + ".crt"), folder / (name + ".key")};
  const std::unique_ptr<BIO, decltype(&BIO_free)> chain(BIO_new_file(files.certificate_chain.c_str(), "w"), BIO_free);
  PEM_write_bio_X509(chain.get(), certificate.get());
  const std::unique_ptr<BIO, decltype(&BIO_free)> secret(BIO_new_file(files.private_key.c_str(), "w"), BIO_free);
  PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return files;
}

class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int newest = TLS1_3_VERSION) : context_(asio::ssl::context::tls_client) {
    SSL_CTX_set_max_proto_version(context_.native_handle(), newest);
    // So that an old version fails for the server's reasons, not for this side's.
    SSL_CTX_set_security_level(context_.native_handle(), 0);
    stream_.emplace(io_, context_);
    stream_->lowest_layer().connect({asio::ip::address_v4::loopback(), port});
    stream_->handshake(asio::ssl::stream_base::client);
  }

  std::string ask(const std::string& bytes, std::size_t answer_size) {
    asio::write(*stream_, asio::buffer(bytes));
    std::string answer(answer_size, '\0');
    boost::system::error_code error;
    answer.resize(asio::read(*stream_, asio::buffer(answer), error));
    return answer;
  }

  /// The error that ends the stream: end of file when the server said goodbye properly.
  boost::system::error_code read_to_the_end() {
    boost::system::error_code error;
    std::string rest(1000, '\0');
    while (!error) asio::read(*stream_, asio::buffer(rest), error);
    return error;
  }

 private:
  asio::io_context io_;
  asio::ssl::context context_;
  std::optional<asio::ssl::stream<asio::ip::tcp::socket>> stream_;
};

class ServerStart : public ServerFixture {
 protected:
  /// The sentence start() fails with.
  std::string problem() {
    try {
      start();
    } catch (const std::runtime_error& problem) {
      return problem.what();
    }
    return "none";
  }

  TemporaryFolder keys;
};

TEST_F(ServerStart, ServesOverTls) {
  options.tls = make_certificate(keys.path(), "server");
  const auto page = std::make_shared<const std::string>(1'000'000, 'x');
  application.on_request = [page](const Request& request) {
    return request.secure ? Response{200, {}, page} : text("not secure");
  };
  start();
  TlsClient client(port());
  for (int count = 0; count < 3; ++count) {
    const auto answer = client.ask(get("/"), page->size());
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK"));
    const auto head_size = answer.find("\r\n\r\n") + 4;
    EXPECT_EQ(client.ask("", head_size).size(), head_size);
  }
}

TEST_F(ServerStart, SaysGoodbyeOverTls) {
  options.tls = make_certificate(keys.path(), "server");
  start();
  TlsClient client(port());
  client.ask(get("/", "Connection: close\r\n"), 1);
  EXPECT_EQ(client.read_to_the_end(), asio::error::eof);
  TlsClient refused(port());
  EXPECT_TRUE(refused.ask("nonsense\r\n\r\n", 12).ends_with(" 400"));
  EXPECT_EQ(refused.read_to_the_end(), asio::error::eof);
}

TEST_F(ServerStart, TimesOutOverTls) {
  options.tls = make_certificate(keys.path(), "server");
  options.header_timeout = std::chrono::milliseconds(300);
  start();
  RawClient silent(port());
  EXPECT_EQ(silent.receive_until_closed(), "");
  TlsClient half(port());
  EXPECT_TRUE(half.ask("GET /", 12).ends_with(" 408"));
  RawClient plain(port());
  plain.send(get("/"));
  EXPECT_EQ(plain.receive_until_closed().find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(ServerStart, SpeaksNoOldTls) {
  options.tls = make_certificate(keys.path(), "server");
  start();
  EXPECT_NO_THROW(TlsClient(port(), TLS1_2_VERSION));
  EXPECT_THROW(TlsClient(port(), TLS1_1_VERSION), std::exception);
}

TEST_F(ServerStart, NamesATlsFileThatDoesNotFit) {
  const auto good = make_certificate(keys.path(), "good");
  const auto other = make_certificate(keys.path(), "other");
  const auto missing = keys.path() / "missing.pem";
  const auto broken = keys.path() / "broken.pem";
  std::ofstream(broken) << "not a certificate";
  options.tls = TlsFiles{missing, good.private_key};
  EXPECT_EQ(problem(), "The TLS certificate " + missing.string() + " cannot be read.");
  options.tls = TlsFiles{good.certificate_chain, missing};
  EXPECT_EQ(problem(), "The TLS private key " + missing.string() + " cannot be read.");
  options.tls = TlsFiles{broken, good.private_key};
  EXPECT_EQ(problem(), "The TLS certificate " + broken.string() + " is not a PEM certificate.");
  options.tls = TlsFiles{good.certificate_chain, broken};
  EXPECT_EQ(problem(), "The TLS private key " + broken.string() + " is not a PEM key without a pass phrase.");
  options.tls = TlsFiles{good.certificate_chain, other.private_key};
  EXPECT_EQ(problem(), "The TLS private key " + other.private_key.string() + " does not belong to the certificate " +
                           good.certificate_chain.string() + ".");
}

TEST_F(ServerStart, NamesAPortInUse) {
  start();
  ServerOptions same = options;
  same.port = port();
  ScriptedApplication other;
  Server second(same, other);
  try {
    second.start();
    FAIL();
  } catch (const std::runtime_error& problem) {
    EXPECT_EQ(problem.what(), "Another program already listens on 127.0.0.1 port " + std::to_string(port()) + ".");
  }
  RawClient client(port());
  EXPECT_EQ(client.ask(get("/")).status, 200);
}

TEST_F(ServerStart, NamesAnAddressThatIsNone) {
  options.address = "nowhere";
  EXPECT_EQ(problem(), "\"nowhere\" is not an IP address.");
  options.address = "203.0.113.1";
  EXPECT_EQ(problem(), "This machine does not have the address 203.0.113.1.");
}

TEST_F(ServerStart, NamesAWrongProxy) {
  options.trusted_proxies = {"proxy.example"};
  EXPECT_EQ(problem(), "A trusted proxy must be an address or a network, not \"proxy.example\".");
}

TEST_F(ServerStart, BelievesATrustedProxy) {
  options.trusted_proxies = {"127.0.0.0/8"};
  application.on_request = [](const Request& request) {
    return text(request.remote_address + (request.secure ? " secure" : " open"));
  };
  start();
  RawClient client(port());
  EXPECT_EQ(client.ask(get("/")).body, "127.0.0.1 open");
  EXPECT_EQ(client.ask(get("/", "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n")).body,
            "203.0.113.7 secure");
}

TEST_F(ServerStart, GivesIpv4AddressesOnAnIpv6Socket) {
  options.address = "::";
  application.on_request = [](const Request& request) { return text(request.remote_address); };
  const auto outcome = problem();
  if (outcome != "none") GTEST_SKIP() << "no IPv6 on this machine: " << outcome;
  RawClient client(port());
  EXPECT_EQ(client.ask(get("/")).body, "127.0.0.1");
}

}  // namespace
}  // namespace provost::http::tests
