#include "server/hooks/json_document.hpp"

#include <array>
#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "server/http/forms.hpp"

namespace provost::hooks {

namespace {

namespace json = boost::json;
using http::BodyRefused;

/// Builds the document from the parser's events, whose names Boost.JSON prescribes.
class Builder {
 public:
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  using Error = boost::system::error_code;
  using Text = json::string_view;

  Builder(const std::filesystem::path& spool_folder, const JsonLimits& limits)
      : spool_folder_(spool_folder), limits_(limits) {}

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return open(json::object()); }
  bool on_array_begin(Error&) { return open(json::array()); }
  bool on_object_end(std::size_t, Error&) { return close(); }
  bool on_array_end(std::size_t, Error&) { return close(); }
  bool on_key_part(Text text, std::size_t, Error&) {
    if (name_.size() + text.size() > limits_.name_bytes) throw BodyRefused(413, "A name in the JSON is too long.");
    name_.append(text.data(), text.size());
    return true;
  }
  bool on_key(Text text, std::size_t size, Error& error) {
    on_key_part(text, size, error);
    refuse_nul(name_);
    count(name_.size());
    if (open_.back().value.get_object().contains(name_)) {
      throw BodyRefused(400, "The JSON names something twice in one object.");
    }
    open_.back().name = std::move(name_);
    name_.clear();
    return true;
  }
  bool on_string_part(Text text, std::size_t, Error&) {
    refuse_nul({text.data(), text.size()});
    if (!long_ && text_.size() + text.size() > limits_.long_text) {
      long_.emplace(spool_folder_);
      long_->write(text_);
      text_.clear();
    }
    if (long_) {
      long_->write({text.data(), text.size()});
    } else {
      text_.append(text.data(), text.size());
    }
    return true;
  }
  bool on_string(Text text, std::size_t size, Error& error) {
    on_string_part(text, size, error);
    count(text_.size());
    if (long_) {
      const auto place = pointer();
      long_texts_.emplace(place, long_->finish());
      long_.reset();
    }
    const bool done = add(json::string(text_));
    text_.clear();
    return done;
  }
  bool on_number_part(Text, Error&) { return true; }
  bool on_int64(std::int64_t number, Text, Error&) { return add(number); }
  bool on_uint64(std::uint64_t number, Text, Error&) { return add(number); }
  bool on_double(double number, Text, Error&) { return add(number); }
  bool on_bool(bool value, Error&) { return add(value); }
  bool on_null(Error&) { return add(nullptr); }
  bool on_comment_part(Text, Error&) { return true; }
  bool on_comment(Text, Error&) { return true; }

  JsonDocument take() { return {std::move(root_), std::move(long_texts_)}; }

 private:
  struct Open {
    json::value value;
    std::string name;  // of the member that comes next
  };

  static void refuse_nul(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw BodyRefused(400, "The JSON holds the character NUL.");
  }

  void count(std::size_t bytes) {
    bytes_ += bytes;
    if (bytes_ > limits_.bytes) throw BodyRefused(413, "The JSON holds too much text.");
  }

  bool open(json::value value) {
    open_.push_back({std::move(value), {}});
    return true;
  }

  bool close() {
    auto value = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(value));
  }

  bool add(json::value value) {
    if (++values_ > limits_.values) throw BodyRefused(413, "The JSON holds too many values.");
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* list = open_.back().value.if_array()) {
      list->push_back(std::move(value));
    } else {
      open_.back().value.get_object().emplace(open_.back().name, std::move(value));
    }
    return true;
  }

  /// Where the value that is read now will stand (RFC 6901).
  std::string pointer() const {
    std::string place;
    for (const Open& level : open_) {
      place += '/';
      if (const auto* list = level.value.if_array()) {
        place += std::to_string(list->size());
        continue;
      }
      for (const char letter : level.name) {
        if (letter == '~') {
          place += "~0";
        } else if (letter == '/') {
          place += "~1";
        } else {
          place += letter;
        }
      }
    }
    return place;
  }

  const std::filesystem::path& spool_folder_;
  const JsonLimits& limits_;
  std::vector<Open> open_;
  std::string name_;
  std::string text_;
  std::optional<http::SpoolWriter> long_;
  json::value root_;
  std::map<std::string, http::SpooledBody> long_texts_;
  std::size_t values_ = 0;
  std::size_t bytes_ = 0;
};

[[noreturn]] void refuse(const boost::system::error_code& error) {
  if (error == json::error::too_deep) throw BodyRefused(413, "The JSON is nested too deeply.");
  throw BodyRefused(400, "The body is not valid JSON: " + error.message() + ".");
}

}  // namespace

JsonDocument read_json_document(std::istream& input, const std::filesystem::path& spool_folder,
                                const JsonLimits& limits) {
  json::parse_options options;
  options.max_depth = limits.depth;
  json::basic_parser<Builder> parser(options, spool_folder, limits);
  std::array<char, 16 * 1024> piece{};
  boost::system::error_code error;
  while (input.read(piece.data(), piece.size()), input.gcount() > 0) {
    const auto size = static_cast<std::size_t>(input.gcount());
    const auto read = parser.write_some(true, piece.data(), size, error);
    if (error) refuse(error);
    for (auto at = read; at < size; ++at) {
      if (piece[at] != ' ' && piece[at] != '\t' && piece[at] != '\r' && piece[at] != '\n') {
        refuse(json::error::extra_data);
      }
    }
  }
  parser.write_some(false, nullptr, 0, error);
  if (error) refuse(error);
  return parser.handler().take();
}

}  // namespace provost::hooks
