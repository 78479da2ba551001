#include <vector>

#include "docs_repo/signatures/ssh_signature.hpp"
#include "workflows/errors.hpp"
#include "workflows/hex.hpp"
#include "workflows/people/people_store.hpp"
#include "workflows/people/signing_keys.hpp"

namespace provost::workflows::people {

namespace {

docs_repo::SealingCost sealing_cost(const PasswordCost& cost) {
  return {static_cast<std::uint32_t>(cost.passes), cost.memory_bytes};
}

void insert_key(store::WriteTransaction& transaction, std::int64_t person_id, const docs_repo::SealedKey& sealed) {
  transaction.insert("signing_keys", {{"person_id", person_id},
                                      {"public_key", to_hex(sealed.public_key)},
                                      {"sealed_key", to_hex(sealed.sealed)},
                                      {"created_at", to_text(transaction.now())},
                                      {"retired_at", nullptr}});
}

}  // namespace

void give_signing_key(store::WriteTransaction& transaction, std::int64_t person_id, std::string_view password,
                      const PasswordCost& cost) {
  if (const auto present = present_signing_key(transaction.session(), person_id)) {
    transaction.update("signing_keys", present->id, {{"retired_at", to_text(transaction.now())}});
  }
  insert_key(transaction, person_id, docs_repo::seal(docs_repo::generate_key_pair(), password, sealing_cost(cost)));
}

void reseal_signing_key(store::WriteTransaction& transaction, std::int64_t person_id, std::string_view present,
                        std::string_view wanted, const PasswordCost& cost) {
  const auto stored = present_signing_key(transaction.session(), person_id);
  if (stored) {
    const auto pair = docs_repo::unseal({from_hex(stored->public_key), from_hex(stored->sealed_key)}, present);
    if (pair) {
      const auto sealed = docs_repo::seal(*pair, wanted, sealing_cost(cost));
      transaction.update("signing_keys", stored->id, {{"sealed_key", to_hex(sealed.sealed)}});
      return;
    }
  }
  give_signing_key(transaction, person_id, wanted, cost);
}

OpenSigningKey open_signing_key(store::Session& session, std::int64_t person_id, std::string_view password) {
  const auto stored = present_signing_key(session, person_id);
  if (!stored) throw Conflict("You have no signing key. Please ask an administrator to reset your password.");
  auto pair = docs_repo::unseal({from_hex(stored->public_key), from_hex(stored->sealed_key)}, password);
  if (!pair) throw Forbidden("The password is not right, so nothing was signed. Please try again.");
  return {stored->id, std::move(*pair)};
}

std::string allowed_signers(store::Session& session) {
  std::vector<docs_repo::AllowedSigner> signers;
  for (const auto& record : session.select("SELECT p.email, k.public_key FROM signing_keys k JOIN people p ON"
                                           " p.id = k.person_id ORDER BY k.id")) {
    docs_repo::AllowedSigner signer{record.text("email"), from_hex(record.text("public_key")), std::nullopt,
                                    std::nullopt};
    signers.push_back(std::move(signer));
  }
  return docs_repo::allowed_signers_text(signers);
}

}  // namespace provost::workflows::people
