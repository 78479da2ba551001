#include "workflows/people/password.hpp"

#include <sodium.h>

#include <array>
#include <semaphore>
#include <stdexcept>

#include "workflows/errors.hpp"

namespace provost::workflows::people {

struct PasswordHasher::Gate {
  std::counting_semaphore<2> places{2};
};

namespace {

class Place {
 public:
  explicit Place(std::counting_semaphore<2>& places) : places_(places) { places_.acquire(); }
  ~Place() { places_.release(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::counting_semaphore<2>& places_;
};

constexpr std::size_t shortest_password = 8;
constexpr std::size_t longest_password = 1024;

}  // namespace

PasswordHasher::PasswordHasher(PasswordCost cost) : cost_(cost), gate_(std::make_unique<Gate>()) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  hash_of_nothing_ = hash("nobody has this password");
}

PasswordHasher::~PasswordHasher() = default;

std::string PasswordHasher::hash(std::string_view password) const {
  const Place place(gate_->places);
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str(text.data(), password.data(), password.size(), cost_.passes, cost_.memory_bytes) != 0) {
    throw TooBusy("There is not enough memory to check a password just now. Please try again in a moment.",
                  std::chrono::seconds(5));
  }
  return text.data();
}

bool PasswordHasher::matches(std::string_view password, const std::string& hash) const {
  const Place place(gate_->places);
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

void PasswordHasher::waste_the_same_time(std::string_view password) const {
  static_cast<void>(matches(password, hash_of_nothing_));
}

void check_new_password(std::string_view password, std::string_view email) {
  if (password.size() < shortest_password) {
    throw Invalid("password", "Please choose a password of at least 8 characters. A few words in a row work well.");
  }
  if (password.size() > longest_password) throw Invalid("password", "The password is longer than 1,024 characters.");
  if (password.find('\0') != std::string_view::npos || password.find('\n') != std::string_view::npos) {
    throw Invalid("password", "A password is one line of text.");
  }
  if (password == email) throw Invalid("password", "Please choose a password other than the e-mail address.");
}

}  // namespace provost::workflows::people
