#include "server/http/forms.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/MultipartReader.h>
#include <Poco/Net/NameValueCollection.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <istream>
#include <memory>
#include <sstream>
#include <string_view>

#include "workflows/text_rules.hpp"

namespace provost::http {

namespace {

constexpr std::size_t longest_boundary = 70;  // RFC 2046 section 5.1.1

struct MediaType {
  std::string name;
  Poco::Net::NameValueCollection parameters;
};

MediaType media_type_of(const Request& request) {
  MediaType type;
  if (const auto value = request.fields.get("Content-Type")) {
    Poco::Net::MessageHeader::splitParameters(std::string(*value), type.name, type.parameters);
  }
  return type;
}

std::unique_ptr<std::istream> open_body(const Request& request) {
  if (!request.spool) return std::make_unique<std::istringstream>(request.body);
  auto stream = std::make_unique<std::ifstream>(request.spool->path(), std::ios::binary);
  if (!*stream) throw std::runtime_error("cannot read " + request.spool->path().string());
  return stream;
}

std::uint64_t body_size(const Request& request) {
  return request.spool ? request.spool->size() : request.body.size();
}

/// Poco takes the end of the input for the end of a part, so the closing delimiter is looked for here. Senders put
/// little or nothing after it.
bool is_complete(std::istream& body, std::uint64_t size, const std::string& boundary) {
  const auto tail_size = static_cast<std::size_t>(std::min<std::uint64_t>(size, boundary.size() + 1024));
  std::string tail(tail_size, '\0');
  body.seekg(static_cast<std::streamoff>(size - tail_size));
  body.read(tail.data(), static_cast<std::streamsize>(tail_size));
  body.clear();
  body.seekg(0);
  return tail.find("--" + boundary + "--") != std::string::npos;
}

std::string without_folders(std::string name) {
  const auto slash = name.find_last_of("/\\");
  if (slash != std::string::npos) name.erase(0, slash + 1);
  return name;
}

void check_name(const std::string& name) {
  const auto is_control = [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; };
  if (!workflows::is_utf8(name) || std::any_of(name.begin(), name.end(), is_control)) {
    throw BodyRefused(400, "A field or file name in the form is not readable text.");
  }
}

/// Calls take(bytes) for each piece of the part.
template <class Take>
void read_part(std::istream& part, const Take& take) {
  std::array<char, 16 * 1024> piece{};
  while (part.read(piece.data(), piece.size()), part.gcount() > 0) {
    take(std::string_view(piece.data(), static_cast<std::size_t>(part.gcount())));
  }
}

FormPart read_form_part(Poco::Net::MultipartReader& reader, const std::filesystem::path& spool_folder,
                        const MultipartLimits& limits) {
  Poco::Net::MessageHeader header;
  reader.nextPart(header);
  std::string disposition;
  Poco::Net::NameValueCollection parameters;
  Poco::Net::MessageHeader::splitParameters(header.get("Content-Disposition", ""), disposition, parameters);
  if (!same_name(disposition, "form-data") || !parameters.has("name")) {
    throw BodyRefused(400, "A part of the form has no name.");
  }
  FormPart part;
  part.name = parameters.get("name");
  part.media_type = header.get("Content-Type", "");
  check_name(part.name);
  if (parameters.has("filename")) {
    part.file_name = without_folders(parameters.get("filename"));
    check_name(part.file_name);
    SpoolWriter writer(spool_folder);
    read_part(reader.stream(), [&](std::string_view bytes) { writer.write(bytes); });
    part.file = writer.finish();
    return part;
  }
  read_part(reader.stream(), [&](std::string_view bytes) {
    if (part.value.size() + bytes.size() > limits.field_bytes) {
      throw BodyRefused(413, "The field \"" + part.name + "\" is too long.");
    }
    part.value += bytes;
  });
  if (!workflows::is_utf8(part.value)) {
    throw BodyRefused(400, "The field \"" + part.name + "\" is not UTF-8 text.");
  }
  return part;
}

}  // namespace

std::vector<FormPart> read_multipart(const Request& request, const MultipartLimits& limits) {
  const auto type = media_type_of(request);
  if (!same_name(type.name, "multipart/form-data")) throw BodyRefused(415, "A form with files was expected.");
  const auto boundary = type.parameters.get("boundary", "");
  if (boundary.empty() || boundary.size() > longest_boundary) {
    throw BodyRefused(400, "The form does not say where its parts begin.");
  }
  const auto body = open_body(request);
  if (!is_complete(*body, body_size(request), boundary)) throw BodyRefused(400, "The form arrived incomplete.");
  const auto spool_folder =
      request.spool_folder.empty() ? std::filesystem::temp_directory_path() : request.spool_folder;
  std::vector<FormPart> parts;
  try {
    Poco::Net::MultipartReader reader(*body, boundary);
    while (reader.hasNextPart()) {
      if (parts.size() == limits.parts) throw BodyRefused(413, "The form has too many parts.");
      parts.push_back(read_form_part(reader, spool_folder, limits));
    }
  } catch (const Poco::Exception&) {
    throw BodyRefused(400, "The form could not be read.");
  }
  return parts;
}

QueryParameters read_form(const Request& request, std::size_t limit) {
  if (!same_name(media_type_of(request).name, "application/x-www-form-urlencoded")) {
    throw BodyRefused(415, "A filled-in form was expected.");
  }
  if (body_size(request) > limit) throw BodyRefused(413, "The form is too long.");
  std::string text;
  if (request.spool) {
    std::ostringstream content;
    content << open_body(request)->rdbuf();
    text = std::move(content).str();
  }
  auto parameters = parse_query_parameters(request.spool ? text : request.body);
  if (!parameters) throw BodyRefused(400, "The form is not UTF-8 text, or was damaged on its way.");
  return std::move(*parameters);
}

}  // namespace provost::http
