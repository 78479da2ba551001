#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace provost::workflows::messages {

/// Something that people are told of. The names are those of the API and the database.
struct EventKind {
  std::string_view name;    ///< "task_assigned"
  std::string_view label;   ///< "Somebody gets a task"
  bool personal = false;    ///< goes to one person too, by their own way
  bool pressing = false;    ///< a person is told at once unless they asked for a digest; else it waits for the digest
  bool in_channels = true;  ///< channels may subscribe to it
};
const std::vector<EventKind>& event_kinds();
/// nullptr when there is no such event.
const EventKind* find_event_kind(std::string_view name);

inline constexpr auto task_assigned = "task_assigned";
inline constexpr auto answer_asked = "answer_asked";
inline constexpr auto reminder = "reminder";
inline constexpr auto overdue = "overdue";
inline constexpr auto mention = "mention";
inline constexpr auto notice = "notice";
inline constexpr auto channel_paused = "channel_paused";
inline constexpr auto case_opened = "case_opened";
inline constexpr auto case_moved = "case_moved";
inline constexpr auto case_closed = "case_closed";
inline constexpr auto document_in_force = "document_in_force";
inline constexpr auto digest = "digest";
inline constexpr auto test = "test";
/// The wording in place of a confidential subject.
inline constexpr auto confidential = "confidential";

}  // namespace provost::workflows::messages
