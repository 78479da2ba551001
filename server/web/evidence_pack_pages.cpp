#include <algorithm>
#include <boost/json.hpp>

#include "docs_repo/import/upload_folder.hpp"
#include "server/web/document_model.hpp"
#include "server/web/evidence_model.hpp"
#include "server/web/evidence_packs.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "templates/markdown.hpp"
#include "workflows/documents/content_intake.hpp"
#include "workflows/evidence_pack/pack_file.hpp"
#include "workflows/standards/document_coverage.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace evidence_pack = workflows::evidence_pack;
using app::Call;
using app::Problem;
using evidence_pack::PackContent;
using workflows::people::Permission;

json::object frame_of(const PackContent& content) {
  return {{"organisation", content.organisation},
          {"prepared_for", content.scope.prepared_for},
          {"made_by", content.made_by_name},
          {"made_at", moment_text(content.made_at, content.time_zone)}};
}

bool leads_to(const std::vector<std::string>& clauses, const std::string& number,
              const workflows::standards::Standard& standard) {
  return std::any_of(clauses.begin(), clauses.end(), [&](const std::string& clause) {
    return workflows::standards::clause_named(clause, standard) == number;
  });
}

json::object piece_model(const evidence_pack::PackedEvidence& piece) {
  json::array files;
  for (const auto& file : piece.files) {
    files.push_back(json::object{{"path", file.path}, {"file", file.file_name}, {"sha256", file.sha256}});
  }
  const auto day = [](const std::optional<workflows::Day>& one) { return one ? day_text(*one) : std::string(); };
  json::object model{{"key", piece.row.key},
                     {"piece", piece.row.title},
                     {"standing", standing_model(piece.row.standing)},
                     {"effective_on", day(piece.row.effective_on)},
                     {"valid_until", day(piece.row.valid_until)},
                     {"web_address", piece.row.address},
                     {"handed_in", piece.handed_in},
                     {"checked", piece.checked}};
  model["files"] = std::move(files);
  return model;
}

json::object document_entry(const evidence_pack::PackedDocument& document) {
  return {{"number", document.number},
          {"document_title", document.version.title},
          {"version", to_text(document.version.label)},
          {"path", document.folder + "/index.html"}};
}

json::object index_model(const PackContent& content) {
  json::array standards;
  for (const auto& published : content.standards) {
    const auto& standard = *published.content;
    json::array clauses;
    for (const auto& clause : standard.clauses) {
      json::array documents, pieces;
      for (const auto& document : content.documents) {
        if (leads_to(document.clauses, clause.number, standard)) documents.push_back(document_entry(document));
      }
      for (const auto& piece : content.evidence) {
        if (leads_to(piece.row.clauses, clause.number, standard)) pieces.push_back(piece_model(piece));
      }
      json::object model{{"clause", clause.number},
                         {"clause_title", clause.title},
                         {"heading", !clause.assessable},
                         {"nothing", documents.empty() && pieces.empty()}};
      model["documents"] = std::move(documents);
      model["pieces"] = std::move(pieces);
      clauses.push_back(std::move(model));
    }
    json::object model{{"standard_title", standard.title}, {"outline_version", standard.version}};
    model["clauses"] = std::move(clauses);
    standards.push_back(std::move(model));
  }
  json::array signatures;
  for (const auto& signature : content.signatures) {
    const auto at = signature.signed_at.empty()
                        ? ""
                        : moment_text(workflows::parse_instant(signature.signed_at), content.time_zone);
    signatures.push_back(json::object{{"about", signature.about},
                                      {"signer", signature.signer_name},
                                      {"meaning", signature.meaning},
                                      {"signed_at", at},
                                      {"signature_path", "signatures/" + signature.name + ".sig"}});
  }
  auto model = frame_of(content);
  model["standards"] = std::move(standards);
  model["signatures_present"] = !signatures.empty();
  model["signatures"] = std::move(signatures);
  model["document_count"] = count_text(static_cast<std::int64_t>(content.documents.size()), "document", "documents");
  model["piece_count"] =
      count_text(static_cast<std::int64_t>(content.evidence.size()), "piece of evidence", "pieces of evidence");
  model["entry_count"] = count_text(content.audit_entries, "audit entry", "audit entries");
  model["audit_sequence"] = content.audit_sequence;
  model["audit_hash"] = content.audit_hash;
  return model;
}

std::string whole_page(const Pages& pages, const Call& call, std::string_view name, json::object model) {
  return std::get<std::string>(pages.page(call, name, "Evidence pack", std::move(model)).body);
}

/// The pages by their place in the pack. The session reads texts of documents.
std::map<std::string, std::string> pages_of(const Pages& pages, const Call& call, workflows::store::Session& session,
                                            const PackContent& content) {
  std::map<std::string, std::string> html;
  for (const auto& document : content.documents) {
    auto model = frame_of(content);
    const auto text = workflows::documents::text_for_reading(call.services.repository, session, document.version);
    model["number"] = document.number;
    model["document_title"] = document.version.title;
    model["version"] = to_text(document.version.label);
    model["owner"] = document.owner_name;
    model["sha256"] = document.version.content_sha256;
    model["content_file"] = document.content_path.substr(document.folder.size() + 1);
    model["html"] = text.empty() ? "" : templates::markdown_to_html_below_title(text, document.version.title);
    add_sign_offs(model, document.sign_offs, content.time_zone);
    html[document.folder + "/index.html"] = whole_page(pages, call, "evidence_document_offline", std::move(model));
  }
  html["index.html"] = whole_page(pages, call, "evidence_index_offline", index_model(content));
  return html;
}

json::object form_model(const Call& call, const std::vector<std::string>& chosen, const std::string& prepared_for,
                        bool only_valid) {
  json::array standards;
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  for (const auto& [name, title] : workflows::standards::titles_in_library(snapshot.session())) {
    const bool is_chosen = std::find(chosen.begin(), chosen.end(), name) != chosen.end();
    standards.push_back(json::object{{"value", name}, {"label", title}, {"chosen", is_chosen}});
  }
  json::object model{{"prepared_for", prepared_for}, {"only_valid", only_valid}};
  model["standards"] = std::move(standards);
  return model;
}

http::Response show_form(const Pages& pages, const Call& call) {
  return pages.page(call, "evidence_pack", "Evidence pack", form_model(call, {}, "", false));
}

http::Response download(const Pages& pages, const Call& call, EvidencePacks& packs) {
  const Form form(call);
  const evidence_pack::PackScope scope{form.all("standard"), form.get("prepared_for"), form.has("only_valid")};
  const auto again = [&](const Problem& problem) {
    return pages.page_with_problem(call, "evidence_pack", "Please look again: evidence pack",
                                   form_model(call, scope.standards, scope.prepared_for, scope.only_valid), problem);
  };
  try {
    return done_or_again([&] { return packs.make(call, scope, form.get("secret")); }, again);
  } catch (const workflows::Forbidden&) {
    // A wrong password is worth another try on the same page.
    if (form.get("secret").empty() || !call.person().may(Permission::read_audit_trail)) throw;
    return again(app::problem_of(std::current_exception()));
  }
}

}  // namespace

http::Response EvidencePacks::make(const Call& call, const evidence_pack::PackScope& scope, const std::string& secret) {
  const std::unique_lock turn(one_at_a_time_, std::try_to_lock);
  if (!turn) {
    throw workflows::TooBusy("Another pack is being made. Please try again in a minute.", std::chrono::seconds(5));
  }
  if (secret.empty()) throw workflows::Invalid("secret", "Please type your password: it is your signature.");
  call.services.sign_in.check_secret(call.person(), secret);
  PackContent content;
  std::map<std::string, std::string> html;
  std::optional<workflows::people::OpenSigningKey> key;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    content =
        evidence_pack::read_pack_content(snapshot.session(), call.services.repository, call.services.catalogue,
                                         call.services.standards, call.person(), scope, call.services.clock.now());
    html = pages_of(pages_, call, snapshot.session(), content);
    key = workflows::people::open_signing_key(snapshot.session(), call.person().person_id, secret);
  }
  const auto folder = std::make_shared<docs_repo::UploadFolder>(spool_);
  const auto target = folder->path() / "pack.zip";
  const auto sha256 =
      evidence_pack::write_pack(content, html, call.services.repository, call.services.attachments, *key, target);
  call.services.audit.record(call.person().audit(),
                             {"evidence.packed",
                              "evidence pack",
                              {{"prepared_for", scope.prepared_for},
                               {"standards", json::array(scope.standards.begin(), scope.standards.end())},
                               {"only_valid", scope.only_valid},
                               {"documents", static_cast<std::int64_t>(content.documents.size())},
                               {"pieces", static_cast<std::int64_t>(content.evidence.size())},
                               {"manifest_sha256", sha256}}});
  auto response = http::file({target, folder}, "application/zip");
  response.fields.set(
      "Content-Disposition",
      http::attachment("evidence-pack-" +
                       workflows::to_text(workflows::day_in_zone(content.made_at, content.time_zone)) + ".zip"));
  return response;
}

app::Routes evidence_pack_routes(const Pages& pages, EvidencePacks& packs) {
  const auto readers = app::Access::with(Permission::read_audit_trail);
  return {get_page("/evidence/pack", readers, [&pages](const Call& call) { return show_form(pages, call); }),
          post_form("/evidence/pack", readers,
                    [&pages, &packs](const Call& call) { return download(pages, call, packs); })};
}

}  // namespace provost::web
