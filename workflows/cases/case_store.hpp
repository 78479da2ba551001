#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/attachment_files.hpp"
#include "workflows/cases/case.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::cases {

// Reading.

std::optional<Case> find_case(store::Session& session, std::string_view key);
std::optional<Case> find_case(store::Session& session, std::int64_t id);
std::optional<Case> find_case_of_effect(store::Session& session, const std::string& effect_key);
std::vector<Case> children_of(store::Session& session, std::int64_t case_id);
/// Oldest first.
std::vector<HistoryEntry> history_of(store::Session& session, std::int64_t case_id);
std::vector<CaseComment> comments_of(store::Session& session, std::int64_t case_id);
/// Those that were not removed, oldest first.
std::vector<CaseAttachment> attachments_of(store::Session& session, std::int64_t case_id);
std::optional<CaseAttachment> find_attachment(store::Session& session, std::int64_t case_id, std::string_view sha256);
std::vector<CaseLink> links_of(store::Session& session, std::int64_t case_id);
/// Keys of cases that point at something, e.g. ("document", "PO-004"), newest first.
std::vector<std::string> cases_linked_to(store::Session& session, std::string_view kind, std::string_view target);
std::vector<CaseTask> open_tasks_of(store::Session& session, std::int64_t case_id);
std::optional<CaseTask> find_task(store::Session& session, std::int64_t id);
/// The case that a task belongs or belonged to, also when the task is closed.
std::optional<Case> case_of_task(store::Session& session, std::int64_t task_id);
/// The people who take part in a case, by name, without those who are disabled.
std::vector<people::Person> people_of(store::Session& session, std::int64_t case_id);
/// Whether somebody takes part in a case.
bool takes_part(store::Session& session, std::int64_t case_id, std::int64_t person_id);

// Changing. The caller records the audit entry.

/// The next key of a workflow, e.g. "CAR-17": the highest ever used + 1.
std::string take_key(store::WriteTransaction& transaction, const std::string& code);
std::int64_t insert_case(store::WriteTransaction& transaction, const Case& one);
/// Writes what can change and raises the row version.
void update_case(store::WriteTransaction& transaction, Case& one);
void append_history(store::WriteTransaction& transaction, std::int64_t case_id, HistoryEntry entry);
std::int64_t insert_task(store::WriteTransaction& transaction, const CaseTask& task);
void update_task(store::WriteTransaction& transaction, const CaseTask& task);
void close_task(store::WriteTransaction& transaction, std::int64_t task_id);
void insert_comment(store::WriteTransaction& transaction, std::int64_t case_id, std::int64_t person_id,
                    const std::string& printed_name, const std::string& text, const std::vector<std::string>& mentions);
/// Attaches a stored file, with its audit entry.
void insert_attachment(store::WriteTransaction& transaction, const Case& one, const StoredFile& stored,
                       const std::string& file_name, const people::Actor& actor);
void remove_attachment(store::WriteTransaction& transaction, std::int64_t id, const std::string& reason);
void insert_link(store::WriteTransaction& transaction, std::int64_t case_id, const std::string& kind,
                 const std::string& target, std::int64_t person_id);
void remove_link(store::WriteTransaction& transaction, std::int64_t case_id, std::int64_t id);
/// Adds people to those who take part, and so may see the case.
void add_case_people(store::WriteTransaction& transaction, std::int64_t case_id, const std::set<std::int64_t>& people);

/// The names of columns of a case for a SELECT from `cases c`.
extern const std::string case_columns;
Case case_from(const store::Record& record);

}  // namespace provost::workflows::cases
