#include <boost/json.hpp>

#include "docs_repo/archive/zip_file.hpp"
#include "docs_repo/signatures/ssh_signature.hpp"
#include "workflows/evidence_pack/pack_file.hpp"
#include "workflows/hashing.hpp"
#include "workflows/hex.hpp"

namespace provost::workflows::evidence_pack {

namespace {

namespace json = boost::json;

constexpr auto read_me =
    "This is an evidence pack. Open index.html in a browser; it needs nothing else.\n"
    "\n"
    "To check that nothing was changed, with the program:   provost pack verify PACK.zip\n"
    "or with what most systems have, in the unpacked folder:\n"
    "  sha256sum --check SHA256SUMS\n"
    "  ssh-keygen -Y verify -f allowed_signers -I ADDRESS -n provost-statement -s manifest.json.sig < manifest.json\n"
    "  ssh-keygen -Y verify -f allowed_signers -I ADDRESS -n git -s signatures/NAME.sig < signatures/NAME.txt\n"
    "ADDRESS is the e-mail address of whoever signed, as manifest.json names it. Compare allowed_signers with the "
    "list\n"
    "that the organisation has published: whoever makes a pack could put keys of their own into it.\n";

json::object signature_entry(const PackedSignature& signature) {
  return {{"payload", "signatures/" + signature.name + ".txt"},
          {"signature", "signatures/" + signature.name + ".sig"},
          {"statement", signature.statement.empty() ? "" : "signatures/" + signature.name + ".statement.txt"},
          {"format", signature.format},
          {"about", signature.about},
          {"meaning", signature.meaning},
          {"signer", signature.signer_name},
          {"email", signature.signer_email},
          {"signed_at", signature.signed_at},
          {"public_key", signature.public_key},
          {"content", signature.content_path}};
}

class Packer {
 public:
  Packer(const PackContent& content, const std::filesystem::path& target) : content_(content), zip_(target) {}

  void add(const std::string& path, std::string_view text) { note(zip_.add(path, text)); }
  void add_file(const std::string& path, const std::filesystem::path& file) { note(zip_.add_file(path, file)); }

  std::string finish(const people::OpenSigningKey& key) {
    json::array signatures, standards;
    for (const auto& signature : content_.signatures) signatures.push_back(signature_entry(signature));
    for (const auto& standard : content_.standards) {
      standards.push_back(
          json::object{{"title", standard.content->title}, {"outline_version", standard.content->version}});
    }
    const json::object manifest{{"pack", 1},
                                {"organisation", content_.organisation},
                                {"prepared_for", content_.scope.prepared_for},
                                {"made_at", to_text(content_.made_at)},
                                {"made_by",
                                 {{"name", content_.made_by_name},
                                  {"email", content_.made_by_email},
                                  {"public_key", to_hex(key.pair.public_key)}}},
                                {"standards", std::move(standards)},
                                {"audit_trail", {{"sequence", content_.audit_sequence}, {"hash", content_.audit_hash}}},
                                {"files", files_},
                                {"signatures", std::move(signatures)}};
    const auto text = json::serialize(manifest) + "\n";
    zip_.add("SHA256SUMS", sums_ + sha256_hex(text) + "  manifest.json\n");
    zip_.add("manifest.json.sig", docs_repo::sign_statement(text, key.pair));
    zip_.add("manifest.json", text);
    zip_.finish();
    return sha256_hex(text);
  }

 private:
  void note(const docs_repo::PackedFile& file) {
    files_.push_back(json::object{{"path", file.path}, {"size", file.size}, {"sha256", file.sha256}});
    sums_ += file.sha256 + "  " + file.path + "\n";
  }

  const PackContent& content_;
  docs_repo::ZipWriter zip_;
  json::array files_;
  std::string sums_;
};

}  // namespace

std::string write_pack(const PackContent& content, const std::map<std::string, std::string>& pages,
                       const docs_repo::DocumentRepository& repository, const cases::AttachmentFiles& files,
                       const people::OpenSigningKey& key, const std::filesystem::path& target) {
  Packer packer(content, target);
  packer.add("README.txt", read_me);
  for (const auto& [path, html] : pages) packer.add(path, html);
  for (const auto& document : content.documents) {
    packer.add(document.content_path, repository.read_blob(docs_repo::ObjectId{document.version.blob_id}));
  }
  for (const auto& piece : content.evidence) {
    for (const auto& file : piece.files) packer.add_file(file.path, files.path(file.sha256));
  }
  for (const auto& signature : content.signatures) {
    const auto name = "signatures/" + signature.name;
    packer.add(name + ".txt", signature.payload);
    packer.add(name + ".sig", signature.signature);
    if (!signature.statement.empty()) packer.add(name + ".statement.txt", signature.statement);
  }
  packer.add("allowed_signers", content.allowed_signers);
  packer.add("audit-trail.jsonl", content.audit_extract);
  return packer.finish(key);
}

}  // namespace provost::workflows::evidence_pack
