#pragma once

#include <string>
#include <string_view>

namespace provost::workflows {

/// SHA-256 as 64 lower-case hexadecimal digits (FIPS 180-4).
std::string sha256_hex(std::string_view bytes);

/// `bytes` random bytes from the system, as lower-case hexadecimal digits.
std::string random_hex(std::size_t bytes);

/// Compares without telling by its duration where two texts differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);

/// SHA-256 of content that arrives in pieces.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  std::string hex();

 private:
  alignas(64) unsigned char state_[128];
};

}  // namespace provost::workflows
