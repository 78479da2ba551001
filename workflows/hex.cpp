#include "workflows/hex.hpp"

#include <sodium.h>

#include <stdexcept>

namespace provost::workflows {

std::string to_hex(std::string_view bytes) {
  std::string digits(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  digits.pop_back();
  return digits;
}

std::string from_hex(std::string_view digits) {
  std::string bytes(digits.size() / 2, '\0');
  std::size_t length = 0;
  if (sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), digits.data(), digits.size(),
                     nullptr, &length, nullptr) != 0 ||
      length * 2 != digits.size()) {
    throw std::invalid_argument("not hexadecimal digits");
  }
  return bytes;
}

}  // namespace provost::workflows
