#include <algorithm>

#include "workflows/documents/import_plan.hpp"
#include "workflows/hashing.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::documents {

namespace {

/// What stands in a document of which the list came without a file. People see it until somebody puts the text there.
std::string waiting_text(std::string_view title) {
  std::string heading;
  for (const char letter : title) {
    if (std::string_view("\\`*_{}[]<>#").find(letter) != std::string_view::npos) heading += '\\';
    heading += letter;
  }
  return "# " + heading + "\n\nThe text of this document is still to be brought in.\n";
}

/// The one person who is meant by a name or an e-mail address.
std::optional<std::int64_t> person_named(const std::vector<people::Person>& people, const std::string& text) {
  const auto wanted = in_small_letters(text);
  std::optional<std::int64_t> found;
  for (const auto& person : people) {
    if (person.email == wanted) return person.id;
    if (in_small_letters(person.name) != wanted) continue;
    if (found) return std::nullopt;
    found = person.id;
  }
  return found;
}

class ListedPlanner {
 public:
  ListedPlanner(store::Session& session, const docs_repo::SourceScan& scan, const MasterList& list,
                const std::string& source, const ImportRequest& request, Day today)
      : session_(session), scan_(scan), list_(list), request_(request), known_(known_files(session, source)) {
    for (auto& person : people::list_people(session)) {
      if (person.has_access(today)) people_.push_back(std::move(person));
    }
  }

  ImportPlan run() {
    for (const auto& problem : scan_.problems) skip(problem.path, "", problem.what);
    for (const auto& problem : list_.problems) {
      skip("Row " + std::to_string(problem.row) + (problem.code.empty() ? "" : ", " + problem.code), "", problem.what);
    }
    const auto files = files_of_documents();
    for (std::size_t at = 0; at < list_.documents.size(); ++at) add(list_.documents[at], files[at]);
    note_heads(session_, plan_);
    return std::move(plan_);
  }

 private:
  using Files = std::vector<const docs_repo::SourceFile*>;

  void skip(const std::string& key, const std::string& title, const std::string& why) {
    plan_.outcome[key] = {key, ImportOutcome::skipped, "", "", title, why, {}};
  }

  std::vector<Files> files_of_documents() {
    std::vector<Files> files(list_.documents.size());
    std::vector<std::string> paths;
    for (const auto& file : scan_.files) paths.push_back(file.path);
    const auto listed = listed_for_files(list_.documents, paths);
    for (std::size_t at = 0; at < listed.size(); ++at) {
      if (listed[at]) {
        files[*listed[at]].push_back(&scan_.files[at]);
      } else {
        skip(paths[at], scan_.files[at].title,
             "The list has no document for this file: no row names it, and its name begins with no code of the list.");
      }
    }
    return files;
  }

  void add(const ListedDocument& listed, const Files& files) {
    if (files.size() > 1) {
      skip(listed.code, listed.title,
           "Several files belong to this code: " + names_of(files) + ". Name the right one in a column “file”.");
      return;
    }
    PlannedFile planned;
    planned.key = listed.code;
    planned.number = listed.code;
    planned.listed = listed;
    planned.state = listed.state.value_or(request_.effective ? VersionState::effective : VersionState::draft);
    if (files.empty()) {
      if (planned.state == VersionState::obsolete) {
        skip(listed.code, listed.title, "It is obsolete and came without a file, so there is nothing to keep.");
        return;
      }
      wait_for_file(planned);
    } else {
      planned.source = *files.front();
    }
    planned.source.title = listed.title;
    const auto found = known_.find(listed.code);
    if (found != known_.end()) {
      if (found->second.source_sha256 == planned.source.content_sha256 || planned.text) {
        plan_.outcome[listed.code] = {
            listed.code, ImportOutcome::unchanged, found->second.number, "", found->second.title, "", {}};
        if (!files.empty()) plan_.number_by_path[files.front()->path] = found->second.number;
        return;
      }
      load_present(session_, planned, found->second);
      planned.fills_waiting = is_waiting(planned, found->second);
      if (const auto problem = hindrance(planned)) {
        skip(listed.code, listed.title, *problem);
        return;
      }
    } else {
      if (find_document(session_, planned.number)) {
        skip(listed.code, listed.title,
             "There is a document with the number " + planned.number + " already, and it did not come with this list.");
        return;
      }
      planned.type = type_for(planned);
      name_owner(planned);
    }
    if (!files.empty()) plan_.number_by_path[files.front()->path] = planned.number;
    plan_.note_planned(planned);
    plan_.files.push_back(std::move(planned));
  }

  static std::string names_of(const Files& files) {
    std::vector<std::string> names;
    for (const auto* file : files) names.push_back(file->path);
    return listed(names, 3);
  }

  static void wait_for_file(PlannedFile& planned) {
    planned.text = waiting_text(planned.listed->title);
    planned.source.path = planned.number + ".md";
    planned.source.kind = docs_repo::ContentKind::markdown;
    planned.source.content_sha256 = sha256_hex(*planned.text);
    planned.source.size = planned.text->size();
    planned.listed->remarks.push_back(planned.state == VersionState::effective
                                          ? "No file came with it, so it is a draft until its text is there."
                                          : "No file came with it; it waits for its text.");
    planned.state = VersionState::draft;
  }

  /// Whether the document is a draft that still has the text it was given when its file was missing.
  static bool is_waiting(const PlannedFile& planned, const KnownFile& known) {
    const auto& draft = planned.present_working;
    return draft && draft->state == VersionState::draft && !planned.present_effective &&
           draft->content_sha256 == known.source_sha256 &&
           draft->content_sha256 == sha256_hex(waiting_text(draft->title));
  }

  const DocumentType* type_for(const PlannedFile& planned) const {
    if (!planned.listed->type.empty()) return find_document_type(planned.listed->type);
    const auto* asked = find_document_type(request_.type);
    return planned.text ? asked : type_of(planned.source, asked);
  }

  void name_owner(PlannedFile& planned) const {
    const auto& name = planned.listed->owner;
    if (name.empty()) return;
    planned.owner_id = person_named(people_, name);
    for (const auto& person : people_) {
      if (person.id == planned.owner_id) planned.owner_email = person.email;
    }
    if (!planned.owner_id) {
      planned.listed->remarks.push_back("Nobody here is “" + shortened(name, 60) + "”, so " + request_.owner +
                                        " is the owner.");
    }
  }

  store::Session& session_;
  const docs_repo::SourceScan& scan_;
  const MasterList& list_;
  const ImportRequest& request_;
  std::map<std::string, KnownFile> known_;
  std::vector<people::Person> people_;
  ImportPlan plan_;
};

}  // namespace

ImportPlan plan_listed_import(store::Session& session, const docs_repo::SourceScan& scan, const MasterList& list,
                              const std::string& source, const ImportRequest& request, Day today) {
  return ListedPlanner(session, scan, list, source, request, today).run();
}

}  // namespace provost::workflows::documents
