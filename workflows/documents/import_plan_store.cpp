#include "docs_repo/text/front_matter.hpp"
#include "workflows/documents/import_plan.hpp"

namespace provost::workflows::documents {

const DocumentType* type_of(const docs_repo::SourceFile& file, const DocumentType* asked) {
  if (file.kind != docs_repo::ContentKind::markdown) return asked;
  const auto front_matter = docs_repo::read_front_matter(docs_repo::read_source(file));
  if (const auto* values = std::get_if<docs_repo::FrontMatter>(&front_matter)) {
    if (const auto named = values->simple_values.find("type"); named != values->simple_values.end()) {
      const auto* type = find_document_type(named->second);
      if (type != nullptr && type->text_media_type == "text/markdown") return type;
    }
  }
  return asked;
}

std::map<std::string, KnownFile> known_files(store::Session& session, const std::string& source) {
  std::map<std::string, KnownFile> known;
  for (const auto& record :
       session.select("SELECT i.path, i.document_id, i.source_sha256, d.number, d.title FROM imported_files i JOIN"
                      " documents d ON d.id = i.document_id WHERE i.source = :source",
                      {source})) {
    known.emplace(record.text("path"), KnownFile{record.integer("document_id"), record.text("number"),
                                                 record.text("title"), record.text("source_sha256")});
  }
  return known;
}

std::optional<std::string> hindrance(const PlannedFile& file) {
  if (file.present && !file.fills_waiting) {
    if (file.state == VersionState::obsolete) {
      return file.number + " is here already. Withdraw it from use on its page.";
    }
    if (!file.present_working && !file.present_effective) {
      return file.number + " is no longer in use here. Take it up again on its page, then import.";
    }
  }
  if (!file.present_working || file.fills_waiting) return std::nullopt;
  const auto state = file.present_working->state;
  if (file.state != VersionState::draft) {
    return file.number + " is being worked on (version " + to_text(file.present_working->label) +
           "). Finish or withdraw that version, then import again.";
  }
  if (state == VersionState::draft) return std::nullopt;
  return file.number + " version " + to_text(file.present_working->label) +
         " is under review or approval. Withdraw it first, then import again.";
}

void load_present(store::Session& session, PlannedFile& planned, const KnownFile& known) {
  planned.present = find_document(session, known.document_id);
  planned.number = planned.present->number;
  planned.type = find_document_type(planned.present->type);
  if (planned.present->working_version_id) {
    planned.present_working = find_version(session, *planned.present->working_version_id);
  }
  if (planned.present->effective_version_id) {
    planned.present_effective = find_version(session, *planned.present->effective_version_id);
  }
}

void note_heads(store::Session& session, ImportPlan& plan) {
  plan.imports_head = ReferenceKeeper::present(session, imports_reference);
  plan.published_head = ReferenceKeeper::present(session, published_reference);
}

void ImportPlan::note_planned(const PlannedFile& file) {
  outcome[file.key] = {file.key,
                       file.present ? ImportOutcome::changed : ImportOutcome::added,
                       file.number,
                       to_text(imported_label(file)),
                       file.source.title,
                       "",
                       file.listed ? file.listed->remarks : std::vector<std::string>{}};
}

std::string content_of(const PlannedFile& file) {
  return file.text ? *file.text : docs_repo::read_source(file.source);
}

VersionLabel imported_label(const PlannedFile& file) {
  const bool draft = file.state == VersionState::draft;
  if (file.present_working && draft) return file.present_working->label;
  if (file.present_effective) {
    return {file.present_effective->label.major, file.present_effective->label.minor + 1};
  }
  if (draft) return {0, 1};
  return file.listed ? file.listed->label : VersionLabel{1, 0};
}

ImportPlan plan_import(store::Session& session, const docs_repo::SourceScan& scan, const std::string& source,
                       const ImportRequest& request) {
  ImportPlan plan;
  const auto* asked = find_document_type(request.type);
  for (const auto& problem : scan.problems) {
    plan.outcome[problem.path] = {problem.path, ImportOutcome::skipped, "", "", "", problem.what};
  }
  const auto known = known_files(session, source);
  for (const auto& file : scan.files) {
    const auto found = known.find(file.path);
    if (found != known.end() && found->second.source_sha256 == file.content_sha256) {
      plan.number_by_path[file.path] = found->second.number;
      plan.outcome[file.path] = {file.path, ImportOutcome::unchanged, found->second.number,
                                 "",        found->second.title,      ""};
      continue;
    }
    PlannedFile planned;
    planned.key = file.path;
    planned.source = file;
    planned.state = request.effective ? VersionState::effective : VersionState::draft;
    if (found != known.end()) {
      load_present(session, planned, found->second);
      plan.number_by_path[file.path] = planned.number;
      if (const auto problem = hindrance(planned)) {
        plan.outcome[file.path] = {file.path, ImportOutcome::skipped, planned.number, "", file.title, *problem};
        continue;
      }
    } else {
      planned.type = type_of(file, asked);
      auto highest = plan.highest_after.find(planned.type);
      if (highest == plan.highest_after.end()) {
        const auto before = highest_number(session, *planned.type);
        plan.highest_before[planned.type] = before;
        highest = plan.highest_after.emplace(planned.type, before).first;
      }
      // An organisation's own codes from a master list may look like the next number.
      do {
        planned.number = number_text(*planned.type, ++highest->second);
      } while (find_document(session, planned.number));
      plan.number_by_path[file.path] = planned.number;
    }
    plan.note_planned(planned);
    plan.files.push_back(std::move(planned));
  }
  note_heads(session, plan);
  return plan;
}

bool still_holds(store::Session& session, const ImportPlan& plan) {
  for (const auto& [type, highest] : plan.highest_before) {
    if (highest_number(session, *type) != highest) return false;
  }
  for (const auto& file : plan.files) {
    if (!file.present && find_document(session, file.number)) return false;
    if (!file.present) continue;
    const auto document = find_document(session, file.present->id);
    if (!document || document->row_version != file.present->row_version) return false;
  }
  return ReferenceKeeper::present(session, imports_reference) == plan.imports_head &&
         ReferenceKeeper::present(session, published_reference) == plan.published_head;
}

}  // namespace provost::workflows::documents
