#pragma once

#include <memory>
#include <string>

#include "tests/integrations/http_client/stub_server.hpp"

typedef struct x509_st X509;
typedef struct evp_pkey_st EVP_PKEY;

namespace provost::tests {

/// A certificate with its key. `X509*` and `EVP_PKEY*` are shared: copies are cheap.
struct Certificate {
  std::shared_ptr<X509> certificate;
  std::shared_ptr<EVP_PKEY> key;

  std::string pem() const;
};

/// An authority that has signed itself.
Certificate make_authority(const std::string& name);

/// For a subject alternative name such as "DNS:chat.school.test" or "IP:127.0.0.1", valid from now plus `from` to now
/// plus `to`, in seconds.
Certificate issue(const Certificate& authority, const std::string& alternative_name, long from = -3600, long to = 3600);

/// What a TLS server may see and do.
struct TlsStub {
  Certificate certificate;
  std::string answer;
  int newest_version = 0;       ///< of OpenSSL, such as TLS1_1_VERSION; 0: any
  bool says_goodbye = true;     ///< whether it ends TLS as it should (close_notify)
  std::string* name = nullptr;  ///< gets the name the client asked for by SNI; "": none
};

/// A behaviour that talks TLS: reads one request, answers.
StubServer::Behaviour answering_with_tls(TlsStub stub);

}  // namespace provost::tests
