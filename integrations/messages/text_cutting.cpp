#include "integrations/messages/text_cutting.hpp"

#include <utf8proc.h>

namespace provost::integrations {

namespace {

constexpr utf8proc_int32_t replacement = 0xFFFD;
constexpr std::string_view ellipsis = "…";

struct CodePoint {
  utf8proc_int32_t value;
  std::size_t size;
};

CodePoint first_of(std::string_view text) {
  utf8proc_int32_t value = 0;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &value);
  if (size <= 0) return {replacement, 1};
  return {value, static_cast<std::size_t>(size)};
}

template <class Visit>
void each_code_point(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const CodePoint point = first_of(text);
    visit(point.value, text.substr(0, point.size));
    text.remove_prefix(point.size);
  }
}

void append(std::string& result, utf8proc_int32_t value, std::string_view bytes) {
  if (value == replacement) {
    result += "\uFFFD";
  } else {
    result += bytes;
  }
}

bool turns_direction(utf8proc_int32_t value) {
  return (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
}

bool is_line_break(utf8proc_int32_t value) {
  return value == '\n' || value == '\r' || value == 0x0B || value == 0x0C || value == 0x85 || value == 0x2028 ||
         value == 0x2029;
}

bool is_control(utf8proc_int32_t value) {
  return value < 0x20 || (value >= 0x7F && value < 0xA0);
}

void trim_end(std::string& text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
}

}  // namespace

std::size_t length(std::string_view text) {
  std::size_t count = 0;
  each_code_point(text, [&](utf8proc_int32_t, std::string_view) { ++count; });
  return count;
}

std::size_t utf16_length(std::string_view text) {
  std::size_t count = 0;
  each_code_point(text, [&](utf8proc_int32_t value, std::string_view) { count += value > 0xFFFF ? 2 : 1; });
  return count;
}

std::string cut(std::string_view text, std::size_t most_code_points) {
  if (most_code_points == 0) return {};
  std::string result;
  std::size_t kept = 0;  // bytes of result that end at a boundary and leave room for the ellipsis
  std::size_t count = 0;
  utf8proc_int32_t previous = 0;
  utf8proc_int32_t state = 0;
  while (!text.empty()) {
    const CodePoint point = first_of(text);
    const bool boundary = count > 0 && utf8proc_grapheme_break_stateful(previous, point.value, &state) != 0;
    if (boundary && count < most_code_points) kept = result.size();
    if (count == most_code_points) {
      result.resize(kept);
      trim_end(result);
      result += ellipsis;
      return result;
    }
    append(result, point.value, text.substr(0, point.size));
    previous = point.value;
    ++count;
    text.remove_prefix(point.size);
  }
  return result;
}

std::string cut_written(std::string_view text, std::size_t most,
                        const std::function<std::string(std::string_view)>& write,
                        const std::function<std::size_t(std::string_view)>& measure) {
  std::size_t too_much = length(text) + 1;
  if (too_much > most) too_much = most + 1;  // no written form is shorter than what it is made of
  std::size_t fits = 0;
  std::string best;
  // The whole of it is the common case, and cheaper to try than to search for.
  std::size_t attempt = too_much - 1;
  while (fits + 1 < too_much) {
    std::string written = write(cut(text, attempt));
    if (measure(written) <= most) {
      fits = attempt;
      best = std::move(written);
    } else {
      too_much = attempt;
    }
    attempt = fits + (too_much - fits) / 2;
  }
  return best;
}

std::string one_line(std::string_view text) {
  std::string result;
  each_code_point(text, [&](utf8proc_int32_t value, std::string_view bytes) {
    if (turns_direction(value)) return;
    if (value == ' ' || is_control(value) || is_line_break(value)) {
      if (!result.empty() && result.back() != ' ') result += ' ';
    } else {
      append(result, value, bytes);
    }
  });
  trim_end(result);
  return result;
}

std::string tidy_lines(std::string_view text) {
  std::string result;
  std::size_t breaks = 0;
  bool after_return = false;
  const auto end_line = [&] {
    while (!result.empty() && result.back() == ' ') result.pop_back();
    if (!result.empty() && breaks < 2) {
      result += '\n';
      ++breaks;
    }
  };
  each_code_point(text, [&](utf8proc_int32_t value, std::string_view bytes) {
    const bool second_half = after_return && value == '\n';
    after_return = value == '\r';
    if (turns_direction(value) || second_half) return;
    if (is_line_break(value)) {
      end_line();
    } else if (value == ' ' || is_control(value)) {
      if (!result.empty() && result.back() != ' ' && result.back() != '\n') result += ' ';
    } else {
      breaks = 0;
      append(result, value, bytes);
    }
  });
  trim_end(result);
  return result;
}

}  // namespace provost::integrations
