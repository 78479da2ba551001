#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "server/http/query_parameters.hpp"
#include "server/http/request.hpp"

namespace provost::http {

/// A body that cannot be accepted. what() is a sentence for the person who sent it.
class BodyRefused : public std::runtime_error {
 public:
  BodyRefused(int status, const std::string& sentence) : std::runtime_error(sentence), status_(status) {}
  int status() const { return status_; }  ///< 400, 413 or 415

 private:
  int status_;
};

/// One part of a multipart/form-data body.
struct FormPart {
  std::string name;
  std::string file_name;  ///< as the browser sent it, without folders; "" for a field
  std::string media_type;
  std::string value;                ///< of a field, UTF-8
  std::optional<SpooledBody> file;  ///< of an upload, always on disk
};

struct MultipartLimits {
  std::size_t parts = 100;
  std::size_t field_bytes = std::size_t{1} << 20;  ///< for each part that is not a file
};

/// The parts of a multipart/form-data body, in order (RFC 7578). A part with a file name is an upload; a file input
/// left empty gives a part with an empty file name and an empty file. Throws BodyRefused: 415 for another media type,
/// 400 for a broken body, 413 over a limit; std::system_error when the disk is full.
std::vector<FormPart> read_multipart(const Request& request, const MultipartLimits& limits = {});

/// The fields of an application/x-www-form-urlencoded body of at most `limit` bytes. Throws BodyRefused: 415 for
/// another media type, 400 for broken escapes or text that is not UTF-8, 413 over the limit.
QueryParameters read_form(const Request& request, std::size_t limit = std::size_t{8} << 20);

}  // namespace provost::http
