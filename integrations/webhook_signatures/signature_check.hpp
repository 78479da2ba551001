#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/webhook_signatures/claimed_signature.hpp"
#include "integrations/webhook_signatures/signature_scheme.hpp"

namespace provost::integrations {

/// Whether a request comes from who knows a secret.
struct SignatureVerdict {
  bool genuine = false;
  std::size_t secret = 0;  ///< which of the secrets proved it, counted from 0; when it is genuine
  std::string reason;      ///< why not, in words for a log of ours; names no secret, and is nothing to send back
};

/// Checks one request, whose body may come in pieces so that a large one need not be in memory. The bytes are checked
/// as they came over the wire, before anything reads them. Comparisons take the same time wherever they differ. Not for
/// use by several threads at once.
class SignatureCheck {
 public:
  /// `secrets` are those in force now, e.g. two while one takes the place of another; one of a wrong form proves
  /// nothing. `now` is in seconds since 1970; schemes that sign a time refuse one more than five minutes away.
  SignatureCheck(const SignatureConfiguration& configuration, const HeaderFields& fields,
                 const std::vector<std::string>& secrets, std::int64_t now);
  ~SignatureCheck();
  SignatureCheck(SignatureCheck&&) noexcept;
  SignatureCheck& operator=(SignatureCheck&&) noexcept;

  /// Whether the header alone shows that the request is not genuine, so that the body need not be read: a field is
  /// missing or malformed, the time is wrong, or the secret that it shows is another one.
  bool is_refused() const;

  /// The next bytes of the body.
  void add(std::string_view bytes);

  /// What came out; call it once, after the last bytes.
  SignatureVerdict finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Checks a request whose body is in memory.
SignatureVerdict check_signature(const SignatureConfiguration& configuration, const HeaderFields& fields,
                                 const std::vector<std::string>& secrets, std::int64_t now, std::string_view body);

}  // namespace provost::integrations
