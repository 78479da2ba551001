#include "workflows/documents/document_files.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>

namespace provost::workflows::documents {

namespace {

/// A file name's ending as it may stand in the repository: at most eight letters and digits, lower case.
std::string safe_ending(const std::string& file_name) {
  const auto dot = file_name.rfind('.');
  if (dot == std::string::npos || dot + 1 == file_name.size() || file_name.size() - dot > 9) return "bin";
  auto ending = file_name.substr(dot + 1);
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  const bool plain = std::all_of(ending.begin(), ending.end(), [](unsigned char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
  });
  return plain ? ending : "bin";
}

/// One line: a line break in a name must not begin another trailer.
std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char letter) { return letter == '\n' || letter == '\r'; }, ' ');
  return text;
}

void emit_texts(YAML::Emitter& yaml, const char* key, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  yaml << YAML::Key << key << YAML::Value << YAML::Flow << texts;
}

void emit_sign_off(YAML::Emitter& yaml, const SignOff& sign_off) {
  yaml << YAML::BeginMap;
  yaml << YAML::Key << "duty" << YAML::Value << sign_off.duty;
  yaml << YAML::Key << "name" << YAML::Value << sign_off.printed_name;
  yaml << YAML::Key << "role" << YAML::Value << sign_off.role;
  yaml << YAML::Key << "decision" << YAML::Value << sign_off.decision;
  yaml << YAML::Key << "meaning" << YAML::Value << sign_off.meaning;
  if (sign_off.decided_at) yaml << YAML::Key << "time" << YAML::Value << to_text(*sign_off.decided_at);
  yaml << YAML::Key << "content_sha256" << YAML::Value << sign_off.content_sha256;
  yaml << YAML::Key << "commit" << YAML::Value << sign_off.commit_id;
  yaml << YAML::EndMap;
}

}  // namespace

std::string document_folder(std::string_view number) {
  return "documents/" + std::string(number);
}

std::string content_path(std::string_view number, const Version& version) {
  return document_folder(number) + "/content." + (version.is_markdown() ? "md" : safe_ending(version.file_name));
}

std::string document_yaml(const DocumentCard& card) {
  const auto& document = card.document;
  const auto& version = card.version;
  YAML::Emitter yaml;
  yaml << YAML::BeginMap;
  yaml << YAML::Key << "number" << YAML::Value << document.number;
  yaml << YAML::Key << "title" << YAML::Value << version.title;
  yaml << YAML::Key << "type" << YAML::Value << document.type;
  yaml << YAML::Key << "version" << YAML::Value << YAML::DoubleQuoted << to_text(version.label);
  yaml << YAML::Key << "state" << YAML::Value << std::string(to_text(version.state));
  if (version.legacy) yaml << YAML::Key << "legacy" << YAML::Value << "approval not verified";
  yaml << YAML::Key << "language" << YAML::Value << document.language;
  yaml << YAML::Key << "classification" << YAML::Value << document.classification;
  yaml << YAML::Key << "owner" << YAML::Value << card.owner_email;
  yaml << YAML::Key << "authors" << YAML::Value << version.author_names;
  emit_texts(yaml, "clauses", document.clauses);
  emit_texts(yaml, "processes", document.processes);
  if (!version.change_description.empty()) {
    yaml << YAML::Key << "change_description" << YAML::Value << version.change_description;
  }
  if (version.effective_at) yaml << YAML::Key << "effective_at" << YAML::Value << to_text(*version.effective_at);
  if (document.next_review) yaml << YAML::Key << "next_review" << YAML::Value << to_text(*document.next_review);
  yaml << YAML::Key << "media_type" << YAML::Value << version.media_type;
  if (!version.file_name.empty()) yaml << YAML::Key << "file_name" << YAML::Value << version.file_name;
  yaml << YAML::Key << "content_sha256" << YAML::Value << version.content_sha256;
  if (!card.sign_offs.empty()) {
    yaml << YAML::Key << "sign_offs" << YAML::Value << YAML::BeginSeq;
    for (const auto& sign_off : card.sign_offs) emit_sign_off(yaml, sign_off);
    yaml << YAML::EndSeq;
  }
  yaml << YAML::EndMap;
  return std::string(yaml.c_str()) + "\n";
}

std::vector<docs_repo::TreeChange> version_files(const DocumentCard& card, const docs_repo::ObjectId& card_blob,
                                                 const std::optional<std::string>& former_content_path) {
  const auto path = content_path(card.document.number, card.version);
  std::vector<docs_repo::TreeChange> changes;
  if (former_content_path && *former_content_path != path) changes.push_back({*former_content_path, std::nullopt});
  changes.push_back({path, docs_repo::ObjectId{card.version.blob_id}});
  changes.push_back({document_folder(card.document.number) + "/document.yaml", card_blob});
  return changes;
}

std::string commit_message(const std::string& subject, const std::string& body, const std::vector<Trailer>& trailers) {
  std::string message = one_line(subject) + "\n\n";
  if (!body.empty()) message += body + "\n\n";
  for (const auto& trailer : trailers) message += trailer.name + ": " + one_line(trailer.value) + "\n";
  return message;
}

std::string signature_statement(const Document& document, const Version& version, VersionLabel released,
                                const SignOff& sign_off, const std::string& email,
                                const std::string& organisation_name) {
  return sign_off.meaning + ".\n" +                                               //
         "Organisation: " + one_line(organisation_name) + "\n" +                  //
         "Document: " + document.number + " " + one_line(version.title) + "\n" +  //
         "Version: " + to_text(released) + "\n" +                                 //
         "Content SHA-256: " + version.content_sha256 + "\n" +                    //
         "Name: " + one_line(sign_off.printed_name) + " <" + email + ">\n" +      //
         "Role: " + sign_off.role + "\n" +                                        //
         "Time: " + to_text(sign_off.decided_at.value_or(Instant{})) + "\n";
}

}  // namespace provost::workflows::documents
