#include <map>
#include <set>

#include "workflows/documents/document_register.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/documents/search_index.hpp"
#include "workflows/errors.hpp"
#include "workflows/people/shown_clauses.hpp"
#include "workflows/store/text_list.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::documents {

namespace {

using people::Permission;

class Conditions {
 public:
  void add(const std::string& sql, std::vector<store::Value> values = {}) {
    sql_ += (sql_.empty() ? " WHERE " : " AND ") + sql;
    for (auto& value : values) values_.push_back(std::move(value));
  }
  const std::string& sql() const { return sql_; }
  const std::vector<store::Value>& values() const { return values_; }

 private:
  std::string sql_;
  std::vector<store::Value> values_;
};

/// Leaves the documents of the clauses that are shown to a guest.
void add_shown_clauses(store::Session& session, Conditions& conditions, const people::Actor& actor) {
  std::string places;
  std::vector<store::Value> shown;
  for (const auto& record : session.select("SELECT id, clauses FROM documents WHERE clauses <> '[]'")) {
    if (!people::is_any_shown(actor.shown_clauses, store::texts_from_text(record.text("clauses")))) continue;
    places += (places.empty() ? ":shown" : ", :shown") + std::to_string(shown.size());
    shown.emplace_back(record.integer("id"));
  }
  if (shown.empty()) {
    conditions.add("0 = 1");
  } else {
    conditions.add("d.id IN (" + places + ")", std::move(shown));
  }
}

/// The same rule as is_visible() in document_transitions.hpp, as a condition.
void add_visibility(store::Session& session, Conditions& conditions, const people::Actor& actor) {
  if (actor.is_limited()) add_shown_clauses(session, conditions, actor);
  if (actor.may(Permission::manage_documents)) return;
  std::string sql = "(d.id IN (SELECT document_id FROM document_people WHERE person_id = :viewer)";
  const bool reads_obsolete = actor.may(Permission::read_obsolete);
  const bool sees_confidential = reads_obsolete || actor.roles.contains(people::Role::leadership);
  sql += sees_confidential ? " OR d.effective_version_id IS NOT NULL"
                           : " OR (d.effective_version_id IS NOT NULL AND d.classification <> 'confidential')";
  if (reads_obsolete) sql += " OR d.state = 'obsolete'";
  conditions.add(sql + ")", {actor.person_id});
}

void add_state(Conditions& conditions, const std::string& state, Day today) {
  if (state == "any") return;
  if (state.empty()) {
    conditions.add("d.state <> 'obsolete'");
  } else if (state == "review_due") {
    conditions.add("d.next_review <= :today", {to_text(today)});
  } else if (state == "effective" || state == "obsolete") {
    conditions.add("d.state = :state", {state});
  } else if (state == "draft" || state == "in_review" || state == "in_approval" || state == "approved") {
    conditions.add("d.working_version_id IN (SELECT id FROM document_versions WHERE state = :state)", {state});
  } else {
    throw Invalid("state", "There is no state \"" + shortened(state, 40) + "\".");
  }
}

store::ListOrder order_of(const RegisterQuery& query) {
  static const std::map<std::string, std::string, std::less<>> columns{{"title", "LOWER(d.title)"},
                                                                       {"type", "d.type"},
                                                                       {"owner", "LOWER(p.name)"},
                                                                       {"changed", "d.changed_at"},
                                                                       {"state", "d.state"}};
  const bool descending = query.descending;
  const store::SortKey number{"d.number", descending};
  if (query.sort == "number") return store::ListOrder({number});
  if (query.sort == "next_review") {
    // What is never reviewed comes last either way.
    return store::ListOrder({{"CAST(CASE WHEN d.next_review IS NULL THEN 1 ELSE 0 END AS BIGINT)", false, true},
                             {"COALESCE(d.next_review, '')", descending},
                             number});
  }
  const auto found = columns.find(query.sort);
  if (found == columns.end()) {
    throw Invalid("sort", "The register cannot be sorted by \"" + shortened(query.sort, 40) + "\".");
  }
  return store::ListOrder({{found->second, descending}, number});
}

std::string label_text(const store::Record& record, const char* major, const char* minor) {
  return to_text(VersionLabel{record.integer(major), record.integer(minor)});
}

RegisterRow as_row(const store::Record& record, const people::Actor& actor) {
  RegisterRow row;
  row.number = record.text("number");
  row.type = record.text("type");
  row.title = record.text("title");
  row.owner_name = record.text("owner_name");
  row.owner_email = record.text("owner_email");
  row.next_review = record.optional_text("next_review");
  row.state = record.text("state");
  row.processes = store::texts_from_text(record.text("processes"));
  row.issuer = record.optional_text("issuer").value_or("");
  row.edition = record.optional_text("edition").value_or("");
  row.source_address = record.optional_text("source_address").value_or("");
  const bool works_on_it = !record.is_null("works_on_it") || actor.may(Permission::manage_documents);
  if (!record.is_null("effective_major")) {
    row.version = label_text(record, "effective_major", "effective_minor");
    row.effective_at = record.optional_text("effective_at");
    row.legacy = record.flag("effective_legacy");
    if (!record.is_null("working_major") && works_on_it) {
      row.working_version = label_text(record, "working_major", "working_minor");
      row.working_state = record.text("working_state");
    }
  } else if (!record.is_null("working_major")) {
    row.version = label_text(record, "working_major", "working_minor");
    row.state = record.text("working_state");
  }
  return row;
}

constexpr std::string_view selected =
    "SELECT d.number, d.type, d.title, d.state, d.next_review, d.processes, d.issuer, d.edition, d.source_address, "
    "p.name AS owner_name, p.email AS "
    "owner_email,"
    " e.major AS effective_major, e.minor AS effective_minor, e.effective_at AS effective_at, e.legacy AS"
    " effective_legacy, w.major AS working_major, w.minor AS working_minor, w.state AS working_state, d.id AS id,"
    " me.person_id AS works_on_it";
constexpr std::string_view joined =
    " FROM documents d JOIN people p ON p.id = d.owner_id"
    " LEFT JOIN document_people me ON me.document_id = d.id AND me.person_id = :me"
    " LEFT JOIN document_versions e ON e.id = d.effective_version_id"
    " LEFT JOIN document_versions w ON w.id = d.working_version_id";

}  // namespace

RegisterPage read_register(store::Session& session, const people::Actor& actor, const RegisterQuery& query, Day today) {
  if (query.limit < 1 || query.limit > 200) throw Invalid("limit", "A page holds 1 to 200 documents.");
  if (query.offset < 0) throw Invalid("page", "The page does not exist.");
  Conditions conditions;
  add_visibility(session, conditions, actor);
  add_state(conditions, query.state, today);
  if (!query.type.empty()) conditions.add("d.type = :type", {query.type});
  if (!query.owner.empty()) {
    conditions.add("d.owner_id IN (SELECT id FROM people WHERE email = :owner)", {query.owner});
  }
  if (!query.search.empty()) {
    const auto search = search_condition(session.is_postgresql(), query.search);
    if (search.sql.empty()) return {};
    conditions.add(search.sql, search.values);
  }

  RegisterPage page;
  page.total =
      session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM documents d" + conditions.sql(), conditions.values());
  const auto order = order_of(query);
  if (query.after) {
    const auto [condition, values] = order.after(*query.after);
    conditions.add(condition, values);
  }
  std::vector<store::Value> values{actor.person_id};
  values.insert(values.end(), conditions.values().begin(), conditions.values().end());
  values.emplace_back(query.limit + 1);
  values.emplace_back(query.after ? 0 : query.offset);
  store::ListPlace last;
  for (const auto& record :
       session.select(std::string(selected) + order.columns() + std::string(joined) + conditions.sql() + " ORDER BY " +
                          order.text() + " LIMIT :limit OFFSET :offset",
                      std::move(values))) {
    if (static_cast<std::int64_t>(page.rows.size()) == query.limit) {
      page.next = last;
      break;
    }
    last = order.place_of(record);
    auto row = as_row(record, actor);
    if (row.version.empty()) {
      const auto last = session.first(
          "SELECT major, minor FROM document_versions WHERE document_id = :document ORDER BY major DESC, minor DESC"
          " LIMIT 1",
          {record.integer("id")});
      if (last) row.version = label_text(*last, "major", "minor");
    }
    page.rows.push_back(std::move(row));
  }
  return page;
}

std::vector<ClauseDocument> documents_with_clauses(store::Session& session, const std::optional<people::Actor>& actor) {
  std::set<std::string> known;
  if (actor) {
    Conditions visible;
    add_visibility(session, visible, *actor);
    for (const auto& record : session.select("SELECT d.number FROM documents d" + visible.sql(), visible.values())) {
      known.insert(record.text("number"));
    }
  }
  std::vector<ClauseDocument> list;
  for (const auto& record : session.select(
           "SELECT d.number, d.title, d.clauses, d.effective_version_id, v.effective_at FROM documents d LEFT JOIN"
           " document_versions v ON v.id = d.effective_version_id WHERE d.state <> 'obsolete' AND d.clauses <> '[]'"
           " ORDER BY d.number")) {
    const auto since = record.optional_text("effective_at");
    list.push_back({record.text("number"), record.text("title"), store::texts_from_text(record.text("clauses")),
                    !record.is_null("effective_version_id"), known.contains(record.text("number")),
                    since ? std::optional(parse_instant(*since)) : std::nullopt});
  }
  return list;
}

}  // namespace provost::workflows::documents
