#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace provost::workflows::people {

/// How dear one guess at a password is (Argon2id, RFC 9106).
struct PasswordCost {
  std::uint64_t passes = 3;
  std::size_t memory_bytes = std::size_t{32} * 1024 * 1024;
};

/// Hashes and checks passwords with libsodium's Argon2id. Thread-safe; at most two at a time, so that a flood of
/// sign-ins cannot take all memory.
class PasswordHasher {
 public:
  explicit PasswordHasher(PasswordCost cost = {});
  ~PasswordHasher();
  std::string hash(std::string_view password) const;
  bool matches(std::string_view password, const std::string& hash) const;
  /// Takes as long as matches() does, for an e-mail address that nobody has.
  void waste_the_same_time(std::string_view password) const;
  const PasswordCost& cost() const { return cost_; }

 private:
  struct Gate;
  PasswordCost cost_;
  std::unique_ptr<Gate> gate_;
  std::string hash_of_nothing_;
};

/// Throws Invalid for field `password` when it is too short, too long, not text, or holds the person's own address.
void check_new_password(std::string_view password, std::string_view email);

}  // namespace provost::workflows::people
