#include <boost/json.hpp>
#include <set>

#include "docs_repo/archive/zip_file.hpp"
#include "docs_repo/signatures/ssh_signature.hpp"
#include "workflows/evidence_pack/pack_file.hpp"
#include "workflows/hashing.hpp"
#include "workflows/hex.hpp"
#include "workflows/store/journal.hpp"

namespace provost::workflows::evidence_pack {

namespace {

namespace json = boost::json;

/// What is read as a whole; a pack of twenty thousand pieces stays far below.
constexpr std::size_t longest_kept = std::size_t{512} * 1024 * 1024;

struct Found {
  std::uint64_t size = 0;
  std::string sha256;
};

/// The first thing that does not fit.
class Problem : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) throw Problem("manifest.json has no " + std::string(name));
  return std::string(value->get_string());
}

const json::array& list_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_array()) throw Problem("manifest.json has no " + std::string(name));
  return value->get_array();
}

json::object parsed(std::string_view text, const std::string& what) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (error || !value.is_object()) throw Problem(what + " cannot be read");
  return value.get_object();
}

bool has_line(std::string_view text, const std::string& line) {
  std::size_t from = 0;
  while (from < text.size()) {
    const auto end = std::min(text.find('\n', from), text.size());
    if (text.substr(from, end - from) == line) return true;
    from = end + 1;
  }
  return false;
}

bool is_kept(std::string_view path) {
  return path == "manifest.json" || path == "manifest.json.sig" || path == "SHA256SUMS" || path == "SHA256SUMS.sig" ||
         path == "audit-trail.jsonl" || path.starts_with("signatures/");
}

class Verifier {
 public:
  Verifier(const std::optional<std::string>& allowed_signers, PackReport& report)
      : allowed_signers_(allowed_signers), report_(report) {}

  void verify(const std::filesystem::path& pack) {
    read(pack);
    const auto manifest_text = kept("manifest.json");
    manifest_ = parsed(manifest_text, "manifest.json");
    check_maker(manifest_text);
    check_files();
    for (const auto& entry : list_in(manifest_, "signatures")) {
      if (!entry.is_object()) throw Problem("manifest.json has a signature that cannot be read");
      check_signature(entry.get_object());
    }
    check_audit_entries();
  }

 private:
  void read(const std::filesystem::path& pack) {
    std::size_t kept_size = 0;
    docs_repo::walk_zip(
        pack,
        [&](const std::string& path) -> std::function<void(std::string_view)> {
          if (!found_.emplace(path, Found{}).second) throw Problem(path + " is in the pack twice");
          auto hash = std::make_shared<Sha256>();
          return [this, path, hash, &kept_size](std::string_view piece) {
            auto& found = found_[path];
            if (piece.empty()) {
              found.sha256 = hash->hex();
              return;
            }
            hash->add(piece);
            found.size += piece.size();
            if (!is_kept(path)) return;
            kept_size += piece.size();
            if (kept_size > longest_kept) throw Problem("the pack's own lists are too long");
            kept_[path] += piece;
          };
        },
        docs_repo::ZipFolders::refused);
  }

  const std::string& kept(const std::string& path) {
    if (!found_.contains(path)) throw Problem(path + " is missing");
    return kept_[path];
  }

  void require_allowed(const std::string& email, const std::string& public_key) const {
    if (!allowed_signers_) return;
    const auto key = docs_repo::authorized_key_text(public_key);
    std::size_t from = 0;
    while (from < allowed_signers_->size()) {
      const auto end = std::min(allowed_signers_->find('\n', from), allowed_signers_->size());
      const auto line = std::string_view(*allowed_signers_).substr(from, end - from);
      if (!line.starts_with('#') && line.starts_with(email + " ") && line.find(key) != std::string_view::npos) return;
      from = end + 1;
    }
    throw Problem("the key of " + email + " is not in the list of signers that you gave");
  }

  static std::string key_of(const json::object& object) {
    try {
      auto key = from_hex(text_in(object, "public_key"));
      if (key.size() == 32) return key;
    } catch (const std::invalid_argument&) {
      // Told below.
    }
    throw Problem("manifest.json names a key that is none");
  }

  void check_maker(const std::string& manifest_text) {
    const auto* maker = manifest_.if_contains("made_by");
    if (maker == nullptr || !maker->is_object()) throw Problem("manifest.json does not say who made the pack");
    const auto email = text_in(maker->get_object(), "email");
    const auto key = key_of(maker->get_object());
    if (!docs_repo::verify_statement_signature(kept("manifest.json.sig"), manifest_text, key)) {
      throw Problem("manifest.json was changed after it was signed");
    }
    require_allowed(email, key);
    maker_key_ = key;
    report_.organisation = text_in(manifest_, "organisation");
    report_.prepared_for = text_in(manifest_, "prepared_for");
    report_.made_at = text_in(manifest_, "made_at");
    report_.made_by = text_in(maker->get_object(), "name") + " <" + email + ">";
  }

  void check_files() {
    std::set<std::string> named{"manifest.json", "manifest.json.sig", "SHA256SUMS", "SHA256SUMS.sig"};
    std::string sums;
    for (const auto& entry : list_in(manifest_, "files")) {
      if (!entry.is_object()) throw Problem("manifest.json has a file that cannot be read");
      const auto path = text_in(entry.get_object(), "path");
      named.insert(path);
      const auto file = found_.find(path);
      if (file == found_.end()) throw Problem(path + " is missing");
      if (file->second.sha256 != text_in(entry.get_object(), "sha256")) {
        throw Problem(path + " is not the file that the manifest names");
      }
      sums += file->second.sha256 + "  " + path + "\n";
      ++report_.files;
    }
    // Who checks by hand checks this list.
    sums += sha256_hex(kept("manifest.json")) + "  manifest.json\n";
    if (kept("SHA256SUMS") != sums ||
        !docs_repo::verify_statement_signature(kept("SHA256SUMS.sig"), sums, maker_key_)) {
      throw Problem("SHA256SUMS is not the list that was signed");
    }
    for (const auto& [path, file] : found_) {
      if (!named.contains(path)) throw Problem(path + " was added to the pack");
    }
  }

  void check_signature(const json::object& entry) {
    const auto about = text_in(entry, "about") + ", " + text_in(entry, "signer");
    const auto& payload = kept(text_in(entry, "payload"));
    const auto& signature = kept(text_in(entry, "signature"));
    const auto key = key_of(entry);
    const bool of_commit = text_in(entry, "format") == "git";
    const bool holds = of_commit ? docs_repo::verify_ssh_signature(signature, payload, key)
                                 : docs_repo::verify_statement_signature(signature, payload, key);
    if (!holds) throw Problem("the signature on " + about + " is not valid");
    require_allowed(text_in(entry, "email"), key);
    auto statement = payload;
    if (of_commit) {
      statement = kept(text_in(entry, "statement"));
      if (!has_line(payload, "Statement-SHA256: " + sha256_hex(statement))) {
        throw Problem("the statement of " + about + " is not the one that was signed");
      }
    }
    if (const auto path = text_in(entry, "content"); !path.empty()) {
      const auto content = found_.find(path);
      if (content == found_.end() || !has_line(statement, "Content SHA-256: " + content->second.sha256)) {
        throw Problem(path + " is not what " + about + " signed");
      }
    }
    ++report_.signatures;
  }

  void check_audit_entries() {
    const auto& extract = kept("audit-trail.jsonl");
    std::size_t from = 0;
    while (from < extract.size()) {
      const auto end = std::min(extract.find('\n', from), extract.size());
      const auto entry = parsed(std::string_view(extract).substr(from, end - from), "audit-trail.jsonl");
      from = end + 1;
      const auto* sequence = entry.if_contains("sequence");
      if (sequence == nullptr || !sequence->is_int64()) throw Problem("audit-trail.jsonl cannot be read");
      const auto field = [&entry](std::string_view name) { return text_in(entry, name); };
      const auto hash = store::audit_event_hash(
          {sequence->get_int64(), field("at"), field("actor"), field("actor_name"), field("channel"), field("action"),
           field("subject"), field("details"), field("changes"), field("previous_hash")});
      if (hash != field("hash")) {
        throw Problem("audit entry " + std::to_string(sequence->get_int64()) + " was changed");
      }
      ++report_.audit_entries;
    }
  }

  const std::optional<std::string>& allowed_signers_;
  PackReport& report_;
  std::map<std::string, Found> found_;
  std::map<std::string, std::string> kept_;
  json::object manifest_;
  std::string maker_key_;
};

}  // namespace

PackReport verify_pack(const std::filesystem::path& pack, const std::optional<std::string>& allowed_signers) {
  PackReport report;
  try {
    Verifier(allowed_signers, report).verify(pack);
  } catch (const std::runtime_error& problem) {
    report.first_problem = problem.what();
  }
  return report;
}

}  // namespace provost::workflows::evidence_pack
