#include "server/web/form.hpp"

#include <charconv>

#include "server/auth/authentication.hpp"

namespace provost::web {

namespace {

constexpr std::size_t longest_text_field = std::size_t{6} * 1024 * 1024;

/// Browsers send line breaks as CR LF; documents are kept with LF.
std::string with_plain_line_breaks(std::string text) {
  std::erase(text, '\r');
  return text;
}

}  // namespace

Form::Form(const app::Call& call) {
  const auto type = call.request.fields.get("Content-Type").value_or("");
  if (type.starts_with("multipart/")) {
    for (auto& part : http::read_multipart(call.request, {1000, longest_text_field})) {
      if (!part.file) {
        values_.emplace_back(part.name, with_plain_line_breaks(part.value));
      } else if (!part.file_name.empty()) {
        files_.push_back(std::move(part));
      }
    }
  } else {
    for (const auto& [name, value] : http::read_form(call.request)) {
      values_.emplace_back(name, with_plain_line_breaks(value));
    }
  }
  if (call.session) {
    auth::check_form_origin(call.request, *call.session, get("csrf"));
  } else {
    auth::check_same_site(call.request);
  }
}

std::string Form::get(std::string_view name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return value;
  }
  return "";
}

bool Form::has(std::string_view name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return true;
  }
  return false;
}

std::vector<std::string> Form::all(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [known, value] : values_) {
    if (known == name) found.push_back(value);
  }
  return found;
}

std::vector<std::string> Form::lines(std::string_view name) const {
  std::vector<std::string> found;
  std::string line;
  for (const char letter : get(name) + "\n") {
    if (letter != '\n') {
      line += letter;
      continue;
    }
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.pop_back();
    if (!line.empty()) found.push_back(line);
    line.clear();
  }
  return found;
}

std::int64_t number_in(const Form& form, std::string_view name) {
  const auto text = form.get(name);
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ptr == text.data() + text.size() ? number : 0;
}

}  // namespace provost::web
