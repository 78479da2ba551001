#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "workflows/cases/case_conditions.hpp"
#include "workflows/documents/document_register.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence/evidence_register.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/people/shown_clauses.hpp"
#include "workflows/store/like_pattern.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::evidence {

namespace {

namespace json = boost::json;
using cases::Where;

constexpr auto pieces = " FROM evidence_pieces e JOIN cases c ON c.id = e.case_id JOIN people o ON o.id = c.owner_id";
constexpr auto openers = " LEFT JOIN people a ON a.id = c.opener_id";

constexpr std::size_t most_at_once = 500;

void add_standing(const std::string& standing, Day today, Where& where) {
  const auto now = workflows::to_text(today);
  const auto soon = workflows::to_text(Day(std::chrono::sys_days(today) + std::chrono::days(days_of_notice)));
  if (standing == "any") return;
  if (standing == "in_use") {
    where.add("e.state NOT IN ('replaced', 'retired', 'disposed')");
  } else if (standing == "valid") {
    where.add("e.state = 'valid' AND (e.valid_until = '' OR e.valid_until >= ?)", {now});
  } else if (standing == "expiring") {
    where.add("e.state = 'valid' AND e.valid_until >= ? AND e.valid_until < ?", {now, soon});
  } else if (standing == "expired") {
    where.add("(e.state = 'expired' OR (e.state = 'valid' AND e.valid_until <> '' AND e.valid_until < ?))", {now});
  } else if (standing == "open") {
    where.add("e.state NOT IN ('valid', 'expired', 'replaced', 'retired', 'disposed')");
  } else if (standing == "waiting") {
    where.add("e.state NOT IN ('received', 'valid', 'expired', 'replaced', 'retired', 'disposed')");
  } else if (parse_standing(standing)) {
    where.add("e.state = ?", {standing});
  } else {
    throw Invalid("standing", "Evidence cannot be filtered by “" + shortened(standing, 40) + "”.");
  }
}

void add_link(const char* kind, const std::string& target, Where& where) {
  where.add(std::string("EXISTS (SELECT 1 FROM case_links l WHERE l.case_id = c.id AND l.kind = '") + kind +
                "' AND l.target = ? AND l.removed_at IS NULL)",
            {target});
}

Where filter(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Actor& actor,
             const EvidenceQuery& query, Day today, Instant now) {
  Where where;
  add_standing(query.standing, today, where);
  if (!query.clauses.empty()) {
    where.add("c.id IN (SELECT x.case_id FROM evidence_clauses x WHERE x.clause IN (" +
                  cases::places(query.clauses.size()) + "))",
              cases::Values(query.clauses.begin(), query.clauses.end()));
  }
  if (!query.document.empty()) add_link("document", query.document, where);
  if (!query.case_key.empty()) {
    // By a case that is closed to the person nothing is found, as if it were not there.
    Where known;
    known.add("c.case_key = ?", {query.case_key});
    cases::add_visibility(session, catalogue, actor, now, known);
    if (session.first("SELECT c.id FROM cases c" + known.text(), known.values())) {
      add_link("case", query.case_key, where);
    } else {
      where.add("0 = 1");
    }
  }
  if (!query.owner.empty()) {
    const auto person = query.owner == "me" ? std::nullopt : people::find_person(session, query.owner);
    where.add("c.owner_id = ?", {query.owner == "me" ? actor.person_id : person ? person->id : 0});
  }
  if (query.asked_by_auditors) {
    where.add("c.opener_id IN (SELECT p.id FROM people p WHERE p.roles LIKE '%\"external_auditor\"%')");
  }
  if (!query.search.empty()) {
    where.add("(c.case_key = ? OR LOWER(c.title) LIKE ? ESCAPE '\\')",
              {in_capitals(query.search), store::pattern_of_part(query.search)});
  }
  cases::add_visibility(session, catalogue, actor, now, where);
  return where;
}

store::ListOrder order_of(const EvidenceQuery& query) {
  static const std::map<std::string, std::string, std::less<>> columns{
      {"key", ""},
      {"title", "c.title"},
      {"standing", "e.state"},
      {"effective_on", "e.effective_on"},
      {"valid_until", "CASE WHEN e.valid_until = '' THEN '9' ELSE e.valid_until END"},
      {"owner", "o.name"},
      {"asked_on", "c.opened_at"},
      {"due_on", "COALESCE(c.due_at, '9')"}};
  const auto found = columns.find(query.sort);
  if (found == columns.end())
    throw Invalid("sort", "Evidence cannot be sorted by “" + shortened(query.sort, 40) + "”.");
  const store::SortKey id{"c.id", query.descending, true};
  if (found->second.empty()) return store::ListOrder({id});
  return store::ListOrder({{found->second, query.descending}, id});
}

std::string text_in(const json::object& fields, std::string_view name) {
  const auto* value = fields.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

/// What the pieces of a page lead to, read at once.
void add_links(store::Session& session, const std::vector<std::int64_t>& ids, std::vector<EvidenceRow>& rows) {
  std::map<std::int64_t, EvidenceRow*> by_id;
  for (std::size_t at = 0; at < ids.size(); ++at) by_id[ids[at]] = &rows[at];
  for (std::size_t from = 0; from < ids.size(); from += most_at_once) {
    const auto until = std::min(ids.size(), from + most_at_once);
    Where of_page;
    const cases::Values values(ids.begin() + static_cast<std::ptrdiff_t>(from),
                               ids.begin() + static_cast<std::ptrdiff_t>(until));
    of_page.add("case_id IN (" + cases::places(values.size()) + ") AND removed_at IS NULL", values);
    for (const auto& record : session.select(
             "SELECT case_id, kind, target FROM case_links" + of_page.text() + " ORDER BY id", of_page.values())) {
      auto& row = *by_id.at(record.integer("case_id"));
      const auto kind = record.text("kind");
      auto& list = kind == "clause" ? row.clauses : kind == "document" ? row.documents : row.cases;
      const auto target = record.text("target");
      if (std::find(list.begin(), list.end(), target) == list.end()) list.push_back(target);
    }
    for (const auto& record :
         session.select("SELECT case_id, COUNT(*) AS n FROM case_attachments" + of_page.text() + " GROUP BY case_id",
                        of_page.values())) {
      by_id.at(record.integer("case_id"))->files = record.integer("n");
    }
  }
}

void name_providers(store::Session& session, std::vector<EvidenceRow>& rows) {
  std::map<std::string, std::string> names;
  for (auto& row : rows) {
    auto [known, is_new] = names.try_emplace(row.provider, row.provider);
    if (is_new && !row.provider.empty()) {
      if (const auto person = people::find_person(session, row.provider)) known->second = person->name;
    }
    row.provider_name = known->second;
  }
}

/// Takes out the keys of cases of which the person may know nothing.
void leave_known_cases(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Actor& actor,
                       Instant now, std::vector<EvidenceRow>& rows) {
  std::set<std::string> named;
  for (const auto& row : rows) named.insert(row.cases.begin(), row.cases.end());
  std::set<std::string> known;
  const std::vector<std::string> keys(named.begin(), named.end());
  for (std::size_t from = 0; from < keys.size(); from += most_at_once) {
    const auto until = std::min(keys.size(), from + most_at_once);
    Where where;
    const cases::Values values(keys.begin() + static_cast<std::ptrdiff_t>(from),
                               keys.begin() + static_cast<std::ptrdiff_t>(until));
    where.add("c.case_key IN (" + cases::places(values.size()) + ")", values);
    cases::add_visibility(session, catalogue, actor, now, where);
    for (const auto& record : session.select("SELECT c.case_key FROM cases c" + where.text(), where.values())) {
      known.insert(record.text("case_key"));
    }
  }
  for (auto& row : rows) {
    std::erase_if(row.cases, [&known](const std::string& key) { return !known.contains(key); });
  }
}

/// Takes out what lies outside the clauses that are shown to a guest.
void leave_shown(store::Session& session, const people::Actor& guest, std::vector<EvidenceRow>& rows) {
  std::set<std::string> shown;
  for (const auto& document : documents::documents_with_clauses(session, guest)) {
    if (document.visible) shown.insert(document.number);
  }
  for (auto& row : rows) {
    std::erase_if(row.documents, [&shown](const std::string& number) { return !shown.contains(number); });
    std::erase_if(row.clauses,
                  [&guest](const std::string& clause) { return !people::is_shown(guest.shown_clauses, clause); });
  }
}

}  // namespace

EvidencePage read_evidence(store::Session& session, const cases::WorkflowCatalogue& catalogue,
                           const people::Actor& actor, const EvidenceQuery& query, Day today, Instant now) {
  const auto order = order_of(query);
  auto where = filter(session, catalogue, actor, query, today, now);
  EvidencePage page;
  page.total =
      session.number(std::string("SELECT CAST(COUNT(*) AS BIGINT) AS n") + pieces + where.text(), where.values());
  if (query.after) {
    const auto [condition, place] = order.after(*query.after);
    where.add(condition, place);
  }
  auto values = where.values();
  values.emplace_back(query.limit + 1);
  values.emplace_back(query.after ? 0 : query.offset);
  store::ListPlace last;
  std::vector<std::int64_t> ids;
  const auto zone = organisation::present_organisation(session).time_zone;
  for (const auto& record : session.select(
           "SELECT c.id, c.case_key, c.title, c.fields, c.opened_at, c.due_at, e.state, e.clause, e.effective_on,"
           " e.valid_until, e.keep_until, o.name AS owner_name, a.name AS asked_by" +
               order.columns() + pieces + openers + where.text() + " ORDER BY " + order.text() +
               " LIMIT :limit OFFSET :offset",
           std::move(values))) {
    if (static_cast<std::int64_t>(page.rows.size()) == query.limit) {
      page.next = last;
      break;
    }
    last = order.place_of(record);
    const auto parsed = json::parse(record.text("fields"));
    const auto& fields = parsed.as_object();
    EvidenceRow row;
    row.key = record.text("case_key");
    row.title = record.text("title");
    row.effective_on = parse_day(record.text("effective_on"));
    row.valid_until = parse_day(record.text("valid_until"));
    row.keep_until = parse_day(record.text("keep_until"));
    row.standing = standing_of(record.text("state"), row.valid_until, today);
    row.owner_name = record.text("owner_name");
    row.provider = text_in(fields, "provider");
    row.asked_by = record.optional_text("asked_by").value_or("");
    row.asked_at = parse_instant(record.text("opened_at"));
    if (const auto due = cases::optional_instant(record, "due_at")) row.due_on = day_in_zone(*due, zone);
    row.address = text_in(fields, "address");
    if (auto clause = record.text("clause"); !clause.empty()) row.clauses.push_back(std::move(clause));
    page.rows.push_back(std::move(row));
    ids.push_back(record.integer("id"));
  }
  add_links(session, ids, page.rows);
  name_providers(session, page.rows);
  leave_known_cases(session, catalogue, actor, now, page.rows);
  if (actor.is_limited()) leave_shown(session, actor, page.rows);
  return page;
}

EvidenceCounts count_evidence(store::Session& session, const cases::WorkflowCatalogue& catalogue,
                              const people::Actor& actor, Day today, Instant now) {
  const auto count = [&](const char* standing) {
    EvidenceQuery query;
    query.standing = standing;
    const auto where = filter(session, catalogue, actor, query, today, now);
    return session.number(std::string("SELECT CAST(COUNT(*) AS BIGINT) AS n") + pieces + where.text(), where.values());
  };
  return {count("received"), count("expiring"), count("expired"), count("waiting")};
}

}  // namespace provost::workflows::evidence
