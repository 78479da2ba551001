#include "integrations/messages/literal_text.hpp"

#include <algorithm>
#include <array>

namespace provost::integrations {

namespace {

constexpr std::size_t longest_address = 3000;
constexpr std::string_view colon = "∶";
constexpr std::string_view dot = "․";

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_alphanumeric(char letter) {
  const char small = lower(letter);
  return (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
}

bool begins(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

bool pings_everybody(std::string_view after_at) {
  static constexpr std::array<std::string_view, 6> names = {"channel", "all", "here", "everyone", "*", "_"};
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return begins(after_at, name); });
}

/// Where the mark stands that makes the rest of this line, from `at`, a heading, a quotation, a list or a rule; npos:
/// nowhere. Lists want a blank after their mark, so that "7.5" and "-5" stay untouched.
std::size_t acting_mark(std::string_view text, std::size_t at) {
  if (text[at] == '#' || text[at] == '>' || text[at] == '=') return at;
  const std::size_t number_end = text.find_first_not_of("0123456789", at);
  if (number_end == std::string_view::npos) return std::string_view::npos;
  const bool numbered = number_end > at;
  if (std::string_view(numbered ? ".)" : "-+").find(text[number_end]) == std::string_view::npos) {
    return std::string_view::npos;
  }
  const char next = number_end + 1 < text.size() ? text[number_end + 1] : '\n';
  const bool acts = next == ' ' || next == '\n' || (next == '-' && !numbered);
  return acts ? number_end : std::string_view::npos;
}

bool is_emoji_letter(char letter) {
  return is_alphanumeric(letter) || letter == '_' || letter == '+' || letter == '-';
}

}  // namespace

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string result;
  std::size_t from = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, from)) {
    result.append(text.substr(from, at - from)).append(with);
    from = at + what.size();
  }
  return result.append(text.substr(from));
}

std::string entities(std::string_view text) {
  return replaced(replaced(replaced(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;");
}

std::string backslashed(std::string_view text, std::string_view characters) {
  std::string result;
  for (const char letter : text) {
    if (characters.find(letter) != std::string_view::npos) result += '\\';
    result += letter;
  }
  return result;
}

std::string backslashed_line_starts(std::string_view text) {
  std::string result;
  bool at_start = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at_start) {
      const std::size_t mark = acting_mark(text, at);
      if (mark != std::string_view::npos) {
        result.append(text.substr(at, mark - at)).append("\\");
        at = mark;
      }
    }
    result += text[at];
    at_start = text[at] == '\n' || (at_start && text[at] == ' ');
  }
  return result;
}

std::string without_links(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("://")) {
      result += colon;
    } else if (begins(rest, "www.")) {
      result.append(rest.substr(0, 3)).append(dot);
      at += 3;
    } else if (begins(rest, "mailto:")) {
      result.append(rest.substr(0, 6)).append(colon);
      at += 6;
    } else if (rest.starts_with("](")) {
      result += "] ";
    } else {
      result += text[at];
    }
  }
  return result;
}

std::string without_pings(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool in_address = at > 0 && is_alphanumeric(text[at - 1]);
    if (text[at] == '@' && (!in_address || pings_everybody(text.substr(at + 1)))) {
      result += "＠";
    } else {
      result += text[at];
    }
  }
  return result;
}

std::string without_emoji_names(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::size_t end = at + 1;
    bool only_digits = true;
    if (text[at] == ':') {
      for (; end < text.size() && is_emoji_letter(text[end]); ++end) {
        if (text[end] < '0' || text[end] > '9') only_digits = false;
      }
    }
    const bool is_name = text[at] == ':' && end > at + 1 && end < text.size() && text[end] == ':' && !only_digits;
    if (is_name) {
      result += colon;
    } else {
      result += text[at];
    }
  }
  return result;
}

std::string without_marks(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool inside =
        at > 0 && at + 1 < text.size() && is_alphanumeric(text[at - 1]) && is_alphanumeric(text[at + 1]);
    if (text[at] == '`') {
      result += "ˋ";
    } else if (text[at] == '*' && !inside) {
      result += "∗";
    } else if (text[at] == '_' && !inside) {
      result += "ˍ";
    } else if (text[at] == '~' && !inside) {
      result += "∼";
    } else {
      result += text[at];
    }
  }
  return result;
}

std::string web_address(std::string_view address) {
  constexpr std::string_view secure = "https://";
  constexpr std::string_view open = "http://";
  if (!begins(address, secure) && !begins(address, open)) return {};
  const std::string_view rest = address.substr(begins(address, secure) ? secure.size() : open.size());
  if (rest.empty() || rest.front() == '/') return {};
  constexpr std::string_view hex = "0123456789ABCDEF";
  constexpr std::string_view unsafe = " \"'()<>\\^`{|}*";
  std::string result;
  for (const char letter : address) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte <= 0x20 || byte >= 0x7F || unsafe.find(letter) != std::string_view::npos) {
      result += '%';
      result += hex[byte >> 4U];
      result += hex[byte & 0x0FU];
    } else {
      result += letter;
    }
  }
  return result.size() <= longest_address ? result : std::string();
}

}  // namespace provost::integrations
