#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docs_repo/signatures/signing_key.hpp"
#include "docs_repo/store/objects.hpp"

namespace provost::docs_repo {

/// Signs commits as OpenSSH does (`ssh-keygen -Y sign -n git`, OpenSSH's PROTOCOL.sshsig, SHA-512), so that
/// `git verify-commit` accepts them.
class SshCommitSigner final : public CommitSigner {
 public:
  /// The key pair must outlive the signer.
  explicit SshCommitSigner(const KeyPair& pair);
  explicit SshCommitSigner(KeyPair&& pair) = delete;
  std::string sign(std::string_view payload) const override;

 private:
  const KeyPair& pair_;
};

/// Signs a text that is no commit as `ssh-keygen -Y sign -n provost-statement` does: a namespace of its own, so that
/// neither signature can be passed off as the other.
std::string sign_statement(std::string_view statement, const KeyPair& pair);

/// True only for a signature of exactly this payload by exactly this public key (32 bytes) in the namespace "git", in
/// the form OpenSSH writes; the line break at the end may be absent. False for any other input.
bool verify_ssh_signature(std::string_view armored, std::string_view payload, std::string_view public_key);
/// The same for what sign_statement() gives.
bool verify_statement_signature(std::string_view armored, std::string_view statement, std::string_view public_key);

/// "ssh-ed25519 AAAA…" of a public key of 32 bytes; throws std::invalid_argument for another length.
std::string authorized_key_text(std::string_view public_key);

/// Whose signatures count, and for which time. A signature at valid_after or valid_before itself still counts.
struct AllowedSigner {
  std::string email;
  /// 32 bytes.
  std::string public_key;
  std::optional<Instant> valid_after;
  std::optional<Instant> valid_before;
};

/// The file for `git -c gpg.ssh.allowedSignersFile=… verify-commit` (ssh-keygen(1), ALLOWED SIGNERS). An address with a
/// character that OpenSSH would read as a pattern or a separator is left out, and a comment line says so.
std::string allowed_signers_text(const std::vector<AllowedSigner>& signers);

}  // namespace provost::docs_repo
