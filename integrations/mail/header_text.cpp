#include "integrations/mail/header_text.hpp"

#include <Poco/Base64Encoder.h>
#include <utf8proc.h>

#include <algorithm>
#include <sstream>

namespace provost::integrations {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view fold = "\r\n ";
/// 39 bytes are 52 letters of Base64: with "=?UTF-8?B?" and "?=" 64, and with "Subject: " before them still below 76.
constexpr std::size_t bytes_of_a_word = 39;
constexpr std::size_t longest_plain_text = 60;
constexpr std::size_t longest_line = 70;

bool is_control(utf8proc_int32_t letter) {
  const bool separator = letter == 0x2028 || letter == 0x2029;
  return letter < 0x20 || (letter >= 0x7F && letter < 0xA0) || separator;
}

/// Calls `take` with each character's bytes and its number; with the replacement for a byte that is no UTF-8.
template <typename Take>
void each_letter(std::string_view text, Take take) {
  while (!text.empty()) {
    utf8proc_int32_t letter = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &letter);
    if (length <= 0) {
      take(replacement, utf8proc_int32_t{0xFFFD});
      text.remove_prefix(1);
    } else {
      take(text.substr(0, static_cast<std::size_t>(length)), letter);
      text.remove_prefix(static_cast<std::size_t>(length));
    }
  }
}

/// An ASCII text that looks like an encoded word would be decoded by the reader, so it is encoded itself.
bool may_stay_plain(std::string_view text) {
  const bool ascii = std::ranges::all_of(text, [](unsigned char letter) { return letter < 0x80; });
  return ascii && text.size() <= longest_plain_text && text.find("=?") == std::string_view::npos;
}

std::string encoded_words(std::string_view text) {
  std::string words;
  std::string piece;
  const auto finish = [&words, &piece] {
    if (piece.empty()) return;
    if (!words.empty()) words += fold;
    words += "=?UTF-8?B?" + base64(piece) + "?=";
    piece.clear();
  };
  each_letter(text, [&](std::string_view bytes, utf8proc_int32_t) {
    if (piece.size() + bytes.size() > bytes_of_a_word) finish();
    piece += bytes;
  });
  finish();
  return words;
}

}  // namespace

std::string header_line(std::string_view text) {
  std::string line;
  each_letter(text, [&line](std::string_view bytes, utf8proc_int32_t letter) {
    line += is_control(letter) ? std::string_view(" ") : bytes;
  });
  const auto first = line.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(' ') - first + 1);
}

std::string crlf_lines(std::string_view text) {
  std::string lines;
  bool after_return = false;
  each_letter(text, [&](std::string_view bytes, utf8proc_int32_t letter) {
    const bool second_half = letter == '\n' && after_return;
    after_return = letter == '\r';
    if (second_half) return;
    if (letter == '\n' || letter == '\r') {
      lines += "\r\n";
    } else {
      lines += is_control(letter) && letter != '\t' ? std::string_view(" ") : bytes;
    }
  });
  if (!lines.ends_with("\r\n")) lines += "\r\n";
  return lines;
}

std::string base64(std::string_view bytes) {
  std::ostringstream text;
  Poco::Base64Encoder encoder(text);
  encoder.rdbuf()->setLineLength(0);
  encoder.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  encoder.close();
  return text.str();
}

std::string header_words(std::string_view text) {
  const std::string line = header_line(text);
  return may_stay_plain(line) ? line : encoded_words(line);
}

std::string header_mailbox(std::string_view name, std::string_view address) {
  const std::string line = header_line(name);
  std::string mailbox;
  if (!line.empty() && may_stay_plain(line)) {
    mailbox = '"';
    for (const char letter : line) {
      if (letter == '"' || letter == '\\') mailbox += '\\';
      mailbox += letter;
    }
    mailbox += '"';
  } else {
    mailbox = encoded_words(line);
  }
  if (!mailbox.empty()) mailbox += mailbox.size() + address.size() > longest_line ? fold : std::string_view(" ");
  return mailbox.append("<").append(address).append(">");
}

}  // namespace provost::integrations
