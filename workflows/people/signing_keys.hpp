#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "docs_repo/signatures/signing_key.hpp"
#include "workflows/people/password.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::people {

/// Makes a new Ed25519 key for a person, sealed by their password; an earlier key is retired. The caller records the
/// audit entry.
void give_signing_key(store::WriteTransaction& transaction, std::int64_t person_id, std::string_view password,
                      const PasswordCost& cost);

/// Seals the present key by a new password; makes a new key when the present password does not open it. The caller
/// records the audit entry.
void reseal_signing_key(store::WriteTransaction& transaction, std::int64_t person_id, std::string_view present,
                        std::string_view wanted, const PasswordCost& cost);

/// A key opened for one signature.
struct OpenSigningKey {
  std::int64_t id;
  docs_repo::KeyPair pair;
};

/// Opens the person's key; throws Forbidden when the password is wrong.
OpenSigningKey open_signing_key(store::Session& session, std::int64_t person_id, std::string_view password);

/// The text of an OpenSSH allowed-signers file with every key any person ever had, by which `git verify-commit` checks
/// approvals without this server.
std::string allowed_signers(store::Session& session);

}  // namespace provost::workflows::people
