#include "server/web/version_content.hpp"

#include "server/app/addresses.hpp"
#include "workflows/documents/document_reading.hpp"

namespace provost::web {

namespace {

std::string plain_file_name(const std::string& number, const workflows::documents::Version& version) {
  std::string ending = version.is_markdown() ? ".md" : "";
  if (const auto dot = version.file_name.rfind('.'); ending.empty() && dot != std::string::npos) {
    for (const char letter : version.file_name.substr(dot)) {
      const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                         (letter >= '0' && letter <= '9') || letter == '.';
      if (plain) ending += letter;
    }
  }
  return number + "-" + to_text(version.label) + ending;
}

}  // namespace

http::Response version_content(const app::Call& call, const std::string& number, const std::string& label) {
  workflows::documents::Version version;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    version = workflows::documents::read_version(snapshot.session(), call.person(), number, label);
  }
  http::Response response;
  response.fields.set("Content-Type", version.is_markdown() ? "text/markdown; charset=utf-8" : version.media_type);
  response.fields.set("Content-Disposition", "attachment; filename=\"" + plain_file_name(number, version) + "\"");
  response.fields.set("ETag", "\"" + version.content_sha256 + "\"");
  response.fields.set("Content-SHA256", version.content_sha256);
  response.body = call.services.repository.read_blob(docs_repo::ObjectId{version.blob_id});
  return response;
}

}  // namespace provost::web
