#include <boost/json.hpp>
#include <set>

#include "docs_repo/archive/zip_file.hpp"
#include "docs_repo/signatures/ssh_signature.hpp"
#include "workflows/errors.hpp"
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
    "or with what most systems have, in the unpacked folder: first the list of all files, then the files:\n"
    "  ssh-keygen -Y verify -f allowed_signers -I ADDRESS -n provost-statement -s SHA256SUMS.sig < SHA256SUMS\n"
    "  sha256sum --check SHA256SUMS\n"
    "and each signature:\n"
    "  ssh-keygen -Y verify -f allowed_signers -I ADDRESS -n git -s signatures/NAME.sig < signatures/NAME.txt\n"
    "ADDRESS is the e-mail address of whoever signed, as manifest.json names it. Use the list of signers that the\n"
    "organisation has published, not the one in the pack: whoever makes a pack could put keys of their own into it.\n";

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

/// Whoever signed something in the pack, and nobody else of the organisation.
std::string signers_of(const PackContent& content, const people::OpenSigningKey& key) {
  std::set<std::pair<std::string, std::string>> keys{{content.made_by_email, key.pair.public_key}};
  for (const auto& signature : content.signatures) {
    keys.emplace(signature.signer_email, from_hex(signature.public_key));
  }
  std::vector<docs_repo::AllowedSigner> signers;
  for (const auto& [email, public_key] : keys) signers.push_back({email, public_key, std::nullopt, std::nullopt});
  return docs_repo::allowed_signers_text(signers);
}

class Packer {
 public:
  Packer(const PackContent& content, const std::filesystem::path& target) : content_(content), zip_(target) {}

  void add(const std::string& path, std::string_view text) { note(zip_.add(path, text)); }
  /// Throws Unusable when the file is not the one that it is named by.
  void add_file(const std::string& path, const std::filesystem::path& file, const std::string& sha256) {
    const auto packed = zip_.add_file(path, file);
    if (packed.sha256 != sha256) {
      throw Unusable("The file for " + path +
                     " is damaged in the data directory. Run `provost verify`; restore it from a backup.");
    }
    note(packed);
  }

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
    sums_ += sha256_hex(text) + "  manifest.json\n";
    zip_.add("SHA256SUMS", sums_);
    zip_.add("SHA256SUMS.sig", docs_repo::sign_statement(sums_, key.pair));
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
    for (const auto& file : piece.files) packer.add_file(file.path, files.path(file.sha256), file.sha256);
  }
  for (const auto& signature : content.signatures) {
    const auto name = "signatures/" + signature.name;
    packer.add(name + ".txt", signature.payload);
    packer.add(name + ".sig", signature.signature);
    if (!signature.statement.empty()) packer.add(name + ".statement.txt", signature.statement);
  }
  packer.add("allowed_signers", signers_of(content, key));
  packer.add("audit-trail.jsonl", content.audit_extract);
  return packer.finish(key);
}

}  // namespace provost::workflows::evidence_pack
