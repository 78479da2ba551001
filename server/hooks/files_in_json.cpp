#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "integrations/webhook_signatures/codes.hpp"
#include "server/hooks/delivery_reading.hpp"
#include "workflows/text_rules.hpp"

namespace provost::hooks {

namespace {

namespace json = boost::json;
namespace sources = workflows::evidence_sources;

constexpr std::size_t most_files = 50;

const json::value* at(const json::value& value, const std::string& pointer) {
  boost::system::error_code error;
  const auto* found = value.find_pointer(pointer, error);
  return error ? nullptr : found;
}

/// Skips what comes before the bytes in a "data:" address (RFC 2397); false when it is not base64.
bool skip_data_prefix(std::istream& text) {
  std::string begin(5, '\0');
  text.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  if (text.gcount() == 5 && begin == "data:") {
    constexpr std::streamsize longest_prefix = 200;
    std::string prefix;
    char letter = 0;
    while (prefix.size() < longest_prefix && text.get(letter) && letter != ',') prefix += letter;
    return letter == ',' && prefix.ends_with(";base64");
  }
  text.clear();
  text.seekg(0);
  return true;
}

/// Decodes base64, in either alphabet and broken over lines or not, piece by piece. False when it is none.
bool decode(std::istream& text, http::SpoolWriter& output) {
  constexpr std::size_t group = 4;
  constexpr std::size_t piece_size = 64 * 1024;  // a multiple of a group
  std::string piece;
  bool ended = false;
  const auto flush = [&](bool last) {
    if (last && piece.size() % group != 0) piece.append(group - piece.size() % group, '=');
    const auto bytes = integrations::from_base64(piece);
    ended = ended || piece.ends_with('=');
    piece.clear();
    if (bytes) output.write(*bytes);
    return bytes.has_value();
  };
  std::array<char, 16 * 1024> read{};
  while (text.read(read.data(), read.size()), text.gcount() > 0) {
    for (const char letter : std::string_view(read.data(), static_cast<std::size_t>(text.gcount()))) {
      if (letter == '\r' || letter == '\n' || letter == ' ' || letter == '\t') continue;
      if (ended) return false;  // something after the padding
      piece += letter == '-' ? '+' : letter == '_' ? '/' : letter;
      if (piece.size() == piece_size && !flush(false)) return false;
    }
  }
  return piece.empty() || flush(true);
}

std::string plain_name(std::string name) {
  name.erase(0, std::min(name.find_last_of("/\\") + 1, name.size()));
  return name;
}

}  // namespace

void take_out_files(const sources::Mapping& mapping, const std::filesystem::path& spool_folder,
                    ReadDelivery& delivery) {
  auto& problems = delivery.problems;
  auto& content = delivery.content;
  if (mapping.files.empty()) return;
  const auto* list = at(content.document, mapping.files);
  if (list == nullptr) {
    problems.push_back("The mapping looks for files at “" + mapping.files + "”, which the delivery does not have.");
    return;
  }
  const auto take = [&](const json::value& file, const std::string& place) {
    const auto* name = at(file, mapping.file_name);
    const auto* bytes = at(file, mapping.file_content);
    if (name == nullptr || !name->is_string() || bytes == nullptr || !bytes->is_string()) {
      problems.push_back("At “" + place + "” there is no file with “" + mapping.file_name + "” and “" +
                         mapping.file_content + "”.");
      return;
    }
    const auto long_text = content.long_texts.find(place + mapping.file_content);
    std::unique_ptr<std::istream> input;
    if (long_text != content.long_texts.end()) {
      input = std::make_unique<std::ifstream>(long_text->second, std::ios::binary);
    } else {
      input = std::make_unique<std::istringstream>(std::string(bytes->get_string()));
    }
    const auto file_name = plain_name(std::string(name->get_string()));
    http::SpoolWriter writer(spool_folder);
    if (!skip_data_prefix(*input) || !decode(*input, writer)) {
      problems.push_back("The content of the file “" + workflows::shortened(file_name, 80) + "” is not base64.");
      return;
    }
    const auto made = writer.finish();
    content.files.push_back({made.path(), file_name});
    delivery.keepers.push_back(made);
  };
  if (const auto* entries = list->if_array()) {
    if (entries->size() > most_files) {
      problems.emplace_back("There are more than 50 files.");
      return;
    }
    for (std::size_t index = 0; index < entries->size(); ++index)
      take((*entries)[index], mapping.files + "/" + std::to_string(index));
  } else if (!list->is_null()) {
    take(*list, mapping.files);
  }
}

void keep_document_as_file(const sources::Mapping& mapping, const std::filesystem::path& spool_folder,
                           ReadDelivery& delivery) {
  if (!delivery.content.files.empty()) return;
  http::SpoolWriter writer(spool_folder);
  writer.write(json::serialize(sources::without_person(mapping, delivery.content.document)));
  writer.write("\n");
  const auto made = writer.finish();
  delivery.content.files.push_back({made.path(), "delivery.json"});
  delivery.keepers.push_back(made);
}

}  // namespace provost::hooks
