#include "workflows/documents/import_writing.hpp"

#include <algorithm>

#include "docs_repo/import/link_rewriting.hpp"
#include "docs_repo/store/bulk_writer.hpp"
#include "docs_repo/text/converted_text.hpp"
#include "docs_repo/text/front_matter.hpp"
#include "workflows/documents/content_intake.hpp"
#include "workflows/documents/document_files.hpp"
#include "workflows/hashing.hpp"

namespace provost::workflows::documents {

namespace {

using docs_repo::ContentKind;
using docs_repo::ObjectId;

constexpr std::size_t progress_grain = 50;

std::string address_of(const std::string& number) {
  return "/documents/" + number;
}

std::string file_name_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

/// One earlier text of a file, with the commit it came from.
struct EarlierText {
  std::size_t file;
  std::size_t version;
  const docs_repo::SourceRevision* revision;
};

bool is_effective(const PlannedFile& file) {
  return file.state == VersionState::effective;
}

class ImportWriter {
 public:
  ImportWriter(docs_repo::DocumentRepository& repository, const ImportPlan& plan, const ImportRequest& request,
               const people::Person& owner, Instant now, const ImportProgress& progress)
      : bulk_(repository), plan_(plan), request_(request), owner_(owner), now_(now), progress_(progress) {}

  WrittenImport run() {
    written_.files.reserve(plan_.files.size());
    for (const auto& planned : plan_.files) {
      written_.files.push_back(begin_file(planned));
      if (request_.history && !planned.present) add_earlier(written_.files.size() - 1);
      add_present(written_.files.back());
      if (written_.files.size() % progress_grain == 0) progress_("writing", written_.files.size(), plan_.files.size());
    }
    auto head = commit_history(plan_.imports_head);
    head = commit_present(head);
    written_.imports_commit = *head;
    publish(*head);
    progress_("writing", plan_.files.size(), plan_.files.size());
    bulk_.finish();
    return std::move(written_);
  }

 private:
  WrittenFile begin_file(const PlannedFile& planned) const {
    WrittenFile file;
    file.planned = &planned;
    if (planned.present) {
      file.document = *planned.present;
    } else {
      file.document.number = planned.number;
      file.document.type = std::string(planned.type->name);
      file.document.language = "en";
      file.document.classification = "internal";
      file.document.owner_id = planned.owner_id.value_or(owner_.id);
      if (planned.listed) file.document.processes = planned.listed->processes;
      file.document.review_interval_months = planned.type->review_interval_months;
      file.document.created_at = now_;
      read_card(file);
    }
    return file;
  }

  /// What a Markdown file's own front matter says of the document: clauses and the review interval.
  static void read_card(WrittenFile& file) {
    if (file.planned->source.kind != ContentKind::markdown) return;
    const auto parsed = docs_repo::read_front_matter(content_of(*file.planned));
    const auto* values = std::get_if<docs_repo::FrontMatter>(&parsed);
    if (values == nullptr) return;
    if (const auto months = values->simple_values.find("review_interval_months");
        months != values->simple_values.end()) {
      const auto number = std::atoi(months->second.c_str());
      if (number >= 1 && number <= 120) file.document.review_interval_months = number;
    }
    if (const auto clauses = values->lists.find("clauses"); clauses != values->lists.end()) {
      file.document.clauses = clauses->second;
    }
  }

  std::string rewritten(const std::string& content, const docs_repo::SourceFile& source) const {
    if (source.kind != ContentKind::markdown) return content;
    return docs_repo::rewrite_links(content, source.path, [this](std::string_view path) -> std::optional<std::string> {
      const auto found = plan_.number_by_path.find(std::string(path));
      if (found == plan_.number_by_path.end()) return std::nullopt;
      return address_of(found->second);
    });
  }

  void set_content(Version& version, const docs_repo::SourceFile& source, const std::string& content) {
    version.blob_id = bulk_.write_blob(content).hex;
    version.content_sha256 = sha256_hex(content);
    version.content_size = static_cast<std::int64_t>(content.size());
    version.media_type = source.kind == ContentKind::markdown ? "text/markdown" : source.media_type;
    version.file_name = file_name_of(source.path);
  }

  void add_earlier(std::size_t position) {
    auto& file = written_.files[position];
    const auto& history = file.planned->source.history;
    if (history.size() < 2) return;
    std::string before;
    // The last revision is the text that is imported as the present version.
    for (std::size_t i = 0; i + 1 < history.size(); ++i) {
      const auto& revision = history[i];
      if (revision.content == before || revision.content.empty()) continue;
      before = revision.content;
      Version version;
      version.label = {0, static_cast<std::int64_t>(file.earlier.size()) + 1};
      version.state = VersionState::obsolete;
      version.title = file.planned->source.kind == ContentKind::markdown
                          ? docs_repo::title_of(revision.content, file.planned->source.title)
                          : file.planned->source.title;
      version.change_description = revision.message.empty() ? "Imported" : revision.message;
      version.author_names = revision.author_name + " <" + revision.author_email + ">";
      set_content(version, file.planned->source, revision.content);
      version.legacy = true;
      version.created_at = version.saved_at = revision.when;
      version.obsolete_at = now_;
      version.obsolete_reason = "An earlier version from the imported history.";
      file.earlier.push_back(std::move(version));
      history_.push_back({position, file.earlier.size() - 1, &revision});
    }
  }

  void add_present(WrittenFile& file) {
    const auto& source = file.planned->source;
    const auto content = rewritten(content_of(*file.planned), source);
    auto& version = file.version;
    if (const auto& draft = file.planned->present_working) version = *draft;
    version.label = imported_label(*file.planned);
    if (version.label.major == 0 && !file.earlier.empty()) {
      version.label.minor = static_cast<std::int64_t>(file.earlier.size()) + 1;
    }
    version.revision = file.planned->present_effective ? Revision::minor : Revision::first;
    const bool effective = file.planned->state == VersionState::effective;
    version.state = file.planned->state;
    version.legacy = file.planned->state != VersionState::draft;
    version.title = source.title;
    version.change_description = file.planned->present ? "Imported again with changes" : "Imported";
    if (!source.history.empty()) {
      const auto& last = source.history.back();
      version.author_names = last.author_name + " <" + last.author_email + ">";
      if (!last.message.empty()) version.change_description = last.message;
    } else {
      version.author_names = owner_.name;
    }
    if (std::find(version.authors.begin(), version.authors.end(), owner_.id) == version.authors.end()) {
      version.authors.push_back(owner_.id);
    }
    set_content(version, source, content);
    if (!file.planned->present_working) version.created_at = now_;
    version.saved_at = now_;
    if (file.planned->state == VersionState::obsolete) {
      version.obsolete_at = now_;
      version.obsolete_reason = "Obsolete by the master list that it was brought in with.";
    }
    if (effective) {
      version.effective_at = now_;
      file.document.title = version.title;
    }
    if (!file.document.effective_version_id) file.document.title = version.title;
    if (source.kind == ContentKind::word) file.readable_text = docs_repo::word_to_markdown(source.absolute).text;
    if (source.kind == ContentKind::pdf) file.readable_text = docs_repo::pdf_to_text(source.absolute).text;
    if (effective) {
      file.search_text = source.kind == ContentKind::markdown ? std::string(docs_repo::markdown_body(content))
                                                              : file.readable_text.value_or("");
    }
  }

  void add_files(docs_repo::CommitRequest& request, const WrittenFile& file, const Version& version,
                 const std::optional<std::string>& former_path) {
    const auto owner_email = file.planned->owner_email.value_or(owner_.email);
    const DocumentCard card{file.document, version, owner_email, {}};
    const auto card_blob = bulk_.write_blob(document_yaml(card));
    auto changes = version_files(card, card_blob, former_path);
    std::move(changes.begin(), changes.end(), std::back_inserter(request.changes));
  }

  /// The earlier versions of all files as one line of commits in the order of their dates, each with its own author.
  std::optional<ObjectId> commit_history(std::optional<ObjectId> head) {
    std::stable_sort(history_.begin(), history_.end(), [](const EarlierText& left, const EarlierText& right) {
      return left.revision->when < right.revision->when;
    });
    for (const auto& text : history_) {
      auto& file = written_.files[text.file];
      auto& version = file.earlier[text.version];
      docs_repo::CommitRequest request;
      request.base = head;
      if (head) request.parents.push_back(*head);
      request.author = {text.revision->author_name, text.revision->author_email, text.revision->when};
      request.message = commit_message(file.document.number + " " + to_text(version.label) + ": imported from history",
                                       text.revision->message,
                                       {{"Document", file.document.number}, {"Version", to_text(version.label)}});
      add_files(request, file, version, std::nullopt);
      head = bulk_.commit(request);
      version.commit_id = head->hex;
    }
    return head;
  }

  std::optional<ObjectId> commit_present(std::optional<ObjectId> head) {
    docs_repo::CommitRequest request;
    request.base = head;
    if (head) request.parents.push_back(*head);
    request.author = {owner_.name, owner_.email, now_};
    request.message = commit_message("Import " + std::to_string(plan_.files.size()) + " documents", "", {});
    for (const auto& file : written_.files) {
      std::optional<std::string> former;
      if (file.planned->present_working) former = content_path(file.document.number, *file.planned->present_working);
      add_files(request, file, file.version, former);
    }
    head = bulk_.commit(request);
    for (auto& file : written_.files) file.version.commit_id = head->hex;
    return head;
  }

  void publish(const ObjectId& imports) {
    docs_repo::CommitRequest request;
    request.base = plan_.published_head;
    if (plan_.published_head) request.parents.push_back(*plan_.published_head);
    request.parents.push_back(imports);
    request.author = {owner_.name, owner_.email, now_};
    const auto in_force = std::count_if(plan_.files.begin(), plan_.files.end(), is_effective);
    if (in_force == 0) return;
    request.message =
        commit_message("Import " + std::to_string(in_force) + " documents in force; approval not verified", "", {});
    for (const auto& file : written_.files) {
      if (!is_effective(*file.planned)) continue;
      std::optional<std::string> former;
      if (file.planned->present_effective)
        former = content_path(file.document.number, *file.planned->present_effective);
      add_files(request, file, file.version, former);
    }
    written_.published_commit = bulk_.commit(request);
  }

  docs_repo::BulkWriter bulk_;
  const ImportPlan& plan_;
  const ImportRequest& request_;
  const people::Person& owner_;
  Instant now_;
  const ImportProgress& progress_;
  WrittenImport written_;
  std::vector<EarlierText> history_;
};

}  // namespace

WrittenImport write_imported(docs_repo::DocumentRepository& repository, const ImportPlan& plan,
                             const ImportRequest& request, const people::Person& owner, Instant now,
                             const ImportProgress& progress) {
  return ImportWriter(repository, plan, request, owner, now, progress).run();
}

}  // namespace provost::workflows::documents
