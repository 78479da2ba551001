#include "integrations/webhook_signatures/body_token.hpp"

#include <boost/json/basic_parser_impl.hpp>

namespace provost::integrations {

namespace {

constexpr std::string_view member = "token";
constexpr std::size_t longest_token = 500;

/// Follows the parser's events; keeps the value of the member only. Boost.JSON wants exactly these names.
struct Handler {
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  using Error = boost::system::error_code;
  using Text = boost::json::string_view;

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) {
    is_object = is_object || depth == 0;
    ++depth;
    return other_value(depth == 2);
  }
  bool on_object_end(std::size_t, Error&) { return --depth, true; }
  bool on_array_begin(Error&) {
    ++depth;
    return other_value(depth == 2);
  }
  bool on_array_end(std::size_t, Error&) { return --depth, true; }
  bool on_key_part(Text text, std::size_t, Error&) {
    if (depth == 1 && key.size() <= member.size()) key.append(text.data(), text.size());
    return true;
  }
  bool on_key(Text text, std::size_t, Error& error) {
    on_key_part(text, 0, error);
    if (depth == 1) {
      awaited = key == member;
      found += awaited ? 1 : 0;
      key.clear();
    }
    return true;
  }
  bool on_string_part(Text text, std::size_t, Error&) {
    if (depth == 1 && awaited && token.size() <= longest_token) token.append(text.data(), text.size());
    return true;
  }
  bool on_string(Text text, std::size_t, Error& error) {
    on_string_part(text, 0, error);
    if (depth == 1) awaited = false;
    return true;
  }
  bool on_number_part(Text, Error&) { return true; }
  bool on_int64(std::int64_t, Text, Error&) { return other_value(depth == 1); }
  bool on_uint64(std::uint64_t, Text, Error&) { return other_value(depth == 1); }
  bool on_double(double, Text, Error&) { return other_value(depth == 1); }
  bool on_bool(bool, Error&) { return other_value(depth == 1); }
  bool on_null(Error&) { return other_value(depth == 1); }
  bool on_comment_part(Text, Error&) { return true; }
  bool on_comment(Text, Error&) { return true; }

  bool other_value(bool of_top_object) {
    if (of_top_object && awaited) {
      is_other = true;
      awaited = false;
    }
    return true;
  }

  std::size_t depth = 0;
  std::string key;
  std::string token;
  int found = 0;
  bool awaited = false;
  bool is_object = false;
  bool is_other = false;
};

}  // namespace

struct BodyToken::State {
  State() : parser(boost::json::parse_options()) {}
  boost::json::basic_parser<Handler> parser;
  boost::system::error_code error;
  std::string problem;
};

BodyToken::BodyToken() : state_(std::make_unique<State>()) {}
BodyToken::~BodyToken() = default;
BodyToken::BodyToken(BodyToken&&) noexcept = default;
BodyToken& BodyToken::operator=(BodyToken&&) noexcept = default;

void BodyToken::add(std::string_view bytes) {
  if (state_->error) return;
  const auto read = state_->parser.write_some(true, bytes.data(), bytes.size(), state_->error);
  if (!state_->error && read < bytes.size()) state_->error = boost::json::error::extra_data;
}

bool BodyToken::finish() {
  if (!state_->error) state_->parser.write_some(false, nullptr, 0, state_->error);
  const Handler& handler = state_->parser.handler();
  if (state_->error) {
    state_->problem = "The body is not valid JSON: " + state_->error.message() + ".";
  } else if (!handler.is_object) {
    state_->problem = "The body is not a JSON object.";
  } else if (handler.found == 0) {
    state_->problem = "The body has no \"token\".";
  } else if (handler.found > 1) {
    state_->problem = "The body has more than one \"token\".";
  } else if (handler.is_other || handler.token.empty() || handler.token.size() > longest_token) {
    state_->problem = "The \"token\" of the body is not a text of 1 to 500 bytes.";
  }
  return state_->problem.empty();
}

const std::string& BodyToken::token() const {
  return state_->parser.handler().token;
}

const std::string& BodyToken::problem() const {
  return state_->problem;
}

}  // namespace provost::integrations
