#include "workflows/messages/events.hpp"

#include <algorithm>

namespace provost::workflows::messages {

const std::vector<EventKind>& event_kinds() {
  static const std::vector<EventKind> kinds{
      {task_assigned, "Somebody gets a task", true, true, true},
      {answer_asked, "A review or an approval is asked for", true, true, true},
      {reminder, "A reminder before or on the day", true, false, true},
      {overdue, "Something is overdue", true, false, true},
      {mention, "Somebody is mentioned in a comment", true, true, false},
      {notice, "Other news for a person", true, false, false},
      {channel_paused, "A channel is paused, for administrators", true, true, false},
      {case_opened, "A case is opened", false, false, true},
      {case_moved, "A case goes on to another state", false, false, true},
      {case_closed, "A case is closed", false, false, true},
      {document_in_force, "A document comes into force", false, false, true},
      {digest, "What waits, once a morning", true, true, false},
      {test, "A test message", false, true, false},
  };
  return kinds;
}

const EventKind* find_event_kind(std::string_view name) {
  const auto& kinds = event_kinds();
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [name](const EventKind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace provost::workflows::messages
