#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <istream>
#include <map>
#include <string>

#include "server/http/spooled_body.hpp"

namespace provost::hooks {

/// How much JSON from outside may hold. Memory grows with these bounds, not with what is sent.
struct JsonLimits {
  std::size_t depth = 32;
  std::size_t values = 100'000;
  std::size_t bytes = std::size_t{4} * 1024 * 1024;  ///< of all texts that stay in memory
  std::size_t name_bytes = 1'000;                    ///< of each name in an object
  std::size_t long_text = std::size_t{64} * 1024;    ///< a text longer than this goes to a file
};

struct JsonDocument {
  boost::json::value value;
  std::map<std::string, http::SpooledBody> long_texts;  ///< by JSON Pointer; the value has an empty text there
};

/// Reads JSON that somebody outside sent, piece by piece. Throws http::BodyRefused with 400 for what is no JSON, for a
/// name given twice in one object (readers differ in which one they take) and for the character NUL; with 413 over a
/// limit; std::system_error when the disk is full.
JsonDocument read_json_document(std::istream& input, const std::filesystem::path& spool_folder,
                                const JsonLimits& limits = {});

}  // namespace provost::hooks
