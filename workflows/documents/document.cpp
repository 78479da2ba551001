#include "workflows/documents/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace provost::workflows::documents {

namespace {

template <class Enumeration>
struct Names {
  Enumeration value;
  std::string_view text;
  std::string_view label;
};

constexpr std::array<Names<VersionState>, 6> state_names{{
    {VersionState::draft, "draft", "Draft"},
    {VersionState::in_review, "in_review", "In review"},
    {VersionState::in_approval, "in_approval", "In approval"},
    {VersionState::approved, "approved", "Approved"},
    {VersionState::effective, "effective", "Effective"},
    {VersionState::obsolete, "obsolete", "Obsolete"},
}};

constexpr std::array<Names<Revision>, 3> revision_names{{
    {Revision::first, "first", "First issue"},
    {Revision::minor, "minor", "Minor revision"},
    {Revision::major, "major", "Major revision"},
}};

constexpr std::array<Names<Event>, 8> event_names{{
    {Event::submit, "submit", "Submit"},
    {Event::review, "review", "Accept the review"},
    {Event::request_changes, "request_changes", "Request changes"},
    {Event::approve, "approve", "Approve"},
    {Event::reject, "reject", "Reject"},
    {Event::withdraw, "withdraw", "Withdraw"},
    {Event::still_valid, "still_valid", "Confirm as still valid"},
    {Event::revise, "revise", "Start a revision"},
}};

template <class Table, class Enumeration>
const auto& entry_of(const Table& table, Enumeration value) {
  return *std::find_if(table.begin(), table.end(), [value](const auto& entry) { return entry.value == value; });
}

template <class Table>
auto find_text(const Table& table, std::string_view text) -> std::optional<decltype(table.front().value)> {
  const auto found = std::find_if(table.begin(), table.end(), [text](const auto& entry) { return entry.text == text; });
  if (found == table.end()) return std::nullopt;
  return found->value;
}

}  // namespace

const std::vector<DocumentType>& document_types() {
  static const std::vector<DocumentType> types{
      {"manual", "MN", "Manual", 12},
      {"policy", "PO", "Policy", 12},
      {"procedure", "PR", "Procedure", 12},
      {"work_instruction", "IN", "Work instruction", 12},
      {"guide", "GU", "Guide", 24},
      {"form", "RG", "Form", 24},
      {"plan", "PL", "Plan", 12},
      {"record", "RC", "Record", 36},
      {"external_document", "EX", "External document", 12},
      {"workflow", "WF", "Workflow", 12, "application/yaml"},
  };
  return types;
}

const DocumentType* find_document_type(std::string_view name) {
  const auto& types = document_types();
  const auto found = std::find_if(types.begin(), types.end(), [name](const auto& type) { return type.name == name; });
  return found == types.end() ? nullptr : &*found;
}

std::string_view to_text(VersionState state) {
  return entry_of(state_names, state).text;
}
std::string_view label(VersionState state) {
  return entry_of(state_names, state).label;
}

std::string state_words(VersionState state) {
  std::string text(label(state));
  text.front() = static_cast<char>(text.front() - 'A' + 'a');
  return state == VersionState::draft ? "a draft" : text;
}

VersionState parse_version_state(std::string_view text) {
  if (const auto state = find_text(state_names, text)) return *state;
  throw std::invalid_argument("no version state is called " + std::string(text));
}

std::string to_text(VersionLabel label) {
  return std::to_string(label.major) + "." + std::to_string(label.minor);
}

std::optional<VersionLabel> parse_version_label(std::string_view text) {
  VersionLabel label;
  const auto* end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, label.major);
  if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.') return std::nullopt;
  const auto minor = std::from_chars(major.ptr + 1, end, label.minor);
  if (minor.ec != std::errc{} || minor.ptr != end || label.major < 0 || label.minor < 0) return std::nullopt;
  if (to_text(label) != text) return std::nullopt;
  return label;
}

std::string_view to_text(Revision revision) {
  return entry_of(revision_names, revision).text;
}
std::optional<Revision> parse_revision(std::string_view text) {
  return find_text(revision_names, text);
}

const std::vector<Event>& all_events() {
  static const std::vector<Event> events = [] {
    std::vector<Event> list;
    for (const auto& entry : event_names) list.push_back(entry.value);
    return list;
  }();
  return events;
}

std::string_view to_text(Event event) {
  return entry_of(event_names, event).text;
}
std::string_view label(Event event) {
  return entry_of(event_names, event).label;
}
std::optional<Event> parse_event(std::string_view text) {
  return find_text(event_names, text);
}

}  // namespace provost::workflows::documents
