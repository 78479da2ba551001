#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/app/route.hpp"
#include "server/http/forms.hpp"

namespace provost::web {

/// A form that came from one of this server's own pages, whichever encoding it came in.
class Form {
 public:
  /// Throws BodyRefused for what cannot be read and Forbidden for a form from elsewhere.
  explicit Form(const app::Call& call);

  std::string get(std::string_view name) const;
  bool has(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  /// The non-empty lines of a text field.
  std::vector<std::string> lines(std::string_view name) const;
  /// Uploaded files with a name.
  const std::vector<http::FormPart>& files() const { return files_; }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
  std::vector<http::FormPart> files_;
};

/// A field that holds a number, e.g. an id; 0 when it holds anything else.
std::int64_t number_in(const Form& form, std::string_view name);

}  // namespace provost::web
