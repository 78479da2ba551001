#pragma once

#include <cstdint>

#include "server/http/fields.hpp"

namespace provost::http {

/// Which bytes of a file a request asks for.
struct ByteRange {
  enum class Kind { whole, part, unsatisfiable };
  Kind kind = Kind::whole;
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< inclusive
};

/// Reads Range and If-Range (RFC 9110 section 14.2). Several ranges, other units and malformed ones mean the whole
/// file, as the standard allows; If-Range is compared with the answer's ETag or Last-Modified.
ByteRange requested_range(const Fields& request, const Fields& response, std::uint64_t size);

}  // namespace provost::http
