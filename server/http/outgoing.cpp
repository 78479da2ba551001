#include "server/http/outgoing.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <cerrno>
#include <charconv>
#include <vector>

#include "server/http/byte_range.hpp"
#include "server/http/event_stream.hpp"

namespace provost::http {

namespace {

constexpr std::size_t piece_size = 65'536;

bool is_token_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos;
}

bool is_value_letter(char letter) {
  return (static_cast<unsigned char>(letter) >= 0x20 && letter != 0x7f) || letter == '\t';
}

void check_field(const Fields::Field& field) {
  const auto& [name, value] = field;
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_letter)) {
    throw UnsendableResponse("a response field has a malformed name");
  }
  if (!std::all_of(value.begin(), value.end(), is_value_letter)) {
    throw UnsendableResponse("the response field " + name + " holds a control character");
  }
}

bool is_framing(std::string_view name) {
  return same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding") || same_name(name, "Connection");
}

bool has_no_body(int status) {
  return status < 200 || status == 204 || status == 304;
}

class OpenFile {
 public:
  explicit OpenFile(const FileBody& body)
      : keeper_(body.keeper), descriptor_(::open(body.path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat details {};
    if (descriptor_ < 0 || ::fstat(descriptor_, &details) != 0 || !S_ISREG(details.st_mode)) {
      close();
      throw UnsendableResponse("cannot open the file " + body.path.string());
    }
    size_ = static_cast<std::uint64_t>(details.st_size);
  }
  ~OpenFile() { close(); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  std::uint64_t size() const { return size_; }

  std::size_t read(std::uint64_t offset, char* place, std::size_t count) const {
    for (;;) {
      const auto got = ::pread(descriptor_, place, count, static_cast<off_t>(offset));
      if (got > 0) return static_cast<std::size_t>(got);
      if (got == 0 || errno != EINTR) throw UnsendableResponse("a file became unreadable while it was sent");
    }
  }

 private:
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

  std::shared_ptr<const void> keeper_;
  int descriptor_;
  std::uint64_t size_ = 0;
};

}  // namespace

struct Outgoing::State {
  int status = 200;
  std::string head;
  std::string text;
  std::shared_ptr<const std::string> shared;
  std::unique_ptr<OpenFile> file;
  std::shared_ptr<EventStream> events;
  bool chunked = false;
  std::vector<char> piece;
  std::uint64_t offset = 0;  // of the next byte to send
  std::uint64_t left = 0;
  std::uint64_t body_size = 0;

  std::string_view memory() const { return shared ? std::string_view(*shared) : std::string_view(text); }

  void write_head(const Response& response, const AnswerTo& request, std::uint64_t length, const std::string& range) {
    head.reserve(512);
    head += "HTTP/1.1 ";
    head += std::to_string(status);
    head += ' ';
    const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    head.append(reason.data(), reason.size());
    head += "\r\n";
    const auto add = [this](std::string_view name, std::string_view value) {
      head.append(name).append(": ").append(value).append("\r\n");
    };
    for (const auto& field : response.fields) {
      check_field(field);
      if (!is_framing(field.first)) add(field.first, field.second);
    }
    if (!response.fields.get("Date")) add("Date", http_date(std::chrono::system_clock::now()));
    if (chunked) {
      add("Transfer-Encoding", "chunked");
    } else if (!has_no_body(status) && !events) {
      add("Content-Length", std::to_string(length));
    }
    if (file) add("Accept-Ranges", "bytes");
    if (!range.empty()) add("Content-Range", range);
    if (!request.keep_alive || events) {
      add("Connection", "close");
    } else if (request.version == 10) {
      add("Connection", "keep-alive");
    }
    head += "\r\n";
  }
};

Outgoing::Outgoing(Response response, const AnswerTo& request) : state_(std::make_unique<State>()) {
  auto& state = *state_;
  state.status = response.status;
  std::uint64_t length = 0;
  std::string content_range;
  if (auto* text = std::get_if<std::string>(&response.body)) {
    state.text = std::move(*text);
    length = state.text.size();
  } else if (auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) {
    state.shared = std::move(*shared);
    length = state.memory().size();
  } else if (auto* stream = std::get_if<std::shared_ptr<EventStream>>(&response.body)) {
    state.events = std::move(*stream);
    state.chunked = request.version == 11;
  } else {
    state.file = std::make_unique<OpenFile>(std::get<FileBody>(response.body));
    length = state.file->size();
    if (request.fields != nullptr && response.status == 200 && request.method == Method::get) {
      const auto range = requested_range(*request.fields, response.fields, length);
      if (range.kind == ByteRange::Kind::part) {
        state.status = 206;
        content_range =
            "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" + std::to_string(length);
        state.offset = range.first;
        length = range.last - range.first + 1;
      } else if (range.kind == ByteRange::Kind::unsatisfiable) {
        state.status = 416;
        content_range = "bytes */" + std::to_string(length);
        length = 0;
      }
    }
  }
  state.write_head(response, request, length, content_range);
  const bool bare = request.method == Method::head || has_no_body(state.status);
  state.left = state.body_size = bare ? 0 : length;
  if (bare) state.events.reset();
}

Outgoing::~Outgoing() = default;
Outgoing::Outgoing(Outgoing&&) noexcept = default;
Outgoing& Outgoing::operator=(Outgoing&&) noexcept = default;

const std::shared_ptr<EventStream>& Outgoing::events() const {
  return state_->events;
}

std::string Outgoing::framed(const std::string& text) const {
  if (!state_->chunked) return text;
  std::array<char, 20> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), text.size(), 16).ptr;
  return std::string(size.data(), end) + "\r\n" + text + "\r\n";
}

std::string_view Outgoing::ending() const {
  return state_->chunked ? "0\r\n\r\n" : "";
}

int Outgoing::status() const {
  return state_->status;
}

std::string_view Outgoing::head() const {
  return state_->head;
}

std::uint64_t Outgoing::body_size() const {
  return state_->body_size;
}

std::string_view Outgoing::next() {
  auto& state = *state_;
  if (state.left == 0) return {};
  auto count = static_cast<std::size_t>(std::min<std::uint64_t>(state.left, piece_size));
  std::string_view piece;
  if (state.file) {
    state.piece.resize(piece_size);
    count = state.file->read(state.offset, state.piece.data(), count);
    piece = {state.piece.data(), count};
  } else {
    piece = state.memory().substr(static_cast<std::size_t>(state.offset), count);
  }
  state.offset += count;
  state.left -= count;
  return piece;
}

}  // namespace provost::http
